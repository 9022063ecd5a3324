"""Finding what a journey names: widgets, and nodes on a canvas, by their object name."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QGraphicsObject,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QTableView,
    QTextEdit,
    QWidget,
)

PAGE_MARK = " >> "
ZERO_WIDTH = "\u200b"


@dataclass(frozen=True)
class NodeOnCanvas:
    """A node of a graphics scene, and the view that shows it."""

    item: QGraphicsObject
    view: QGraphicsView


@dataclass(frozen=True)
class RowOfTable:
    """A row of a table that can be seen, and the table."""

    row: int
    view: QTableView


Found = QWidget | NodeOnCanvas | RowOfTable


def find(name: str) -> Found | None:
    """The widget or node of that name; a visible one before a hidden one.

    `table >> words` is the first row on screen that holds the words.
    """
    table_name, mark, wanted = name.partition(PAGE_MARK)
    if mark:
        table = find(table_name)
        return _row(table, wanted) if isinstance(table, QTableView) else None
    widgets = [w for w in _widgets() if w.objectName() == name]
    for widget in widgets:
        if widget.isVisible():
            return widget
    node = _node(name)
    return node or (widgets[0] if widgets else None)


def nearest_names(name: str) -> list[str]:
    """Names that exist and look like `name`, for the message that it does not."""
    names = {w.objectName() for w in _widgets() if w.isVisible() and w.objectName()}
    names |= {node.item.objectName() for node in _nodes() if node.item.objectName()}
    close = difflib.get_close_matches(name, sorted(names), 3, 0.8)
    return close or difflib.get_close_matches(name, sorted(names), 1, 0.5)


def is_visible(found: Found) -> bool:
    """Whether a person could see it, scrolling aside."""
    if isinstance(found, RowOfTable):
        return found.view.isVisible()
    return found.item.isVisible() if isinstance(found, NodeOnCanvas) else found.isVisible()


def is_enabled(found: Found) -> bool:
    """Whether it takes clicks and keys."""
    if isinstance(found, RowOfTable):
        return found.view.isEnabled()
    return True if isinstance(found, NodeOnCanvas) else found.isEnabled()


def is_checked(found: Found) -> bool:
    """Whether it is chosen."""
    return isinstance(found, QAbstractButton) and found.isChecked()


def words(found: Found) -> str:
    """What a person reads there."""
    if isinstance(found, NodeOnCanvas):
        return str(getattr(found.item, "words", ""))
    if isinstance(found, RowOfTable):
        return _row_words(found.view, found.row)
    return _widget_words(found).replace(ZERO_WIDTH, "")


def count(found: Found) -> int:
    """How many rows or cards with a name of their own it holds, directly or inside layouts."""
    if isinstance(found, NodeOnCanvas | RowOfTable):
        return 0
    if isinstance(found, QTableView):
        return found.model().rowCount()
    content = found.widget() if isinstance(found, QScrollArea) else found
    prefix = f"{found.objectName()}."
    inside = content.findChildren(QWidget) if content is not None else []
    names = [w.objectName() for w in inside if w.isVisible()]
    direct = {n for n in names if n.startswith(prefix) and "." not in n[len(prefix) :]}
    return len(direct)


def bring_into_view(found: Found) -> None:
    """Scroll whatever holds it, so that it can be seen."""
    if isinstance(found, NodeOnCanvas):
        found.view.ensureVisible(found.item, 20, 20)
        return
    if isinstance(found, RowOfTable):
        found.view.scrollTo(
            found.view.model().index(found.row, 0), QAbstractItemView.ScrollHint.EnsureVisible
        )
        return
    parent = found.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(found, 0, 24)
        parent = parent.parentWidget()


def click_point(found: Found) -> tuple[QWidget, QPoint]:
    """Where a person would click: the widget that gets the event, and the point in it."""
    if isinstance(found, NodeOnCanvas):
        centre = found.item.mapToScene(found.item.boundingRect().center())
        return found.view.viewport(), found.view.mapFromScene(centre)
    if isinstance(found, RowOfTable):
        cell = found.view.visualRect(found.view.model().index(found.row, 0))
        return found.view.viewport(), cell.center()
    visible = found.visibleRegion().boundingRect()
    if visible.isEmpty():
        visible = found.rect()
    if isinstance(found, QRadioButton | QCheckBox):
        # Only the mark and the words take clicks, however wide the row is.
        visible.setWidth(min(visible.width(), found.sizeHint().width()))
    return found, visible.center()


def covered_by(widget: QWidget, point: QPoint) -> QWidget | None:
    """What lies over that point of the widget, or None."""
    modal = QApplication.activeModalWidget()
    if modal is not None and modal is not widget.window() and not modal.isAncestorOf(widget):
        return modal
    window = widget.window()
    top = window.childAt(widget.mapTo(window, point))
    if top is None or top is widget or widget.isAncestorOf(top) or top.isAncestorOf(widget):
        return None
    return top


def _widgets() -> Iterator[QWidget]:
    for window in QApplication.topLevelWidgets():
        yield window
        yield from window.findChildren(QWidget)


def _nodes() -> Iterator[NodeOnCanvas]:
    for widget in _widgets():
        if isinstance(widget, QGraphicsView) and widget.isVisible() and widget.scene():
            for item in widget.scene().items():
                if isinstance(item, QGraphicsObject):
                    yield NodeOnCanvas(item, widget)


def _row(table: QTableView, wanted: str) -> RowOfTable | None:
    for row in _rows_on_screen(table):
        if wanted in _row_words(table, row):
            return RowOfTable(row, table)
    return None


def _rows_on_screen(table: QTableView) -> range:
    first = max(0, table.rowAt(0))
    last = table.rowAt(table.viewport().height() - 1)
    return range(first, (last if last >= 0 else table.model().rowCount() - 1) + 1)


def _row_words(table: QTableView, row: int) -> str:
    model = table.model()
    texts = [model.index(row, c, QModelIndex()).data() for c in range(model.columnCount())]
    return " | ".join(str(text) for text in texts if text)


def _node(name: str) -> NodeOnCanvas | None:
    return next((node for node in _nodes() if node.item.objectName() == name), None)


def _widget_words(widget: QWidget) -> str:
    match widget:
        case QLabel() | QAbstractButton() if widget.text():
            return widget.text()
        case QLineEdit():
            return widget.text()
        case QPlainTextEdit() | QTextEdit():
            return widget.toPlainText()
    if isinstance(widget, QTableView):
        return "\n".join(_row_words(widget, row) for row in _rows_on_screen(widget))
    own = getattr(widget, "words", None)
    if isinstance(own, str):
        return own
    content = widget.widget() if isinstance(widget, QScrollArea) else widget
    if isinstance(widget, QAbstractScrollArea) and not isinstance(widget, QScrollArea):
        content = widget.viewport()
    labels = content.findChildren(QWidget) if content is not None else []
    texts = [
        label.text()
        for label in labels
        if isinstance(label, QLabel | QAbstractButton | QLineEdit)
        and label.isVisibleTo(widget)
        and label.text()
    ]
    return "\n".join(texts)
