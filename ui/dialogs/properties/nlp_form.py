"""NLP Properties as a form: the utterances that start a dialog task."""

from __future__ import annotations

from functools import partial
from typing import cast

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.dialogs import edits
from studio.dialogs.checking import LONGEST_UTTERANCE, check_utterances
from studio.dialogs.definitions import Entity, Intent
from studio.errors import StudioError
from ui.controls import Button, FlowLayout, IconButton, Text
from ui.dialogs.properties.fields import NODE, Field, Paragraph
from ui.dialogs.properties.node_edit import NodeEdit
from ui.dialogs.properties.page import PropertyPage


def fill(page: PropertyPage, edit: NodeEdit) -> None:
    """Show the utterances of an intent, and the way to more of them."""
    intent = cast("Intent", edit.node)
    page.section("Add utterances")
    page.add(_Adding(edit))
    page.section(f"Utterances ({len(intent.utterances)})")
    for number, utterance in enumerate(intent.utterances):
        page.add(_Utterance(edit, number, utterance))
    if not intent.utterances:
        page.note(f"None yet. “{edit.dialog.name}” is understood all the same.")


def _utterances(edit: NodeEdit) -> tuple[str, ...]:
    return cast("Intent", edit.node).utterances


def _put(edit: NodeEdit, utterances: tuple[str, ...], words: str) -> None:
    check_utterances(utterances, {})
    intent = edits.replace(cast("Intent", edit.node), utterances=utterances)
    edit.apply(edits.change_node(edit.dialog, intent.name, intent), words)


class _Adding(QWidget):
    """A field for new utterances, one a line, and the entities they may hold."""

    def __init__(self, edit: NodeEdit) -> None:
        super().__init__()
        self._edit = edit
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._text = Paragraph("", f"{NODE}.nlp.new", "New utterances, one a line", 3)
        self._text.setPlaceholderText("What people say, one utterance a line")
        self._field = Field(self._text, lambda text: None)
        column.addWidget(self._field)
        entities = [node.name for node in edit.dialog.nodes if isinstance(node, Entity)]
        if entities:
            chips = QWidget()
            flow = FlowLayout(chips)
            for name in entities:
                chip = Button(f"{{{name}}}", f"{NODE}.nlp.insert.{name}", kind="small")
                chip.setAccessibleName(f"Insert the entity {name}")
                chip.setToolTip("What stands there is taken over and not asked for")
                chip.clicked.connect(partial(self._insert, f"{{{name}}}"))
                flow.addWidget(chip)
            column.addWidget(chips)
        row = QHBoxLayout()
        add = Button("Add", f"{NODE}.nlp.add", kind="secondary")
        add.clicked.connect(self._add)
        row.addWidget(add)
        limit = f"At most {LONGEST_UTTERANCE:,} characters each"
        row.addWidget(Text(limit, "small", wrap=False))
        row.addStretch(1)
        column.addLayout(row)

    def _insert(self, text: str) -> None:
        self._text.insertPlainText(text)
        self._text.setFocus()

    def _add(self) -> None:
        lines = [line.strip() for line in self._text.toPlainText().splitlines()]
        new = tuple(line for line in lines if line)
        if not new:
            self._field.show_error("Enter what people say.")
            return
        try:
            _put(self._edit, (*_utterances(self._edit), *new), "Add utterances")
        except StudioError as error:
            self._field.show_error(f"{error.message} {error.next_step}")


class _Utterance(QWidget):
    """One utterance, to be changed or taken away."""

    def __init__(self, edit: NodeEdit, number: int, utterance: str) -> None:
        super().__init__()
        self._edit = edit
        self._number = number
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        line = QLineEdit(utterance)
        line.setObjectName(f"{NODE}.nlp.utterance.{number}")
        line.setAccessibleName(f"Utterance {number + 1}")
        line.setCursorPosition(0)
        row.addWidget(Field(line, self._take), 1)
        away = IconButton("Remove", f"{NODE}.nlp.utterance.{number}.remove", "trash")
        away.setAccessibleName(f"Remove “{utterance}”")
        away.clicked.connect(self._remove)
        row.addWidget(away)

    def _take(self, text: str) -> None:
        utterances = list(_utterances(self._edit))
        utterances[self._number] = text
        check_utterances(tuple(utterances), {})
        self._edit.set(utterances=tuple(utterances))

    def _remove(self) -> None:
        utterances = _utterances(self._edit)
        rest = utterances[: self._number] + utterances[self._number + 1 :]
        _put(self._edit, rest, "Remove an utterance")
