from __future__ import annotations

import httpx
from sandbox_bench import Bench

ONE = "/account-info/v3/details"
SEARCH = "/crm/v3/objects/deals/search"


def test_nothing_is_refused_unless_limits_are_switched_on(api: httpx.Client) -> None:
    assert {api.get(ONE).status_code for _ in range(115)} == {200}
    assert {api.post(SEARCH, json={}).status_code for _ in range(8)} == {200}


def test_the_call_beyond_the_limit_is_refused_until_time_passes(
    bench: Bench, api: httpx.Client
) -> None:
    bench.admin("limits", {"enabled": True})
    assert {api.get(ONE).status_code for _ in range(110)} == {200}
    refused = api.get(ONE)
    assert refused.status_code == 429
    body = refused.json()
    assert body["message"] == "You have reached your ten_secondly_rolling limit."
    assert body["policyName"] == "TEN_SECONDLY_ROLLING"
    assert body["errorType"] == "RATE_LIMIT"
    assert body["correlationId"] == refused.headers["x-hubspot-correlation-id"]
    assert refused.headers["x-hubspot-ratelimit-remaining"] == "0"
    bench.clock.advance(10)
    assert api.get(ONE).status_code == 200


def test_searches_have_a_limit_of_their_own(bench: Bench, api: httpx.Client) -> None:
    bench.admin("limits", {"enabled": True})
    assert {api.post(SEARCH, json={}).status_code for _ in range(5)} == {200}
    refused = api.post(SEARCH, json={})
    assert refused.status_code == 429
    body = refused.json()
    assert body["message"] == "You have reached your secondly limit."
    assert body["category"] == "RATE_LIMITS"
    assert api.get(ONE).status_code == 200
    bench.clock.advance(1)
    assert api.post(SEARCH, json={}).status_code == 200


def test_accounts_are_counted_apart(bench: Bench, api: httpx.Client) -> None:
    bench.admin("limits", {"enabled": True})
    for _ in range(111):
        api.get(ONE)
    with bench.api(persona="ines@nordlicht.example") as other:
        assert other.get(ONE).status_code == 200
    bench.admin("limits", {"enabled": False})
    assert api.get(ONE).status_code == 200
