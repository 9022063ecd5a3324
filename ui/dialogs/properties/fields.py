"""Fields of a property form: each has its name above, and what is wrong with it below."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from studio.errors import StudioError
from ui.controls import Select, Text
from ui.dialogs.properties.page import PropertyPage

NODE = "dialog.properties"
QUIET_MS = 700
Take = Callable[[str], None]
"""Takes over what was entered. Raises StudioError when it cannot be."""


class Paragraph(QPlainTextEdit):
    """Several lines of text; Tab leads on, as in every field."""

    def __init__(self, text: str, name: str, label: str, lines: int = 3) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setTabChangesFocus(True)
        height = self.fontMetrics().lineSpacing() * lines
        self.setFixedHeight(height + 2 * int(self.document().documentMargin()) + 14)


class Field(QWidget):
    """What is filled in, and below it what is wrong with it.

    Args:
        inner: A QLineEdit or a Paragraph.
        take: Takes over each valid entry while it is typed.
        check: Where half an entry must not be taken over: raises StudioError for what cannot be.
            What can is taken when the field is left, or nothing more has been typed for a while.
    """

    def __init__(
        self, inner: QLineEdit | QPlainTextEdit, take: Take, check: Take | None = None
    ) -> None:
        super().__init__()
        self.inner = inner
        self._take = take
        self._check = check
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(lambda: self._try(self._take))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(inner)
        self._remark = Text("", "small", f"{inner.objectName()}.remark")
        self._remark.setProperty("tone", "error")
        self._remark.hide()
        column.addWidget(self._remark)
        inner.textChanged.connect(self._entered)
        if check is not None and isinstance(inner, QLineEdit):
            inner.editingFinished.connect(self.finish)

    def finish(self) -> None:
        """Take over what was typed, if it can be and was not yet."""
        if self._check is not None and self._quiet.isActive():
            self._quiet.stop()
            self._try(self._take)

    def text(self) -> str:
        """What stands in it."""
        inner = self.inner
        return inner.text() if isinstance(inner, QLineEdit) else inner.toPlainText()

    def show_error(self, words: str) -> None:
        """Say what is wrong; nothing with the empty text."""
        self._remark.setText(words)
        self._remark.setVisible(bool(words))

    def _entered(self, *_: Any) -> None:
        self._quiet.stop()
        if self._check is None:
            self._try(self._take)
        elif self._try(self._check):
            self._quiet.start()

    def _try(self, act: Take) -> bool:
        try:
            act(self.text())
        except StudioError as error:
            self.show_error(f"{error.message} {error.next_step}")
            return False
        self.show_error("")
        return True


def line(
    page: PropertyPage, title: str, text: str, name: str, take: Take, check: Take | None = None
) -> Field:
    """A field of one line; `check` as for `Field`."""
    page.section(title)
    inner = QLineEdit(text)
    inner.setObjectName(f"{NODE}.{name}")
    inner.setAccessibleName(title)
    inner.setCursorPosition(0)
    field = Field(inner, take, check)
    page.add(field)
    return field


def paragraph(
    page: PropertyPage, title: str, text: str, name: str, take: Take, lines: int = 3
) -> Field:
    """A field of several lines; without a title, below what stands there already."""
    if title:
        page.section(title)
    field = Field(Paragraph(text, f"{NODE}.{name}", title, lines), take)
    page.add(field)
    return field


def select(
    page: PropertyPage,
    title: str,
    choices: Iterable[tuple[str, str]],
    current: str,
    name: str,
    take: Take,
) -> Select:
    """One of several choices."""
    page.section(title)
    chooser = Select(f"{NODE}.{name}", title, choices)
    chooser.show_choice(current)
    chooser.chosen.connect(take)
    page.add(chooser)
    return chooser


def number(text: str, allowed: range, what: str) -> int:
    """The number that was entered. Raises StudioError when it is none of those allowed."""
    words = text.strip()
    if words.isascii() and words.isdigit() and int(words[:6]) in allowed:
        return int(words)
    limits = f"{allowed[0]} to {allowed[-1]}"
    raise StudioError(f"{what} can be {limits}.", f"Enter a number from {limits}.")
