"""`action-studio export` and `import`: what they write, say and refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from desk import Desk

from studio import cli
from studio.cli import COULD_NOT_RUN, DONE


def run(*arguments: str | Path) -> int:
    def never(*given: Any, **named: Any) -> int:
        raise AssertionError("no window, no replay")

    return cli.run([str(one) for one in arguments], open_window=never, replay=never)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    desk = Desk(tmp_path)
    desk.install_all()
    desk.close()
    return desk.path


def test_out_of_one_workspace_and_into_another(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, again = tmp_path / "all.json", tmp_path / "again.json"
    other = tmp_path / "other.studio"
    assert run("export", "--workspace", workspace, file) == DONE
    assert "12 dialog tasks" in capsys.readouterr().out
    assert run("import", "--workspace", other, file) == DONE
    assert capsys.readouterr().out.count("imported: ") == 12
    assert run("export", "--workspace", other, again) == DONE
    assert again.read_bytes() == file.read_bytes()


def test_one_dialog_task_by_its_name(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.json"
    assert run("export", "--workspace", workspace, "--dialog", "delete deal", file) == DONE
    assert run("import", "--workspace", workspace, file) == DONE
    said = capsys.readouterr().out
    assert "imported: Delete Deal (2)" in said
    assert "not taken over" in said
    assert run("export", "--workspace", workspace, "--dialog", "Nobody", file) == COULD_NOT_RUN
    assert "There is no dialog task named Nobody" in capsys.readouterr().err


def test_a_broken_file_is_refused_with_its_key(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "broken.json"
    file.write_text('{"dialogs": 5}', "utf-8")
    assert run("import", "--workspace", workspace, file) == COULD_NOT_RUN
    assert "dialogs has to be a list" in capsys.readouterr().err
    assert run("import", "--workspace", workspace, tmp_path / "gone.json") == COULD_NOT_RUN
    assert "could not be read" in capsys.readouterr().err
