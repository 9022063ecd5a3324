"""Property definitions as JSON: what an answer says, and what a body may ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from studio.sandbox import errors
from studio.sandbox.crm.refusals import invalid_definition
from studio.sandbox.pipelines import Pipelines
from studio.sandbox.properties import Option, Property

OWN_CREATED = "2019-08-06T02:41:08.029Z"
"""When HubSpot's own properties were made, in every account alike."""
FIELD_TYPES = {
    "string": {"text", "textarea", "file", "html", "phonenumber", "select"},
    "number": {"number", "text", "calculation_equation"},
    "date": {"date"},
    "datetime": {"date"},
    "enumeration": {"select", "radio", "checkbox", "booleancheckbox", "calculation_equation"},
    "bool": {"booleancheckbox", "select", "radio", "calculation_equation"},
}
"""Which field types go with which type (guide to properties, fact sheet 7)."""
REQUIRED = ("name", "label", "type", "fieldType", "groupName")
NAME = re.compile(r"[a-z][a-z0-9_]{0,99}", re.ASCII)
TEXTS = {
    "label": "label",
    "type": "type",
    "fieldType": "field_type",
    "groupName": "group",
    "description": "description",
}
FLAGS = {"hidden": "hidden", "formField": "form_field"}


def property_answer(one: Property, pipelines: Pipelines) -> dict[str, Any]:
    """A definition with every field the API lists (fact sheet 7)."""
    answer: dict[str, Any] = {
        "updatedAt": one.updated_at or OWN_CREATED,
        "createdAt": one.created_at or OWN_CREATED,
        "name": one.name,
        "label": one.label,
        "type": one.type,
        "fieldType": one.field_type,
        "description": one.description,
        "groupName": one.group,
        "options": _options(one, pipelines),
        "displayOrder": one.display_order,
        "calculated": one.field_type == "calculation_equation",
        "externalOptions": one.owner,
        "archived": one.archived_at is not None,
        "hasUniqueValue": one.unique,
        "hidden": one.hidden,
        "hubspotDefined": not one.custom,
        "modificationMetadata": {
            "archivable": one.custom,
            "readOnlyDefinition": not one.custom,
            "readOnlyOptions": not one.custom and (one.read_only or not one.options),
            "readOnlyValue": one.read_only,
        },
        "formField": one.form_field,
        "dataSensitivity": "non_sensitive",
    }
    if one.owner:
        answer["referencedObjectType"] = "OWNER"
    if one.archived_at is not None:
        answer["archivedAt"] = one.archived_at
    return answer


def new_property(body: Mapping[str, Any], now: str) -> Property:
    """The definition that a create asks for. Raises ApiError 400."""
    missing = [key for key in REQUIRED if body.get(key) in (None, "")]
    if missing:
        raise errors.keys_missing(missing)
    name = check_name(_text(body, "name"))
    blank = Property(name, "", "", "", "", custom=True, created_at=now)
    return changed_property(replace(blank, unique=bool(body.get("hasUniqueValue"))), body, now)


def check_name(text: str) -> str:
    """The name a property or group gets, in lower case. Raises ApiError 400."""
    name = text.lower()
    if not NAME.fullmatch(name) or name.startswith("hs_"):
        raise invalid_definition(
            "name",
            "INVALID_NAME",
            f"'{name}' is not a valid name: letters, digits and underscores, "
            "beginning with a letter other than hs_",
        )
    return name


def changed_property(before: Property, body: Mapping[str, Any], now: str) -> Property:
    """The definition after an update; keys left out keep their value. Raises ApiError 400."""
    changes: dict[str, Any] = {
        field: _text(body, key) for key, field in TEXTS.items() if body.get(key) is not None
    }
    changes |= {field: bool(body[key]) for key, field in FLAGS.items() if body.get(key) is not None}
    if body.get("displayOrder") is not None:
        changes["display_order"] = _number(body, "displayOrder")
    if body.get("options") is not None:
        changes["options"] = _read_options(body["options"])
    if not before.custom and changes.keys() - {"options"}:
        raise invalid_definition(
            "name", "READ_ONLY_DEFINITION", f"The definition of {before.name} is read only"
        )
    after = replace(before, **changes, updated_at=now)
    _check(after)
    return after


def _check(one: Property) -> None:
    if one.type not in FIELD_TYPES:
        raise invalid_definition(
            "type", "INVALID_TYPE", f"{one.type} is not one of {sorted(FIELD_TYPES)}"
        )
    if one.custom and one.field_type not in FIELD_TYPES[one.type]:
        raise invalid_definition(
            "fieldType",
            "INVALID_FIELD_TYPE",
            f"{one.field_type} is not a valid field type for type {one.type}",
        )
    values = [option.value for option in one.options]
    if len(set(values)) != len(values):
        raise invalid_definition("options", "DUPLICATE_OPTION", "Option values must be unique")
    if one.custom and one.type == "bool" and sorted(values) != ["false", "true"]:
        raise invalid_definition(
            "options", "INVALID_BOOLEAN_OPTION", "A bool needs exactly the options true and false"
        )
    if one.custom and one.type == "enumeration" and not values:
        raise invalid_definition("options", "MISSING_OPTIONS", "An enumeration needs options")


def _options(one: Property, pipelines: Pipelines) -> list[dict[str, Any]]:
    options = one.options
    if one.name == "pipeline":
        options = tuple(Option(p.id, p.label) for p in pipelines.all)
    if one.name == "dealstage":
        options = tuple(Option(s.id, s.label) for p in pipelines.all for s in p.stages)
    return [
        {
            "label": option.label,
            "value": option.value,
            "description": option.description,
            "displayOrder": place if option.display_order is None else option.display_order,
            "hidden": option.hidden,
        }
        for place, option in enumerate(options)
    ]


def _read_options(rows: object) -> tuple[Option, ...]:
    if not isinstance(rows, list):
        raise errors.wrong_type("java.util.ArrayList<java.lang.Object>", rows)
    return tuple(_read_option(row) for row in rows)


def _read_option(row: object) -> Option:
    if not isinstance(row, dict):
        raise errors.wrong_type(errors.JAVA_MAP, row)
    missing = [key for key in ("label", "value") if row.get(key) in (None, "")]
    if missing:
        raise errors.keys_missing(missing)
    order = _number(row, "displayOrder") if row.get("displayOrder") is not None else None
    return Option(
        _text(row, "value"),
        _text(row, "label"),
        _text(row, "description") if row.get("description") else "",
        order,
        bool(row.get("hidden")),
    )


def _text(row: Mapping[str, Any], key: str) -> str:
    if not isinstance(row[key], str):
        raise errors.wrong_type("java.lang.String", row[key])
    return str(row[key])


def _number(row: Mapping[str, Any], key: str) -> int:
    value = row[key]
    if isinstance(value, bool) or not isinstance(value, int):
        raise errors.wrong_type("int", value)
    return value
