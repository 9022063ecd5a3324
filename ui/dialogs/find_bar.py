"""Find: a field over the canvas that leads from one node to the next that holds the words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from studio.dialogs.definitions import Entity, Intent, Message, Script, Service
from ui.controls import IconButton, Text
from ui.dialogs.canvas import Canvas
from ui.dialogs.scene import reading_order
from ui.dialogs.words import AnyNode, caption

WIDTH = 340


class FindBar(QFrame):
    """Opens with Ctrl+F at the top right of the canvas, and closes with Esc.

    Enter leads to the next node, Shift+Enter to the one before. What stands in a node counts too:
    its prompts, its request, its script.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._found: list[str] = []
        self._at = 0
        self.setObjectName("dialog.find_bar")
        self.setAccessibleName("Find")
        self.setProperty("role", "card")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 6, 6)
        row.setSpacing(4)
        self.field = QLineEdit()
        self.field.setObjectName("dialog.find")
        self.field.setAccessibleName("Find in this dialog")
        self.field.setPlaceholderText("Find a node, or words in it")
        self.field.textChanged.connect(self._search)
        row.addWidget(self.field, 1)
        self._count = Text("", "secondary", "dialog.find.count", wrap=False)
        row.addWidget(self._count)
        for words, key, icon, step in (
            ("Previous (Shift+Enter)", "previous", "chevron-up", -1),
            ("Next (Enter)", "next", "chevron-down", 1),
        ):
            button = IconButton(words, f"dialog.find.{key}", icon)
            button.setProperty("kind", "icon-small")
            button.clicked.connect(lambda _=False, step=step: self._step(step))
            row.addWidget(button)
        close = IconButton("Close Find (Esc)", "dialog.find.close", "close")
        close.setProperty("kind", "icon-small")
        close.clicked.connect(self.dismiss)
        row.addWidget(close)
        self.hide()

    def open(self) -> None:
        """Come to the front with the keyboard; what was searched for last can be typed over."""
        self.place()
        self.show()
        self.raise_()
        self.field.setFocus()
        self.field.selectAll()
        self._search(self.field.text())

    def dismiss(self) -> None:
        """Go away; the keyboard goes back to the canvas."""
        self.hide()
        self._canvas.mark_found(frozenset())
        self._canvas.setFocus()

    def place(self) -> None:
        """Go to the corner."""
        width = min(WIDTH, self._canvas.width() - 36)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move(self._canvas.width() - width - 18, 14)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.dismiss()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._step(-1 if back else 1)
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Up:
                self._step(-1)
            case _:
                super().keyPressEvent(event)

    def _search(self, typed: str) -> None:
        wanted = typed.strip().casefold()
        nodes = reading_order(self._canvas.dialog) if wanted else []
        # Names first: whoever types one means the node, not all that mention it.
        named = [node.name for node in nodes if wanted in node.name.casefold()]
        holding = [node.name for node in nodes if wanted in searched_words(node).casefold()]
        self._found = [*named, *(name for name in holding if name not in named)]
        self._at = 0
        self._show()

    def _step(self, step: int) -> None:
        if self._found:
            self._at = (self._at + step) % len(self._found)
            self._show()

    def _show(self) -> None:
        if self._found:
            self._canvas.choose(self._found[self._at])
            self._count.setText(f"{self._at + 1} of {len(self._found)}")
        else:
            self._count.setText("Nothing found" if self.field.text().strip() else "")
        self._canvas.mark_found(frozenset(self._found))


def searched_words(node: AnyNode) -> str:
    """Everything in a node that a person may remember of it."""
    match node:
        case Intent():
            more = [node.display_name, *node.utterances]
        case Entity():
            more = [node.prompt, node.error_prompt, *(item.title for item in node.items)]
        case Service():
            more = [node.request.path, node.request.body, node.description]
        case Script() | Message():
            more = [node.script]
        case _:
            more = []
    return "\n".join([node.name, caption(node), *more])
