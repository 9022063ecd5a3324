"""Change Logs on screen: found, read, copied and taken away as a file."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from studio.journeys.format import Step
from ui.change_logs.model import KEPT_PAGES, PAGE
from ui.journeys.waiting import wait_for

MANY = 5000


def test_an_empty_log_says_what_will_be_here(auditor: Any) -> None:
    auditor.come()
    auditor.sees("change_logs.empty", "No change yet")
    auditor.reads("window.here", "Change Logs")
    auditor.do(Step(expect="change_logs.download", enabled=False))


def test_a_change_that_was_just_made_is_on_top(auditor: Any) -> None:
    auditor.many(2)
    auditor.come()
    auditor.reads("change_logs.count", "2 changes")
    auditor.studio.templates.install("hubspot", "create-a-deal")
    auditor.press("F5")
    auditor.reads("change_logs.count", "3 changes")
    first = auditor.widget("change_logs.table").model()
    words = [first.index(0, column).data() for column in range(first.columnCount())]
    assert words[0]
    assert words[1:3] == ["Automation AI", "Create a Deal installed"]
    assert words[4] == "Details"


def test_details_show_before_and_after_as_json(auditor: Any) -> None:
    auditor.studio.changes.add("Global", "Renamed", before={"name": "Müller"}, after={"name": "M"})
    auditor.come()
    auditor.click("change_logs.table >> Renamed")
    auditor.reads("change_logs.details.title", "Renamed")
    auditor.reads("change_logs.details.module", "Global")
    auditor.reads("change_logs.details.before", '{\n  "name": "Müller"\n}')
    auditor.click("change_logs.details.after.copy")
    assert QGuiApplication.clipboard().text() == '{\n  "name": "M"\n}'
    assert auditor.widget("change_logs.details.after.copy").accessibleName() == "Copied"
    field = auditor.widget("change_logs.details.before")
    assert field.isReadOnly()
    assert not field.verticalScrollBar().isVisible(), "what is short is seen whole"


def test_where_nothing_was_before_it_is_said(auditor: Any) -> None:
    auditor.studio.changes.add("Global", "Created", after="there")
    auditor.studio.changes.add("Global", "Deleted", before="there")
    auditor.studio.changes.add("Global", "Looked at")
    auditor.come()
    auditor.click("change_logs.table >> Created")
    auditor.reads("change_logs.details.before.none", "Nothing was there.")
    auditor.press("Escape")
    auditor.click("change_logs.table >> Deleted")
    auditor.reads("change_logs.details.after.none", "Nothing is left of it.")
    auditor.press("Escape")
    auditor.click("change_logs.table >> Looked at")
    auditor.sees("change_logs.details", "keeps nothing more")


def test_what_comes_from_outside_is_never_markup(auditor: Any) -> None:
    auditor.studio.changes.add("Global", "<b>bold</b>", after={"x": "<i>"})
    auditor.come()
    auditor.click("change_logs.table >> <b>bold</b>")
    auditor.reads("change_logs.details.title", "<b>bold</b>")
    auditor.sees("change_logs.details.after", "<i>")


def test_search_and_filters_work_together_and_are_taken_back(auditor: Any) -> None:
    auditor.many(12)
    auditor.studio.changes.add("Automation AI", "Create a Deal installed")
    auditor.come()
    auditor.reads("change_logs.count", "13 changes")
    auditor.type("change_logs.search", "change 1")
    auditor.reads("change_logs.count", "4 changes found")
    auditor.click("change_logs.module")
    auditor.press("Down", "Return")
    auditor.reads("change_logs.module", "Automation AI")
    auditor.sees("change_logs.no_match", "No change fits")
    auditor.do(Step(expect="change_logs.download", enabled=False))
    auditor.click("change_logs.clear")
    auditor.reads("change_logs.count", "13 changes")
    auditor.reads("change_logs.search", "")
    auditor.reads("change_logs.module", "All modules")


def test_a_time_frame_leaves_out_what_is_older(auditor: Any) -> None:
    auditor.many(3)
    with auditor.studio.workspace.transaction() as db:
        db.execute("UPDATE changes SET at = '2020-01-01T00:00:00.000Z' WHERE id = 1")
        db.execute("UPDATE changes SET at = '2999-01-01T00:00:00.000Z' WHERE id > 1")
    auditor.come()
    auditor.reads("change_logs.count", "3 changes")
    for choice in ("Today", "Last 7 days", "Last 30 days", "Last 90 days"):
        auditor.click("change_logs.time_frame")
        auditor.press("Down", "Return")
        auditor.reads("change_logs.time_frame", choice)
        auditor.reads("change_logs.count", "2 changes found")


def test_thousands_are_read_as_they_are_looked_at(auditor: Any) -> None:
    auditor.many(MANY)
    auditor.come()
    auditor.reads("change_logs.count", f"{MANY:,} changes")
    table = auditor.widget("change_logs.table")
    assert table.model().rowCount() == MANY
    table.scrollToBottom()
    auditor.sees("change_logs.table", "Change 1 |")
    table.scrollToTop()
    auditor.sees("change_logs.table", f"Change {MANY} |")
    assert len(table.model()._pages) <= min(KEPT_PAGES, MANY // PAGE), "the rest is not held"


def test_by_keyboard_alone_from_search_to_details_and_back(auditor: Any) -> None:
    auditor.many(3)
    auditor.come()
    auditor.reads("change_logs.count", "3 changes")
    auditor.click("change_logs.search")
    auditor.press("Tab", "Tab", "Tab", "Tab")
    assert auditor.window.focusWidget() is auditor.widget("change_logs.table")
    auditor.press("Down", "Return")
    auditor.reads("change_logs.details.title", "Change 2")
    auditor.press("Tab", "Tab", "Tab")
    assert auditor.window.focusWidget() is auditor.widget("change_logs.details.after")
    auditor.press("Escape")
    auditor.do(Step(expect="change_logs.details", visible=False))
    assert auditor.window.focusWidget() is auditor.widget("change_logs.table")


def test_a_restart_comes_back_to_what_was_looked_for(auditor: Any) -> None:
    auditor.many(12)
    auditor.come()
    auditor.type("change_logs.search", "change 1")
    auditor.reads("change_logs.count", "4 changes found")
    auditor.click("change_logs.table >> Change 11")
    auditor.sees("change_logs.details.title")
    auditor.do(Step(restart=True))
    auditor.reads("change_logs.details.title", "Change 11")
    auditor.press("Escape")
    auditor.reads("change_logs.search", "change 1")
    auditor.reads("change_logs.count", "4 changes found")


def test_a_log_that_cannot_be_read_is_said_and_read_again(auditor: Any) -> None:
    auditor.many(2)
    with auditor.studio.workspace.transaction() as db:
        db.execute("ALTER TABLE changes RENAME TO elsewhere")
    auditor.come()
    auditor.sees("change_logs.failed")
    with auditor.studio.workspace.transaction() as db:
        db.execute("ALTER TABLE elsewhere RENAME TO changes")
    auditor.click("change_logs.retry")
    auditor.reads("change_logs.count", "2 changes")
    auditor.do(Step(expect="change_logs.failed", gone=True))


@pytest.fixture
def save_as(auditor: Any) -> Any:
    """Presses Download CSV and answers the question where to."""

    def save(path: Path) -> None:
        auditor.click("change_logs.download")
        wait_for(
            lambda: auditor.widget("change_logs.download.dialog") is not None,
            5,
            lambda: "no dialog",
        )
        dialog = auditor.widget("change_logs.download.dialog")
        assert isinstance(dialog, QFileDialog)
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert "Acme demo change logs" in name.text()
        name.setText(str(path))
        dialog.accept()

    return save


def test_what_was_found_is_saved_as_csv(auditor: Any, save_as: Any, tmp_path: Path) -> None:
    auditor.many(12)
    auditor.studio.changes.add("Global", "=Change 1()")
    auditor.come()
    auditor.type("change_logs.search", "change 1")
    auditor.reads("change_logs.count", "5 changes found")
    save_as(tmp_path / "log.csv")
    auditor.sees("change_logs.saved", "5 changes saved")
    auditor.sees("change_logs.saved", "log.csv")
    with (tmp_path / "log.csv").open(encoding="utf-8-sig", newline="") as file:
        names, *rows = csv.reader(file)
    assert names[2] == "Change"
    assert [row[2] for row in rows] == [
        "'=Change 1()",
        *(f"Change {number}" for number in (12, 11, 10, 1)),
    ]
    auditor.do(Step(expect="change_logs.download", enabled=True))


def test_a_file_that_cannot_be_written_is_said(auditor: Any, tmp_path: Path) -> None:
    auditor.many(1)
    auditor.come()
    auditor.reads("change_logs.count", "1 change")
    page = auditor.widget("change_logs")
    page.download.write(page._wanted(), tmp_path / "nowhere" / "log.csv")
    auditor.sees("change_logs.not_saved", "log.csv could not be written")
    auditor.do(Step(expect="change_logs.download", enabled=True, text="Download CSV"))


def test_a_download_can_be_stopped(auditor: Any, tmp_path: Path) -> None:
    auditor.many(MANY)
    auditor.come()
    auditor.reads("change_logs.count", f"{MANY:,} changes")
    page = auditor.widget("change_logs")
    page.download.write(page._wanted(), tmp_path / "log.csv")
    auditor.sees("change_logs.download.cancel")
    page.download.stop()
    auditor.do(
        Step(expect="change_logs.download.cancel", visible=False),
        Step(expect="change_logs.download", enabled=True),
    )
    assert auditor.window.background.wait()
    assert not (tmp_path / "log.csv").exists()


def test_everything_has_a_name_that_is_spoken(auditor: Any) -> None:
    auditor.many(1)
    auditor.come()
    auditor.click("change_logs.table >> Change 1")
    auditor.sees("change_logs.details.title")
    page = auditor.widget("change_logs")
    named = [w for w in page.findChildren(QWidget) if w.objectName().startswith("change_logs.")]
    reachable = [w for w in named if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    assert len(reachable) >= 7
    silent = [w.objectName() for w in reachable if not w.accessibleName()]
    assert silent == []


def test_where_there_is_little_room_the_change_can_still_be_read(auditor: Any) -> None:
    auditor.studio.changes.add("Global", "Authorization profile HubSpot of our own changed")
    auditor.do(Step(resize=(1024, 700)))
    auditor.come()
    auditor.reads("change_logs.count", "1 change")
    table = auditor.widget("change_logs.table")
    assert table.columnWidth(2) >= 300
    assert table.horizontalScrollBar().maximum() == 0
    assert QApplication.focusWidget() is not None
