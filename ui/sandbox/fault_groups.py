"""Faults in groups a person looks for them in. Sorted by their names: presentation, no rule."""

from __future__ import annotations

import re
from collections.abc import Iterable

from studio.sandbox_values import KnownFault

SIGN_IN = "Sign-in and tokens"
REFUSED = "Refused or failed"
CONNECTION = "Connection"
UNREADABLE = "Answers that cannot be read"
RECORDS = "Records"
GROUPS = (REFUSED, CONNECTION, UNREADABLE, SIGN_IN, RECORDS)
_STATUS = re.compile(r"_[45]\d\d(_|$)")
_ON_THE_LINE = ("answer_never", "slow_", "reset_", "close_", "tls_", "dns_", "redirect_loop")
_SIGN_IN_ROUTES = ("authorize", "exchange", "refresh", "token", "introspect", "revoke", "account")
_OF_RECORDS = ("deals", "contacts")


def group(fault: KnownFault) -> str:
    """The heading a fault stands under."""
    if _STATUS.search(fault.name):
        return REFUSED
    if fault.name.startswith(_ON_THE_LINE):
        return CONNECTION
    if fault.route.partition(".")[0] in _SIGN_IN_ROUTES:
        return SIGN_IN
    if fault.route.partition(".")[0] in _OF_RECORDS:
        return RECORDS
    return UNREADABLE


def grouped(faults: Iterable[KnownFault]) -> list[tuple[str, list[KnownFault]]]:
    """Groups that hold something, in the order in which they are shown."""
    found: dict[str, list[KnownFault]] = {name: [] for name in GROUPS}
    for fault in faults:
        found[group(fault)].append(fault)
    return [(name, members) for name, members in found.items() if members]
