from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sandbox_bench import Bench

from studio.clock import ManualClock
from studio.sandbox.errors import ApiError
from studio.sandbox.limits import Limits, Window
from studio.sandbox.moments import CorrelationIds, MovableClock
from studio.sandbox.people import read_cast

ONE = "/account-info/v3/details"
SEARCH = "/crm/v3/objects/deals/search"


def rate_headers(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if "ratelimit" in name}


def test_nothing_is_refused_unless_limits_are_switched_on(api: httpx.Client) -> None:
    assert {api.get(ONE).status_code for _ in range(115)} == {200}
    assert {api.post(SEARCH, json={}).status_code for _ in range(8)} == {200}


def test_the_call_beyond_the_limit_is_refused_until_time_passes(
    bench: Bench, api: httpx.Client
) -> None:
    bench.admin("limits", {"enabled": True})
    answers = [api.get(ONE) for _ in range(110)]
    assert {one.status_code for one in answers} == {200}
    left = [int(one.headers["x-hubspot-ratelimit-remaining"]) for one in answers]
    assert left == list(range(109, -1, -1))
    refused = api.get(ONE)
    assert refused.status_code == 429
    body = refused.json()
    assert body["message"] == "You have reached your ten_secondly_rolling limit."
    assert body["policyName"] == "TEN_SECONDLY_ROLLING"
    assert body["errorType"] == "RATE_LIMIT"
    assert body["correlationId"] == refused.headers["x-hubspot-correlation-id"]
    assert refused.headers["x-hubspot-ratelimit-remaining"] == "0"
    assert "retry-after" not in refused.headers
    bench.clock.advance(10)
    assert api.get(ONE).status_code == 200


def test_searches_have_a_limit_of_their_own(bench: Bench, api: httpx.Client) -> None:
    bench.admin("limits", {"enabled": True})
    answers = [api.post(SEARCH, json={}) for _ in range(5)]
    assert {one.status_code for one in answers} == {200}
    refused = api.post(SEARCH, json={})
    assert refused.status_code == 429
    body = refused.json()
    assert body["message"] == "You have reached your secondly limit."
    assert body["category"] == "RATE_LIMITS"
    assert not any(rate_headers(one) for one in (*answers, refused))
    one = api.get(ONE)
    assert one.status_code == 200
    assert one.headers["x-hubspot-ratelimit-remaining"] == "109"
    bench.clock.advance(1)
    assert api.post(SEARCH, json={}).status_code == 200


def test_accounts_are_counted_apart(bench: Bench, api: httpx.Client) -> None:
    bench.admin("limits", {"enabled": True})
    for _ in range(111):
        api.get(ONE)
    with bench.api(persona="ines@nordlicht.example") as other:
        answer = other.get(ONE)
        assert answer.status_code == 200
        assert answer.headers["x-hubspot-ratelimit-remaining"] == "109"
    bench.admin("limits", {"enabled": False})
    assert api.get(ONE).status_code == 200


def test_a_call_without_the_scope_is_not_counted_and_tells_nothing(bench: Bench) -> None:
    with bench.api(scopes=["oauth"]) as api:
        api.get(ONE)
        refused = api.get("/crm/v3/objects/deals")
        assert refused.status_code == 403
        assert not rate_headers(refused)
        assert api.get(ONE).headers["x-hubspot-ratelimit-remaining"] == "108"


def test_the_limit_of_the_day_is_told_only_when_it_is_reached(
    bench: Bench, api: httpx.Client
) -> None:
    bench.admin("limits", {"enabled": True, "daily_maximum": 3})
    answers = [api.get(ONE), api.post(SEARCH, json={}), api.get(ONE)]
    assert {one.status_code for one in answers} == {200}
    for refused in (api.get(ONE), api.post(SEARCH, json={})):
        assert refused.status_code == 429
        body = refused.json()
        assert list(body) == [
            "status",
            "message",
            "correlationId",
            "errorType",
            "policyName",
            "requestId",
        ]
        assert body["message"] == "You have reached your daily limit."
        assert (body["errorType"], body["policyName"]) == ("RATE_LIMIT", "DAILY")
        assert body["requestId"] != body["correlationId"]
        assert not any("daily" in name for name in refused.headers)
    with bench.api(persona="eu_portal") as other:
        assert other.get(ONE).status_code == 200


