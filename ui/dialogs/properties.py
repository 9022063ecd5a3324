"""What a node consists of, to read: shown beside the canvas for the selected node."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from studio.dialogs.definitions import (
    END,
    BotAction,
    Dialog,
    Entity,
    Intent,
    Message,
    Script,
    Service,
)
from ui.controls import FieldRow, Heading, IconButton, Mono, Pill, ScrollColumn, Text
from ui.dialogs.words import AnyNode, caption
from ui.theme.theme import Theme

WIDTH = 330
CODE_LINES = 16


class Properties(QFrame):
    """330 wide, at the right of the canvas. Reading only."""

    def __init__(self, dialog: Dialog, theme: Theme, *, integrated: bool = True) -> None:
        super().__init__()
        self._integrated = integrated
        self._dialog = dialog
        self._theme = theme
        self.setObjectName("dialog.properties")
        self.setAccessibleName("Properties")
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        self._column = ScrollColumn((20, 16, 16, 20), 8)
        outer.addWidget(self._column)
        self.hide()

    def show_node(self, node: AnyNode | None) -> None:
        """Show a node, or nothing."""
        self._column.clear()
        if node is None:
            self.hide()
            return
        self._head(node)
        match node:
            case Intent():
                self._section("Utterances")
                for utterance in node.utterances:
                    self._add(Text(utterance, "secondary"))
            case Entity():
                self._entity(node)
            case Service():
                self._service(node)
            case Script() | Message():
                self._section("Script")
                self._add(Code(node.script.strip(), self._theme))
            case BotAction():
                self._section("Nodes")
                for child in node.nodes:
                    self._add(
                        FieldRow(
                            child.name, caption(child, integrated=self._integrated).capitalize()
                        )
                    )
        if not isinstance(node, Intent):
            self._connections(node)
        self._column.column.addStretch(1)
        self.show()

    def _head(self, node: AnyNode) -> None:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Heading(node.name, name="dialog.properties.name"), 1)
        close = IconButton("Close properties", "dialog.properties.close", "close")
        close.clicked.connect(lambda: self.show_node(None))
        row.addWidget(close)
        self._add(head)
        self._add(Text(self._kind_in_words(node), "secondary", "dialog.properties.kind"))

    def _entity(self, node: Entity) -> None:
        self._section("User Prompt")
        self._add(Text(node.prompt))
        self._section("Error Prompt")
        self._add(Text(node.error_prompt, "secondary"))
        if node.items:
            self._section("Items")
            for item in node.items:
                self._add(Text(item.title))
                self._add(Mono(item.value))
        self._section("Allowed Retries")
        self._add(Text(str(node.retries)))

    def _service(self, node: Service) -> None:
        self._section("Request")
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Pill(node.request.method, "ok"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Mono(node.request.path.replace("/", "/\u200b")), 1)
        self._add(line)
        if node.request.body:
            self._section("Body")
            self._add(Code(node.request.body.strip(), self._theme))
        self._section("Timeout(Seconds)")
        self._add(Text(str(node.timeout_seconds)))
        if node.sample_responses:
            self._section("Sample Responses")
            for sample in node.sample_responses:
                mark = "default sample" if sample.default else ""
                self._add(FieldRow(sample.name, mark))

    def _connections(self, node: AnyNode) -> None:
        transitions = getattr(node, "transitions", ())
        if not transitions:
            return
        self._section("Connections")
        for transition in transitions:
            target = "End of Dialog" if transition.then == END else transition.then
            self._add(FieldRow(transition.label or "Default", target))

    def _kind_in_words(self, node: AnyNode) -> str:
        words, _, detail = caption(node, integrated=self._integrated).partition(" · ")
        return f"{words.title()}{' · ' + detail if detail else ''}"

    def _section(self, title: str) -> None:
        self._column.column.addSpacing(8)
        self._add(Text(title, "label"))

    def _add(self, widget: QWidget) -> None:
        self._column.column.addWidget(widget)


class Code(QPlainTextEdit):
    """Code to read, with `{{context…}}` marked."""

    def __init__(self, text: str, theme: Theme) -> None:
        super().__init__(text)
        self.setAccessibleName("Code")
        self.setReadOnly(True)
        self.setProperty("role", "code")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._marks = _Placeholders(self.document(), theme.tokens.accent)
        lines = min(CODE_LINES, sum(1 + len(line) // 40 for line in text.splitlines()))
        self.setFixedHeight(lines * 17 + 22)


class _Placeholders(QSyntaxHighlighter):
    def __init__(self, document, colour: str) -> None:  # type: ignore[no-untyped-def]
        super().__init__(document)
        self._format = QTextCharFormat()
        self._format.setForeground(QColor(colour))

    def highlightBlock(self, text: str) -> None:
        for match in re.finditer(r"\{\{.*?\}\}|\bcontext(\.\w+)+", text):
            self.setFormat(match.start(), match.end() - match.start(), self._format)
