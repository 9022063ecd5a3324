"""Working without a mouse: where Tab leads next, and what Ctrl+Enter presses."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QWidget,
)
from shiboken6 import isValid

VIEWPORT = "qt_scrollarea_viewport"
"""What Qt names the part of a scroll area that moves."""
MARGIN = 24
"""Pixels kept around a control that is scrolled into view."""


def in_reading_order(root: QWidget) -> Iterator[QWidget]:
    """Everything visible and enabled in `root`, as one reads: by layout, and not by creation.

    Qt's own Tab order is the order in which widgets were made, so rows that come later, such as
    templates, would be reached after the buttons below them. Panels lie in no layout: they
    follow what they cover.
    """
    laid_out = list(_in_layout(root.layout()))
    others = [
        child
        for child in root.children()
        if isinstance(child, QWidget) and child not in laid_out and not child.isWindow()
    ]
    for child in (*laid_out, *others):
        if child.isVisible() and child.isEnabled():
            yield child
            if not _keeps_its_inside(child):
                yield from in_reading_order(child)


def next_stop(root: QWidget, now: QWidget | None, *, forward: bool) -> QWidget | None:
    """The control that Tab (or Shift+Tab) leads to from `now`; None when there is none."""
    everything = list(in_reading_order(root))
    if not forward:
        everything.reverse()
    start = everything.index(now) + 1 if now in everything else 0
    for widget in (*everything[start:], *everything[:start]):
        if widget is not now and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return widget
    return None


def move_focus(window: QWidget, *, forward: bool) -> bool:
    """Lead the keyboard on in reading order, and scroll to where it is then."""
    target = next_stop(window, QApplication.focusWidget(), forward=forward)
    if target is None:
        return False
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    parent = target.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(target, MARGIN, MARGIN)
        parent = parent.parentWidget()
    return True


def give_focus_back(before: QWidget | None, leaving: QWidget) -> None:
    """Lead the keyboard out of a panel that closes, to where it was when the panel opened."""
    now = QApplication.focusWidget()
    elsewhere = now is not None and now is not leaving and not leaving.isAncestorOf(now)
    if elsewhere or before is None or not isValid(before):
        return
    if before.isVisible() and before.isEnabled():
        before.setFocus()


def primary_in(root: QWidget) -> QPushButton | None:
    """The primary button of a view: what Ctrl+Enter presses; the last one that can be pressed."""
    found = None
    for widget in in_reading_order(root):
        if isinstance(widget, QPushButton) and widget.property("kind") == "primary":
            found = widget
    return found


def _in_layout(layout: QLayout | None) -> Iterator[QWidget]:
    if layout is None:
        return
    for position in range(layout.count()):
        item = layout.itemAt(position)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield widget
        else:
            yield from _in_layout(item.layout())


def _keeps_its_inside(widget: QWidget) -> bool:
    """Fields, lists and embedded pages lead the keyboard through their parts themselves."""
    if isinstance(widget, (QScrollArea, QStackedWidget)):
        return False
    # The part of a scroll area that moves has the area as its focus proxy, from Qt itself. It is
    # not asked for it: PySide would take the area for a child of that part, and delete it with
    # what Python holds of the part.
    parent = widget.parentWidget()
    if isinstance(parent, QScrollArea) and widget.objectName() == VIEWPORT:
        return False
    return isinstance(widget, QAbstractScrollArea) or widget.focusProxy() is not None
