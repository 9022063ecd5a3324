"""Faults that answer in the handler's place."""

from __future__ import annotations

import re

import httpx
import pytest
from faulty import DEAL, arm
from sandbox_bench import ACME_SALES, Bench

from studio.sandbox.faults.catalogue import FAULTS

CORRELATED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-")


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("bad_request_400", 400, "Some required fields were not set"),
        ("unauthorized_401", 401, "Authentication credentials not found"),
        ("expired_token_401", 401, "expired 75 second(s) ago"),
        ("forbidden_403", 403, "do not have permissions"),
        ("missing_scope_403", 403, "hasn't been granted all required scopes"),
        ("locked_423", 423, "locked"),
        ("rate_limit_429", 429, "ten_secondly_rolling limit"),
        ("rate_limit_429_retry_after", 429, "ten_secondly_rolling limit"),
        ("rate_limit_429_daily", 429, "You have reached your daily limit."),
        ("migration_477", 477, "migrated"),
        ("server_error_500", 500, "internal error"),
    ],
)
def test_an_error_comes_in_the_envelope_of_the_service(
    bench: Bench, api: httpx.Client, name: str, status: int, said: str
) -> None:
    arm(bench, name, count=1)
    answer = api.patch(DEAL, json={"properties": {"amount": "1"}})
    assert answer.status_code == status
    body = answer.json()
    assert body["status"] == "error"
    assert said in body["message"]
    assert body["correlationId"] == answer.headers["x-hubspot-correlation-id"]
    assert CORRELATED.match(body["correlationId"])
    assert api.get(DEAL).json()["properties"]["amount"] != "1"


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("html_instead_of_json", 200, "guest network"),
        ("bad_gateway_502", 502, "Bad Gateway"),
        ("unavailable_503", 503, "Service Temporarily Unavailable"),
        ("unavailable_503_retry_after", 503, "Service Temporarily Unavailable"),
        ("gateway_timeout_504", 504, "Gateway Time-out"),
        ("edge_521", 521, "Web server is down"),
        ("edge_525", 525, "SSL handshake failed"),
    ],
)
def test_machines_on_the_way_answer_with_a_page(
    bench: Bench, api: httpx.Client, name: str, status: int, said: str
) -> None:
    arm(bench, name, count=1)
    answer = api.get(DEAL)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "text/html; charset=UTF-8",
    )
    assert said in answer.text


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("rate_limit_429", None),
        ("rate_limit_429_retry_after", "1"),
        ("rate_limit_429_daily", None),
        ("unavailable_503", None),
        ("unavailable_503_retry_after", "1"),
        ("migration_477", "2"),
    ],
)
def test_retry_after_is_there_when_the_name_says_so(
    bench: Bench, api: httpx.Client, name: str, seconds: str | None
) -> None:
    arm(bench, name, count=1)
    assert api.get(DEAL).headers.get("retry-after") == seconds


def test_which_limit_was_hit_can_be_read(bench: Bench, api: httpx.Client) -> None:
    arm(bench, "rate_limit_429", count=1)
    assert api.get(DEAL).json()["policyName"] == "TEN_SECONDLY_ROLLING"
    arm(bench, "rate_limit_429_daily", count=1)
    daily = api.get(DEAL).json()
    assert daily["policyName"] == "DAILY"
    assert str(ACME_SALES) in daily["groupName"]
    arm(bench, "search_rate_limit_429", count=1)
    assert api.get(DEAL).status_code == 200
    answer = api.post("/crm/v3/objects/deals/search", json={})
    assert answer.json()["category"] == "RATE_LIMITS"
    assert answer.json()["message"] == "You have reached your secondly limit."


@pytest.mark.parametrize(("name", "body"), [("json_null", None), ("json_list", list)])
def test_json_of_another_shape(
    bench: Bench, api: httpx.Client, name: str, body: type | None
) -> None:
    arm(bench, name, count=1)
    answer = api.get(DEAL)
    assert answer.status_code == 200
    assert answer.json() is None if body is None else isinstance(answer.json(), body)


