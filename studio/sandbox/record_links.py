"""Which record the address of a record page stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass

PAGE = re.compile(r"/contacts/(\d{1,19})/(?:record/)?([\w-]{1,40})/(\d{1,19})/?")


@dataclass(frozen=True)
class RecordLink:
    """A record of one account."""

    portal_id: int
    kind: str
    """Plural: `deals`, `contacts`."""
    record_id: str


def record_of(path: str) -> RecordLink | None:
    """The record whose page has this path; None when it is the page of none.

    Args:
        path: Of an address, as in `/contacts/148209731/record/0-3/10274255383`; the two older
            forms count too (fact sheet hubspot-api 7).
    """
    from studio.sandbox.properties import read_kinds

    found = PAGE.fullmatch(path)
    kind = read_kinds().find(found[2]) if found else None
    if found is None or kind is None:
        return None
    return RecordLink(int(found[1]), kind.name, found[3])
