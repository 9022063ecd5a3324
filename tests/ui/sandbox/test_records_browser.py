"""Records on the screen: a table that is read as it is looked at, and follows what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from studio.journeys.format import Step
from studio.sandbox_values import Record, RecordPage
from ui.journeys.waiting import wait_for
from ui.sandbox.records_model import AT_ONCE, PAGE, Asked, RecordsModel

NIKE = "10099894869"
LUMEN = "sandbox.records.table >> Lumen Optics"


@pytest.fixture
def looking(visitor: Any) -> Any:
    """Somebody who looks at the deals of Acme Sales."""
    visitor.do(Step(click="sandbox.tab.records"), Step(expect=LUMEN))
    return visitor


def test_records_are_filtered_sorted_and_counted(looking: Any) -> None:
    looking.do(
        Step(type="sandbox.records.filter", text="nike"),
        Step(expect="sandbox.records.table >> Nike deal"),
        Step(expect=LUMEN, gone=True),
        Step(expect="sandbox.records.count", contains="deal"),
        Step(type="sandbox.records.filter", text="no such thing"),
        Step(expect="sandbox.records.none", contains="No deals hold “no such thing”"),
        Step(type="sandbox.records.filter", text=""),
        Step(click="sandbox.records.kind.contacts"),
        Step(expect="sandbox.records.count", contains="contacts"),
    )
    table = looking.window.findChild(QTableView, "sandbox.records.table")
    table.header_clicked.emit(0)

    def names() -> list[str]:
        wanted = range(min(6, table.model().rowCount()))
        return [table.model().index(row, 0).data() for row in wanted]

    wait_for(
        lambda: len(names()) == 6 and all(names()), 5, lambda: "the sorted records did not come"
    )
    last_names = [name.split()[-1].casefold() for name in names()]
    assert last_names == sorted(last_names)
    assert table.model().headerData(0, table.horizontalHeader().orientation()).endswith("↑")


def test_what_another_program_writes_is_marked_at_once_and_its_history_read(looking: Any) -> None:
    made = looking.crm("POST", "deals", properties={"dealname": "Fresh deal"})
    assert made.status_code == 201
    looking.do(Step(expect="sandbox.records.table >> Fresh deal", contains="New", within=2))
    changed = looking.crm("PATCH", f"deals/{NIKE}", properties={"dealstage": "contractsent"})
    assert changed.status_code == 200
    looking.do(
        Step(expect="sandbox.records.table >> Nike deal", contains="Changed", within=2),
        Step(click="sandbox.records.table >> Nike deal"),
        Step(expect="sandbox.record.property.dealstage", text="Contract Sent"),
        Step(click="sandbox.record.tab.history"),
        Step(expect="sandbox.record.history.1", contains="Appointment Scheduled → Contract Sent"),
    )
    looking.crm("PATCH", f"deals/{NIKE}", properties={"amount": "750"})
    looking.do(
        Step(expect="sandbox.record.history.1", contains="750", within=2),
        Step(press="Escape"),
        Step(click="sandbox.records.clear_marks"),
        Step(expect="sandbox.records.clear_marks", gone=True),
    )
    table = looking.window.findChild(QTableView, "sandbox.records.table")
    assert not any(table.model().tinted(row) for row in range(table.model().rowCount()))


def test_what_is_deleted_goes_to_the_archived_ones(looking: Any) -> None:
    assert looking.crm("DELETE", f"deals/{NIKE}").status_code == 204
    looking.do(
        Step(expect="sandbox.records.table >> Nike deal", gone=True),
        Step(click="sandbox.records.archived"),
        Step(expect="sandbox.records.table >> Nike deal"),
        Step(click="sandbox.records.table >> Nike deal"),
        Step(expect="sandbox.record.archived", text="Archived"),
    )


def test_a_record_leads_to_those_that_belong_to_it(looking: Any) -> None:
    dana = looking.crm("POST", "contacts", properties={"firstname": "Ada", "lastname": "Byron"})
    contact = dana.json()["id"]
    deal = looking.crm(
        "POST",
        "deals",
        properties={"dealname": "Engine"},
        associations=[
            {
                "to": {"id": contact},
                "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 3}],
            }
        ],
    )
    assert deal.status_code == 201, deal.text
    looking.do(
        Step(click="sandbox.records.table >> Engine"),
        Step(expect="sandbox.record.title", text="Engine"),
        Step(click=f"sandbox.record.neighbour.{contact}"),
        Step(expect="sandbox.record.title", text="Ada Byron"),
        Step(expect="sandbox.records.kind.contacts", checked=True),
        Step(click=f"sandbox.record.neighbour.{deal.json()['id']}"),
        Step(expect="sandbox.record.title", text="Engine"),
    )


def test_the_keyboard_alone_opens_a_record_and_comes_back(looking: Any) -> None:
    table = looking.window.findChild(QTableView, "sandbox.records.table")
    looking.do(Step(click="sandbox.records.filter"))
    for _ in range(4):
        if QApplication.focusWidget() is table:
            break
        looking.do(Step(press="Tab"))
    assert QApplication.focusWidget() is table
    looking.do(
        Step(press="Down"),
        Step(press="Return"),
        Step(expect="sandbox.record.title"),
        Step(press="Escape"),
        Step(expect="sandbox.record", gone=True),
    )
    assert QApplication.focusWidget() is table
    looking.do(Step(press="Tab"))
    assert QApplication.focusWidget() is not table


def test_ten_thousand_rows_are_asked_for_by_the_page_and_only_where_somebody_looks(
    visit: Callable[..., Any],
) -> None:
    visitor = visit(world="large")
    visitor.start()
    visitor.do(Step(click="sandbox.tab.records"), Step(click="sandbox.records.kind.contacts"))
    table = visitor.window.findChild(QTableView, "sandbox.records.table")
    model = table.model()
    wait_for(lambda: model.rowCount() > 5000, 20, lambda: f"{model.rowCount()} rows")
    widgets = len(visitor.window.findChildren(QWidget))
    asked: list[int] = []
    fetch = model._fetch
    model._fetch = lambda what, start, *rest: (asked.append(start), fetch(what, start, *rest))

    table.scrollToBottom()
    last = model.index(model.rowCount() - 1, 0)
    wait_for(lambda: bool(last.data()), 10, lambda: "the last row did not come")
    wait_for(lambda: not model._under_way, 10, lambda: "still asking")

    assert len(asked) <= 4
    assert min(asked) > 5000 - 3 * PAGE
    assert len(visitor.window.findChildren(QWidget)) == widgets


class Shelf(QObject):
    """Answers a model when it is told to, so that a test sees what stands there meanwhile."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self.total = total
        self.waiting: list[tuple[int, int, Callable[[RecordPage], None]]] = []
        self.changed: dict[int, str] = {}

    def fetch(self, asked: Asked, start: int, count: int, done: Any, failed: Any) -> None:
        self.waiting.append((start, count, done))

    def answer(self) -> None:
        waiting, self.waiting = self.waiting, []
        for start, count, done in waiting:
            rows = range(start, min(start + count, self.total))
            done(RecordPage(self.total, tuple(self.record(row) for row in rows)))

    def record(self, row: int) -> Record:
        name = self.changed.get(row, f"Deal {row}")
        at = f"2026-01-01T{row // 60 % 24:02}:{row % 60:02}:00Z"
        return Record(str(row), {"dealname": name}, at, at)


