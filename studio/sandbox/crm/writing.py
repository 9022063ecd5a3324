"""Makes and changes records from what a body says, one at a time or many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.sandbox import errors
from studio.sandbox.computed import Source
from studio.sandbox.crm import refusals
from studio.sandbox.crm.calls import Call, record_id
from studio.sandbox.definitions import Definitions
from studio.sandbox.people import App
from studio.sandbox.properties import Kind
from studio.sandbox.records import Record, Records
from studio.sandbox.validation import checked

ASSOCIATION_TYPES = {("deals", "contacts"): 3, ("contacts", "deals"): 4}
"""HubSpot's ids of the two directions (fact sheet 3.1)."""
LIFECYCLE = (
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
    "other",
)


@dataclass(frozen=True)
class Draft:
    """A write that was checked and is not made yet."""

    values: Mapping[str, str | None]
    record: Record | None = None
    """The one to change; None makes a new one."""
    links: tuple[tuple[Kind, int], ...] = ()


class Writing:
    """Checks first, writes after: a refused call leaves nothing behind."""

    def __init__(self, records: Records, definitions: Definitions, app: App) -> None:
        self._records = records
        self._definitions = definitions
        self.source = Source("INTEGRATION", str(app.app_id))

    def draft_new(self, call: Call, body: Mapping[str, Any]) -> Draft:
        """The record that a body describes. Raises ApiError 400 or 409."""
        values = self._checked(call, properties_of(body), None)
        kept = {name: value for name, value in values.items() if value is not None}
        if "email" in kept and call.kind.name == "contacts":
            holder = self._records.by_email(call.portal_id, call.kind, kept["email"] or "")
            if holder is not None:
                raise errors.contact_exists(holder.id)
        self._check_unique(call, kept, None)
        return Draft(kept, links=self._links(call, body.get("associations")))

    def draft_change(self, call: Call, record: Record, body: Mapping[str, Any]) -> Draft:
        """The change that a body describes. Raises ApiError 400."""
        given = properties_of(body)
        if not given:
            raise errors.nothing_to_update()
        changes = self._checked(call, given, record)
        self._check_unique(call, changes, record)
        return Draft(_forward_only(record, changes), record)

    def carry_out(self, call: Call, draft: Draft) -> Record:
        """Write what was checked."""
        if draft.record is not None:
            return self._records.update(draft.record, draft.values, self.source)
        values = {name: value for name, value in draft.values.items() if value is not None}
        return self._records.create(
            call.portal_id, call.kind, values, self.source, list(draft.links)
        )

    def find(self, call: Call, text: object, by: str | None) -> Record | None:
        """The record a path or body names, by id or by a unique property, archived or not.

        Raises:
            ApiError: 400 for a property that is not unique, 404 for an id that is no number.
        """
        if by in (None, "", "hs_object_id"):
            found = self._records.get(call.portal_id, call.kind, record_id(text))
            if found is not None and found.archived_at is not None and not call.flag("archived"):
                return self._merged_into(found) or found
            return found
        if by not in call.kind.unique_names:
            raise refusals.not_unique(call.kind, by or "", call.portal_id)
        return self.holder(call, by or "", str(text))

    def _merged_into(self, gone: Record) -> Record | None:
        """The record that one in the bin went into."""
        for record in self._records.every(gone.portal_id, gone.kind):
            if str(gone.id) in record.properties.get("hs_merged_object_ids", "").split(";"):
                return record
        return None

    def holder(self, call: Call, name: str, value: str) -> Record | None:
        """The record in use that has this value of a unique property."""
        return self._records.having(call.portal_id, call.kind, name, value)

    def _checked(
        self, call: Call, given: Mapping[str, object], record: Record | None
    ) -> dict[str, str | None]:
        return checked(
            call.kind,
            given,
            portal_id=call.portal_id,
            pipelines=self._definitions.pipelines(call.portal_id),
            before=None if record is None else record.properties,
        )

    def _check_unique(
        self, call: Call, values: Mapping[str, str | None], record: Record | None
    ) -> None:
        for name in call.kind.unique_names:
            value = values.get(name)
            holder = None if value is None else self.holder(call, name, value)
            if holder is not None and (record is None or holder.id != record.id):
                raise refusals.value_taken(
                    call.kind,
                    call.portal_id,
                    (name, value or ""),
                    None if record is None else record.id,
                    holder.id,
                )

    def _links(self, call: Call, rows: object) -> tuple[tuple[Kind, int], ...]:
        """Associations of a create: the ids of records that exist. Raises ApiError 400."""
        if rows is None:
            return ()
        if not isinstance(rows, list):
            raise errors.wrong_type("java.util.ArrayList<java.lang.Object>", rows)
        return tuple(self._link(call, row) for row in rows)

    def _link(self, call: Call, row: object) -> tuple[Kind, int]:
        if not isinstance(row, dict):
            raise errors.wrong_type(errors.JAVA_MAP, row)
        to = row.get("to")
        text = str(to.get("id", "")) if isinstance(to, dict) else ""
        if not text.isascii() or not text.isdecimal():
            raise errors.keys_missing(["to"])
        check_types(call.kind, call.other, row.get("types"))
        found = self._records.get(call.portal_id, call.other, int(text[:18]))
        if found is None or found.archived_at is not None:
            # Our guess: the text for an association to a record that is not there.
            raise errors.validation(f"Object with id {text} to associate does not exist")
        return call.other, found.id


def properties_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The `properties` of a body. Raises ApiError 400 when missing or of another shape."""
    if body.get("properties") is None:
        raise errors.keys_missing(["properties"])
    properties = body["properties"]
    if not isinstance(properties, dict):
        raise errors.wrong_type(
            "java.util.LinkedHashMap<java.lang.String,java.lang.String>", properties
        )
    return properties


def check_types(one: Kind, other: Kind, specs: object) -> None:
    """The association types of a body are HubSpot's between these kinds, or left out.

    Raises:
        ApiError: 400.
    """
    if specs is None:
        return
    if not isinstance(specs, list):
        raise errors.wrong_type("java.util.ArrayList<java.lang.Object>", specs)
    wanted = ASSOCIATION_TYPES[one.name, other.name]
    for spec in specs:
        if not isinstance(spec, dict):
            raise errors.wrong_type(errors.JAVA_MAP, spec)
        number = spec.get("associationTypeId")
        category = spec.get("associationCategory", "HUBSPOT_DEFINED")
        if str(number) != str(wanted) or category != "HUBSPOT_DEFINED":
            # Our guess: the text for an association type that these kinds do not have.
            raise errors.validation(
                f"Association type {category} {number} is not valid from {one.type_id}"
                f" to {other.type_id}"
            )


def _forward_only(record: Record, changes: dict[str, str | None]) -> dict[str, str | None]:
    """Without a step back in the lifecycle: that stage only moves forward (fact sheet 3.1)."""
    now, wanted = record.properties.get("lifecyclestage"), changes.get("lifecyclestage")
    if now not in LIFECYCLE or wanted not in LIFECYCLE:
        return changes
    if LIFECYCLE.index(wanted) >= LIFECYCLE.index(now):
        return changes
    return {name: value for name, value in changes.items() if name != "lifecyclestage"}
