"""Fields of the page: each saves itself, and says beside it what is wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.preferences.values import SecretState
from ui.controls import Button, Pill, Text
from ui.controls.pill import Tone

TYPED_MS = 700
"""After the last key, what was typed is saved when it can be taken."""
NARROW = 120
WIDE = 440
SECRET_WORDS = {
    "set": "Set",
    "not_set": "Not set",
    "gone": "Gone with the last run",
    "other": "Not for this one",
}


class Labelled(QWidget):
    """A label, a line of explanation, what is entered, and what is wrong with it."""

    def __init__(self, name: str, label: str, line: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Text(label, "label", wrap=False))
        self.beside_label = QHBoxLayout()
        head.addLayout(self.beside_label)
        head.addStretch(1)
        column.addLayout(head)
        if line:
            column.addWidget(Text(line, "secondary"))
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        column.addSpacing(2)
        column.addLayout(self.row)
        self._problem = Text("", "secondary", f"{name}.problem")
        self._problem.setProperty("tone", "error")
        self._problem.hide()
        column.addWidget(self._problem)

    @property
    def troubled(self) -> bool:
        """Whether something is said to be wrong."""
        return bool(self._problem.text())

    def show_problem(self, error: StudioError | None) -> None:
        """Say what is wrong and what to do; None when nothing is."""
        self._problem.setText(str(error) if error else "")
        self._problem.setVisible(error is not None)
        if error is not None:
            QTimer.singleShot(0, self._problem, self._bring_into_view)

    def _bring_into_view(self) -> None:
        above: QWidget | None = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None and self._problem.isVisible():
            above.ensureWidgetVisible(self._problem, 0, 24)


class SavedField(Labelled):
    """A line of text that is saved when it can be taken, and stays as typed when it cannot.

    Signals:
        entered: The text is to be saved; whoever hears it calls `show_saved` or `show_problem`.
        kept_back: What cannot be taken yet; None when all is well.
    """

    entered = Signal(str)
    kept_back = Signal(object)

    def __init__(
        self,
        name: str,
        label: str,
        line: str = "",
        *,
        placeholder: str = "",
        unit: str = "",
        width: int = WIDE,
    ) -> None:
        super().__init__(name, label, line)
        self.edit = QLineEdit()
        self.edit.setObjectName(name)
        self.edit.setAccessibleName(label)
        self.edit.setAccessibleDescription(line)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setFixedWidth(width)
        self.edit.setProperty("trouble", False)
        self.row.addWidget(self.edit)
        if unit:
            self.row.addWidget(Text(unit, "secondary", wrap=False))
        self.row.addStretch(1)
        self._saved = ""
        self._leaving = False
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPED_MS)
        self._typing.timeout.connect(lambda: self._hand_in(leaving=False))
        self.edit.textEdited.connect(lambda text: self._typing.start())
        self.edit.editingFinished.connect(lambda: self._hand_in(leaving=True))

    def show_value(self, value: str, typed: str | None = None) -> None:
        """Show what is set, or what was typed and not taken.

        Nothing that somebody is typing is overwritten.
        """
        self._saved = value
        if self.troubled or self._typing.isActive() or self.edit.hasFocus():
            return
        text = value if typed is None else typed
        if text != self.edit.text():
            self.edit.setText(text)
        if typed is not None and typed != value:
            self._hand_in(leaving=True)

    def hand_in(self) -> None:
        """Save what stands there, as if it was typed and left."""
        self._hand_in(leaving=True)

    def forget(self) -> None:
        """Empty it; what was typed is not wanted."""
        self._typing.stop()
        self.edit.clear()
        self._mark(None)
        self.kept_back.emit(None)

    def show_saved(self, value: str) -> None:
        """It was taken, and is kept as `value`."""
        self._mark(None)
        self._saved = value
        if not self._typing.isActive() and not self.edit.hasFocus():
            self.edit.setText(value)
        self.kept_back.emit(None)

    def show_refused(self, error: StudioError) -> None:
        """It was not. While somebody is typing nothing is said yet."""
        if self._leaving or self.troubled:
            self._mark(error)
        self.kept_back.emit(self.edit.text())

    def _mark(self, error: StudioError | None) -> None:
        self.show_problem(error)
        self.edit.setProperty("trouble", error is not None)
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)

    def _hand_in(self, *, leaving: bool) -> None:
        self._typing.stop()
        self._leaving = leaving
        if self.edit.text() == self._saved:
            self._mark(None)
            self.kept_back.emit(None)
        else:
            self.entered.emit(self.edit.text())


class SecretField(Labelled):
    """A secret that can be set, replaced and removed, and is never shown again.

    Signals:
        entered: A secret to keep.
        remove_asked: *Remove*.
    """

    entered = Signal(str)
    remove_asked = Signal()

    def __init__(self, name: str, label: str, line: str = "", other: str = "") -> None:
        super().__init__(name, label, line)
        self._words = {**SECRET_WORDS, "other": other or SECRET_WORDS["other"]}
        self._state: SecretState = "not_set"
        self._replacing = False
        self._pill = Pill("Not set", "neutral", f"{name}.state")
        self.edit = QLineEdit()
        self.edit.setObjectName(name)
        self.edit.setAccessibleName(label)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setFixedWidth(WIDE)
        self.edit.setProperty("trouble", False)
        self.edit.textEdited.connect(self._typed)
        self.edit.returnPressed.connect(self._hand_in)
        self._save = self._button("Save", "save", label, self._hand_in)
        self._save.setEnabled(False)
        self._cancel = self._button("Cancel", "cancel", label, self._leave)
        self._replace = self._button("Replace", "replace", label, self._begin)
        self._remove = self._button("Remove", "remove", label, self.remove_asked.emit)
        self.beside_label.addWidget(self._pill)
        self.row.addWidget(self.edit)
        for button in (self._save, self._cancel, self._replace, self._remove):
            self.row.addWidget(button)
        self.row.addStretch(1)
        self._draw()

    def show_state(self, state: SecretState) -> None:
        """Show whether it is set."""
        if state != self._state:
            self._state = state
            self._replacing = False
        self._draw()

    def show_saved(self) -> None:
        """It was taken."""
        self.show_problem(None)
        self.edit.clear()
        self._save.setEnabled(False)
        self._replacing = False
        self._draw()

    def _button(self, text: str, key: str, label: str, act: Callable[[], object]) -> Button:
        button = Button(text, f"{self._name}.{key}", kind="small")
        button.setAccessibleName(f"{text} {label}")
        button.clicked.connect(lambda: act())
        return button

    @property
    def _name(self) -> str:
        return self.edit.objectName()

    def _typed(self, text: str) -> None:
        self._save.setEnabled(bool(text.strip()))

    def _hand_in(self) -> None:
        if self.edit.text().strip():
            self.entered.emit(self.edit.text())

    def _begin(self) -> None:
        self._replacing = True
        self._draw()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        self.edit.clear()
        self.show_problem(None)
        self._replacing = False
        self._draw()
        self._replace.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw(self) -> None:
        there = self._state == "set"
        entering = not there or self._replacing
        tone: Tone = "ok" if there else "warn" if self._state in ("gone", "other") else "neutral"
        self._pill.show_state(self._words[self._state], tone)
        self.edit.setPlaceholderText("Enter the new one" if there else "Enter it once")
        self.edit.setVisible(entering)
        self._save.setVisible(entering)
        self._cancel.setVisible(self._replacing)
        self._replace.setVisible(there and not self._replacing)
        self._remove.setVisible(self._state != "not_set" and not self._replacing)
