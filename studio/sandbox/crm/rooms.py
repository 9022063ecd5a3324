"""Puts the CRM together."""

from __future__ import annotations

from starlette.routing import Route

from studio.sandbox.crm.account import AccountEndpoints
from studio.sandbox.crm.associations_v3 import AssociationsV3
from studio.sandbox.crm.associations_v4 import AssociationsV4
from studio.sandbox.crm.batches import BatchEndpoints
from studio.sandbox.crm.calls import Doors
from studio.sandbox.crm.ends import Ends
from studio.sandbox.crm.merging import MergeEndpoints
from studio.sandbox.crm.objects import ObjectEndpoints
from studio.sandbox.crm.pipeline_endpoints import PipelineEndpoints
from studio.sandbox.crm.property_endpoints import PropertyEndpoints
from studio.sandbox.crm.property_groups import PropertyGroups
from studio.sandbox.crm.writing import Writing
from studio.sandbox.parts import Parts


class Crm:
    """Every address below `/crm`, and the account's details."""

    def __init__(self, p: Parts) -> None:
        doors = Doors(p.gate, p.definitions)
        writing = Writing(p.records, p.definitions, p.cast.app)
        ends = Ends(p.records)
        groups = PropertyGroups(p.definitions, doors)
        # A path is taken by the first that fits: `merge` and `batch` before the id of a record.
        self._rooms = (
            AccountEndpoints(p.world, p.definitions, p.gate),
            BatchEndpoints(p.world, p.records, writing, p.clock, doors),
            MergeEndpoints(p.world, p.records, writing, doors),
            AssociationsV3(ends, p.clock, doors),
            AssociationsV4(ends, p.clock, doors),
            ObjectEndpoints(p.records, writing, doors),
            PropertyEndpoints(p.definitions, groups, p.clock, doors),
            PipelineEndpoints(p.definitions, p.records, p.clock, doors),
        )

    def routes(self) -> list[Route]:
        return [route for room in self._rooms for route in room.routes()]
