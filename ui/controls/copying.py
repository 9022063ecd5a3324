"""A value to copy: shown as it is, with a button that says when it is copied."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.controls.button import IconButton
from ui.controls.text import FieldRow, Mono

SAID_MS = 1600
HEIGHT = 26


class CopyValue(QWidget):
    """Args: what the value is, for the button's name; the value; the object name."""

    def __init__(self, what: str, value: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._what = what
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._value = Mono(value, f"{name}.value")
        self._value.setWordWrap(False)
        row.addWidget(self._value, 0, Qt.AlignmentFlag.AlignVCenter)
        self._button = IconButton(f"Copy {what}", f"{name}.copy", "copy")
        self._button.setProperty("kind", "icon-small")
        self._button.clicked.connect(self._copy)
        row.addWidget(self._button)
        row.addStretch(1)

    def in_row(self, label: str) -> FieldRow:
        """Itself with a label at its left."""
        row = FieldRow(label, self, self.objectName())
        row.caption.setFixedHeight(HEIGHT)
        row.caption.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        return row

    def show_value(self, value: str) -> None:
        """Show another value."""
        self._value.setText(value)
        self._button.setEnabled(bool(value))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._to_copy())
        self._say("Copied", "check")
        QTimer.singleShot(SAID_MS, self, lambda: self._say(f"Copy {self._what}", "copy"))

    def _to_copy(self) -> str:
        return self._value.text()

    def _say(self, words: str, icon: str) -> None:
        self._button.set_icon(icon)
        self._button.setToolTip(words)
        self._button.setAccessibleName(words)


class LongValue(CopyValue):
    """A value of which only the beginning is shown; it is copied whole."""

    SHOWN = 64

    def __init__(self, what: str, value: str, name: str) -> None:
        super().__init__(what, "", name)
        self._whole = ""
        self.show_value(value)

    def show_value(self, value: str) -> None:
        self._whole = value
        super().show_value(value if len(value) <= self.SHOWN else f"{value[: self.SHOWN]}…")
        self._value.setToolTip(value)

    def _to_copy(self) -> str:
        return self._whole


class SecretValue(CopyValue):
    """A value that shows dots until its eye is pressed; it is copied as it is."""

    DOTS = "•" * 12

    def __init__(self, what: str, value: str, name: str) -> None:
        super().__init__(what, value, name)
        self._secret = value
        self._shown = False
        self._covered = False
        self._eye = IconButton(f"Show {what}", f"{name}.reveal", "eye")
        self._eye.setProperty("kind", "icon-small")
        self._eye.clicked.connect(self._toggle)
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.insertWidget(1, self._eye)
        self._draw()

    def show_value(self, value: str) -> None:
        self._secret = value
        self._button.setEnabled(bool(value))
        self._draw()

    def cover(self, covered: bool) -> None:
        """Show dots whatever the eye says: while a picture is taken."""
        self._covered = covered
        self._draw()

    def _toggle(self) -> None:
        self._shown = not self._shown
        self._draw()

    def _draw(self) -> None:
        plain = (self._shown and not self._covered) or not self._secret
        self._value.setText(self._secret if plain else self.DOTS)
        words = f"{'Hide' if self._shown else 'Show'} {self._what}"
        self._eye.set_icon("eye-off" if self._shown else "eye")
        self._eye.setToolTip(words)
        self._eye.setAccessibleName(words)
        self._eye.setEnabled(bool(self._secret))

    def _to_copy(self) -> str:
        return self._secret
