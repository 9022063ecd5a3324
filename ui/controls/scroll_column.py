"""A column of widgets that scrolls when it is longer than its place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

SCROLL_BAR = 10
"""Width of a scroll bar, as in the style sheet."""


def let_go(widget: QWidget) -> None:
    """Take a widget away for good, with its names: what comes in its place may have them at once.

    It keeps its parent until it is deleted: one without a parent is Python's, and Python may
    delete it before Qt is done with it.
    """
    for one in (widget, *widget.findChildren(QWidget)):
        one.setObjectName("")
    widget.hide()
    widget.deleteLater()


def let_go_all(layout: QLayout) -> None:
    """Take every widget of a layout away for good."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            let_go(widget)


class ScrollColumn(QScrollArea):
    """Put widgets into `column`; they keep to its width and start at the top.

    The scroll bar takes its room from the right margin, so that nothing moves when it appears
    and edges stay aligned with what stands below the column.
    """

    def __init__(
        self,
        margins: tuple[int, int, int, int] = (24, 24, 24, 24),
        spacing: int = 16,
        name: str = "",
    ) -> None:
        super().__init__()
        if name:
            self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        content.setProperty("role", "scrolled")
        # Not setAlignment(AlignTop): an aligned layout never gets higher than its size hint, so
        # whatever wraps in it would be cut off (QLayout.alignmentRect).
        upright = QVBoxLayout(content)
        upright.setContentsMargins(0, 0, 0, 0)
        upright.setSpacing(0)
        self.column = QVBoxLayout()
        self.column.setContentsMargins(*margins)
        self.column.setSpacing(spacing)
        upright.addLayout(self.column)
        upright.addStretch(1)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        left, top, right, bottom = margins
        self._wide = (left, top, right, bottom)
        self._beside_bar = (left, top, max(0, right - SCROLL_BAR), bottom)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)

    def event(self, event: QEvent) -> bool:
        # A QScrollArea lays everything out at once when the style changes, while the widgets in
        # it are still between two styles. The request for a layout that follows is enough.
        if event.type() == QEvent.Type.StyleChange:
            return QAbstractScrollArea.event(self, event)
        return super().event(event)

    def clear(self) -> None:
        """Take every widget out of the column."""
        let_go_all(self.column)

    def _make_room(self, low: int, high: int) -> None:
        self.column.setContentsMargins(*(self._beside_bar if high > low else self._wide))
