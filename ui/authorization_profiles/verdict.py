"""What is said about a draft: the checks of any profile, and what its service will say to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.authorization.profiles.fields import Values
from studio.authorization.profiles.mechanisms import OAUTH_V2
from studio.authorization.profiles.service import Profiles
from studio.authorization.profiles.values import Finding
from ui.authorization_profiles.remarks import Remark, Severity

if TYPE_CHECKING:
    from studio.authorization.preflight import Draft, Report, Situation
    from studio.authorization.preflight import Finding as PreflightFinding

_SEVERITIES: dict[str, Severity] = {"blocks": "error", "warns": "warning", "hint": "hint"}
_ORDER = {"error": 0, "warning": 1, "hint": 2}
TOLD_BETTER = frozenset(
    {
        "padded",
        "control_character",
        "placeholder",
        "same_as_id",
        "not_a_url",
        "not_https",
        "user_info",
        "fragment",
        "secret_in_url",
    }
)
"""Checks that pre-flight makes, too, knowing the service, and with a repair."""


@dataclass(frozen=True)
class Service:
    """A service that a profile may be for."""

    id: str
    name: str
    situation: Situation


@dataclass(frozen=True)
class Verdict:
    """Everything that can be said of a draft now."""

    remarks: tuple[Remark, ...] = ()
    blocked: tuple[Remark, ...] = ()
    """Those that keep it from being saved."""
    refused: tuple[Remark, ...] = ()
    """Those for which the service will refuse to sign anybody in."""
    service: str = ""
    """The name of the service it is for, as far as one is known."""
    draft: Draft | None = None
    repairs: Mapping[tuple[str, str], PreflightFinding] | None = None
    """By field and rule."""


def judge(
    profiles: Profiles,
    mechanism_id: str,
    values: Values,
    *,
    other_names: Iterable[str] = (),
    callback_url: str = "",
    services: Iterable[Service] = (),
    wanted: str = "",
    lost: Iterable[str] = (),
) -> Verdict:
    """Look at what is entered so far. Takes about a millisecond, asks nobody.

    Args:
        services: What it may be for.
        wanted: The id of the service that it is certainly for.
        lost: Fields whose secret is not on this computer any more.
    """
    findings = profiles.check(mechanism_id, values, other_names)
    service, draft, report = _preflight(mechanism_id, values, callback_url, services, wanted)
    foreseen = () if report is None else report.findings
    better = {one.field for one in foreseen if one.severity == "blocks"}
    empty = {one.field for one in findings if one.code == "missing"}
    plain = [
        _plain(one) for one in findings if one.code not in TOLD_BETTER or one.field not in better
    ]
    told = [_foreseen(one) for one in foreseen if one.field not in empty]
    gone = [_gone(one) for one in lost if not values.get(one)]
    hidden = [_plain(one) for one in findings if one.code in TOLD_BETTER and one.field in better]
    remarks = sorted((*gone, *plain, *told), key=lambda one: _ORDER[one.severity])
    blocked = [one for one in (*plain, *hidden) if one.severity == "error"]
    return Verdict(
        remarks=tuple(remarks),
        blocked=tuple(blocked),
        refused=tuple(one for one in told if one.severity == "error"),
        service=service.name if service else "",
        draft=draft,
        repairs={(one.field, one.id): one for one in foreseen if one.repair is not None},
    )


def _preflight(
    mechanism_id: str, values: Values, callback_url: str, services: Iterable[Service], wanted: str
) -> tuple[Service | None, Draft | None, Report | None]:
    if mechanism_id != OAUTH_V2:
        return None, None, None
    from studio.authorization.preflight import check
    from studio.authorization.preflight.meant import is_meant
    from studio.authorization.profiles.using import preflight_draft

    # Whoever has a tenant is asked for it: what it will be cannot be judged here.
    tenant = "tenant" if values.get("tenancy") is True else ""
    draft = preflight_draft(values, callback_url, mechanism_id=mechanism_id, tenant=tenant)
    if draft is None:
        return None, None, None
    for service in services:
        if service.id == wanted or (not wanted and is_meant(draft, service.situation)):
            return service, draft, check(draft, service.situation)
    return None, draft, None


def _plain(finding: Finding) -> Remark:
    return Remark(
        finding.field,
        finding.severity,
        finding.message,
        finding.next_step,
        finding.code,
        missing=finding.code == "missing",
    )


def _foreseen(finding: PreflightFinding) -> Remark:
    return Remark(
        finding.field,
        _SEVERITIES[finding.severity],
        finding.message,
        finding.next_step,
        finding.id,
        source=finding.source,
        # A profile does not keep the callback: the region is chosen in Settings.
        repair=finding.repair.label if finding.repair and finding.field != "callback_url" else "",
        missing=finding.id.endswith("-empty"),
    )


def _gone(field: str) -> Remark:
    return Remark(
        field,
        "warning",
        "The secret that stood here is not on this computer any more.",
        "Enter it again.",
        "lost",
    )
