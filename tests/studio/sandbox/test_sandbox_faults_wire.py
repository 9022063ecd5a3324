"""Faults on the connection and in the handler's answer: what a client finds on the wire."""

from __future__ import annotations

import json
import re
import time

import httpx
import pytest
from faulty import DEAL, active, arm, wire
from sandbox_bench import Bench

CUT = re.compile("Unterminated|Expecting")


def test_no_answer_comes_until_the_client_gives_up(bench: Bench) -> None:
    arm(bench, "answer_never", count=1)
    with wire(bench) as line:
        line.ask()
        assert line.hears_for(0.4) == b""
    with wire(bench) as line:
        line.ask()
        assert line.hears_for(0.4).startswith(b"HTTP/1.1 200")


def test_headers_drip_without_end(bench: Bench) -> None:
    arm(bench, "slow_headers", count=1)
    with wire(bench) as line:
        line.ask()
        heard = line.hears_for(0.5)
        assert heard.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"\r\n\r\n" not in heard
        assert len(line.hears_for(0.35)) in range(2, 6)


def test_headers_may_drip_for_a_given_time_and_the_answer_is_whole(
    bench: Bench, api: httpx.Client
) -> None:
    arm(bench, "slow_headers", count=1, seconds=0.4)
    start = time.monotonic()
    assert api.get(DEAL).json()["id"] == DEAL.rpartition("/")[2]
    assert 0.3 < time.monotonic() - start < 3
    assert api.get(DEAL).status_code == 200


def test_a_body_drips_beyond_any_patience_between_two_reads(bench: Bench) -> None:
    arm(bench, "slow_body", count=1)
    with wire(bench) as line:
        line.ask()
        assert b'{"id":"' in line.hears_for(0.3)
        assert len(line.hears_for(0.35)) > 5
        assert line.hears_for(0.2)


def test_a_body_may_drip_for_a_given_time_and_is_whole(bench: Bench, api: httpx.Client) -> None:
    arm(bench, "slow_body", count=1, seconds=0.4)
    start = time.monotonic()
    assert api.get(DEAL).json()["id"] == DEAL.rpartition("/")[2]
    assert 0.3 < time.monotonic() - start < 3


def test_the_connection_is_reset_in_place_of_an_answer(bench: Bench) -> None:
    arm(bench, "reset_before_answer", count=1)
    with wire(bench) as line:
        line.ask()
        with pytest.raises(ConnectionResetError):
            line.until_end()


def test_what_a_reset_in_place_of_an_answer_asked_for_is_not_done(
    bench: Bench, api: httpx.Client
) -> None:
    arm(bench, "reset_before_answer", route="deals.delete", count=1)
    with pytest.raises(httpx.ReadError):
        api.delete(DEAL)
    assert api.get(DEAL).status_code == 200


def test_the_connection_is_reset_within_the_body(bench: Bench) -> None:
    arm(bench, "reset_in_body", count=1)
    with wire(bench) as line:
        line.ask()
        assert line.line.recv(10).startswith(b"HTTP/1.1 2")
        with pytest.raises(ConnectionResetError):
            line.until_end()


def test_less_is_sent_than_was_promised(bench: Bench) -> None:
    arm(bench, "close_in_body", count=1)
    with wire(bench) as line:
        line.ask()
        head, _, body = line.until_end().partition(b"\r\n\r\n")
        promised = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        assert 0 < len(body) < promised


def test_what_was_asked_for_is_done_though_its_answer_is_lost(
    bench: Bench, api: httpx.Client
) -> None:
    arm(bench, "close_in_body", route="deals.delete", count=1)
    with pytest.raises(httpx.RemoteProtocolError):
        api.delete(DEAL)
    assert api.get(DEAL).status_code == 404


def test_json_is_cut_off_in_well_formed_http(bench: Bench, api: httpx.Client) -> None:
    arm(bench, "truncated_json", count=1)
    answer = api.get(DEAL)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    with pytest.raises(ValueError, match=CUT):
        json.loads(answer.text)


def test_the_right_body_is_declared_as_text(bench: Bench, api: httpx.Client) -> None:
    arm(bench, "wrong_content_type", count=1)
    answer = api.get(DEAL)
    assert answer.headers["content-type"] == "text/plain;charset=utf-8"
    assert answer.json()["id"] == DEAL.rpartition("/")[2]


@pytest.mark.parametrize(
    ("name", "really"), [("wrong_charset", "latin-1"), ("wrong_charset_utf16", "utf-16")]
)
def test_utf_8_is_declared_and_something_else_is_sent(
    bench: Bench, api: httpx.Client, name: str, really: str
) -> None:
    arm(bench, name, count=1)
    answer = api.get(DEAL)
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("utf-8")
    assert json.loads(answer.content.decode(really))["id"] == DEAL.rpartition("/")[2]


def test_a_body_is_missing(bench: Bench, api: httpx.Client) -> None:
    arm(bench, "empty_body", count=1)
    answer = api.get(DEAL)
    assert (answer.status_code, answer.content) == (200, b"")


def test_an_answer_without_a_body_can_be_spoiled_too(bench: Bench, api: httpx.Client) -> None:
    arm(bench, "truncated_json", route="deals.delete", count=1)
    answer = api.delete(DEAL)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=CUT):
        answer.json()


def test_the_sandbox_stops_while_an_answer_drips(bench: Bench) -> None:
    """Nobody who quits waits for a fault to end."""
    from studio.sandbox import SandboxOptions, start

    running = start(SandboxOptions())
    other = Bench(running, bench.clock, bench.http)
    running.faults.arm("slow_body", "any")
    running.faults.arm("answer_never", "GET /nowhere")
    with wire(other) as line, wire(other) as silent:
        silent.ask("/nowhere")
        line.ask()
        assert line.hears_for(0.3)
        begun = time.monotonic()
        running.stop()
        assert time.monotonic() - begun < 0.8


def test_used_up_faults_leave_the_connection_usable(bench: Bench, api: httpx.Client) -> None:
    for name in ("truncated_json", "slow_body", "server_error_500"):
        arm(bench, name, count=1, **({"seconds": 0.1} if name == "slow_body" else {}))
        api.get(DEAL)
    assert active(bench) == []
    assert api.get(DEAL).json()["id"] == DEAL.rpartition("/")[2]
