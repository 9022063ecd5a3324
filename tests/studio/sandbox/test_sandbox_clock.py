"""The sandbox's own clock: jumped, stopped, hurried; told in every answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sandbox_bench import Bench

from studio.clock import ManualClock
from studio.sandbox import SandboxOptions, start
from studio.sandbox.moments import MovableClock


def told(bench: Bench) -> datetime:
    return datetime.fromisoformat(bench.admin("clock")["now"])


def test_it_stands_still_and_goes_on_from_there(bench: Bench) -> None:
    before = told(bench)
    assert bench.admin("clock", {"frozen": True})["frozen"] is True
    bench.clock.advance(100)
    assert told(bench) == before
    bench.admin("clock", {"advance_seconds": 5})
    assert told(bench) == before + timedelta(seconds=5)
    bench.admin("clock", {"frozen": False})
    bench.clock.advance(10)
    assert told(bench) == before + timedelta(seconds=15)


def test_it_can_be_hurried(bench: Bench) -> None:
    before = told(bench)
    bench.admin("clock", {"rate": 60})
    bench.clock.advance(10)
    assert told(bench) == before + timedelta(minutes=10)
    assert bench.admin("clock", {"rate": 1})["offset_seconds"] == 590
    bench.clock.advance(10)
    assert told(bench) == before + timedelta(seconds=610)


def test_it_goes_just_past_the_end_of_the_newest_token(bench: Bench, api: httpx.Client) -> None:
    assert api.get("/crm/v3/objects/deals").status_code == 200
    bench.admin("clock", {"to": "token_expiry"})
    refused = api.get("/crm/v3/objects/deals")
    assert refused.status_code == 401
    assert "expired 1 second(s) ago" in refused.json()["message"]


def test_without_a_live_token_there_is_no_such_moment(bench: Bench) -> None:
    url = f"{bench.running.info.admin_url}/clock"
    answer = bench.http.post(url, json={"to": "token_expiry"})
    assert answer.status_code == 400
    assert "no live access token" in answer.json()["error"]


def test_it_goes_to_the_day_v1_is_switched_off(bench: Bench) -> None:
    bench.admin("clock", {"to": "v1_switch_off"})
    assert told(bench) == datetime(2027, 2, 16, tzinfo=UTC)


def test_every_answer_has_its_date(bench: Bench, api: httpx.Client) -> None:
    bench.admin("clock", {"now": "2031-05-06T07:08:09Z", "frozen": True})
    bench.admin("limits", {"enabled": False})
    for answer in (
        bench.http.get("/nowhere"),
        bench.http.get("/sandbox-admin/state"),
        bench.http.get("/oauth/authorize"),
        api.get("/crm/v3/objects/deals"),
        bench.http.get("/", headers={"Host": "elsewhere"}),
    ):
        assert answer.headers.get_list("date") == ["Tue, 06 May 2031 07:08:09 GMT"]
    bench.admin("clock", {"frozen": False})
    bench.clock.advance(1)
    dated = parsedate_to_datetime(bench.http.get("/nowhere").headers["date"])
    assert dated == datetime(2031, 5, 6, 7, 8, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"rate": 0}, "rate"),
        ({"rate": -1}, "rate"),
        ({"frozen": "yes"}, "frozen"),
        ({"to": "tomorrow"}, "token_expiry"),
        ({"advance_seconds": 1, "now": "2030-01-01"}, "one of"),
        ({"advance_seconds": 1e300}, "advance_seconds"),
        ({"now": "9999-12-31T23:59:59Z"}, "2200"),
        ({"speed": 2}, "known are: advance_seconds"),
    ],
)
def test_a_wrong_move_moves_nothing(bench: Bench, body: dict[str, Any], said: str) -> None:
    before = bench.admin("clock")
    answer = bench.http.post(f"{bench.running.info.admin_url}/clock", json=body)
    assert answer.status_code == 400
    assert said in answer.json()["error"]
    assert bench.admin("clock") == before


def test_it_survives_a_restart(tmp_path: Path) -> None:
    base = ManualClock()
    options = SandboxOptions(state=tmp_path / "x.sandbox", clock=base)
    moves: list[dict[str, Any]] = [{"advance_seconds": 1000}, {"rate": 10}, {"frozen": True}]
    for move in moves:
        running = start(options)
        url = f"{running.info.admin_url}/clock"
        assert httpx.post(url, json=move).status_code == 200
        base.advance(7)
        before = httpx.get(url).json()
        running.stop()
        running = start(options)
        assert httpx.get(f"{running.info.admin_url}/clock").json() == before
        running.stop()
    assert before["frozen"] is True
    assert before["rate"] == 10


def test_its_seconds_never_run_backwards() -> None:
    base = ManualClock()
    clock = MovableClock(base)
    seen = [clock.monotonic()]
    for move in (
        lambda: clock.advance(50),
        lambda: clock.set_offset(-100),
        lambda: clock.freeze(True),
        lambda: base.advance(9),
        lambda: clock.freeze(False),
        lambda: clock.set_rate(5),
        lambda: base.advance(2),
        clock.back,
    ):
        move()
        seen.append(clock.monotonic())
    assert seen == sorted(seen)
    # 50 forward, 100 back, 2 at five times the speed, and 101 forward to the base clock's time.
    assert seen[-1] == 50 + 10 + 101


def test_watchers_hear_that_it_moved(bench: Bench) -> None:
    heard: list[str] = []
    bench.running.watch(heard.append)
    bench.admin("clock", {"advance_seconds": 1})
    assert heard == ["clock"]