@pytest.fixture
def shelf_of(qapp: QApplication) -> Iterator[Callable[[int], Shelf]]:
    """Makes shelves, and takes them apart here: the garbage search may run on any thread, and
    must not find a model there whose timer still runs."""
    made: list[Shelf] = []

    def make(total: int) -> Shelf:
        made.append(Shelf(total))
        return made[-1]

    yield make
    for shelf in made:
        shiboken6.delete(shelf)


def test_rows_are_placeholders_until_their_page_comes_and_asking_again_asks_nothing(
    qtbot: Any, shelf_of: Callable[[int], Shelf]
) -> None:
    shelf = shelf_of(950)
    model = RecordsModel(shelf.fetch, lambda: "2026-02-01T00:00:00Z", shelf)
    model.show_records(Asked(1), "2026-02-01T00:00:00Z")
    qtbot.waitUntil(lambda: bool(shelf.waiting))
    shelf.answer()
    assert model.rowCount() == 950
    assert model.cell(0, 0).text == "Deal 0"  # type: ignore[union-attr]

    for row in range(500, 520):
        for column in range(model.columnCount()):
            assert model.cell(row, column) is None
    qtbot.waitUntil(lambda: bool(shelf.waiting))
    assert shelf.waiting[0][0] == 500
    assert len(shelf.waiting) <= AT_ONCE
    shelf.answer()
    assert model.cell(510, 0).text == "Deal 510"  # type: ignore[union-attr]
    assert model.index(510, 0).data() == "Deal 510"


def test_following_marks_what_is_another_than_before_and_keeps_the_rest(
    qtbot: Any, shelf_of: Callable[[int], Shelf]
) -> None:
    shelf = shelf_of(120)
    model = RecordsModel(shelf.fetch, lambda: "2026-02-01T00:00:00Z", shelf)
    model.show_records(Asked(1), "2026-02-01T00:00:00Z")
    qtbot.waitUntil(lambda: bool(shelf.waiting))
    shelf.answer()
    shelf.changed[7] = "Another name"
    model.follow()
    qtbot.waitUntil(lambda: bool(shelf.waiting))
    assert model.cell(7, 0).text == "Deal 7"  # type: ignore[union-attr]
    shelf.answer()
    marks = {row: model.cell(row, 0).mark for row in (6, 7)}  # type: ignore[union-attr]
    assert marks == {6: "", 7: "Changed"}


def test_an_answer_to_an_older_question_is_dropped(
    qtbot: Any, shelf_of: Callable[[int], Shelf]
) -> None:
    shelf = shelf_of(10)
    model = RecordsModel(shelf.fetch, lambda: "", shelf)
    model.show_records(Asked(1, query="old"), "")
    qtbot.waitUntil(lambda: bool(shelf.waiting))
    old, shelf.waiting = shelf.waiting, []
    model.show_records(Asked(1, query="new"), "")
    for _, _, done in old:
        done(RecordPage(1, (shelf.record(9),)))
    assert model.rowCount() == 0
