"""Makes many records from a few lists: the large world says how many, from which names and ranges.

The same file gives the same records on every machine: the numbers come from SHAKE-256 of the
file's seed, not from a generator whose algorithm could change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from studio.sandbox.moments import from_stamp, stamp

Row = dict[str, Any]


class Dice:
    """Numbers that follow from a text."""

    def __init__(self, seed: str, count: int) -> None:
        """`count` is how many numbers are thrown at most."""
        self._bytes = hashlib.shake_256(seed.encode()).digest(4 * count)
        self._at = 0

    def below(self, end: int) -> int:
        """A whole number from 0 to `end - 1`."""
        number = int.from_bytes(self._bytes[self._at : self._at + 4], "big")
        self._at += 4
        return number * end >> 32

    def one_of(self, choices: Sequence[Any]) -> Any:
        return choices[self.below(len(choices))]

    def between(self, low: int, high: int) -> int:
        return low + self.below(high - low + 1)


def rows_of(content: dict[str, Any]) -> tuple[list[Row], list[Row]]:
    """Contacts and deals of a file with a `[formula]`, in the shape of listed ones.

    Values are in the form that is kept (`validation.normal_value` would not change them).
    """
    formula = content["formula"]
    owners = [str(row["id"]) for row in content["owners"]]
    contacts = list(_contacts(formula["contacts"], Dice(f"{formula['seed']}/contacts", 400_000)))
    dice = Dice(f"{formula['seed']}/deals", 400_000)
    deals = list(_deals(formula["deals"], dice, contacts))
    for row in contacts + deals:
        row["properties"]["hubspot_owner_id"] = owners[row["id"] % len(owners)]
    return contacts, deals


def _contacts(plan: dict[str, Any], dice: Dice) -> Iterator[Row]:
    companies = [f"{one} {other}" for one in plan["companies"] for other in plan["company_endings"]]
    for number, (record_id, created, updated) in enumerate(_frames(plan, dice), start=1):
        first, last = dice.one_of(plan["first_names"]), dice.one_of(plan["last_names"])
        mailbox = f"{first}.{last}.{number}".lower().replace(" ", "").replace("'", "")
        values = {
            "email": f"{mailbox}@{dice.one_of(plan['domains'])}",
            "firstname": first,
            "lastname": last,
            "company": dice.one_of(companies),
            "jobtitle": dice.one_of(plan["job_titles"]),
            "city": dice.one_of(plan["cities"]),
            "lifecyclestage": _weighted(plan["lifecycle_stages"], dice),
        }
        if dice.below(100) < plan["with_phone_percent"]:
            # 555-0100 to 555-0199 are kept free for examples.
            values["phone"] = f"+1 {dice.between(201, 989)} 555 01{dice.below(100):02d}"
        yield {"id": record_id, "created": created, "updated": updated, "properties": values}


def _deals(plan: dict[str, Any], dice: Dice, contacts: Sequence[Row]) -> Iterator[Row]:
    low, high = plan["amounts"]
    for record_id, created, updated in _frames(plan, dice):
        contact = dice.one_of(contacts)
        others = [dice.one_of(contacts)["id"] for _ in range(dice.one_of(plan["more_contacts"]))]
        close = from_stamp(created) + timedelta(days=dice.between(*plan["days_to_close"]))
        company = contact["properties"]["company"]
        values = {
            "dealname": f"{company}: {dice.one_of(plan['subjects'])}",
            "dealstage": _weighted(plan["stages"], dice),
            "pipeline": plan["pipeline"],
            "dealtype": dice.one_of(plan["types"]),
            "closedate": stamp(close),
        }
        if dice.below(100) < plan["with_amount_percent"]:
            values["amount"] = str(dice.between(low // 50, high // 50) * 50)
        yield {
            "id": record_id,
            "created": created,
            "updated": updated,
            "properties": values,
            "contacts": list(dict.fromkeys([contact["id"], *others])),
        }


def _frames(plan: dict[str, Any], dice: Dice) -> Iterator[tuple[int, str, str]]:
    """Ids and times of creation, both rising, and times of the last change."""
    begin, end = (from_stamp(text) for text in plan["created"])
    record_id, count = plan["first_id"], plan["count"]
    step = (end - begin) // count
    for number in range(count):
        record_id += dice.between(1, plan["largest_id_step"])
        created = begin + step * number + _part(step, dice)
        changed = created + timedelta(seconds=dice.between(60, plan["changed_within_days"] * 86400))
        yield record_id, _milliseconds(created), _milliseconds(min(changed, end))


def _part(step: timedelta, dice: Dice) -> timedelta:
    return timedelta(
        seconds=dice.below(max(1, int(step.total_seconds()))), milliseconds=dice.below(1000)
    )


def _milliseconds(moment: datetime) -> str:
    return stamp(moment.replace(microsecond=moment.microsecond // 1000 * 1000))


def _weighted(weights: dict[str, int], dice: Dice) -> str:
    """One of the names, each as often as its number says."""
    left = dice.below(sum(weights.values()))
    for name, weight in weights.items():
        left -= weight
        if left < 0:
            return name
    raise AssertionError("the weights add up")
