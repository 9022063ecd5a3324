"""Typing as a keyboard does, whatever the script."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget


def type_text(widget: QWidget, text: str) -> None:
    """Press and release a key for each character.

    QTest only knows the keys of ASCII and ends the process at any other; those come as keys
    without a name that bring their text along, as from an input method.
    """
    for character in text:
        if character == "\n":
            QTest.keyClick(widget, Qt.Key.Key_Return)
        elif character.isascii():
            QTest.keyClicks(widget, character)
        else:
            _send(widget, character)


def _send(widget: QWidget, character: str) -> None:
    none = Qt.KeyboardModifier.NoModifier
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, Qt.Key.Key_unknown, none, character)
        QCoreApplication.sendEvent(widget, event)
