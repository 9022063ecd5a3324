"""Arming, counting, chances, routes and switching off."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from typing import Any

import httpx
import pytest
from faulty import DEAL, active, arm
from sandbox_bench import CALLBACK, SECRET, Bench

from studio.sandbox import SandboxOptions, start
from studio.sandbox.faults.catalogue import FAULTS
from studio.sandbox.faults.layer import Faults
from studio.sandbox.faults.route import names_of
from studio.sandbox.faults.switchboard import Switchboard

SEARCH = "/crm/v3/objects/deals/search"


def fault_codes(client: httpx.Client, number: int, path: str = DEAL) -> list[int]:
    return [client.get(path).status_code for _ in range(number)]


def test_there_are_forty_faults_and_more_each_with_a_name_and_a_line(bench: Bench) -> None:
    known = bench.admin("faults")["known"]
    assert len(known) >= 40
    assert len({fault["name"] for fault in known}) == len(known)
    for fault in known:
        assert re.fullmatch("[a-z][a-z0-9_]+", fault["name"])
        assert re.fullmatch(r".+\.", fault["line"])
        assert fault["route"] in fault["routes"]


def test_an_armed_fault_strikes_as_often_as_it_was_told_to(bench: Bench, api: httpx.Client) -> None:
    entry = arm(bench, "server_error_500", count=2)
    assert entry | {"id": 0} == {
        "id": 0,
        "name": "server_error_500",
        "route": "crm",
        "count": 2,
        "probability": 1.0,
        "struck": 0,
    }
    assert fault_codes(api, 1) == [500]
    (left,) = active(bench)
    assert (left["count"], left["struck"]) == (1, 1)
    assert fault_codes(api, 2) == [500, 200]
    assert active(bench) == []


def test_without_a_count_it_strikes_until_it_is_switched_off(
    bench: Bench, api: httpx.Client
) -> None:
    arm(bench, "server_error_500")
    assert fault_codes(api, 4) == [500] * 4
    answer = bench.http.delete(f"{bench.running.info.admin_url}/faults")
    assert answer.json() == {"active": []}
    assert fault_codes(api, 1) == [200]


@pytest.mark.parametrize("by", ["id", "name"])
def test_one_can_be_switched_off_by_its_id_or_name(
    bench: Bench, api: httpx.Client, by: str
) -> None:
    entry = arm(bench, "server_error_500")
    arm(bench, "bad_gateway_502")
    answer = bench.http.delete(f"{bench.running.info.admin_url}/faults/{entry[by]}")
    assert [left["name"] for left in answer.json()["active"]] == ["bad_gateway_502"]
    assert fault_codes(api, 1) == [502]


def test_switching_off_what_is_not_armed_says_so(bench: Bench) -> None:
    answer = bench.http.delete(f"{bench.running.info.admin_url}/faults/huge_body")
    assert answer.status_code == 400
    assert "'huge_body'" in answer.json()["error"]


def test_reset_switches_all_off(bench: Bench, api: httpx.Client) -> None:
    arm(bench, "server_error_500")
    bench.admin("reset", {})
    assert active(bench) == []


def pattern_of(seed: int, number: int = 60) -> list[bool]:
    board = Switchboard(seed)
    board.arm("server_error_500", probability=0.3)
    names = names_of("GET", DEAL)
    return [bool(board.draw(names, "GET", DEAL).names) for _ in range(number)]


def test_chance_repeats_with_the_seed() -> None:
    assert pattern_of(1) == pattern_of(1)
    assert pattern_of(1) != pattern_of(2)
    assert 5 < sum(pattern_of(1)) < 35


def test_chance_is_drawn_for_each_request_and_a_miss_does_not_count(
    bench: Bench, api: httpx.Client
) -> None:
    arm(bench, "server_error_500", probability=0.5, count=3)
    codes = fault_codes(api, 30)
    assert codes.count(500) == 3
    assert codes[:3] != [500] * 3
    bench.admin("reset", {})
    with bench.api() as again:
        arm(bench, "server_error_500", probability=0.5, count=3)
        assert fault_codes(again, 30) == codes


def test_of_two_that_answer_one_strikes_and_the_other_waits(
    bench: Bench, api: httpx.Client
) -> None:
    arm(bench, "server_error_500", count=1)
    arm(bench, "bad_gateway_502", count=1)
    assert fault_codes(api, 3) == [500, 502, 200]


@pytest.mark.parametrize(
    ("method", "path", "body", "names"),
    [
        ("POST", "/oauth/v1/token", b"grant_type=authorization_code", "exchange token any"),
        ("POST", "/oauth/2026-03/token", b"a=b&grant_type=refresh_token", "refresh token any"),
        ("POST", "/oauth/2026-09/token", b'{"grant_type":"refresh_token"}', "refresh token any"),
        ("POST", "/oauth/v3/token", b"grant_type=psychic", "token any"),
        ("POST", "/oauth/v3/token/introspect", b"", "introspect any"),
        ("GET", "/oauth/v1/access-tokens/x", b"", "introspect any"),
        ("POST", "/oauth/2026-03/token/revoke", b"", "revoke any"),
        ("DELETE", "/oauth/v1/refresh-tokens/x", b"", "revoke any"),
        ("GET", "/oauth/authorize", b"", "authorize any"),
        ("GET", "/oauth/148209731/authorize", b"", "authorize any"),
        ("POST", "/oauth/consent", b"", "authorize any"),
        ("GET", "/account-info/2026-03/details", b"", "account any"),
        ("GET", "/crm/v3/objects/deals", b"", "deals.list crm any"),
        ("POST", "/crm/v3/objects/deals", b"", "deals.create crm any"),
        ("GET", "/crm/v3/objects/0-3/1", b"", "deals.get crm any"),
        ("PATCH", "/crm/objects/2026-03/0-1/1", b"", "contacts.update crm any"),
        ("DELETE", "/crm/v3/objects/CONTACT/1", b"", "contacts.delete crm any"),
        ("POST", "/crm/v3/objects/contacts/search", b"", "contacts.search crm any"),
        ("POST", "/crm/v3/objects/deals/batch/read", b"", "deals.batch crm any"),
        ("GET", "/crm/v3/owners/", b"", "crm any"),
        ("GET", "/contacts/1/record/0-3/2", b"", "any"),
        ("POST", "/sandbox-admin/reset", b"", ""),
    ],
)
def test_a_request_goes_by_these_names(method: str, path: str, body: bytes, names: str) -> None:
    assert " ".join(names_of(method, path, body)) == names


def test_an_exchange_is_told_from_a_refresh(bench: Bench) -> None:
    arm(bench, "server_error_500", route="refresh")
    code = bench.admin("codes", {})["code"]
    exchanged = bench.token_call(grant_type="authorization_code", code=code, redirect_uri=CALLBACK)
    assert exchanged.status_code == 200
    refresh_token = exchanged.json()["refresh_token"]
    refreshed = bench.token_call(grant_type="refresh_token", refresh_token=refresh_token)
    assert refreshed.status_code == 500


def test_the_body_of_a_token_call_reaches_the_endpoint_whole(bench: Bench) -> None:
    arm(bench, "server_error_500", route="refresh")
    code = bench.admin("codes", {})["code"]
    padding = "x" * 200_000
    answer = bench.token_call(
        grant_type="authorization_code", code=code, redirect_uri=CALLBACK, padding=padding
    )
    # Larger than a form may be, so the endpoint refuses it: by what it says, it was asked.
    assert answer.json()["status"] == "BAD_GRANT_TYPE"


def test_a_pattern_picks_calls_by_method_and_path(bench: Bench, api: httpx.Client) -> None:
    arm(bench, "server_error_500", route="GET /crm/v3/objects/deals/*")
    assert fault_codes(api, 1) == [500]
    assert api.get("/crm/v3/objects/deals").status_code == 200
    assert api.patch(DEAL, json={"properties": {"amount": "5"}}).status_code == 200
    arm(bench, "bad_gateway_502", route="* /crm/v3/owners*")
    assert api.get("/crm/v3/owners/").status_code == 502


@pytest.mark.parametrize("route", ["any", "* /*", "GET /sandbox-admin/*"])
def test_the_admin_api_is_never_struck(bench: Bench, route: str) -> None:
    arm(bench, "answer_never", route=route)
    assert bench.admin("state")["people"]
    bench.admin("reset", {})


def test_the_doorman_stands_before_every_fault(bench: Bench) -> None:
    arm(bench, "server_error_500", route="any")
    answer = bench.http.get(DEAL, headers={"Host": "rebound.example"})
    assert answer.status_code == 421
    assert active(bench)[0]["struck"] == 0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"name": "anwser_never"}, "did you mean answer_never?"),
        ({"name": "server_500"}, "did you mean server_error_500?"),
        ({"name": "zzzz"}, "--list-faults"),
        ({}, "name must be text"),
        ({"name": "code_used", "route": "crm"}, "give one of: exchange"),
        ({"name": "huge_body", "route": "deals"}, "deals.get"),
        ({"name": "huge_body", "route": "GET crm"}, "makes no sense for 'GET crm'"),
        ({"name": "code_used", "route": "POST /oauth/*"}, "makes no sense"),
        ({"name": "huge_body", "route": 1}, "route must be text"),
        ({"name": "huge_body", "count": 0}, "count must be"),
        ({"name": "huge_body", "count": 1.5}, "count must be"),
        ({"name": "huge_body", "count": True}, "count must be"),
        ({"name": "huge_body", "probability": 0}, "probability must be"),
        ({"name": "huge_body", "probability": 1.1}, "probability must be"),
        ({"name": "huge_body", "probability": "1"}, "probability must be"),
        ({"name": "slow_body", "seconds": 0}, "seconds must be"),
        ({"name": "huge_body", "seconds": 1}, "seconds must be left out"),
        ({"name": "huge_body", "rate": 1}, "there is no key 'rate'"),
        ([], "JSON object"),
    ],
)
def test_a_wrong_call_says_what_would_be_right(bench: Bench, body: Any, said: str) -> None:
    answer = bench.http.post(f"{bench.running.info.admin_url}/faults", json=body)
    assert answer.status_code == 400
    assert said in answer.json()["error"]
    assert active(bench) == []


def test_a_body_that_is_no_json_is_refused(bench: Bench) -> None:
    answer = bench.http.post(
        f"{bench.running.info.admin_url}/faults",
        content=b"{",
        headers={"Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "the body must be JSON")


def test_who_watches_hears_of_arming_striking_and_switching_off() -> None:
    running = start(SandboxOptions(client_secret=SECRET))
    try:
        heard: list[str] = []
        running.watch(heard.append)
        running.faults.arm("server_error_500", "any", count=1)
        assert heard.count("faults") == 1
        with httpx.Client(base_url=running.info.base_url, verify=False) as http:
            assert http.get(DEAL).status_code == 500
        assert heard.count("faults") == 2
        running.faults.arm("server_error_500")
        assert running.faults.clear()
        assert not running.faults.clear("server_error_500")
        assert heard.count("faults") == 4
    finally:
        running.stop()


def test_nothing_armed_costs_one_look() -> None:
    """Neither the request is classified nor its body read."""
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append((scope, receive, send))

    layer = Faults(app, board=Switchboard(1), answers=None)  # type: ignore[arg-type]
    scope = {"type": "http"}  # nothing else to look at
    asyncio.run(layer(scope, None, None))  # type: ignore[arg-type]
    assert seen == [(scope, None, None)]


def test_the_command_lists_every_fault_name_first() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ui.app", "sandbox", "--list-faults"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()] == [one.name for one in FAULTS]


def test_a_search_does_not_know_yet_what_was_just_written(bench: Bench, api: httpx.Client) -> None:
    api.post("/crm/v3/objects/deals", json={"properties": {"dealname": "Just written"}})
    asked = {"query": "Just written"}
    arm(bench, "search_lag", count=2)
    assert api.post(SEARCH, json=asked).json()["total"] == 0
    bench.clock.advance(31)
    assert api.post(SEARCH, json=asked).json()["total"] == 1
    assert active(bench) == []
