"""All rules about one draft, and what is left to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from studio.authorization.preflight.draft import Draft
from studio.authorization.preflight.found import Found
from studio.authorization.preflight.kinds import Look, find
from studio.authorization.preflight.repairs import repaired
from studio.authorization.preflight.situation import Situation
from studio.connectors.preflight import FIELDS, Field, PreflightRule, Severity

LONGEST = 4000
"""Characters of a field that are looked at; no field takes as many (fact sheet xo-platform 3)."""
SEVERITIES: tuple[Severity, ...] = ("blocks", "warns", "hint")


@dataclass(frozen=True)
class Repair:
    """One click that mends it."""

    label: str
    apply: Callable[[Draft], Draft]
    """A pure function. On a draft without the mistake it changes nothing."""


@dataclass(frozen=True)
class Finding:
    """One thing to show beside a field."""

    id: str
    """Of the rule: stable, for tests and programs."""
    severity: Severity
    field: Field
    message: str
    next_step: str
    source: str
    verdict: str = ""
    """The refusal of the service that this predicts; empty when it predicts none."""
    repair: Repair | None = None


@dataclass(frozen=True)
class Report:
    """What pre-flight says of a draft."""

    findings: tuple[Finding, ...]
    """By field, the graver first."""
    verdict: str
    """The first refusal to come, on the service's page or at its token endpoint; empty for none."""

    @property
    def blocks(self) -> bool:
        """Whether authorizing, or the exchange after it, is bound to fail."""
        return any(finding.severity == "blocks" for finding in self.findings)

    def about(self, field: Field) -> tuple[Finding, ...]:
        """What to show beside a field."""
        return tuple(finding for finding in self.findings if finding.field == field)


def check(draft: Draft, situation: Situation) -> Report:
    """Everything that the connector's rules find wrong with a draft. Asks nobody.

    Of several rules about the same mistake only the one that explains it best is shown; the
    verdict counts them all.
    """
    beginning = draft.beginning(LONGEST)
    whole = beginning == draft
    rules = situation.knowledge.rules
    hits = [hit for rule in rules for hit in _hits(rule, beginning, situation)]
    spoken = {(look.rule.id, look.field) for look, _ in hits}
    findings = [
        _finding(look, found, mendable=whole)
        for look, found in hits
        if not any((other, look.field) in spoken for other in look.rule.unless)
    ]
    findings.sort(key=lambda one: (FIELDS.index(one.field), SEVERITIES.index(one.severity)))
    predicted = {
        look.rule.verdict for look, _ in hits if severity_at(look.rule, situation) == "blocks"
    }
    order = situation.knowledge.verdict_order
    return Report(tuple(findings), next((one for one in order if one in predicted), ""))


def severity_at(rule: PreflightRule, situation: Situation) -> Severity:
    """How grave a rule is now: what ends on a day blocks from that day on (UTC)."""
    ended = rule.ends is not None and situation.now.date() >= rule.ends
    return "blocks" if ended else rule.severity


def _hits(rule: PreflightRule, draft: Draft, situation: Situation) -> list[tuple[Look, Found]]:
    looks = [Look(rule, field, draft, situation) for field in rule.fields]
    return [(look, found) for look in looks if (found := find(look)) is not None]


def _finding(look: Look, found: Found, *, mendable: bool) -> Finding:
    rule, situation = look.rule, look.situation
    words = _words(look, found)
    return Finding(
        id=rule.id,
        severity=severity_at(rule, situation),
        field=look.field,
        message=rule.message.format_map(words),
        next_step=rule.next_step.format_map(words),
        source=rule.source,
        verdict=rule.verdict,
        repair=_repair(look, found) if mendable else None,
    )


def _repair(look: Look, found: Found) -> Repair | None:
    """The rule's repair, where it really mends this draft."""
    if look.rule.repair is None:
        return None
    label = look.rule.repair.label.format_map(_words(look, found))

    def apply(draft: Draft) -> Draft:
        now = replace(look, draft=draft)
        again = find(now)
        return draft if again is None else repaired(now, again)

    mended = apply(look.draft)
    helps = mended != look.draft and find(replace(look, draft=mended)) is None
    return Repair(label, apply) if helps else None


def _words(look: Look, found: Found) -> dict[str, str]:
    from studio import redaction

    ends = look.rule.ends
    secrets = (look.draft.client_secret, look.draft.client_secret.strip())
    return {
        "value": redaction.url(look.value, secrets),
        "names": redaction.known_values(_list(found.names), secrets),
        "near": found.near,
        "official": look.situation.official(look.field),
        "date": _day(ends) if ends else "",
        "other": _list(found.others),
        "field": look.field,
    }


def _list(names: tuple[str, ...]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
