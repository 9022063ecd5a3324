from __future__ import annotations

import httpx
import pytest
from sandbox_bench import ACME_SALES, SCOPES, Bench


@pytest.mark.parametrize("version", ["v3", "2026-03", "2026-09"])
def test_the_account_tells_its_details(api: httpx.Client, version: str) -> None:
    body = api.get(f"/account-info/{version}/details").json()
    assert body["portalId"] == ACME_SALES
    assert body["portalName"] == "Acme Sales"
    assert body["uiDomain"] == "app.hubspot.com"
    assert body["utcOffset"] == "-05:00"
    assert body["utcOffsetMilliseconds"] == -18_000_000
    assert body["dataHostingLocation"] == "na1"
    assert body["companyCurrency"] == "USD"


def test_an_account_in_europe_lives_under_another_domain(bench: Bench) -> None:
    with bench.api(persona="ines@nordlicht.example") as api:
        body = api.get("/account-info/v3/details").json()
    assert body["uiDomain"] == "app-eu1.hubspot.com"
    assert body["utcOffsetMilliseconds"] == 3_600_000


def test_the_pipeline_has_the_seven_stages(api: httpx.Client) -> None:
    (pipeline,) = api.get("/crm/v3/pipelines/deals").json()["results"]
    assert pipeline["id"] == "default"
    assert [stage["id"] for stage in pipeline["stages"]] == [
        "appointmentscheduled",
        "qualifiedtobuy",
        "presentationscheduled",
        "decisionmakerboughtin",
        "contractsent",
        "closedwon",
        "closedlost",
    ]
    assert pipeline["stages"][0]["metadata"] == {"isClosed": "false", "probability": "0.2"}
    assert api.get("/crm/pipelines/2026-03/deals/default").json() == pipeline
    stages = api.get("/crm/v3/pipelines/0-3/default/stages").json()
    assert stages == {"results": pipeline["stages"]}
    assert api.get("/crm/v3/pipelines/deals/other").status_code == 404


def test_owners_are_found_by_id_by_user_and_by_address(bench: Bench) -> None:
    with bench.api(scopes=SCOPES + " crm.objects.owners.read") as api:
        owners = api.get("/crm/v3/owners/").json()["results"]
        assert [owner["firstName"] for owner in owners] == ["Dana", "Theo"]
        found = api.get("/crm/v3/owners", params={"email": "theo@acme.example"}).json()
        assert found["results"] == [owners[1]]
        assert api.get(f"/crm/v3/owners/{owners[0]['id']}").json() == owners[0]
        by_user = api.get("/crm/v3/owners/52117340", params={"idProperty": "userId"})
        assert by_user.json() == owners[0]
        assert api.get("/crm/v3/owners/1").status_code == 404
