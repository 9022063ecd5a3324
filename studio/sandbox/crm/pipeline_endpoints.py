"""Deal pipelines, their stages, and who changed what (fact sheet hubspot-api 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from studio.clock import Clock
from studio.sandbox import errors
from studio.sandbox.answers import json_answer
from studio.sandbox.crm import refusals
from studio.sandbox.crm.calls import DATES, Answering, Call, Doors, Entry
from studio.sandbox.crm.pipeline_shapes import (
    changed_stage,
    given_id,
    new_stages,
    one_stage,
    pipeline_texts,
)
from studio.sandbox.definitions import Definitions
from studio.sandbox.moments import stamp
from studio.sandbox.pipelines import Pipeline, Stage
from studio.sandbox.records import Records

BASES = ("/crm/v3/pipelines/{kind}", *(f"/crm/pipelines/{date}/{{kind}}" for date in DATES))
READ = (
    "crm.objects.deals.read",
    "crm.schemas.deals.read",
    "crm.objects.contacts.read",
    "crm.schemas.contacts.read",
)
WRITE = ("crm.schemas.{kind}.write",)
FIRST_PIPELINE, FIRST_STAGE = 93_041_200, 177_410_530
"""Where the numbers of added pipelines and stages begin; HubSpot's are of this length today."""


