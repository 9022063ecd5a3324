"""Checks the values of a create or update, and brings them into the form that is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from studio.sandbox import errors
from studio.sandbox.errors import Problem
from studio.sandbox.moments import stamp
from studio.sandbox.pipelines import Pipelines
from studio.sandbox.properties import Kind

ADDRESS = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}")
# Our guess: what a number may look like; Java takes exponents, and so do we, small ones.
NUMBER = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,60})?|\.[0-9]{1,60})([eE][+-]?[0-9]{1,2})?")
LARGEST_TEXT = 65_536
"""Characters a property value may have."""


class Refused(ValueError):
    """A value that cannot be kept; carries HubSpot's word for it."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__(message)
        self.error = error
        self.message = message


def checked(
    kind: Kind,
    given: Mapping[str, object],
    *,
    portal_id: int,
    pipelines: Pipelines,
    before: Mapping[str, str] | None = None,
) -> dict[str, str | None]:
    """The values of one write, ready to be kept; None clears a property.

    Args:
        given: Property values as they came in the body.
        before: What the record holds already; None for a new one.

    Raises:
        ApiError: 400, with every bad property in one answer (fact sheet 5).
    """
    values: dict[str, str | None] = {}
    problems: list[Problem] = []
    for name, raw in given.items():
        if name not in kind.properties:
            problems.append(errors.unknown_property(name))
            continue
        if kind.properties[name].read_only:
            problems.append(errors.read_only(name, kind))
            continue
        text = _as_text(raw)
        try:
            if text.startswith(";") and kind.properties[name].field_type == "checkbox":
                text = (before or {}).get(name, "") + text
            values[name] = normal_value(kind, name, text) if text else None
        except Refused as refused:
            problems.append(Problem(name, refused.error, refused.message))
    if kind.name == "deals":
        problems += _stage_problems(values, before or {}, pipelines)
    if problems:
        raise errors.invalid_properties(problems, portal_id)
    return values


def normal_value(kind: Kind, name: str, text: str) -> str:
    """The kept form of one value. Raises Refused when the property's type does not take it."""
    definition = kind.properties[name]
    if len(text) > LARGEST_TEXT:
        raise Refused("INVALID_LENGTH", f"{name} is longer than {LARGEST_TEXT} characters")
    match definition.type:
        case "number":
            return _number(name, text)
        case "datetime":
            return stamp(_moment(text))
        case "date":
            return _day(text)
        case "bool":
            if text.lower() not in ("true", "false"):
                raise Refused("INVALID_OPTION", errors.enumeration_text(text, ["true", "false"]))
            return text.lower()
        case "enumeration":
            allowed = [option.value for option in definition.options]
            if definition.field_type == "checkbox":
                return _choices(text, allowed)
            return _choice(text, allowed)
        case _:
            return _address(text) if name == "email" else text


def _as_text(raw: object) -> str:
    match raw:
        case None:
            return ""
        case bool():
            return "true" if raw else "false"
        case str() | int() | float():
            return str(raw)
        case _:
            raise errors.wrong_type("java.lang.String", raw)


def _number(name: str, text: str) -> str:
    if not NUMBER.fullmatch(text.strip()):
        raise Refused("INVALID_INTEGER", f"{name} was not a valid number")
    return text.strip()


def _moment(text: str) -> datetime:
    """ISO 8601, a plain day (midnight UTC), or milliseconds since 1970 (fact sheet 3.1)."""
    try:
        if re.fullmatch(r"-?\d+", text):
            moment = datetime.fromtimestamp(int(text) / 1000, UTC)
        else:
            moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        raise Refused("INVALID_LONG", f"{text} was not a valid long.") from None
    if not 1000 <= moment.year < 9999:
        # Our guess: years that cannot be written in four digits in every zone are refused.
        raise Refused("INVALID_LONG", f"{text} was not a valid long.")
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _day(text: str) -> str:
    """A day, given as one or as its midnight UTC (fact sheet 3.1)."""
    moment = _moment(text)
    if (moment.hour, moment.minute, moment.second, moment.microsecond) != (0, 0, 0, 0):
        at = f"{moment.hour}:{moment.minute}:{moment.second}.{moment.microsecond // 1000}"
        raise Refused("INVALID_DATE", f"{text} is at {at} UTC, not midnight!")
    return f"{moment:%Y-%m-%d}"


def _choices(text: str, allowed: Sequence[str]) -> str:
    """Several options joined with `;`; a leading one added to those before (fact sheet 3.1)."""
    chosen = dict.fromkeys(one for one in text.split(";") if one)
    for one in chosen:
        _choice(one, allowed)
    return ";".join(chosen)


def _choice(text: str, allowed: Sequence[str]) -> str:
    if allowed and text not in allowed:
        raise Refused("INVALID_OPTION", errors.enumeration_text(text, allowed))
    return text


def _address(text: str) -> str:
    address = text.strip()
    if not ADDRESS.fullmatch(address):
        raise Refused("INVALID_EMAIL", f"Email address {text} is invalid")
    return address.lower()


def _stage_problems(
    values: dict[str, str | None], before: Mapping[str, str], pipelines: Pipelines
) -> list[Problem]:
    """A stage must be of the deal's pipeline; without one, it brings its own along."""
    asked = values.get("pipeline")
    if asked is not None and pipelines.get(asked) is None:
        known = [pipeline.id for pipeline in pipelines.all]
        return [Problem("pipeline", "INVALID_OPTION", errors.enumeration_text(asked, known))]
    pipeline = pipelines.get(asked or before.get("pipeline"))
    stage = values.get("dealstage")
    if stage is None:
        return []
    among = pipelines.all if pipeline is None else (pipeline,)
    home = next((candidate for candidate in among if candidate.stage(stage)), None)
    if home is None:
        options = {candidate.id: [s.id for s in candidate.stages] for candidate in among}
        return [Problem("dealstage", "INVALID_OPTION", errors.stage_text(stage, options))]
    if pipeline is None:
        values["pipeline"] = home.id
    return []
