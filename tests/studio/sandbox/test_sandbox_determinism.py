"""The same seed and the same calls give the same bytes, to the last header."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from sandbox_bench import CALLBACK, SECRET

from studio.clock import ManualClock
from studio.sandbox import SandboxOptions, start

Told = list[tuple[int, list[tuple[str, str]], bytes]]
HERE = Path(__file__).parent
DEALS, CONTACTS = "/crm/v3/objects/deals", "/crm/v3/objects/contacts"


class Caller:
    """Sends calls one after another and keeps every byte that came back."""

    def __init__(self, port: int, client_id: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._client_id = client_id
        self.token = ""
        self.told: Told = []

    def call(self, method: str, path: str, body: Any = None, kind: str = "application/json") -> Any:
        headers = {"Content-Type": kind}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        text = None if body is None else body if isinstance(body, str) else json.dumps(body)
        self._connection.request(method, path, text, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        self.told.append((answer.status, answer.getheaders(), content))
        if content and "json" in (answer.getheader("Content-Type") or ""):
            return json.loads(content)
        return None

    def form(self, path: str, **fields: str) -> Any:
        own = {"client_id": self._client_id, "client_secret": SECRET} | fields
        text = "&".join(f"{name}={value}" for name, value in own.items())
        return self.call("POST", path, text, "application/x-www-form-urlencoded")

    def close(self) -> None:
        self._connection.close()


def play(caller: Caller, clock: ManualClock) -> None:
    """Sixty calls and more, right and wrong ones, of every part of the API."""
    code = caller.call("POST", "/sandbox-admin/codes", {})["code"]
    grant = {"grant_type": "authorization_code", "redirect_uri": CALLBACK}
    tokens = caller.form("/oauth/2026-03/token", code=code, **grant)
    caller.form("/oauth/2026-03/token", code=code, **grant)
    caller.form("/oauth/v1/token", grant_type="password")
    refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    caller.token = caller.form("/oauth/v3/token", **refresh)["access_token"]
    caller.form("/oauth/2026-03/token/introspect", token=caller.token)
    caller.call("GET", f"/oauth/v1/access-tokens/{caller.token}")
    caller.call("GET", "/account-info/v3/details")
    for base, properties in (
        (DEALS, {"dealname": "Same", "dealstage": "contractsent", "amount": "10"}),
        (CONTACTS, {"email": "same@example.com", "firstname": "Same"}),
    ):
        made = caller.call("POST", base, {"properties": properties})["id"]
        clock.advance(1.25)
        caller.call("PATCH", f"{base}/{made}", {"properties": {"nothing": "x"}})
        name = next(iter(properties))
        caller.call("PATCH", f"{base}/{made}", {"properties": {name: "other@example.com"}})
        caller.call("PATCH", f"{base}/{made}", {"properties": {}})
        caller.call("POST", base, {"properties": properties})
        caller.call("POST", base, "{")
        caller.call("POST", base, {})
        caller.call("PUT", base, {})
        caller.call(
            "GET", f"{base}/{made}?associations=deals,contacts&propertiesWithHistory={name}"
        )
        caller.call("GET", f"{base}?limit=3&archived=false")
        caller.call("GET", f"{base}?limit=1000")
        caller.call("POST", f"{base}/search", {"query": "same", "sorts": ["-createdate"]})
        caller.call("POST", f"{base}/search", {"filterGroups": [{"filters": [{}]}]})
        caller.call("POST", f"{base}/batch/read", {"inputs": [{"id": made}, {"id": "7"}]})
        caller.call("DELETE", f"{base}/{made}")
        caller.call("GET", f"{base}/{made}")
        caller.call("GET", f"{base}/abc")
        caller.call("DELETE", f"{base}/99")
        clock.advance(10)
    caller.call("GET", "/crm/v3/objects/unknown")
    caller.call("GET", "/crm/v3/pipelines/deals")
    caller.call("GET", "/crm/v3/properties/contacts/email")
    caller.call("GET", "/crm/v3/owners")
    caller.call("GET", "/nowhere")
    caller.call("GET", "/favicon.ico")
    caller.call("POST", "/sandbox-admin/faults", {"name": "server_error", "count": 1})
    caller.call("GET", f"{DEALS}/10146264661")
    caller.call("POST", "/sandbox-admin/limits", {"enabled": True, "search_lag_seconds": 5})
    for _ in range(7):
        caller.call("POST", f"{DEALS}/search", {})
    caller.call("POST", "/sandbox-admin/clock", {"advance_seconds": 1801})
    caller.call("GET", DEALS)
    caller.call("POST", "/sandbox-admin/snapshot", {"name": "kept"})
    caller.call("POST", "/sandbox-admin/reset", {"keep_grants": True})
    caller.token = caller.call("POST", "/sandbox-admin/tokens", {})["access_token"]
    caller.call("POST", DEALS, {"properties": {"dealname": "After"}})
    caller.call("POST", "/sandbox-admin/restore", {})
    caller.call("POST", "/sandbox-admin/tokens", {})
    caller.token = ""
    caller.call("GET", DEALS)
    caller.call("GET", "/sandbox-admin/state")
    caller.call("GET", "/sandbox-admin/journal?count=2000")


def run(port: int, state: Path | None, seed: int = 3) -> Told:
    clock = ManualClock()
    running = start(
        SandboxOptions(port=port, seed=seed, state=state, clock=clock, client_secret=SECRET)
    )
    caller = Caller(port, running.info.client_id)
    try:
        play(caller, clock)
    finally:
        caller.close()
        running.stop()
    assert running.mishaps == ()  # type: ignore[attr-defined]
    return caller.told


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        number: int = one.getsockname()[1]
        return number


def test_two_sandboxes_answer_byte_for_byte_alike(tmp_path: Path) -> None:
    port = free_port()
    first, second = run(port, None), run(port, tmp_path / "x.sandbox")
    assert len(first) > 60
    statuses = {status for status, _, _ in first}
    assert {200, 201, 204, 400, 401, 404, 405, 429} <= statuses
    for one, other in zip(first, second, strict=True):
        assert one == other


def test_another_seed_gives_other_tokens() -> None:
    port = free_port()
    first, second = run(port, None), run(port, None, seed=4)
    assert json.loads(first[1][2])["access_token"] != json.loads(second[1][2])["access_token"]


def test_other_processes_answer_alike_too() -> None:
    """The order of a set differs from process to process; no answer may rest on it."""
    port = str(free_port())
    digests = set()
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        environment["PYTHONPATH"] = os.pathsep.join([str(HERE), str(HERE.parents[2])])
        script = (
            "import hashlib, sys, test_sandbox_determinism as t;"
            "told = repr(t.run(int(sys.argv[1]), None));"
            "print(hashlib.sha256(told.encode()).hexdigest())"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, port], env=environment, capture_output=True, check=True
        )
        digests.add(done.stdout)
    assert len(digests) == 1
