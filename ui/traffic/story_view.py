"""A story on the right of the page: its steps between lanes, or beside the last good time."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.traffic.comparing import side_by_side
from studio.traffic.values import Story
from ui.controls import EmptyState, Heading, Pill, ScrollColumn, Segments, Text
from ui.sandbox.words import moment
from ui.theme.theme import Theme
from ui.traffic import words
from ui.traffic.lanes import LaneNames
from ui.traffic.pair_row import PairRow
from ui.traffic.step_row import StepRow

STEPS, BESIDE = "steps", "beside"
AROUND = 16
"""Pixels that are seen above and below what is brought into view."""


class StoryView(QWidget):
    """Draws what it is given.

    Signals:
        step_asked: A step was clicked.
        way_chosen: "steps" or "beside".
    """

    step_asked = Signal(object)
    way_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("traffic.story")
        self.setAccessibleName("Steps")
        self._theme = theme
        self._in_view: QWidget | None = None
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(EmptyState(words.CHOOSE, "traffic.story.none"))
        inside.addStretch(1)
        self._stack.addWidget(holder)
        self._stack.addWidget(self._told())

    def _told(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(12)
        said = QVBoxLayout()
        said.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(10)
        self._title = Heading("", 2, "traffic.story.title")
        first.addWidget(self._title)
        self._result = Pill("", "neutral", "traffic.story.result")
        first.addWidget(self._result)
        first.addStretch(1)
        said.addLayout(first)
        self._about = Text("", "secondary", "traffic.story.about")
        said.addWidget(self._about)
        head.addLayout(said, 1)
        self._way = Segments(
            "traffic.way", "Show", ((STEPS, "Steps"), (BESIDE, "Beside last good"))
        )
        self._way.chosen.connect(self.way_chosen)
        head.addWidget(self._way, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self._above = QVBoxLayout()
        self._above.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._above)
        self._scroll = ScrollColumn((0, 0, 12, 12), 0, "traffic.story.scroll")
        column.addWidget(self._scroll, 1)
        bar = self._scroll.verticalScrollBar()
        bar.rangeChanged.connect(self._hold_in_view)
        bar.actionTriggered.connect(self._let_go)
        return whole

    def show_story(self, story: Story | None, then: Story | None, way: str) -> None:
        """Show a story; `then` is the last good one, None where there is none."""
        self._clear()
        if story is None:
            self._stack.setCurrentIndex(0)
            return
        one = story.sequence
        self._title.setText(one.title)
        self._result.show_state(words.RESULTS[one.result], words.TONES[one.result])
        self._about.setText(words.about(one, moment(one.begun_at, seconds=True)))
        self._way.show_choice(way)
        if way == BESIDE:
            self._show_beside(story, then)
        else:
            self._show_steps(story)
        self._stack.setCurrentIndex(1)
        self._scroll.verticalScrollBar().setValue(0)
        self._bring_trouble_into_view()

    def _show_steps(self, story: Story) -> None:
        names = QWidget()
        row = QHBoxLayout(names)
        row.setContentsMargins(0, 2, 0, 0)
        row.addWidget(LaneNames(story.lanes))
        row.addStretch(1)
        self._above.addWidget(names)
        self._scroll.column.setSpacing(0)
        for number in range(len(story.steps)):
            step = StepRow(self._theme, story, number)
            step.clicked.connect(lambda _=False, each=step.step: self.step_asked.emit(each))
            self._scroll.column.addWidget(step)

    def _show_beside(self, story: Story, then: Story | None) -> None:
        if then is None:
            self._scroll.column.addWidget(EmptyState(words.NO_GOOD, "traffic.beside.none"))
            return
        names = QWidget()
        row = QHBoxLayout(names)
        row.setContentsMargins(14, 2, 26, 0)
        row.setSpacing(24)
        row.addWidget(Text("This time", "label", "traffic.beside.now"), 1)
        when = moment(then.sequence.begun_at, seconds=True)
        row.addWidget(Text(f"Last good: {when}", "label", "traffic.beside.then"), 1)
        self._above.addWidget(names)
        self._scroll.column.setSpacing(8)
        for pair in side_by_side(story, then):
            shown = PairRow(pair)
            shown.asked.connect(self.step_asked)
            self._scroll.column.addWidget(shown)

    def _clear(self) -> None:
        self._in_view = None
        for holder in (self._scroll.viewport(), *self._widgets_above()):
            for each in holder.findChildren(QWidget):
                each.setObjectName("")
        for widget in self._widgets_above():
            self._above.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._scroll.clear()

    def _widgets_above(self) -> list[QWidget]:
        items = [self._above.itemAt(number) for number in range(self._above.count())]
        return [widget for item in items if item and (widget := item.widget()) is not None]

    def _bring_trouble_into_view(self) -> None:
        """What failed is what somebody came for; it stays in view until they scroll."""
        rows = [
            row
            for kind in (StepRow, PairRow)
            for row in self._scroll.viewport().findChildren(kind)
            if _failed(row) and row.objectName()  # those that were let go have no name
        ]
        self._in_view = rows[0] if rows else None
        QTimer.singleShot(0, self, self._hold_in_view)

    def _hold_in_view(self) -> None:
        row = self._in_view
        if row is None:
            return
        room = self._scroll.viewport().height()
        if row.height() + 2 * AROUND > room:
            self._scroll.verticalScrollBar().setValue(row.y() - AROUND)
        else:
            self._scroll.ensureWidgetVisible(row, 0, AROUND)

    def _let_go(self) -> None:
        self._in_view = None


def _failed(row: QWidget) -> bool:
    if isinstance(row, StepRow):
        return row.step.result == "failed"
    return bool(row.findChildren(QWidget, f"{row.objectName()}.differences"))
