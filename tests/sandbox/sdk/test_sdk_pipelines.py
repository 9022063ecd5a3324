from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hubspot.crm import deals, pipelines


def stage(label: str, order: int, probability: str) -> Any:
    return pipelines.PipelineStageInput(
        label=label, display_order=order, metadata={"probability": probability}
    )


@pytest.fixture
def renewals(hs: Any) -> Any:
    return hs.crm.pipelines.pipelines_api.create(
        "deals",
        pipelines.PipelineInput(
            label="Renewals",
            display_order=1,
            stages=[stage("Won", 1, "1.0"), stage("Talking", 0, "0.3")],
        ),
    )


def deal(hs: Any, **values: str) -> Any:
    return hs.crm.deals.basic_api.create(
        deals.SimplePublicObjectInputForCreate(properties=values, associations=[])
    )


def test_the_default_pipeline_is_there(hs: Any) -> None:
    (one,) = hs.crm.pipelines.pipelines_api.get_all("deals").results
    assert (one.id, one.label, one.display_order, len(one.stages)) == (
        "default",
        "Sales Pipeline",
        0,
        7,
    )
    first = hs.crm.pipelines.pipeline_stages_api.get_all("deals", "default").results[0]
    assert first.metadata == {"isClosed": "false", "probability": "0.2"}
    assert first.write_permissions == "CRM_PERMISSIONS_ENFORCEMENT"


def test_deals_go_through_a_pipeline_that_was_made(
    hs: Any, renewals: Any, refused: Callable[..., Any]
) -> None:
    assert renewals.id.isdecimal()
    talking, won = renewals.stages
    assert [one.label for one in renewals.stages] == ["Talking", "Won"]
    assert won.metadata["isClosed"] == "true"
    made = deal(hs, pipeline=renewals.id, dealstage=won.id, amount="5")
    assert made.properties["hs_is_closed_won"] == "true"
    assert deal(hs, dealstage=talking.id).properties["pipeline"] == renewals.id
    status, body = refused(deal, hs, pipeline="default", dealstage=talking.id)
    assert status == 400
    assert "is not a valid pipeline stage ID" in body["message"]


def test_a_pipeline_in_use_is_not_deleted_when_asked_to_check(
    hs: Any, renewals: Any, refused: Callable[..., Any]
) -> None:
    talking = renewals.stages[0]
    made = deal(hs, dealstage=talking.id)
    api = hs.crm.pipelines.pipelines_api
    for check in ("references", "deal_stage_usages"):
        status, body = refused(
            api.archive, "deals", renewals.id, **{f"validate_{check}_before_delete": True}
        )
        assert status == 400
        assert body["subCategory"] == "PipelineError.STAGE_ID_IN_USE"
        assert talking.id in str(body["context"]["stageIds"])
        assert made.id in str(body["context"]["objectIds"])
    hs.crm.deals.basic_api.archive(made.id)
    api.archive("deals", renewals.id, validate_references_before_delete=True)
    with pytest.raises(pipelines.exceptions.NotFoundException):
        api.get_by_id("deals", renewals.id)


def test_a_pipeline_is_changed_replaced_and_its_changes_are_told(hs: Any, renewals: Any) -> None:
    api = hs.crm.pipelines.pipelines_api
    patched = api.update("deals", renewals.id, pipelines.PipelinePatchInput(label="Upsell"))
    assert (patched.label, len(patched.stages)) == ("Upsell", 2)
    replaced = api.replace(
        "deals",
        renewals.id,
        pipelines.PipelineInput(label="Upsell", display_order=5, stages=[stage("Only", 0, "0.5")]),
    )
    assert [one.label for one in replaced.stages] == ["Only"]
    audit = hs.crm.pipelines.pipeline_audits_api.get_audit("deals", renewals.id).results
    assert [one.metadata["probability"] for one in replaced.stages] == ["0.5"]
    assert [one.action for one in audit] == ["UPDATE", "UPDATE", "CREATE"]


def test_stages_one_by_one(hs: Any, renewals: Any, refused: Callable[..., Any]) -> None:
    api = hs.crm.pipelines.pipeline_stages_api
    added = api.create("deals", renewals.id, stage("Signed", 2, "0.9"))
    assert api.get_by_id("deals", renewals.id, added.id).label == "Signed"
    patched = api.update(
        "deals",
        renewals.id,
        added.id,
        pipelines.PipelineStagePatchInput(metadata={"probability": "0.95"}),
    )
    assert (patched.label, patched.metadata["probability"]) == ("Signed", "0.95")
    api.replace("deals", renewals.id, added.id, stage("Sealed", 2, "0.99"))
    deal(hs, dealstage=added.id)
    assert refused(api.archive, "deals", renewals.id, added.id)[0] == 400
    talking = renewals.stages[0]
    api.archive("deals", renewals.id, talking.id)
    left = [one.label for one in api.get_all("deals", renewals.id).results]
    assert left == ["Won", "Sealed"]
    status, _ = refused(api.create, "deals", renewals.id, stage("Bad", 9, "1.5"))
    assert status == 400