def test_a_day_ends_at_midnight_in_the_account(bench: Bench) -> None:
    bench.admin("limits", {"enabled": True, "daily_maximum": 1})
    bench.admin("clock", {"now": "2026-03-01T04:59:58Z"})  # 23:59:58 in the east of the US
    with bench.api() as api:
        assert api.get(ONE).status_code == 200
        assert api.get(ONE).json()["policyName"] == "DAILY"
        bench.admin("clock", {"now": "2026-03-01T05:00:00Z"})
        assert api.get(ONE).status_code == 200


@pytest.mark.parametrize(
    "body", [{"daily_maximum": -1}, {"daily_maximum": 1.5}, {"daily_maximum": True}]
)
def test_a_daily_maximum_that_is_none_is_refused(bench: Bench, body: dict[str, Any]) -> None:
    answer = bench.http.post(f"{bench.running.info.admin_url}/limits", json=body)
    assert answer.status_code == 400


def test_a_reset_forgets_every_count(bench: Bench, api: httpx.Client) -> None:
    bench.admin("limits", {"enabled": True, "daily_maximum": 1})
    api.get(ONE)
    bench.admin("reset", {})
    with bench.api() as fresh:
        answers = [fresh.get(ONE) for _ in range(3)]
    assert [one.headers["x-hubspot-ratelimit-remaining"] for one in answers] == [
        "109",
        "108",
        "107",
    ]


class Gauge:
    """Limits that are on, with a clock of their own, below HTTP: exact to the microsecond."""

    def __init__(self) -> None:
        self.base = ManualClock(datetime(2026, 3, 1, 12, 0, 0, 123457, tzinfo=UTC))
        self.clock = MovableClock(self.base)
        self.limits = Limits(self.clock, 1, CorrelationIds(self.clock))
        self.limits.enabled = True
        self.portal = read_cast("acme").portals[0]

    def goes(self) -> bool:
        return self.limits.call(self.portal)[1] is None

    def finds(self) -> bool:
        try:
            self.limits.search(self.portal)
        except ApiError:
            return False
        return True


def test_the_window_of_ten_seconds_rolls_to_the_microsecond() -> None:
    gauge = Gauge()
    assert gauge.goes()
    gauge.base.advance(5)
    assert all(gauge.goes() for _ in range(109))
    assert not gauge.goes()
    gauge.base.advance(4.999999)
    assert not gauge.goes()
    gauge.base.advance(0.000001)
    assert gauge.goes(), "the first call is ten seconds old"
    assert not gauge.goes(), "and made room for one only"
    gauge.base.advance(5)
    assert all(gauge.goes() for _ in range(109))
    assert not gauge.goes()


def test_the_window_of_searches_rolls_to_the_microsecond() -> None:
    gauge = Gauge()
    for _ in range(5):
        assert gauge.finds()
        gauge.base.advance(0.1)
    assert not gauge.finds()
    gauge.base.advance(0.499999)
    assert not gauge.finds()
    gauge.base.advance(0.000001)
    assert gauge.finds()
    assert not gauge.finds()


def test_who_is_refused_and_waits_gets_on() -> None:
    gauge = Gauge()
    assert all(gauge.goes() for _ in range(110))
    for _ in range(40):
        assert not gauge.goes()
        gauge.base.advance(0.25)
    assert gauge.goes()


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    gauge = Gauge()
    gauge.clock.set_offset(86_400)
    assert all(gauge.goes() for _ in range(110))
    gauge.clock.set_offset(0)
    assert gauge.goes()


def test_switching_limits_on_counts_what_went_before() -> None:
    gauge = Gauge()
    gauge.limits.enabled = False
    assert all(gauge.goes() for _ in range(500))
    gauge.limits.enabled = True
    assert not gauge.goes()
    gauge.base.advance(10)
    assert gauge.goes()


def test_no_more_moments_are_kept_than_can_matter() -> None:
    window = Window(10, 3)
    for _ in range(10_000):
        window.note(0)
    assert window.left(0) == 0
    assert len(window._moments) == 3
    assert window.left(10) == 3
