"""What a person fills in: one widget for each kind of field."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from studio.authorization.profiles.fields import Field, Value
from ui.controls import IconButton, Segments, Select, Switch, Text

PASTED_FROM = 12
"""Characters that come at once were not typed."""
FEW = 3
"""As many choices stand side by side; more of them are a menu."""
SAID_MS = 1600


class Input(QWidget):
    """Holds one value.

    Signals:
        edited: A person changed it.
        left: The keyboard went elsewhere.
        pasted: So much text came at once that it was pasted; carries all that stands there now.
    """

    edited = Signal()
    left = Signal()
    pasted = Signal(str)

    def value(self) -> Value:
        """What it holds."""
        raise NotImplementedError

    def show_value(self, value: Value) -> None:
        """Hold another value, without telling anybody."""
        raise NotImplementedError

    def show_trouble(self, trouble: bool) -> None:
        """Look wrong, or right."""

    def take_focus(self) -> None:
        """Lead the keyboard here."""
        self.setFocus()


class _Line(QLineEdit):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self.left.emit()


class TextInput(Input):
    """One line of text, or an address."""

    def __init__(self, field: Field, name: str) -> None:
        super().__init__()
        self.line = _Line()
        self.line.setObjectName(name)
        self.line.setAccessibleName(spoken(field))
        self.line.setAccessibleDescription(field.line)
        self.line.setReadOnly(field.read_only)
        self._before = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self.line, 1)
        self.line.textEdited.connect(self._edited)
        self.line.left.connect(self.left)
        self.line.setProperty("trouble", False)

    def value(self) -> str:
        return self.line.text()

    def show_value(self, value: Value) -> None:
        text = value if isinstance(value, str) else ""
        if text != self.line.text():
            self.line.setText(text)
            self.line.setCursorPosition(0)
        self._before = text

    def show_trouble(self, trouble: bool) -> None:
        show_trouble(self.line, trouble)

    def take_focus(self) -> None:
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edited(self, text: str) -> None:
        grown = len(text) - len(self._before)
        self._before = text
        if grown >= PASTED_FROM:
            self.pasted.emit(text)
        # Whoever took what was pasted may have put something else here.
        if self.line.text() == text:
            self.edited.emit()


class _Paragraph(QPlainTextEdit):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A line break is no part of what is entered; Ctrl+Return is the window's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(" ".join(source.text().split("\n")))


class LongInput(Input):
    """Text of one paragraph that wraps, and grows with what is in it."""

    MOST_LINES = 5
    LEAST = 36
    AROUND = 20

    def __init__(self, field: Field, name: str) -> None:
        super().__init__()
        self.paragraph = _Paragraph()
        self.paragraph.setObjectName(name)
        self.paragraph.setAccessibleName(spoken(field))
        self.paragraph.setAccessibleDescription(field.line)
        self.paragraph.setTabChangesFocus(True)
        self.paragraph.setProperty("role", "paragraph")
        self.paragraph.setProperty("trouble", False)
        self.paragraph.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.paragraph.document().setDocumentMargin(0)
        self._before = ""
        self._telling = True
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.paragraph)
        self.paragraph.textChanged.connect(self._changed)
        self.paragraph.left.connect(self.left)
        self._fit()

    def value(self) -> str:
        return self.paragraph.toPlainText()

    def show_value(self, value: Value) -> None:
        text = value if isinstance(value, str) else ""
        self._before = text
        if text != self.value():
            self._telling = False
            self.paragraph.setPlainText(text)
            self._telling = True

    def show_trouble(self, trouble: bool) -> None:
        show_trouble(self.paragraph, trouble)

    def take_focus(self) -> None:
        self.paragraph.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _changed(self) -> None:
        self._fit()
        text = self.value()
        if not self._telling or text == self._before:
            return
        grown, self._before = len(text) - len(self._before), text
        if grown >= PASTED_FROM:
            self.pasted.emit(text)
        if self.value() == text:
            self.edited.emit()

    def _fit(self) -> None:
        lines = round(self.paragraph.document().size().height())
        shown = max(1, min(self.MOST_LINES, lines))
        line = self.paragraph.fontMetrics().lineSpacing()
        self.paragraph.setFixedHeight(max(self.LEAST, shown * line + self.AROUND))


class SecretInput(TextInput):
    """A line that shows dots until the eye is pressed."""

    def __init__(self, field: Field, name: str) -> None:
        super().__init__(field, name)
        self._label = field.label
        self.line.setProperty("secret", True)
        self._eye = IconButton(f"Show {field.label}", f"{name}.reveal", "eye")
        self._eye.clicked.connect(lambda: self._show(not self._shown))
        self._row.addWidget(self._eye)
        self._show(False)

    @property
    def _shown(self) -> bool:
        return self.line.echoMode() == QLineEdit.EchoMode.Normal

    def hide_secret(self) -> None:
        """Show dots again."""
        self._show(False)

    def _show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        words = f"{'Hide' if shown else 'Show'} {self._label}"
        self._eye.set_icon("eye-off" if shown else "eye")
        self._eye.setToolTip(words)
        self._eye.setAccessibleName(words)


class CopyInput(TextInput):
    """A line that can only be read and copied."""

    def __init__(self, field: Field, name: str) -> None:
        super().__init__(field, name)
        self._label = field.label
        self._copy = IconButton(f"Copy {field.label}", f"{name}.copy", "copy")
        self._copy.clicked.connect(self._copied)
        self._row.addWidget(self._copy)

    def _copied(self) -> None:
        QGuiApplication.clipboard().setText(self.line.text())
        self._say("Copied", "check")
        QTimer.singleShot(SAID_MS, self, lambda: self._say(f"Copy {self._label}", "copy"))

    def _say(self, words: str, icon: str) -> None:
        self._copy.set_icon(icon)
        self._copy.setToolTip(words)
        self._copy.setAccessibleName(words)


class ChoiceInput(Input):
    """One of a few."""

    def __init__(self, field: Field, name: str) -> None:
        super().__init__()
        self._field = field
        options = [(option.id, option.label) for option in field.options]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._control: Segments | Select
        if len(options) <= FEW:
            self._control = Segments(name, field.label, options)
        else:
            self._control = Select(name, field.label, options)
            self._control.setMinimumWidth(190)
        self._control.chosen.connect(lambda key: self.edited.emit())
        self._control.setEnabled(not field.read_only)
        row.addWidget(self._control)
        row.addStretch(1)
        self.show_value(field.default)

    def value(self) -> str:
        return self._control.current

    def show_value(self, value: Value) -> None:
        self._control.show_choice(str(value or self._field.default or self._field.options[0].id))

    def take_focus(self) -> None:
        self._control.setFocus(Qt.FocusReason.OtherFocusReason)


class SwitchInput(Input):
    """Yes or No."""

    def __init__(self, field: Field, name: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._switch = Switch(field.label, name)
        self._switch.setAccessibleDescription(field.line)
        self._switch.setEnabled(not field.read_only)
        word = Text("No", "secondary", wrap=False)
        self._switch.toggled.connect(lambda on: word.setText("Yes" if on else "No"))
        self._switch.clicked.connect(self.edited)
        row.addWidget(self._switch)
        row.addWidget(word)
        row.addStretch(1)

    def value(self) -> bool:
        return self._switch.isChecked()

    def show_value(self, value: Value) -> None:
        self._switch.setChecked(value is True)

    def take_focus(self) -> None:
        self._switch.setFocus(Qt.FocusReason.OtherFocusReason)


def spoken(field: Field) -> str:
    """The label as a screen reader says it."""
    return f"{field.label}, required" if field.required else field.label


def show_trouble(widget: QWidget, trouble: bool) -> None:
    """Let the style sheet draw it as wrong, or as right."""
    if widget.property("trouble") != trouble:
        widget.setProperty("trouble", trouble)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def make_input(field: Field, name: str, *, long: bool = False) -> Input:
    """The widget for a field that holds one value.

    Args:
        long: Its text may be longer than a line.
    """
    if long and field.kind == "text":
        return LongInput(field, name)
    match field.kind:
        case "secret":
            return SecretInput(field, name)
        case "choice":
            return ChoiceInput(field, name)
        case "switch":
            return SwitchInput(field, name)
        case _:
            return CopyInput(field, name) if field.read_only else TextInput(field, name)
