"""Which properties of a record the table shows, and how."""

from __future__ import annotations

from studio.sandbox_values import Record
from ui.sandbox import words
from ui.sandbox.table import Cell, Column

DEALS = (
    Column("dealname", "Deal name", 0),
    Column("dealstage", "Stage", 196),
    Column("amount", "Amount", 96, right=True, yields=3),
    Column("closedate", "Close date", 112, yields=2),
    Column("updatedAt", "Last change", 152),
    Column("id", "Record ID", 116, yields=1),
)
CONTACTS = (
    Column("lastname", "Name", 0),
    Column("email", "Email", 210),
    Column("phone", "Phone", 130, yields=2),
    Column("company", "Company", 130, yields=3),
    Column("updatedAt", "Last change", 152),
    Column("id", "Record ID", 116, yields=1),
)
BY_KIND = {"deals": DEALS, "contacts": CONTACTS}
NEWEST_FIRST = frozenset({"updatedAt", "createdAt", "amount", "closedate"})
"""Columns of which people want the largest on top."""
MOMENTS = frozenset({"closedate"})


def cell(record: Record, key: str) -> Cell:
    """What the table shows of a record in a column."""
    properties = record.properties
    if key == "id":
        return Cell(record.id, "quiet", mono=True)
    if key == "updatedAt":
        return Cell(words.moment(record.updated_at), "quiet")
    if key == "dealname":
        return Cell(properties.get("dealname") or "(no name)", strong=True)
    if key == "lastname":
        return Cell(person_name(record) or "(no name)", strong=True)
    value = record.words(key, properties.get(key)) or ""
    if key == "amount":
        return Cell(amount(value), right=True)
    if key in MOMENTS:
        return Cell(words.moment(value).partition(",")[0])
    return Cell(value)


def person_name(record: Record) -> str:
    """First and last name."""
    properties = record.properties
    parts = (properties.get("firstname"), properties.get("lastname"))
    return " ".join(part for part in parts if part)


def title(record: Record) -> str:
    """What a record is called."""
    name = record.properties.get("dealname") or person_name(record)
    return name or record.properties.get("email") or record.id


def amount(text: str) -> str:
    """A number with separators; anything else as it is."""
    try:
        value = float(text)
    except ValueError:
        return text
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
