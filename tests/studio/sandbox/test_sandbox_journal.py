"""What the sandbox was asked, as its journal tells it: everything but secrets."""

from __future__ import annotations

import base64
import json
from queue import Queue
from typing import Any

import httpx
import pytest
from sandbox_bench import ACME_SALES, CALLBACK, SECRET, Bench, Browser

from studio.sandbox.bell import Bell
from studio.sandbox.journal import LARGEST_BODY, Body, Entry, Journal, is_harmless

DEALS = "/crm/v3/objects/deals"


def entries(bench: Bench, since: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bench.admin(f"journal?after={since}&count=2000")["entries"]
    return found


@pytest.fixture
def since(bench: Bench) -> int:
    last: int = bench.admin("journal")["last"]
    return last


def test_a_call_is_told_whole(bench: Bench, api: httpx.Client, since: int) -> None:
    answer = api.post(f"{DEALS}?x=1", json={"properties": {"dealname": "Told"}})
    (entry,) = entries(bench, since)
    assert entry["number"] == since + 1
    assert (entry["method"], entry["path"], entry["query"]) == ("POST", DEALS, "x=1")
    assert (entry["status"], entry["route"], entry["fault"]) == (201, "deals.create", None)
    assert entry["portal_id"] == ACME_SALES
    assert entry["correlation_id"] == answer.headers["x-hubspot-correlation-id"]
    assert json.loads(entry["request_body"]) == {"properties": {"dealname": "Told"}}
    assert entry["response_body"] == answer.text
    assert entry["elapsed_ms"] == 0
    assert entry["at"] == bench.admin("clock")["now"]


def test_no_secret_is_in_it(bench: Bench, browser: Browser, since: int) -> None:
    browser.open()
    secrets = {"sandbox-dana", browser.page.hidden["csrf"], browser.page.hidden["flow"]}
    browser.sign_in()
    secrets |= {browser.page.hidden["csrf"], browser.http.cookies["sandbox_session"]}
    browser.choose()
    code = browser.connect()["code"]
    tokens = bench.token_call(
        grant_type="authorization_code", code=code, redirect_uri=CALLBACK
    ).json()
    access, refresh = tokens["access_token"], tokens["refresh_token"]
    bench.token_call(grant_type="refresh_token", refresh_token=refresh)
    bench.token_call(f"/oauth/v1/token?client_secret={SECRET}&refresh_token={refresh}")
    basic = base64.b64encode(f"x:{SECRET}".encode()).decode()
    bench.http.post("/oauth/v3/token", headers={"Authorization": f"Basic {basic}"})
    bench.http.post("/oauth/v1/token", json={"refresh_token": refresh, "client_secret": SECRET})
    bench.http.get(f"/oauth/v1/access-tokens/{access}")
    bench.http.get(f"/oauth/v1/refresh-tokens/{refresh}")
    bench.http.request("DELETE", f"/oauth/v1/refresh-tokens/{refresh}")
    bench.token_call("/oauth/2026-03/token/introspect", token=access)
    bench.token_call("/oauth/2026-03/token/revoke", token=refresh)
    bench.http.get(f"{DEALS}?hapikey={access}&access_token={access}")
    # By codes and tokens in places where nobody expects them.
    bench.http.post(f"{DEALS}/search", content=f'{{"query": "Bearer {access}"}}')
    bench.http.post(
        f"{DEALS}/search", content=f'{{"a": "{{\\"refresh_token\\": \\"{refresh}\\"}}"}}'
    )
    secrets |= {code, access, refresh, SECRET, basic, basic[:-4]}
    told = json.dumps(entries(bench, since))
    assert len(entries(bench, since)) >= 15
    for secret in secrets:
        assert secret not in told
    assert "[redacted]" in told


def test_the_admin_api_and_a_browsers_icon_are_not_in_it(bench: Bench, since: int) -> None:
    bench.admin("state")
    icon = bench.http.get("/favicon.ico")
    assert (icon.status_code, icon.content) == (204, b"")
    assert entries(bench, since) == []


def test_a_strangers_icon_moves_no_correlation_id(bench: Bench, api: httpx.Client) -> None:
    def ids(noise: bool) -> str:
        last = int(api.get(DEALS).headers["x-hubspot-correlation-id"][15:18], 16)
        if noise:
            for path in (
                "/favicon.ico",
                "/apple-touch-icon.png",
                "/.well-known/appspecific/x.json",
            ):
                bench.http.get(path)
        now = int(api.get(DEALS).headers["x-hubspot-correlation-id"][15:18], 16)
        return f"{now - last}"

    assert ids(noise=True) == ids(noise=False) == "1"


def test_pages_are_told_by_their_size(bench: Bench, browser: Browser, since: int) -> None:
    browser.open()
    (entry,) = entries(bench, since)
    assert entry["route"] == "authorize"
    assert entry["response_body"].startswith("(a page of ")


def test_faults_and_lost_answers_are_told(bench: Bench, api: httpx.Client, since: int) -> None:
    bench.admin("faults", {"name": "reset_before_answer", "route": "deals.get", "count": 1})
    with pytest.raises(httpx.HTTPError):
        api.get(f"{DEALS}/10146264661")
    (entry,) = entries(bench, since)
    assert (entry["fault"], entry["status"]) == ("reset_before_answer", None)


def test_it_is_read_page_by_page(bench: Bench, api: httpx.Client, since: int) -> None:
    for _ in range(5):
        api.get(DEALS)
    first = bench.admin(f"journal?after={since}&count=2")["entries"]
    rest = bench.admin(f"journal?after={first[-1]['number']}&count=200")
    numbers = [one["number"] for one in [*first, *rest["entries"]]]
    assert numbers == list(range(since + 1, since + 6))
    assert rest["last"] == since + 5 == bench.admin("state")["requests"]
    assert bench.http.get(f"{bench.running.info.admin_url}/journal?after=x").status_code == 400


def test_watchers_hear_of_every_request(bench: Bench, api: httpx.Client) -> None:
    heard: Queue[str] = Queue()  # the journal is rung once the answer is on its way
    bench.running.watch(heard.put)
    api.get(DEALS)
    assert heard.get(timeout=5) == "journal"
    api.post(DEALS, json={"properties": {"dealname": "x"}})
    assert {heard.get(timeout=5), heard.get(timeout=5)} == {"journal", "records"}


def test_a_watcher_that_fails_disturbs_nobody(bench: Bench, api: httpx.Client) -> None:
    heard: list[str] = []

    def fail(topic: str) -> None:
        heard.append(topic)
        raise RuntimeError(topic)

    bench.running.watch(fail)
    for _ in range(2):
        answer = api.post(DEALS, json={"properties": {"dealname": "x"}})
        assert answer.status_code == 201
    assert heard == ["records"]


def entry(number: int) -> Entry:
    return Entry(number, "", "GET", "/", "", 200, None, None, 0, None, None, "", "")


def test_only_the_newest_are_kept() -> None:
    journal = Journal(Bell())
    for number in range(1, 2501):
        journal.add(entry(number))
    assert [one.number for one in journal.after(0, 3)] == [501, 502, 503]
    assert [one.number for one in journal.after(2499, 3)] == [2500]
    assert journal.after(2500, 3) == []


def test_a_long_body_is_cut_without_half_a_secret() -> None:
    secret = "s3cr3t-" + "x" * 3000
    for start in range(LARGEST_BODY - 3500, LARGEST_BODY + 200, 371):
        body = Body()
        body.kind = "application/json"
        body.hear(b'{"text": "' + b"y" * start)
        body.hear(f'", "access_token": "{secret}", "more": "{"z" * 9000}"}}'.encode())
        shown = body.shown(())
        assert "s3cr3t" not in shown
        assert "cut here" in shown
        assert f"{body.length:,}" in shown


@pytest.mark.parametrize(
    "text",
    [
        '{"refresh_token": "x"}',
        '{"to-ken": "x"}',
        '{"Client Secret": "x"}',
        '{"\\u0074oken": "x"}',
        '{"tok\u0065\u0301n": "x"}',
        '{"a": "Bearer abcdefgh1"}',
        '{"a": "{\\"jwt\\": 1}"}',
        "a=b",
        '{"API_KEY": 1}',
    ],
)
def test_what_may_hold_a_secret_is_looked_at_closely(text: str) -> None:
    assert not is_harmless(text.encode())


def test_a_record_is_harmless(api: httpx.Client) -> None:
    assert is_harmless(api.get(f"{DEALS}/10146264661").content)
