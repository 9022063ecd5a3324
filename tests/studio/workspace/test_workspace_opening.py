"""Which files open, which are refused, and that a refused one stays as it was."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from studio.clock import ManualClock
from studio.ids import SeededIds
from studio.workspace import Workspace, WorkspaceError, default_path
from studio.workspace.accounts import Accounts
from studio.workspace.conversations import Messages
from studio.workspace.migrations import STEPS, Step
from studio.workspace.settings import Settings

NEXT = Step("9999_notes_on_dialogs", lambda db: db.table("dialogs").add_column("notes", str))
NOBODY = 65534


def opened(path: Path, steps: tuple[Step, ...] = STEPS, at: ManualClock | None = None) -> Workspace:
    return Workspace.open(path, clock=at or ManualClock(), ids=SeededIds(), steps=steps)


def refusal(path: Path, steps: tuple[Step, ...] = STEPS) -> WorkspaceError:
    with pytest.raises(WorkspaceError) as caught:
        opened(path, steps).close()
    assert caught.value.message
    assert caught.value.next_step
    return caught.value


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@contextmanager
def rights_that_count() -> Iterator[None]:
    """File rights mean nothing to root: be an ordinary user for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that every user of this computer can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def test_a_missing_file_is_made_with_the_folders_above_it(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "new.studio"
    with closing(opened(path)) as workspace:
        assert workspace.name == "new"
        assert len(workspace.id) == 36
    assert path.read_bytes().startswith(b"SQLite format 3")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in lists of its own")
def test_a_new_file_is_for_its_owner_only(path: Path) -> None:
    opened(path).close()
    assert path.stat().st_mode & 0o077 == 0


def test_the_id_and_what_was_kept_are_there_again(path: Path) -> None:
    with closing(opened(path)) as workspace:
        first_id = workspace.id
        Settings(workspace).set("window.theme", "dark")
    with closing(Workspace.open(path, clock=ManualClock(), ids=SeededIds(2))) as workspace:
        assert workspace.id == first_id
        assert Settings(workspace).get("window.theme") == "dark"


def test_every_commit_is_flushed_to_the_disk(workspace: Workspace) -> None:
    assert workspace.read("PRAGMA journal_mode") == [{"journal_mode": "wal"}]
    assert workspace.read("PRAGMA synchronous") == [{"synchronous": 2}]
    assert workspace.read("PRAGMA foreign_keys") == [{"foreign_keys": 1}]


def test_what_a_killed_program_had_saved_is_there(path: Path) -> None:
    program = """
import os, signal, sys
from pathlib import Path
from studio.clock import ManualClock
from studio.ids import SeededIds
from studio.workspace import Workspace
from studio.workspace.settings import Settings
workspace = Workspace.open(Path(sys.argv[1]), clock=ManualClock(), ids=SeededIds())
Settings(workspace).set("step", 7)
with workspace.transaction() as db:
    db.table("settings").insert({"key": "unfinished", "value": "1"})
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with closing(opened(path)) as workspace:
        assert Settings(workspace).get("step") == 7
        assert Settings(workspace).get("unfinished") is None


def test_a_file_from_a_newer_version_is_refused(path: Path, tmp_path: Path) -> None:
    opened(path, (*STEPS, NEXT)).close()
    before = all_bytes(tmp_path)
    assert refusal(path).code == "workspace.newer"
    assert all_bytes(tmp_path) == before


def test_a_newer_file_whose_program_was_killed_keeps_its_log(path: Path, tmp_path: Path) -> None:
    newer = opened(path, (*STEPS, NEXT))
    copies = tmp_path / "killed"
    copies.mkdir()
    for file in (path, Path(f"{path}-wal")):
        (copies / file.name).write_bytes(file.read_bytes())
    newer.close()
    before = all_bytes(copies)
    assert refusal(copies / path.name).code == "workspace.newer"
    after = all_bytes(copies)
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize(
    "content",
    [b"hello", b"PK\x03\x04" + bytes(5000), b"SQLite format 2\x00" + bytes(100)],
    ids=["text", "archive", "old database"],
)
def test_a_file_that_is_no_database_is_refused(path: Path, tmp_path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert refusal(path).code == "workspace.foreign"
    assert all_bytes(tmp_path) == {path.name: content}


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_the_database_of_another_program_is_refused(path: Path, tmp_path: Path, mode: str) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA journal_mode = {mode}")
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    before = all_bytes(tmp_path)
    assert refusal(path).code == "workspace.foreign"
    assert all_bytes(tmp_path) == before


def test_a_file_cut_short_is_refused(path: Path, tmp_path: Path) -> None:
    opened(path).close()
    path.write_bytes(path.read_bytes()[: 4096 * 3 + 100])
    before = all_bytes(tmp_path)
    assert refusal(path).code == "workspace.damaged"
    assert all_bytes(tmp_path) == before


def test_a_file_with_pages_overwritten_is_refused(path: Path, tmp_path: Path) -> None:
    with closing(opened(path)) as workspace:
        for number in range(50):
            Settings(workspace).set(f"key {number}", "x" * 500)
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"\xa5" * (len(content) - 4096 * 2)
    path.write_bytes(content)
    assert refusal(path).code == "workspace.damaged"
    assert all_bytes(tmp_path) == {path.name: bytes(content)}


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path).code == "workspace.unreachable"


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("I am a file")
    assert refusal(tmp_path / "folder" / "mine.studio").code == "workspace.unreachable"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in lists of its own")
class TestRights:
    def test_a_read_only_folder_without_the_file(self, shared_folder: Path) -> None:
        shared_folder.chmod(0o555)
        with rights_that_count():
            assert refusal(shared_folder / "mine.studio").code == "workspace.read_only"
        assert all_bytes(shared_folder) == {}

    def test_a_read_only_folder_with_the_file(self, shared_folder: Path) -> None:
        path = shared_folder / "mine.studio"
        opened(path).close()
        path.chmod(0o666)
        shared_folder.chmod(0o555)
        before = all_bytes(shared_folder)
        with rights_that_count():
            assert refusal(path).code == "workspace.read_only"
        assert all_bytes(shared_folder) == before

    def test_a_read_only_file(self, shared_folder: Path) -> None:
        path = shared_folder / "mine.studio"
        opened(path).close()
        path.chmod(0o444)
        shared_folder.chmod(0o777)
        before = all_bytes(shared_folder)
        with rights_that_count():
            assert refusal(path).code == "workspace.read_only"
        assert all_bytes(shared_folder) == before

    def test_a_file_of_somebody_else(self, shared_folder: Path) -> None:
        path = shared_folder / "mine.studio"
        opened(path).close()
        path.chmod(0o000)
        with rights_that_count():
            assert refusal(path).code == "workspace.read_only"

    def test_a_folder_that_may_not_be_made(self, shared_folder: Path) -> None:
        shared_folder.chmod(0o555)
        with rights_that_count():
            assert refusal(shared_folder / "new" / "mine.studio").code == "workspace.read_only"


class TestMigration:
    def test_an_older_file_is_copied_then_brought_up_to_date(self, path: Path) -> None:
        with closing(opened(path)) as workspace:
            Settings(workspace).set("kept", 1)
        with closing(opened(path, (*STEPS, NEXT))) as workspace:
            assert workspace.read("SELECT notes FROM dialogs") == []
            assert Settings(workspace).get("kept") == 1
        (backup,) = path.parent.glob("*.backup-*")
        assert backup.name == "mine.studio.backup-20260105T090000"
        with closing(opened(backup)) as workspace:
            assert Settings(workspace).get("kept") == 1

    def test_a_migration_that_fails_leaves_the_file_as_it_was(self, path: Path) -> None:
        opened(path).close()
        before = path.read_bytes()
        bad = Step("9998_bad", lambda db: db.execute("INSERT INTO no_such_table VALUES (1)"))
        error = refusal(path, (*STEPS, NEXT, bad))
        assert error.code == "workspace.not_updated"
        assert "backup-" in error.message
        assert path.read_bytes() == before
        opened(path).close()

    def test_old_backups_go(self, path: Path) -> None:
        clock = ManualClock()
        steps = STEPS
        opened(path).close()
        for number in range(5):
            clock.advance(60)
            steps = (*steps, Step(f"900{number}_nothing", lambda db: None))
            opened(path, steps, clock).close()
        names = sorted(file.name for file in path.parent.glob("*.backup-*"))
        assert len(names) == 3
        assert names[-1].endswith("T090500")

    def test_a_file_that_is_up_to_date_is_not_copied(self, path: Path) -> None:
        opened(path).close()
        opened(path).close()
        assert list(path.parent.glob("*.backup-*")) == []

    def test_a_program_killed_while_it_made_the_file_does_no_harm(self, path: Path) -> None:
        """The file has its header and a journal mode, but not one table yet."""
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        with closing(opened(path)) as workspace:
            assert workspace.id

    def test_names_of_migrations_are_unique(self) -> None:
        assert len({step.name for step in STEPS}) == len(STEPS)


def test_opening_what_is_up_to_date_loads_nothing_and_takes_no_time(path: Path) -> None:
    opened(path).close()
    program = """
import sys, time
from pathlib import Path
import sqlite3
from studio.clock import ManualClock
from studio.ids import SeededIds
from studio.workspace import Workspace
times = []
for _ in range(5):
    start = time.perf_counter()
    Workspace.open(Path(sys.argv[1]), clock=ManualClock(), ids=SeededIds()).close()
    times.append(time.perf_counter() - start)
assert "sqlite_utils" not in sys.modules
print(min(times))
"""
    answer = subprocess.run(
        [sys.executable, "-c", program, str(path)], check=True, capture_output=True, text=True
    )
    assert float(answer.stdout) < 0.015


def test_opening_stays_quick_when_the_journal_is_long(path: Path) -> None:
    with closing(opened(path)) as workspace, workspace.transaction() as db:
        db.table("exchanges").insert_all(
            {
                "id": str(number),
                "at": "2026-01-05T09:00:00.000Z",
                "purpose": "List deals",
                "method": "GET",
                "url": "http://127.0.0.1/",
                "response_body": "x" * 60_000,
            }
            for number in range(500)
        )
    start = time.perf_counter()
    opened(path).close()
    assert time.perf_counter() - start < 0.2


def test_the_default_place_is_the_data_folder_of_this_program() -> None:
    assert default_path().name == "default.studio"
    assert default_path().parent.name == "Action Studio"


def test_accounts_of_a_file_without_end_users_stay_the_apps_own(tmp_path: Path) -> None:
    path = tmp_path / "older.studio"
    older = opened(path, STEPS[:2])
    with older.transaction() as db:
        row = {"connector_id": "hubspot", "environment": "sandbox", "account": '{"name": "Acme"}'}
        db.table("accounts").insert(row | {"updated_at": "2026-01-05T09:00:00.000Z"})
        said = {"author": "bot", "kind": "text", "payload": '{"text": "Hello"}', "at": "x"}
        db.table("messages").insert(said)
    older.close()
    newer = opened(path)
    accounts = Accounts(newer, ManualClock())
    assert accounts.get("hubspot", "sandbox") == {"name": "Acme"}
    assert accounts.of("hubspot") == (("sandbox", ""),)
    assert [row.payload for row in Messages(newer, ManualClock()).list()] == [{"text": "Hello"}]
    newer.close()
