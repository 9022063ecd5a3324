"""A workspace has one window at a time, whatever happened to the one before."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLockFile
from PySide6.QtWidgets import QApplication

from ui import single_window
from ui.single_window import Claim, SingleWindow

HOLDER = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ui.single_window import SingleWindow
app = QCoreApplication([])
single = SingleWindow(Path(sys.argv[1]))
print(single.claim().value, flush=True)
if "listen" in sys.argv:
    single.asked_forward.connect(lambda: print("forward", flush=True))
    single.listen()
    print("listening", flush=True)
    app.exec()
else:
    sys.stdin.readline()
"""
ROOT = Path(__file__).parents[3]


class Holder:
    """Another process that has the workspace."""

    def __init__(self, workspace: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(workspace), *options],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.says() == "ours"

    def says(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "Acme demo.studio"


@pytest.fixture
def hold(workspace: Path) -> Iterator[Any]:
    held: list[Holder] = []

    def hold_it(*options: str) -> Holder:
        held.append(Holder(workspace, *options))
        return held[-1]

    yield hold_it
    for holder in held:
        holder.kill()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a first window that does not listen less time than a person would."""
    monkeypatch.setattr(single_window, "PATIENCE", 2)
    monkeypatch.setattr(single_window, "RETRY_MS", 20)


def test_a_second_start_brings_the_first_window_forward(
    qapp: QApplication, workspace: Path, hold: Any
) -> None:
    first = hold("listen")
    assert first.says() == "listening"

    assert SingleWindow(workspace).claim() is Claim.FORWARDED
    assert first.says() == "forward"


def test_a_lock_left_by_a_killed_window_does_not_count(
    qapp: QApplication, workspace: Path, hold: Any
) -> None:
    hold("listen").kill()
    assert Path(f"{workspace}.lock").exists()

    assert SingleWindow(workspace).claim() is Claim.OURS


@pytest.mark.parametrize("left", ["", "gar\0bage\n"])
def test_a_lock_that_was_cut_off_while_written_does_not_count(
    qapp: QApplication, workspace: Path, left: str
) -> None:
    Path(f"{workspace}.lock").write_text(left)

    assert SingleWindow(workspace).claim() is Claim.OURS


def test_a_window_that_does_not_answer_is_named(
    qapp: QApplication, workspace: Path, hold: Any, impatient: None
) -> None:
    first = hold()
    second = SingleWindow(workspace)

    assert second.claim() is Claim.SILENT
    assert f"process {first.process.pid}" in second.trouble()
    assert "--workspace" in second.trouble()


def test_a_cut_off_lock_file_of_a_living_window_still_counts(
    qapp: QApplication, workspace: Path, hold: Any, impatient: None
) -> None:
    hold()
    Path(f"{workspace}.lock").write_text("")

    assert SingleWindow(workspace).claim() is not Claim.OURS


def test_a_lock_of_another_computer_is_respected_and_named(
    qapp: QApplication, workspace: Path, hold: Any, impatient: None
) -> None:
    hold()
    lock = Path(f"{workspace}.lock")
    lines = lock.read_text().split("\n")
    lines[2], lines[3] = "dana-laptop", "0" * 32
    lock.write_text("\n".join(lines))
    second = SingleWindow(workspace)

    assert second.claim() is Claim.SILENT
    assert "dana-laptop" in second.trouble()


def test_a_workspace_that_was_closed_a_moment_ago_can_be_taken(
    qapp: QApplication, workspace: Path
) -> None:
    first = SingleWindow(workspace)
    assert first.claim() is Claim.OURS
    first.release()

    assert SingleWindow(workspace).claim() is Claim.OURS
    assert QLockFile(f"{workspace}.lock").tryLock(0)


def test_two_workspaces_have_a_window_each(qapp: QApplication, tmp_path: Path) -> None:
    one, other = SingleWindow(tmp_path / "one.studio"), SingleWindow(tmp_path / "two.studio")

    assert (one.claim(), other.claim()) == (Claim.OURS, Claim.OURS)


def test_a_folder_that_cannot_be_made_is_left_to_the_workspace_to_tell(
    qapp: QApplication, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")

    assert SingleWindow(tmp_path / "file" / "Acme.studio").claim() is Claim.OURS
