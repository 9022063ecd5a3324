"""How what the sandbox tells is put into words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from studio.sandbox_values import ActiveFault, SandboxClock

DAY = 86_400
HOUR = 3600
MINUTE = 60
SAME = 2
"""Seconds of difference nobody would call one."""
ROUTES = {
    "any": "Any request",
    "crm": "Any request for records",
    "authorize": "Sign-in pages",
    "exchange": "Exchange of a code",
    "refresh": "Renewal of a token",
    "token": "Exchange or renewal",
    "introspect": "Looking a token up",
    "revoke": "Ending a token",
    "account": "Account details",
}
VERBS = {
    "create": "Create",
    "get": "Get",
    "list": "List",
    "update": "Update",
    "delete": "Delete",
    "search": "Search",
    "batch": "Many at once",
}


def fault_title(name: str) -> str:
    """A fault's name as words: `rate_limit_429` is "Rate limit 429"."""
    return name.replace("_", " ").capitalize()


def route(name: str) -> str:
    """Which requests, as words: `deals.create` is "Deals: Create"."""
    kind, _, verb = name.partition(".")
    if verb in VERBS:
        return f"{kind.capitalize()}: {VERBS[verb]}"
    return ROUTES.get(name, name)


def how_often(fault: ActiveFault) -> str:
    """ "always", "once", "2 more times", with the chance where there is one."""
    more = "more " if fault.struck else ""
    once = "once more" if fault.struck else "once"
    count = {None: "always", 1: once}.get(fault.count, f"{fault.count} {more}times")
    return count if fault.probability >= 1 else f"{count}, in {chance(fault.probability)}"


def chance(probability: float) -> str:
    """ "25 % of requests"."""
    return f"{probability * 100:g} % of requests"


def struck(times: int) -> str:
    """How often it struck."""
    return {0: "has not struck yet", 1: "struck once"}.get(times, f"struck {times} times")


def faults(number: int) -> str:
    """ "1 fault", "3 faults"."""
    return f"{number} fault" if number == 1 else f"{number} faults"


def number(value: int) -> str:
    """With separators: "10,000"."""
    return f"{value:,}"


def moment(text: str | None, *, seconds: bool = False) -> str:
    """A moment of the sandbox in the person's time zone: "2 Feb 2026, 14:05"."""
    if not text:
        return ""
    try:
        local = datetime.fromisoformat(text).astimezone()
    except ValueError:
        return text
    clock = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    return f"{local.day} {local:%b %Y}, {clock}"


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC, as the sandbox writes it: such texts sort by time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def source(text: str) -> str:
    """Who wrote to a record, in words."""
    return {
        "INTEGRATION": "by an app, through the API",
        "CRM_UI": "on the record's page",
        "IMPORT": "by an import",
    }.get(text, text.replace("_", " ").capitalize())


def time_of_day(text: str) -> str:
    """ "14:05:09" in the person's time zone."""
    try:
        return f"{datetime.fromisoformat(text).astimezone():%H:%M:%S}"
    except ValueError:
        return text


def ticking(clock: SandboxClock, passed: float) -> datetime:
    """The sandbox's time `passed` seconds after it told it."""
    told = datetime.fromisoformat(clock.now).astimezone(UTC)
    return told if clock.frozen else told + timedelta(seconds=passed * clock.rate)


def away(seconds: float) -> str:
    """How far the sandbox's clock is from this computer's."""
    if abs(seconds) < SAME:
        return "The same as this computer's clock."
    side = "ahead of" if seconds > 0 else "behind"
    return f"{span(abs(seconds))} {side} this computer's clock."


def span(seconds: float) -> str:
    """ "2 days 3 h", "30 min", "12 s"."""
    left = round(seconds)
    days, left = divmod(left, DAY)
    hours, left = divmod(left, HOUR)
    minutes, rest = divmod(left, MINUTE)
    parts = [
        f"{days} day{'' if days == 1 else 's'}" if days else "",
        f"{hours} h" if hours else "",
        f"{minutes} min" if minutes and not days else "",
        f"{rest} s" if rest and not days and not hours and minutes < 10 else "",
    ]
    return " ".join(part for part in parts if part)


def label(name: str) -> str:
    """A property's name as words: `hs_lead_status` is "Lead status", `closedate` stays one."""
    known = {
        "dealname": "Deal name",
        "dealstage": "Stage",
        "closedate": "Close date",
        "dealtype": "Deal type",
        "firstname": "First name",
        "lastname": "Last name",
        "jobtitle": "Job title",
        "lifecyclestage": "Lifecycle stage",
        "createdate": "Created",
        "lastmodifieddate": "Last change",
        "hs_lastmodifieddate": "Last change",
        "hs_object_id": "Record ID",
        "hs_createdate": "Record created",
    }
    if name in known:
        return known[name]
    return name.removeprefix("hs_").replace("_", " ").capitalize()
