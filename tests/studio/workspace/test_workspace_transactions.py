"""What is written together stays together, from any thread, and trouble is told in words."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

from studio.clock import ManualClock
from studio.workspace import Workspace, WorkspaceError
from studio.workspace.accounts import Accounts
from studio.workspace.integrations import Integrations
from studio.workspace.settings import Settings


class Stop(Exception):
    pass


def test_several_tables_are_written_together_or_not_at_all(
    workspace: Workspace, clock: ManualClock
) -> None:
    settings, integrations = Settings(workspace), Integrations(workspace, clock)
    settings.set("place", "before")
    with suppress(Stop), workspace.transaction():
        settings.set("place", "after")
        integrations.change("hubspot", state="enabled")
        raise Stop
    assert settings.get("place") == "before"
    assert integrations.get("hubspot").state == "available"


def test_a_transaction_inside_another_can_fail_alone(
    workspace: Workspace, clock: ManualClock
) -> None:
    settings, accounts = Settings(workspace), Accounts(workspace, clock)
    with workspace.transaction():
        settings.set("outer", 1)
        with suppress(Stop), workspace.transaction():
            accounts.keep("hubspot", "sandbox", {"name": "Acme"})
            raise Stop
        assert settings.get("outer") == 1, "a transaction reads what it wrote"
    assert settings.get("outer") == 1
    assert accounts.get("hubspot", "sandbox") is None


def test_the_workspace_goes_on_after_a_failure(workspace: Workspace) -> None:
    with suppress(sqlite3.IntegrityError), workspace.transaction() as db:
        db.table("settings").insert({"key": "twice", "value": "1"})
        db.table("settings").insert({"key": "twice", "value": "2"})
    Settings(workspace).set("after", True)
    assert Settings(workspace).get("twice") is None
    assert Settings(workspace).get("after") is True


def test_many_threads_write_at_once_and_lose_nothing(workspace: Workspace) -> None:
    settings = Settings(workspace)
    settings.set("count", 0)
    ready = threading.Barrier(8)

    def add(_: int) -> None:
        ready.wait()
        for _turn in range(10):
            with workspace.transaction():
                settings.set("count", settings.get("count") + 1)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))
    assert settings.get("count") == 80


def test_a_reader_on_another_thread_never_sees_half(workspace: Workspace) -> None:
    settings = Settings(workspace)
    inside, seen = threading.Event(), []

    def look() -> None:
        inside.wait()
        seen.append(settings.get("half"))

    reader = threading.Thread(target=look)
    reader.start()
    with suppress(Stop), workspace.transaction():
        settings.set("half", "written")
        inside.set()
        raise Stop
    reader.join()
    assert seen == [None]


def test_a_file_locked_by_another_program_is_told_in_words(workspace: Workspace) -> None:
    workspace.read("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(workspace.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WorkspaceError, match="locked") as caught:
            Settings(workspace).set("a", 1)
    assert caught.value.code == "workspace.busy"
    Settings(workspace).set("a", 2)
    assert Settings(workspace).get("a") == 2


def test_a_full_disk_is_told_in_words_and_loses_only_the_last_step(workspace: Workspace) -> None:
    settings = Settings(workspace)
    settings.set("before", 1)
    (pages,) = workspace.read("PRAGMA page_count")
    workspace.read(f"PRAGMA max_page_count = {pages['page_count'] + 1}")
    with pytest.raises(WorkspaceError) as caught:
        settings.set("large", "x" * 100_000)
    assert caught.value.code == "workspace.full"
    assert settings.get("before") == 1
    assert settings.get("large") is None


def test_damage_found_later_is_told_in_words(path: Path, workspace: Workspace) -> None:
    settings = Settings(workspace)
    for number in range(200):
        settings.set(f"key {number}", "x" * 1000)
    workspace.read("PRAGMA wal_checkpoint(TRUNCATE)")
    with workspace.transaction() as db:
        db.execute("PRAGMA shrink_memory")
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 4096 * 40)
    with pytest.raises(WorkspaceError) as caught:
        workspace.read("SELECT sum(length(value)) FROM settings")
    assert caught.value.code == "workspace.damaged"


def test_after_closing_there_is_a_clear_refusal(workspace: Workspace) -> None:
    workspace.close()
    workspace.close()
    with pytest.raises(WorkspaceError) as caught:
        Settings(workspace).get("a")
    assert caught.value.code == "workspace.closed"
    with pytest.raises(WorkspaceError):
        Settings(workspace).set("a", 1)
