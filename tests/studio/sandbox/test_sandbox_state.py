from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
from sandbox_bench import ACME_SALES, CALLBACK

from studio.errors import StudioError
from studio.ids import SeededIds
from studio.sandbox import RunningSandbox, SandboxOptions, start

CANARY = "canary-7f3d9"


def post(running: RunningSandbox, path: str, **body: Any) -> dict[str, Any]:
    answer = httpx.post(f"{running.info.admin_url}/{path}", json=body)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def client(running: RunningSandbox, token: str) -> httpx.Client:
    bearer = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=running.info.base_url, headers=bearer, verify=False)


def test_records_and_grants_survive_a_restart_on_another_port(tmp_path: Path) -> None:
    state = tmp_path / "folder" / "world.sandbox"
    first = start(SandboxOptions(state=state))
    tokens = post(first, "tokens")
    with client(first, tokens["access_token"]) as api:
        made = api.post("/crm/v3/objects/deals", json={"properties": {"dealname": "Kept"}}).json()
        api.delete("/crm/v3/objects/contacts/301")
    first.stop()

    second = start(SandboxOptions(state=state))
    try:
        assert second.info.base_url != first.info.base_url
        assert second.info.client_id == first.info.client_id
        refreshed = httpx.post(
            second.info.token_url,
            data={
                "grant_type": "refresh_token",
                "refresh_token": tokens["refresh_token"],
                "client_id": second.info.client_id,
                "client_secret": second.info.client_secret,
            },
        ).json()
        assert refreshed["refresh_token"] == tokens["refresh_token"]
        assert refreshed["access_token"] != tokens["access_token"]
        for token in (tokens["access_token"], refreshed["access_token"]):
            with client(second, token) as api:
                kept = api.get(f"/crm/v3/objects/deals/{made['id']}").json()
                assert kept["properties"]["dealname"] == "Kept"
                assert api.get("/crm/v3/objects/contacts/301").status_code == 404
                assert api.get("/crm/v3/objects/contacts/451").status_code == 200
    finally:
        second.stop()


def test_without_a_state_file_every_start_is_the_same_fresh_world() -> None:
    seen = []
    for _ in range(2):
        running = start(SandboxOptions(seed=7))
        tokens = post(running, "tokens")
        with client(running, tokens["access_token"]) as api:
            made = api.post("/crm/v3/objects/deals", json={"properties": {"dealname": "x"}})
        seen.append((tokens["access_token"], tokens["refresh_token"], made.json()["id"]))
        running.stop()
    assert seen[0] == seen[1]
    other = start(SandboxOptions(seed=8))
    assert post(other, "tokens")["access_token"] != seen[0][0]
    other.stop()


def test_no_token_is_ever_given_twice(tmp_path: Path) -> None:
    given = []
    for _ in range(2):
        running = start(SandboxOptions(state=tmp_path / "x.sandbox"))
        given.append(post(running, "tokens")["access_token"])
        post(running, "reset")
        given.append(post(running, "tokens")["access_token"])
        running.stop()
    assert len(set(given)) == 4


def test_no_secret_lies_in_the_state_file(tmp_path: Path) -> None:
    class CanaryIds(SeededIds):
        def token(self, size: int = 32) -> str:
            return CANARY + super().token(size)

    name = "dana@acme.example"
    running = start(
        SandboxOptions(
            state=tmp_path / "x.sandbox",
            ids=CanaryIds(),
            client_secret=CANARY,
            passwords={name: CANARY},
        )
    )
    info = running.info
    try:
        sign_in = httpx.get(
            info.authorize_url,
            params={
                "client_id": info.client_id,
                "redirect_uri": CALLBACK,
                "scope": "oauth crm.objects.deals.read crm.objects.deals.write "
                "crm.objects.contacts.read crm.objects.contacts.write",
            },
        )
        assert CANARY not in sign_in.text
        assert "sandbox-dana" not in sign_in.text
        assert "sandbox-theo" in sign_in.text
        code = post(running, "codes")["code"]
        tokens = httpx.post(
            info.token_url,
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": CALLBACK,
                "client_id": info.client_id,
                "client_secret": CANARY,
            },
        ).json()
        assert CANARY in tokens["access_token"]
        kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    finally:
        running.stop()
    kept += b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (CANARY, code, tokens["access_token"], tokens["refresh_token"], "sandbox-theo"):
        assert secret.encode() not in kept


def test_a_chosen_password_replaces_the_printed_one() -> None:
    from sandbox_bench import Bench, Browser

    from studio.clock import ManualClock

    running = start(SandboxOptions(passwords={"dana@acme.example": "another"}))
    with httpx.Client(base_url=running.info.base_url, verify=False) as http:
        browser = Browser(Bench(running, ManualClock(), http))
        browser.open()
        assert "do not match" in browser.sign_in(password="sandbox-dana").text
        assert f"account-{ACME_SALES}" in browser.sign_in(password="another").by_id
        browser.http.close()
    running.stop()


def damaged(path: Path) -> str:
    path.write_bytes(b"this is no database, whatever its name says" * 100)
    return "sandbox.state_damaged"


def of_another_program(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (text)")
    connection.close()
    return "sandbox.state_damaged"


def newer(path: Path) -> str:
    start(SandboxOptions(state=path)).stop()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    return "sandbox.state_newer"


@pytest.mark.parametrize("make", [damaged, of_another_program, newer])
def test_a_state_file_that_cannot_be_used_is_refused_and_left_alone(
    tmp_path: Path, make: Any
) -> None:
    path = tmp_path / "x.sandbox"
    code = make(path)
    before = path.read_bytes()
    with pytest.raises(StudioError) as failure:
        start(SandboxOptions(state=path))
    assert failure.value.code == code
    assert str(path) in failure.value.message
    assert failure.value.next_step
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["x.sandbox"]


def test_a_state_file_in_an_impossible_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StudioError) as failure:
        start(SandboxOptions(state=tmp_path / "file" / "x.sandbox"))
    assert failure.value.code == "sandbox.state_unwritable"
