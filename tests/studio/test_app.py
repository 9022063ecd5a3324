"""Opening a workspace as a whole, closing it, and what is left on the disk."""

from __future__ import annotations

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from desk import DANA, HUBSPOT, Desk, query_of, sign_in

from studio.app import open_studio
from studio.sandbox import SandboxOptions
from studio.vault import LazyVault, MemoryVault
from studio.workspace.errors import WorkspaceError


def test_a_new_workspace_is_made_with_the_folders_above_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "new.studio"
    studio = open_studio(path, vault=MemoryVault())
    assert studio.path == path
    assert path.exists()
    studio.close()


def test_what_cannot_be_opened_is_refused_with_a_next_step(tmp_path: Path) -> None:
    path = tmp_path / "letter.studio"
    path.write_text("Dear studio, this is not a workspace.", "utf-8")
    with pytest.raises(WorkspaceError) as caught:
        open_studio(path, vault=MemoryVault())
    assert caught.value.next_step
    assert path.read_text("utf-8").startswith("Dear studio")


def test_opening_asks_no_keyring_and_starts_no_sandbox(tmp_path: Path) -> None:
    def never() -> Any:
        raise AssertionError("nobody asked for a secret")

    studio = open_studio(tmp_path / "a.studio", vault=LazyVault(never))
    assert len(studio.actions.list()) == 1
    assert studio.dialogs.list() == ()
    assert studio.environment.sandbox_address() is None
    studio.close()


def test_every_part_is_built_once_for_all_threads(desk: Desk) -> None:
    studio = desk.studio
    for part in ("http", "authorization", "dialogs", "templates", "talk"):
        with ThreadPoolExecutor(8) as pool:
            found = set(pool.map(lambda _, part=part: id(getattr(studio, part)), range(8)))
        assert len(found) == 1


def test_closing_twice_is_harmless_and_stops_the_sandbox(desk: Desk) -> None:
    import httpx

    base = desk.studio.environment.ensure_sandbox().base_url
    desk.studio.close()
    desk.studio.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(base, verify=False)


def test_the_whole_path_is_there_again_after_a_kill(desk: Desk) -> None:
    account = desk.enable()
    desk.studio.templates.install(HUBSPOT, "create-a-deal")
    desk.open()  # nothing of the first one was closed
    assert desk.studio.actions.get(HUBSPOT).account == account
    assert desk.studio.actions.get(HUBSPOT).enabled
    assert [dialog.template_id for dialog in desk.studio.dialogs.list()] == ["create-a-deal"]
    assert desk.studio.authorization.access_token(HUBSPOT)


def test_no_secret_of_an_authorization_is_anywhere_on_the_disk_or_in_the_journal(
    desk: Desk,
) -> None:
    password, client_secret = "canary-password-8fJ2", "canary-client-secret-x7Q1"
    options = SandboxOptions(
        clock=desk.clock, client_secret=client_secret, passwords={DANA: password}
    )
    desk.open(sandbox=options)
    attempt = desk.begin()
    redirect = sign_in(attempt, password=password)
    secrets = {password, client_secret, query_of(redirect)["code"], query_of(redirect)["state"]}
    attempt.complete(redirect)
    desk.studio.actions.enable(HUBSPOT)
    secrets |= {desk.secret("access_token"), desk.secret("refresh_token")}
    desk.clock.advance(1800)
    desk.studio.authorization.access_token(HUBSPOT)  # renewed
    secrets |= {desk.secret("access_token"), desk.secret("refresh_token")}
    desk.revoke()
    desk.clock.advance(1800)
    with pytest.raises(Exception, match="no longer accepts"):
        desk.studio.authorization.access_token(HUBSPOT)
    wrong = desk.begin()
    with pytest.raises(Exception, match="state differs"):
        wrong.complete(redirect)
    secrets.add(query_of(wrong.authorize_url)["state"])

    told = repr([desk.studio.journal.list(), desk.studio.changes.list()])
    assert "[redacted]" in told
    while_open = _bytes_in(desk.path.parent)
    desk.close()
    for secret in secrets:
        assert len(secret) > 15
        assert secret not in told
        assert secret.encode() not in while_open
        assert secret.encode() not in _bytes_in(desk.path.parent)


def _bytes_in(folder: Path) -> bytes:
    """Everything in all files of a folder, write-ahead logs too."""
    return b"\0".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights of another kind")
def test_nobody_else_on_the_computer_may_read_the_workspace(desk: Desk) -> None:
    desk.enable()
    for file in desk.path.parent.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name


def test_the_workspace_file_is_whole_after_everything(desk: Desk) -> None:
    desk.enable()
    desk.close()
    connection = sqlite3.connect(desk.path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
