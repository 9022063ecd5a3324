"""What each account made of its CRM: properties, groups and pipelines beside HubSpot's own.

Kept in the world's table `definitions`, one row a thing that differs from what every account
starts with, so that reset, snapshots and the state file cover them like everything else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Literal

from studio.sandbox.pipelines import Pipeline, Pipelines, pipeline_from, read_pipelines
from studio.sandbox.properties import Kind, Kinds, Option, Property, read_kinds
from studio.sandbox.world import World

Sort = Literal["property", "group", "pipeline", "audit"]
Numbered = Literal["pipeline", "stage"]
OWN_GROUPS = {
    "deals": {"dealinformation": "Deal Information"},
    "contacts": {"contactinformation": "Contact Information"},
}
"""The groups HubSpot's own properties stand in, with their labels."""


class Definitions:
    """Kinds and pipelines by account; asked often, so what is known is kept in memory."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.own = read_kinds()
        """Both kinds with HubSpot's own properties, as every account begins."""
        self._own_pipelines = read_pipelines()
        self._kinds: dict[int, Kinds] = {}
        self._pipelines: dict[int, Pipelines] = {}
        world.follow(self.forget)

    def kinds(self, portal_id: int) -> Kinds:
        """Deals and contacts of an account: the same objects for as long as the sandbox runs."""
        found = self._kinds.get(portal_id)
        if found is None:
            found = Kinds(_copy(self.own.deals), _copy(self.own.contacts))
            self._kinds[portal_id] = found
            for kind in (found.deals, found.contacts):
                # Before the custom ones come: these names are looked up once.
                _ = kind.default_names, kind.always_names, kind.searched_names, kind.patch_names
            self._fill(portal_id, found)
        return found

    def pipelines(self, portal_id: int) -> Pipelines:
        """The deal pipelines of an account that are in use, in display order."""
        found = self._pipelines.get(portal_id)
        if found is None:
            all_of_them = self.all_pipelines(portal_id)
            in_use = (p for p in all_of_them.values() if p.archived_at is None)
            found = Pipelines(tuple(sorted(in_use, key=lambda p: p.display_order)))
            self._pipelines[portal_id] = found
        return found

    def all_pipelines(self, portal_id: int) -> dict[str, Pipeline]:
        """Every pipeline by id, the deleted ones too."""
        changed = {
            name: pipeline_from(content)
            for name, content in self.rows(portal_id, "pipeline", "deals").items()
        }
        return {p.id: p for p in self._own_pipelines.all} | changed

    def archived_properties(self, portal_id: int, kind: Kind) -> dict[str, Property]:
        """Properties that were archived, by name."""
        rows = self.rows(portal_id, "property", kind.name)
        found = {name: _property(content) for name, content in rows.items()}
        return {name: one for name, one in found.items() if one.archived_at is not None}

    def keep_property(self, portal_id: int, kind: Kind, definition: Property) -> None:
        """Make, change or archive a property."""
        self.keep(portal_id, "property", kind.name, definition.name, asdict(definition))
        self._fill(portal_id, self.kinds(portal_id))

    def keep_pipeline(self, portal_id: int, pipeline: Pipeline) -> None:
        """Make, change or delete a pipeline."""
        self.keep(portal_id, "pipeline", "deals", pipeline.id, pipeline.as_answer())
        self._pipelines.pop(portal_id, None)

    def rows(self, portal_id: int, sort: Sort, kind_name: str) -> dict[str, dict[str, Any]]:
        """What the account has of one sort, by name, in the order in which it was made."""
        rows = self._world.rows(
            "SELECT name, content FROM definitions WHERE portal_id = ? AND sort = ? AND kind = ?"
            " ORDER BY rowid",
            portal_id,
            sort,
            kind_name,
        )
        return {row["name"]: json.loads(row["content"]) for row in rows}

    def keep(
        self, portal_id: int, sort: Sort, kind_name: str, name: str, content: Mapping[str, Any]
    ) -> None:
        """Write one row, in place of the one of the same name."""
        with self._world.change():
            self._world.undo(self.forget)
            self._world.write(
                "INSERT INTO definitions (portal_id, sort, kind, name, content)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (portal_id, sort, kind, name)"
                " DO UPDATE SET content = excluded.content",
                portal_id,
                sort,
                kind_name,
                name,
                json.dumps(content, ensure_ascii=False),
            )

    def new_id(self, sort: Numbered, start: int) -> str:
        """A number that no pipeline or stage has had, as text."""
        return str(self._world.count(f"last_{sort}_id", start=start, step=1))

    def forget(self) -> None:
        """Read everything again: the world was emptied or put back."""
        self._pipelines.clear()
        for portal_id, kinds in self._kinds.items():
            self._fill(portal_id, kinds)

    def _fill(self, portal_id: int, kinds: Kinds) -> None:
        for kind in (kinds.deals, kinds.contacts):
            now = dict(self.own.named(kind.name).properties)
            for name, content in self.rows(portal_id, "property", kind.name).items():
                definition = _property(content)
                if definition.archived_at is None:
                    now[name] = definition
                else:
                    now.pop(name, None)
            kind.properties.clear()
            kind.properties.update(now)


def _copy(kind: Kind) -> Kind:
    return replace(kind, properties=dict(kind.properties))


def _property(content: Mapping[str, Any]) -> Property:
    options = tuple(Option(**option) for option in content["options"])
    return Property(**{**content, "options": options})