class PipelineEndpoints:
    """Pipelines of deals; contacts have none here."""

    def __init__(
        self, definitions: Definitions, records: Records, clock: Clock, doors: Doors
    ) -> None:
        self._definitions = definitions
        self._records = records
        self._clock = clock
        self._doors = doors

    def routes(self) -> list[Route]:
        found: list[Route] = []
        add = self._doors.routes
        for base in BASES:
            one, stages = f"{base}/{{pipeline_id}}", f"{base}/{{pipeline_id}}/stages"
            found += add(base, {"GET": Entry(self._list, READ), "POST": Entry(self._create, WRITE)})
            found += add(one, _methods(self._get, self._replace, self._update, self._delete))
            found += add(f"{one}/audit", {"GET": Entry(self._audit, READ)})
            found += add(
                stages, {"GET": Entry(self._stages, READ), "POST": Entry(self._add_stage, WRITE)}
            )
            found += add(
                f"{stages}/{{stage_id}}",
                _methods(self._stage, self._replace_stage, self._update_stage, self._delete_stage),
            )
            found += add(f"{stages}/{{stage_id}}/audit", {"GET": Entry(self._stage_audit, READ)})
        return found

    async def _list(self, call: Call) -> Response:
        return json_answer({"results": [p.as_answer() for p in self._in_use(call)]})

    async def _get(self, call: Call) -> Response:
        return json_answer(self._pipeline(call).as_answer())

    async def _create(self, call: Call) -> Response:
        body, now = await call.body(), self._now()
        label, order, rows = pipeline_texts(body)
        known = self._definitions.all_pipelines(call.portal_id)
        pipeline_id = given_id(body, "pipelineId")
        if pipeline_id in known:
            raise refusals.pipeline_exists(pipeline_id)
        pipeline_id = pipeline_id or self._definitions.new_id("pipeline", FIRST_PIPELINE)
        stages = new_stages(rows, self._new_stage_id, now)
        pipeline = Pipeline(pipeline_id, label, order, stages, now, now)
        self._check_names(call, pipeline)
        return json_answer(self._keep(call, pipeline, "CREATE", pipeline.id), 201)

    async def _replace(self, call: Call) -> Response:
        label, order, rows = pipeline_texts(await call.body())
        before = self._pipeline(call)
        stages = new_stages(rows, self._new_stage_id, self._now())
        after = replace(before, label=label, display_order=order, stages=stages)
        self._check_names(call, after)
        gone = {s.id for s in before.stages} - {s.id for s in stages}
        self._check_unused(call, before, gone)
        return json_answer(self._keep(call, after, "UPDATE", after.id))

    async def _update(self, call: Call) -> Response:
        body = await call.body()
        before = self._pipeline(call, archived=body.get("archived") is False)
        label, order, _ = pipeline_texts(
            {"label": before.label, "displayOrder": before.display_order, "stages": []}
            | {key: body[key] for key in ("label", "displayOrder") if body.get(key) is not None}
        )
        after = replace(before, label=label, display_order=order)
        self._check_names(call, after)
        if body.get("archived") is True:
            self._check_unused(call, before, {s.id for s in before.stages})
            after = replace(after, archived_at=self._now())
        elif body.get("archived") is False:
            after = replace(after, archived_at=None)
        return json_answer(self._keep(call, after, "UPDATE", after.id))

    async def _delete(self, call: Call) -> Response:
        before = self._pipeline(call)
        self._check_unused(call, before, {s.id for s in before.stages})
        self._keep(call, replace(before, archived_at=self._now()), "DELETE", before.id)
        return Response(status_code=204)

    async def _stages(self, call: Call) -> Response:
        stages = self._pipeline(call).stages
        return json_answer({"results": [stage.as_answer() for stage in stages]})

    async def _stage(self, call: Call) -> Response:
        return json_answer(self._stage_of(call, self._pipeline(call)).as_answer())

    async def _add_stage(self, call: Call) -> Response:
        body, pipeline = await call.body(), self._pipeline(call)
        stage = one_stage(body, given_id(body, "stageId") or self._new_stage_id(), self._now())
        self._check_stage_ids(call, replace(pipeline, id="", stages=(stage,)))
        return json_answer(self._with_stages(call, pipeline, stage, "CREATE"), 201)

    async def _replace_stage(self, call: Call) -> Response:
        body, pipeline = await call.body(), self._pipeline(call)
        before = self._stage_of(call, pipeline)
        stage = replace(one_stage(body, before.id, self._now()), created_at=before.created_at)
        return json_answer(self._with_stages(call, pipeline, stage, "UPDATE"))

    async def _update_stage(self, call: Call) -> Response:
        body, pipeline = await call.body(), self._pipeline(call)
        stage = changed_stage(self._stage_of(call, pipeline), body, self._now())
        return json_answer(self._with_stages(call, pipeline, stage, "UPDATE"))

    async def _delete_stage(self, call: Call) -> Response:
        pipeline = self._pipeline(call)
        stage = self._stage_of(call, pipeline)
        # Our guess: a stage that deals are in is never deleted, without being asked to check.
        self._refuse_used(call, pipeline, {stage.id})
        left = tuple(one for one in pipeline.stages if one.id != stage.id)
        self._keep(call, replace(pipeline, stages=left), "DELETE", stage.id)
        return Response(status_code=204)

    async def _audit(self, call: Call) -> Response:
        return json_answer({"results": self._audits(call, self._pipeline(call).id)})

    async def _stage_audit(self, call: Call) -> Response:
        stage = self._stage_of(call, self._pipeline(call))
        return json_answer({"results": self._audits(call, stage.id)})

    def _with_stages(
        self, call: Call, pipeline: Pipeline, stage: Stage, action: str
    ) -> dict[str, Any]:
        others = [one for one in pipeline.stages if one.id != stage.id]
        stages = sorted([*others, stage], key=lambda one: one.display_order)
        self._keep(call, replace(pipeline, stages=tuple(stages)), action, stage.id)
        return stage.as_answer()

    def _keep(self, call: Call, pipeline: Pipeline, action: str, identifier: str) -> dict[str, Any]:
        pipeline = replace(pipeline, updated_at=self._now())
        self._definitions.keep_pipeline(call.portal_id, pipeline)
        answer = pipeline.as_answer()
        entry = {
            "portalId": call.portal_id,
            "identifier": identifier,
            "action": action,
            "timestamp": self._now(),
            "message": "",
            "rawObject": answer,
        }
        number = len(self._definitions.rows(call.portal_id, "audit", "deals"))
        self._definitions.keep(call.portal_id, "audit", "deals", str(number), entry)
        return answer

    def _audits(self, call: Call, identifier: str) -> list[Mapping[str, Any]]:
        """What was done to a pipeline or stage, newest first."""
        rows = self._definitions.rows(call.portal_id, "audit", "deals").values()
        return [row for row in reversed(list(rows)) if row["identifier"] == identifier]

    def _in_use(self, call: Call) -> tuple[Pipeline, ...]:
        if call.kind.name != "deals":
            return ()
        return self._definitions.pipelines(call.portal_id).all

    def _pipeline(self, call: Call, *, archived: bool = False) -> Pipeline:
        """The pipeline of the path. Raises ApiError 404."""
        found = None
        if call.kind.name == "deals":
            found = self._definitions.all_pipelines(call.portal_id).get(call.path("pipeline_id"))
        if found is None or (found.archived_at is not None and not archived):
            raise errors.not_found_page()
        return found

    def _stage_of(self, call: Call, pipeline: Pipeline) -> Stage:
        stage = pipeline.stage(call.path("stage_id"))
        if stage is None:
            raise errors.not_found_page()
        return stage

    def _check_names(self, call: Call, pipeline: Pipeline) -> None:
        """No other pipeline has this label or one of these stage ids. Raises ApiError."""
        self._check_stage_ids(call, pipeline)
        if any(p.label == pipeline.label and p.id != pipeline.id for p in self._in_use(call)):
            # Our guess: that two pipelines with one label are refused, and the text.
            raise errors.validation(f"A pipeline with label {pipeline.label} already exists")

    def _check_stage_ids(self, call: Call, pipeline: Pipeline) -> None:
        taken = {s.id for p in self._in_use(call) if p.id != pipeline.id for s in p.stages}
        seen: set[str] = set()
        for stage in pipeline.stages:
            if stage.id in taken | seen:
                raise refusals.stage_exists(stage.id)
            seen.add(stage.id)

    def _check_unused(self, call: Call, pipeline: Pipeline, stage_ids: set[str]) -> None:
        """No deal is in a stage that goes: checked when the caller asks for it, and always from
        the calls of 2026-09 on, as was seen. Raises ApiError 400."""
        asked = ("validateReferencesBeforeDelete", "validateDealStageUsagesBeforeDelete")
        always = call.request.url.path.startswith("/crm/pipelines/2026-09/")
        if always or any(call.flag(name) for name in asked):
            self._refuse_used(call, pipeline, stage_ids)

    def _refuse_used(self, call: Call, pipeline: Pipeline, stage_ids: set[str]) -> None:
        used: dict[str, list[str]] = {}
        for record in self._records.every(call.portal_id, call.kind):
            stage = record.properties.get("dealstage", "")
            if stage in stage_ids and record.properties.get("pipeline") == pipeline.id:
                used.setdefault(stage, []).append(str(record.id))
        if used:
            raise refusals.stages_in_use(list(used), [i for ids in used.values() for i in ids])

    def _new_stage_id(self) -> str:
        return self._definitions.new_id("stage", FIRST_STAGE)

    def _now(self) -> str:
        return stamp(self._clock.now())


def _methods(
    get: Answering, put: Answering, patch: Answering, delete: Answering
) -> dict[str, Entry]:
    """The four methods of one pipeline or stage."""
    writes = {"PUT": put, "PATCH": patch, "DELETE": delete}
    return {"GET": Entry(get, READ)} | {m: Entry(answer, WRITE) for m, answer in writes.items()}