def test_a_body_of_more_than_ten_megabytes(bench: Bench, api: httpx.Client) -> None:
    arm(bench, "huge_body", count=1)
    answer = api.get(DEAL)
    assert len(answer.content) == int(answer.headers["content-length"]) > 10_000_000
    assert len(answer.json()["padding"]) > 10_000_000


def test_a_client_may_hang_up_on_a_huge_body(bench: Bench, api: httpx.Client) -> None:
    arm(bench, "huge_body", count=1)
    with api.stream("GET", DEAL) as answer:
        assert next(answer.iter_bytes())
    assert api.get(DEAL).status_code == 200


def test_redirects_lead_to_themselves_without_end(bench: Bench, api: httpx.Client) -> None:
    arm(bench, "redirect_loop")
    answer = api.get(f"{DEAL}?archived=false")
    assert (answer.status_code, answer.headers["location"]) == (302, f"{DEAL}?archived=false")
    with pytest.raises(httpx.TooManyRedirects):
        api.get(DEAL, follow_redirects=True)


def test_a_redirect_leads_to_another_host_and_asks_for_the_same_body(
    bench: Bench, api: httpx.Client
) -> None:
    arm(bench, "redirect_elsewhere", count=1)
    answer = api.post("/crm/v3/objects/deals", json={"properties": {}})
    assert answer.status_code == 307
    assert answer.headers["location"].startswith("https://elsewhere.invalid/")


def test_a_missing_record_is_a_page_for_get_and_json_for_others(
    bench: Bench, api: httpx.Client
) -> None:
    arm(bench, "not_found_404", count=2)
    page = api.get(DEAL)
    assert (page.status_code, page.headers["x-hubspot-notfound"]) == (404, "true")
    json = api.patch(DEAL, json={"properties": {"amount": "1"}})
    assert (json.status_code, json.json()["message"]) == (404, "resource not found")


def test_a_missing_scope_is_the_one_that_the_call_needs(bench: Bench, api: httpx.Client) -> None:
    arm(bench, "missing_scope_403", count=2)
    for call, scope in (
        (lambda: api.get(DEAL), "crm.objects.deals.read"),
        (lambda: api.delete("/crm/v3/objects/contacts/1"), "crm.objects.contacts.write"),
    ):
        assert call().json()["errors"][0]["context"]["requiredScopes"] == [scope]


def test_a_record_exists_already(bench: Bench, api: httpx.Client) -> None:
    arm(bench, "conflict_409", count=1)
    answer = api.post("/crm/v3/objects/contacts", json={"properties": {"email": "a@b.example"}})
    assert (answer.status_code, answer.json()["category"]) == (409, "CONFLICT")
    assert answer.json()["message"].startswith("Contact already exists. Existing ID: ")


@pytest.mark.parametrize(("name", "status"), [("bad_request_400", 400), ("unauthorized_401", 401)])
def test_the_token_endpoint_refuses_in_its_own_words(bench: Bench, name: str, status: int) -> None:
    arm(bench, name, route="token", count=1)
    answer = bench.token_call(grant_type="refresh_token", refresh_token="x")
    assert answer.status_code == status
    assert list(answer.json())[:2] == ["error", "error_description"]


def test_every_fault_of_this_kind_has_an_answer(bench: Bench, api: httpx.Client) -> None:
    before = api.get(DEAL)
    for fault in FAULTS:
        of_pages = fault.routes == ("authorize",)
        if fault.kind != "answer" or fault.name == "huge_body" or of_pages:
            continue
        route = next((name for name in ("crm", "deals.search") if name in fault.routes), None)
        assert route is not None, fault.name
        arm(bench, fault.name, route=route, count=1)
        sent = {"crm": ("GET", DEAL), "deals.search": ("POST", "/crm/v3/objects/deals/search")}
        answer = api.request(*sent[route], json={})
        assert (answer.status_code, answer.content) != (200, before.content), fault.name
