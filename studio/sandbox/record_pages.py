"""A page for people about one record: where *View Deal* leads in the sandbox."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.sandbox.definitions import Definitions
from studio.sandbox.moments import from_stamp
from studio.sandbox.pages import Pages
from studio.sandbox.people import Cast, Portal
from studio.sandbox.properties import Kind, Kinds
from studio.sandbox.records import Record, Records
from studio.sandbox.world import World

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
HEADLINES = {
    "deals": ("dealtype", "hubspot_owner_id", "description", "hs_next_step", "closed_lost_reason"),
    "contacts": ("jobtitle", "company", "hubspot_owner_id", "city", "country", "website"),
}
"""Properties listed on the page besides the ones it always shows, when they have a value."""


class RecordPages:
    """`/contacts/<portal>/record/<type>/<id>`, and the two older forms (fact sheet 7)."""

    def __init__(
        self,
        world: World,
        records: Records,
        kinds: Kinds,
        definitions: Definitions,
        cast: Cast,
        pages: Pages,
    ) -> None:
        self._world = world
        self._records = records
        self._kinds = kinds
        self._definitions = definitions
        self._cast = cast
        self._pages = pages

    def routes(self) -> list[Route]:
        return [
            Route("/contacts/{portal:int}/record/{kind}/{record:int}", self._show),
            Route("/contacts/{portal:int}/{kind}/{record:int}", self._show),
        ]

    async def _show(self, request: Request) -> Response:
        values = request.path_params
        portal = self._cast.portal(values["portal"])
        kind = self._kinds.find(values["kind"])
        record = (
            None
            if portal is None or kind is None
            else self._records.get(portal.portal_id, kind, values["record"])
        )
        if portal is None or kind is None or record is None:
            return self._pages.show(
                "error",
                status=404,
                title="There is no such record",
                text="It was never here, or the sandbox was reset since the link was made.",
                detail=request.url.path,
                again=None,
            )
        if kind.name == "deals":
            return self._deal(record, portal)
        return self._contact(record, portal)

    def _deal(self, record: Record, portal: Portal) -> Response:
        values = record.properties
        pipeline = self._definitions.pipelines(portal.portal_id).get(values.get("pipeline"))
        stage = pipeline.stage(values.get("dealstage")) if pipeline else None
        contacts = (
            self._records.get(record.portal_id, self._kinds.contacts, record_id)
            for record_id in self._records.linked(record, self._kinds.contacts)
        )
        return self._pages.show(
            "deal",
            portal=portal,
            record=record,
            name=values.get("dealname", "Deal without a name"),
            amount=_money(values.get("amount"), values.get("deal_currency_code", portal.currency)),
            close=_day(values.get("closedate")),
            pipeline=pipeline,
            stage=stage,
            reached=0 if pipeline is None or stage is None else pipeline.stages.index(stage),
            contacts=[_short(portal, contact) for contact in contacts if contact],
            **self._common(record, portal),
        )

    def _contact(self, record: Record, portal: Portal) -> Response:
        deals = (
            self._records.get(record.portal_id, self._kinds.deals, record_id)
            for record_id in self._records.linked(record, self._kinds.deals)
        )
        return self._pages.show(
            "contact",
            portal=portal,
            record=record,
            name=_name(record),
            initials=_initials(_name(record)),
            values=record.properties,
            lifecycle=_label(record.kind, "lifecyclestage", record.properties),
            deals=[_short(portal, deal) for deal in deals if deal],
            **self._common(record, portal),
        )

    def _common(self, record: Record, portal: Portal) -> dict[str, Any]:
        rows = []
        for name in HEADLINES[record.kind.name]:
            text = _label(record.kind, name, record.properties)
            if name == "hubspot_owner_id" and text:
                text = self._owner(portal, text)
            if text:
                rows.append((_sentence(record.kind.properties[name].label), text))
        return {
            "rows": rows,
            "created": _moment(record.created_at),
            "changed": _moment(record.updated_at),
            "all": [(name, value) for name, value in sorted(record.properties.items())],
        }

    def _owner(self, portal: Portal, owner_id: str) -> str:
        row = self._world.row(
            "SELECT * FROM owners WHERE portal_id = ? AND id = ?", portal.portal_id, owner_id
        )
        return owner_id if row is None else f"{row['first_name']} {row['last_name']}"


def _short(portal: Portal, record: Record) -> dict[str, str]:
    """A linked record in two lines."""
    address = f"/contacts/{portal.portal_id}/record/{record.kind.type_id}/{record.id}"
    if record.kind.name == "contacts":
        title, line = _name(record), record.properties.get("email", "")
    else:
        title = record.properties.get("dealname", "Deal without a name")
        line = _money(record.properties.get("amount"), portal.currency) or "No amount"
    return {"address": address, "title": title, "line": line, "initials": _initials(title)}


def _name(record: Record) -> str:
    parts = (record.properties.get(name, "") for name in ("firstname", "lastname"))
    return " ".join(part for part in parts if part) or record.properties.get("email", "Contact")


def _initials(name: str) -> str:
    letters = [word[0] for word in name.split() if word[0].isalnum()]
    return "".join(letters[:2]).upper() or "?"


def _label(kind: Kind, name: str, values: dict[str, str]) -> str:
    """A value as people read it: the label of an option."""
    value = values.get(name, "")
    options = {option.value: option.label for option in kind.properties[name].options}
    return options.get(value, value)


def _sentence(label: str) -> str:
    """A label in sentence case, as the page's own: *Deal Type* becomes *Deal type*."""
    first, *rest = label.split()
    return " ".join([first, *(word if word.isupper() else word.lower() for word in rest)])


def _money(amount: str | None, currency: str) -> str:
    if amount is None:
        return ""
    number = Decimal(amount)
    text = f"{number:,.0f}" if number == number.to_integral() else f"{number:,.2f}"
    sign = SIGNS.get(currency)
    return f"{sign}{text}" if sign else f"{text} {currency}"


def _day(text: str | None) -> str:
    return "" if text is None else f"{from_stamp(text):%d %B %Y}".lstrip("0")


def _moment(moment: datetime) -> str:
    return f"{moment:%d %B %Y, %H:%M} UTC".lstrip("0")
