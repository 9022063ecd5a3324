"""Journeys drive real widgets with real events, and say clearly what is in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPropertyAnimation, QRect, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QDialog,
    QGraphicsObject,
    QGraphicsScene,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from studio.journeys.format import Step
from studio.journeys.walking import StepFailed
from ui.background import Background
from ui.journeys.driver import WidgetDriver
from ui.theme.theme import Theme

SOON = 0.25
"""Seconds that a step waits which is meant to fail."""


class Room(QMainWindow):
    """A window with a little of everything."""

    refused = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.background = Background(self)
        self.context = SimpleNamespace()
        self.setObjectName("window")
        self.resize(500, 400)
        self.content = QWidget()
        self.column = QVBoxLayout(self.content)
        self.setCentralWidget(self.content)
        self.clicks: list[str] = []
        self.go = self.add(QPushButton("Go"), "room.go")
        self.go.clicked.connect(lambda: self.clicks.append("go"))
        self.field = self.add(QLineEdit("old"), "room.field")
        self.choice = self.add(QRadioButton("This one"), "room.choice")
        self.words = self.add(QLabel("Two deals"), "room.words")

    def add(self, widget: Any, name: str) -> Any:
        widget.setObjectName(name)
        self.column.addWidget(widget)
        return widget


@pytest.fixture
def drive(theme: Theme, tmp_path: Path, qtbot: Any) -> Iterator[Callable[[], WidgetDriver]]:
    """Opens a driver on a room of its own."""
    drivers: list[WidgetDriver] = []

    def open_room() -> Room:
        room = Room(theme)
        room.show()
        return room

    def make() -> WidgetDriver:
        drivers.append(WidgetDriver(open_room, shots=tmp_path / "shots"))  # type: ignore[arg-type]
        return drivers[-1]

    yield make
    for driver in drivers:
        driver.close()


@pytest.fixture
def driver(drive: Callable[[], WidgetDriver]) -> WidgetDriver:
    return drive()


@pytest.fixture
def room(driver: WidgetDriver) -> Room:
    assert isinstance(driver.window, Room)
    return driver.window


def why(driver: WidgetDriver, **step: Any) -> str:
    """Why a step cannot be done."""
    with pytest.raises(StepFailed) as caught:
        driver.carry_out(Step(**step, within=SOON))
    return str(caught.value)


def test_a_click_reaches_the_widget(driver: WidgetDriver, room: Room) -> None:
    driver.carry_out(Step(click="room.go"))
    assert room.clicks == ["go"]


def test_what_is_typed_takes_the_place_of_what_stood_there(
    driver: WidgetDriver, room: Room
) -> None:
    driver.carry_out(Step(type="room.field", text="Nike renewal – 20 %"))
    assert room.field.text() == "Nike renewal – 20 %"
    driver.carry_out(Step(type="room.field", text=""))
    assert room.field.text() == ""


def test_keys_go_where_the_keyboard_is(driver: WidgetDriver, room: Room) -> None:
    sent: list[str] = []
    room.field.returnPressed.connect(lambda: sent.append(room.field.text()))
    driver.carry_out(Step(type="room.field", text="hello"))
    driver.carry_out(Step(press="Return"))
    assert sent == ["hello"]


def test_a_choice_is_seen_to_be_chosen(driver: WidgetDriver, room: Room) -> None:
    driver.carry_out(Step(choose="room.choice"))
    assert room.choice.isChecked()
    driver.carry_out(Step(expect="room.choice", checked=True))


def test_a_choice_that_does_not_take_fails(driver: WidgetDriver, room: Room) -> None:
    room.choice.setCheckable(False)
    assert why(driver, choose="room.choice") == "room.choice did not become chosen"


def test_a_step_waits_for_what_it_needs(driver: WidgetDriver, room: Room) -> None:
    room.go.setEnabled(False)
    room.words.hide()
    QTimer.singleShot(60, lambda: room.go.setEnabled(True))
    QTimer.singleShot(90, room.words.show)
    driver.carry_out(Step(click="room.go"))
    driver.carry_out(Step(expect="room.words", text="Two deals"))


def test_a_click_waits_until_the_widget_is_at_rest(driver: WidgetDriver, room: Room) -> None:
    moving = QPushButton("Run", room.content)
    moving.setObjectName("room.run")
    places: list[int] = []
    moving.clicked.connect(lambda: places.append(moving.x()))
    moving.show()
    run = QPropertyAnimation(moving, b"geometry", room)
    run.setDuration(250)
    run.setStartValue(QRect(0, 200, 60, 30))
    run.setEndValue(QRect(300, 200, 60, 30))
    run.start()
    driver.carry_out(Step(click="room.run"))
    assert places == [300]


def test_what_is_disabled_is_named_as_that(driver: WidgetDriver, room: Room) -> None:
    room.go.setEnabled(False)
    assert why(driver, click="room.go") == "room.go is disabled"


def test_what_is_hidden_is_named_as_that(driver: WidgetDriver, room: Room) -> None:
    room.go.hide()
    assert why(driver, click="room.go") == "room.go is hidden"


def test_what_is_not_there_is_answered_with_the_nearest_names(driver: WidgetDriver) -> None:
    assert why(driver, click="room.feild") == "there is no room.feild; there is room.field"


def test_what_is_covered_is_not_clicked_and_the_cover_is_named(
    driver: WidgetDriver, room: Room
) -> None:
    cover = QLabel("over it", room)
    cover.setObjectName("room.cover")
    cover.setGeometry(room.rect())
    cover.show()
    assert why(driver, click="room.go") == "room.go is covered by room.cover"
    assert room.clicks == []


def test_a_modal_dialog_covers_the_window_behind_it(driver: WidgetDriver, room: Room) -> None:
    question = QDialog(room)
    question.setObjectName("question")
    answer = QPushButton("Yes", question)
    answer.setObjectName("question.yes")
    answer.clicked.connect(question.accept)
    question.open()
    assert why(driver, click="room.go") == "room.go is covered by question"
    driver.carry_out(Step(click="question.yes"))
    driver.carry_out(Step(expect="question", gone=True))
    driver.carry_out(Step(click="room.go"))
    assert room.clicks == ["go"]


def test_what_lies_further_down_is_scrolled_to(driver: WidgetDriver, room: Room) -> None:
    area = QScrollArea()
    area.setWidgetResizable(True)
    inside = QWidget()
    column = QVBoxLayout(inside)
    clicked: list[int] = []
    for number in range(60):
        row = QPushButton(f"Row {number}")
        row.setObjectName(f"room.rows.{number}")
        row.clicked.connect(lambda _, number=number: clicked.append(number))
        column.addWidget(row)
    area.setWidget(inside)
    room.add(area, "room.rows")
    driver.carry_out(Step(click="room.rows.55"))
    assert clicked == [55]
    driver.carry_out(Step(expect="room.rows", count=60))


def test_what_is_expected_is_compared_in_words(driver: WidgetDriver, room: Room) -> None:
    driver.carry_out(Step(expect="room.words", contains="deals", enabled=True))
    assert why(driver, expect="room.words", text="Three deals") == (
        "room.words says 'Two deals' instead of 'Three deals'"
    )
    assert why(driver, expect="room.words", contains="x") == (
        "room.words says 'Two deals', without 'x'"
    )
    assert why(driver, expect="room.go", enabled=False) == "room.go is enabled"
    assert why(driver, expect="room.choice", checked=True) == "room.choice is not chosen"
    assert why(driver, expect="room.words", gone=True) == "room.words is still there"


def test_a_node_on_a_canvas_is_clicked_and_read(driver: WidgetDriver, room: Room) -> None:
    class Node(QGraphicsObject):
        words = "createDeal"
        clicked = Signal()

        def boundingRect(self) -> Any:
            return QRect(0, 0, 80, 40).toRectF()

        def paint(self, *_: Any) -> None:
            pass

        def mousePressEvent(self, event: Any) -> None:
            self.clicked.emit()

    scene = QGraphicsScene(room)
    node = Node()
    node.setObjectName("dialog.node.createDeal")
    node.setPos(2000, 2000)
    clicks: list[bool] = []
    node.clicked.connect(lambda: clicks.append(True))
    scene.addItem(node)
    room.add(QGraphicsView(scene), "dialog.canvas")
    driver.carry_out(Step(expect="dialog.node.createDeal", text="createDeal"))
    driver.carry_out(Step(click="dialog.node.createDeal"))
    assert clicks == [True]


def test_there_is_no_page_where_no_browser_is(driver: WidgetDriver) -> None:
    assert "no embedded page room.go" in why(driver, expect="room.go >> #x")


def test_the_window_is_made_as_wide_as_asked(driver: WidgetDriver, room: Room) -> None:
    driver.carry_out(Step(resize=(640, 480)))
    assert (room.width(), room.height()) == (640, 480)


def test_a_picture_shows_the_window_with_what_lies_over_it(
    driver: WidgetDriver, room: Room, tmp_path: Path
) -> None:
    driver.carry_out(Step(shot="alone"))
    dialog = QDialog(room)
    dialog.resize(200, 100)
    dialog.setStyleSheet("background: #ff0000")
    dialog.show()
    driver.carry_out(Step(shot="with-dialog"))
    alone, both = (QImage(str(tmp_path / "shots" / f"{n}.png")) for n in ("alone", "with-dialog"))
    assert alone.size() == both.size() == room.size() * room.devicePixelRatio()
    middle = both.rect().center()
    assert both.pixelColor(middle).name() == "#ff0000"
    assert alone.pixelColor(middle).name() != "#ff0000"


def test_a_restart_closes_the_window_and_opens_another_of_the_same_size(
    driver: WidgetDriver, room: Room
) -> None:
    driver.carry_out(Step(resize=(620, 470)))
    driver.carry_out(Step(restart=True))
    assert driver.window is not room
    assert driver.window.isVisible()
    assert (driver.window.width(), driver.window.height()) == (620, 470)
    driver.carry_out(Step(click="room.go"))
    assert room.clicks == []


def test_a_workspace_that_is_refused_says_why(theme: Theme) -> None:
    class Refusing(Room):
        def __init__(self) -> None:
            super().__init__(theme)
            self.context = None  # type: ignore[assignment]
            QTimer.singleShot(0, lambda: self.refused.emit("The file is damaged."))

    with pytest.raises(StepFailed, match="The file is damaged"):
        WidgetDriver(Refusing)  # type: ignore[arg-type]


def test_the_longest_gap_is_told_with_the_step_it_happened_in(
    driver: WidgetDriver, room: Room
) -> None:
    from time import perf_counter

    def hold() -> None:
        end = perf_counter() + 0.12
        while perf_counter() < end:
            pass

    room.go.clicked.connect(lambda: QTimer.singleShot(0, hold))
    driver.carry_out(Step(expect="room.words"))
    driver.carry_out(Step(click="room.go"))
    driver.carry_out(Step(type="room.field", text="after"))
    assert driver.gaps.longest_ms >= 100
    assert driver.gaps.longest_at in ("click room.go", "type room.field, text after")
