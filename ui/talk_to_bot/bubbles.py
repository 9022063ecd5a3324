"""What a message looks like: a bubble, a card, a list, a question with quick replies."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.dialogs.chat import ChatButton, ChatMessage
from ui.controls import Button, FlowLayout, Rule, Text
from ui.controls.text import Role

WIDEST = 270
BESIDE_CAPTION = 176
BESIDE_BUTTON = 196
"""Widths of text, in pixels, so that a message fits the panel whatever it holds."""
NAMES = {"user": "You", "bot": "Bot"}


class Bubble(QFrame):
    """The framed words of one message. Data is plain text here, whatever it looks like."""

    def __init__(self, look: str, text: str, role: Role = "text") -> None:
        super().__init__()
        self.setProperty("bubble", look)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(13, 9, 13, 9)
        self.column.setSpacing(6)
        self.words = _words(text, role)
        self.column.addWidget(self.words)


class MessageView(QWidget):
    """One message with everything that belongs to it.

    Signals:
        replied: A quick reply or postback button was clicked; carries what it says.
        link_clicked: A button with an address was clicked; carries the address.
    """

    replied = Signal(str)
    link_clicked = Signal(str)

    def __init__(self, message: ChatMessage) -> None:
        super().__init__()
        self.message = message
        self.setAccessibleName(f"{NAMES[message.author]}: {message.text}")
        self._replies: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        user = message.author == "user"
        side = Qt.AlignmentFlag.AlignRight if user else Qt.AlignmentFlag.AlignLeft
        look = (
            "user"
            if user
            else {"card": "card", "list": "card", "problem": "problem"}.get(message.kind, "bot")
        )
        role: Role = "on-accent" if user else "strong" if look == "card" else "text"
        bubble = Bubble(look, message.text, role)
        if look == "card":
            bubble.setFixedWidth(WIDEST + 26)
        self._add_fields(bubble)
        self._add_items(bubble)
        self._add_buttons(bubble)
        column.addWidget(bubble, 0, side)
        self._add_replies(column)

    @property
    def text(self) -> str:
        """Everything that is said, fields and rows included, line by line."""
        lines = [self.message.text]
        lines += [f"{title}: {value}" for title, value in self.message.fields]
        lines += [f"{item.title} · {item.subtitle}" for item in self.message.items]
        return "\n".join(lines)

    def number_buttons(self, newest: bool) -> None:
        """Give buttons and quick replies their stable names while this is the newest message."""
        for number, button in enumerate(self.findChildren(Button)):
            key = button.property("reply")
            name = f"talk_to_bot.reply.{key}" if key else f"talk_to_bot.button.{number + 1}"
            button.setObjectName(
                name if newest else f"talk_to_bot.message.{self.message.id}.{number + 1}"
            )

    def end_question(self) -> None:
        """The question is answered: its quick replies go."""
        if self._replies is not None:
            self._replies.hide()

    def _add_fields(self, bubble: Bubble) -> None:
        for title, value in self.message.fields:
            row = QHBoxLayout()
            row.setSpacing(10)
            caption = Text(title, "secondary", wrap=False)
            caption.setFixedWidth(84)
            row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
            shown = _words(value, "value", BESIDE_CAPTION)
            row.addWidget(shown)
            row.addStretch(1)
            bubble.column.addLayout(row)

    def _add_items(self, bubble: Bubble) -> None:
        for item in self.message.items:
            bubble.column.addWidget(Rule())
            row = QHBoxLayout()
            row.setSpacing(8)
            both = QVBoxLayout()
            both.setSpacing(0)
            widest = BESIDE_BUTTON if item.button else WIDEST
            both.addWidget(_words(item.title, widest=widest))
            if item.subtitle:
                both.addWidget(_words(item.subtitle, "small", widest))
            row.addLayout(both)
            row.addStretch(1)
            if item.button is not None:
                row.addWidget(self._button(item.button, "small", "View"))
            bubble.column.addLayout(row)

    def _add_buttons(self, bubble: Bubble) -> None:
        if not self.message.buttons:
            return
        row = QWidget()
        flow = FlowLayout(row)
        for button in self.message.buttons:
            flow.addWidget(self._button(button, "primary", button.title))
        bubble.column.addSpacing(2)
        bubble.column.addWidget(row)

    def _add_replies(self, column: QVBoxLayout) -> None:
        if not self.message.quick_replies:
            return
        self._replies = QWidget()
        flow = FlowLayout(self._replies)
        for reply in self.message.quick_replies:
            chip = Button(reply.title, "", kind="chip")
            chip.setProperty("reply", reply.value)
            chip.clicked.connect(lambda _, title=reply.title: self.replied.emit(title))
            flow.addWidget(chip)
        column.addWidget(self._replies)

    def _button(self, data: ChatButton, kind: str, words: str) -> Button:
        button = Button(words, "", kind=kind)  # type: ignore[arg-type]
        button.setAccessibleName(data.title)
        if data.url:
            button.clicked.connect(lambda: self.link_clicked.emit(data.url))
        elif data.postback:
            button.clicked.connect(lambda: self.replied.emit(data.postback))
        return button


class TypingMark(Bubble):
    """The bot is at work."""

    def __init__(self) -> None:
        super().__init__("bot", "● ● ●", "small")
        self.setObjectName("talk_to_bot.typing")
        self.setAccessibleName("The bot is working")


def _words(text: str, role: Role = "text", widest: int = WIDEST) -> Text:
    """Text as wide as its words, or `widest` with the words wrapped."""
    label = Text(text, role)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFixedWidth(min(widest, label.natural_width()))
    return label
