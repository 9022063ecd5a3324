from __future__ import annotations

import re

import httpx
import pytest
from sandbox_bench import Bench


def test_a_call_without_a_token_is_told_so(bench: Bench) -> None:
    answer = bench.http.get("/crm/v3/objects/deals")
    assert answer.status_code == 401
    body = answer.json()
    assert list(body) == ["status", "message", "correlationId", "category"]
    assert body["category"] == "INVALID_AUTHENTICATION"
    assert body["message"].startswith("Authentication credentials not found. This API supports")
    assert body["correlationId"] == answer.headers["x-hubspot-correlation-id"]


def test_a_token_that_was_never_given_is_no_credential(bench: Bench) -> None:
    answer = bench.http.get(
        "/account-info/v3/details", headers={"Authorization": f"Bearer {'C' * 200}"}
    )
    assert (answer.status_code, answer.json()["category"]) == (401, "INVALID_AUTHENTICATION")


def test_a_string_that_is_no_token_at_all_expired_in_1970(bench: Bench) -> None:
    answer = bench.http.get("/account-info/v3/details", headers={"Authorization": "Bearer abc"})
    body = answer.json()
    assert body["category"] == "EXPIRED_AUTHENTICATION"
    assert body["context"] == {"expire time": ["1970-01-01T00:00:00Z"]}
    assert re.search(r"expired \d{5} day\(s\) ago\.$", body["message"])


@pytest.mark.parametrize(
    ("later", "ago"),
    [
        (1800, "0 second"),
        (1800 + 75, "75 second"),
        (1800 + 120, "2 minute"),
        (1800 + 7300, "2 hour"),
        (1800 + 200_000, "2 day"),
    ],
)
def test_an_expired_token_is_told_since_when(bench: Bench, later: int, ago: str) -> None:
    with bench.api() as api:
        assert api.get("/account-info/v3/details").status_code == 200
        bench.admin("clock", {"advance_seconds": later})
        answer = api.get("/account-info/v3/details")
    assert answer.status_code == 401
    assert answer.json()["category"] == "EXPIRED_AUTHENTICATION"
    assert f"expired {ago}(s) ago." in answer.json()["message"]
    assert not [name for name in answer.headers if "ratelimit" in name]


def test_a_token_is_good_until_its_last_millisecond(bench: Bench) -> None:
    with bench.api() as api:
        bench.clock.advance(1799.999)
        assert api.get("/account-info/v3/details").status_code == 200
    bench.clock.advance(0.001)


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/crm/v3/objects/deals", "crm.objects.deals.read"),
        ("POST", "/crm/v3/objects/deals", "crm.objects.deals.write"),
        ("POST", "/crm/v3/objects/deals/search", "crm.objects.deals.read"),
        ("PATCH", "/crm/v3/objects/contacts/301", "crm.objects.contacts.write"),
        ("DELETE", "/crm/objects/2026-09/0-1/301", "crm.objects.contacts.write"),
        ("GET", "/crm/v3/owners", "crm.objects.owners.read"),
    ],
)
def test_a_missing_scope_is_named(bench: Bench, method: str, path: str, scope: str) -> None:
    with bench.api(scopes=["oauth"]) as api:
        answer = api.request(method, path)
    assert answer.status_code == 403
    body = answer.json()
    assert body["category"] == "MISSING_SCOPES"
    assert body["errors"][0]["context"]["requiredGranularScopes"] == [scope]
    assert body["links"] == {"scopes": "https://developers.hubspot.com/scopes"}
    assert "x-hubspot-ratelimit-max" not in answer.headers


def test_answers_say_how_many_calls_are_left(api: httpx.Client) -> None:
    first = api.get("/account-info/v3/details").headers
    second = api.get("/account-info/v3/details").headers
    assert first["x-hubspot-ratelimit-max"] == "110"
    assert first["x-hubspot-ratelimit-interval-milliseconds"] == "10000"
    left = [int(h["x-hubspot-ratelimit-remaining"]) for h in (first, second)]
    assert left[0] - left[1] == 1
    assert "x-hubspot-ratelimit-daily" not in first


def test_the_count_is_fresh_after_ten_seconds(bench: Bench, api: httpx.Client) -> None:
    api.get("/account-info/v3/details")
    bench.clock.advance(11)
    headers = api.get("/account-info/v3/details").headers
    assert headers["x-hubspot-ratelimit-remaining"] == "109"


def test_a_search_carries_no_rate_limit_headers(api: httpx.Client) -> None:
    answer = api.post("/crm/v3/objects/deals/search", json={})
    assert answer.status_code == 200
    assert not any("ratelimit" in name for name in answer.headers)


def test_every_answer_has_its_own_correlation_id(api: httpx.Client) -> None:
    ids = [api.get("/crm/v3/objects/deals").headers["x-hubspot-correlation-id"] for _ in range(3)]
    assert len(set(ids)) == 3
    assert ids == sorted(ids)


def test_an_unknown_path_is_a_html_page(api: httpx.Client) -> None:
    answer = api.get("/crm/v7/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html;charset=iso-8859-1"
    assert answer.headers["x-hubspot-notfound"] == "true"


def test_an_unknown_kind_of_record_is_named(api: httpx.Client) -> None:
    answer = api.get("/crm/v3/objects/dreams")
    assert answer.status_code == 400
    assert answer.json()["message"] == "Unable to infer object type from: dreams"
