"""What is sent again, and after how long."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from studio.retry import MOST_TRIES, Retry, pause_before_retry

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def pause(method: str = "GET", tries: int = 1, retry: Retry = Retry.SAFE, **what: Any) -> Any:
    return pause_before_retry(retry, method, tries, now=NOW, **what)


@pytest.mark.parametrize("status", [423, 477, 502, 503, 504, 521, 524])
def test_what_passes_is_tried_again_when_it_cannot_do_a_thing_twice(status: int) -> None:
    for method in ("GET", "PUT", "DELETE", "get"):
        assert pause(method, status=status) is not None
    assert pause("POST", status=status) is None
    assert pause("PATCH", status=status) is None


@pytest.mark.parametrize("status", [200, 201, 204, 301, 400, 401, 403, 404, 409, 415, 500, 501])
def test_what_does_not_pass_is_not_tried_again(status: int) -> None:
    assert pause(status=status) is None


def test_pauses_grow_and_end() -> None:
    pauses = [pause(tries=tries, status=503) for tries in range(1, MOST_TRIES + 1)]
    assert pauses == [0.2, 0.8, 2.0, None]


def test_a_locked_record_is_given_two_seconds() -> None:
    assert pause(status=423) == 2.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3.0),
        ("0", 0.0),
        (" 1.5 ", 1.5),
        ("Mon, 05 Jan 2026 09:00:07 GMT", 7.0),
        ("Mon, 05 Jan 2026 08:59:00 GMT", 0.0),
        ("Mon, 05 Jan 2026 10:00:00 +0100", 0.0),
        ("soon", 0.2),
        ("", 0.2),
        ("-5", 0.2),
        ("3600", None),
        ("Tue, 06 Jan 2026 09:00:00 GMT", None),
    ],
)
def test_retry_after_is_honoured_in_seconds_and_as_a_date(
    value: str, seconds: float | None
) -> None:
    assert pause(status=503, headers={"retry-after": value}) == seconds
    assert pause("POST", status=429, headers={"retry-after": value}) == seconds


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        ({"policyName": "TEN_SECONDLY_ROLLING"}, 10.0),
        ({"message": "You have reached your ten_secondly_rolling limit."}, 10.0),
        ({"message": "You have reached your secondly limit.", "category": "RATE_LIMITS"}, 1.0),
        ({"policyName": "SECONDLY"}, 1.0),
        ({"policyName": "DAILY"}, None),
        ({"message": "You have reached your daily limit."}, None),
        ({}, 0.2),
        (None, 0.2),
        (["not", "an", "object"], 0.2),
    ],
)
def test_the_limit_that_was_hit_decides_how_long_to_wait(body: Any, seconds: float | None) -> None:
    assert pause("POST", status=429, body=body) == seconds


def test_a_daily_limit_is_not_waited_for_whatever_the_header_says() -> None:
    headers = {"retry-after": "1"}
    assert pause(status=429, body={"policyName": "DAILY"}, headers=headers) is None


def test_the_header_goes_before_the_usual_pause() -> None:
    body = {"policyName": "TEN_SECONDLY_ROLLING"}
    assert pause(status=429, body=body, headers={"retry-after": "2"}) == 2.0


def test_what_never_left_is_sent_once_more_even_a_post() -> None:
    assert pause("POST", unsent=True) == 0.2
    assert pause("POST", tries=2, unsent=True) is None


def test_what_may_have_arrived_is_sent_again_only_if_that_is_harmless() -> None:
    assert pause("GET", broken_off=True) == 0.2
    assert pause("GET", tries=2, broken_off=True) is None
    assert pause("POST", broken_off=True) is None


def test_never_means_never() -> None:
    assert pause(retry=Retry.NEVER, status=503) is None
    assert pause("POST", retry=Retry.NEVER, status=429) is None
    assert pause("POST", retry=Retry.NEVER, unsent=True) is None


@pytest.mark.parametrize("status", [423, 429, 477, 503])
def test_when_told_waits_only_for_a_time_that_is_named(status: int) -> None:
    told = {"retry-after": "2"}
    assert pause("POST", retry=Retry.WHEN_TOLD, status=status, headers=told) == 2.0
    assert pause("POST", retry=Retry.WHEN_TOLD, status=status) is None
    late = {"retry-after": "60"}
    assert pause("POST", retry=Retry.WHEN_TOLD, status=status, headers=late) is None


@pytest.mark.parametrize("status", [200, 400, 401, 408, 500, 502, 504, 521])
def test_when_told_never_repeats_what_may_have_been_taken(status: int) -> None:
    told = {"retry-after": "2"}
    assert pause("POST", retry=Retry.WHEN_TOLD, status=status, headers=told) is None
    assert pause("POST", retry=Retry.WHEN_TOLD, unsent=True) is None
    assert pause("POST", retry=Retry.WHEN_TOLD, broken_off=True) is None
