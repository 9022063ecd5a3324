"""Connection Properties as a form: where a node leads, and on what conditions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, get_args

import msgspec
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.dialogs import edits
from studio.dialogs.definitions import (
    END,
    NOT_CONNECTED,
    Entity,
    Intent,
    Operator,
    Test,
    Transition,
)
from ui.controls import Button, IconButton, Select, Text
from ui.dialogs.properties import connection
from ui.dialogs.properties.component import Ways
from ui.dialogs.properties.fields import NODE
from ui.dialogs.properties.node_edit import NodeEdit
from ui.dialogs.properties.page import PropertyPage
from ui.dialogs.words import OPERATORS, target

WITHOUT_VALUE = ("exists", "does_not_exist")
OPERATOR_KEYS: tuple[str, ...] = get_args(Operator)
replace = msgspec.structs.replace


def fill(page: PropertyPage, edit: NodeEdit, ways: Ways) -> None:
    """Show the form of a node's connections, in the order in which they are tried."""
    node, dialog = edit.node, edit.dialog
    if dialog.container_of(node.name) is not None:
        connection.fill(page, node, dialog, ways)
        page.note("Nodes of a Bot Action run one after the other.")
        return
    if isinstance(node, Intent):
        page.section("Default connection")
        page.add(_target(edit, f"{NODE}.connection.0.then", dialog.first, partial(_start, edit)))
        return
    conditional = any(one.tests for one in node.transitions)
    for number, one in enumerate(node.transitions):
        page.section(connection.kind(number, one, conditional))
        page.add(_Condition(edit, number, one))
    add = Button("Add If", f"{NODE}.connection.add", kind="small")
    add.setToolTip("Lead elsewhere when a condition holds")
    add.clicked.connect(partial(_add, edit))
    row = QWidget()
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 6, 0, 0)
    across.addWidget(add)
    across.addStretch(1)
    page.add(row)


def _start(edit: NodeEdit, to: str) -> None:
    changed = edits.connect_default(edit.dialog, edit.node.name, to)
    edit.apply(changed, f"Connect {edit.node.name} to {target(to)}")


def _ways(edit: NodeEdit) -> tuple[Transition, ...]:
    assert not isinstance(edit.node, Intent)
    return edit.node.transitions


def _set(edit: NodeEdit, ways: tuple[Transition, ...], words: str) -> None:
    """A change after which the form has other fields."""
    edit.apply(edits.set_transitions(edit.dialog, edit.node.name, ways), words)


def _add(edit: NodeEdit) -> None:
    ways = _ways(edit)
    number = sum(1 for one in ways if one.tests)
    entities = _entities(edit)
    test = Test(op="exists", entity=entities[0]) if entities else Test(op="exists", context="")
    default = next((one.then for one in ways if not one.tests), END)
    fresh = Transition(then=default, tests=(test,))
    _set(edit, (*ways[:number], fresh, *ways[number:]), "Add a condition")


def _entities(edit: NodeEdit) -> list[str]:
    return [node.name for node in edit.dialog.nodes if isinstance(node, Entity)]


def _target(edit: NodeEdit, name: str, current: str, take: Callable[[str], None]) -> Select:
    names = [node.name for node in edit.dialog.nodes if node.name != edit.node.name]
    choices = [(one, target(one)) for one in (*names, END, NOT_CONNECTED)]
    chooser = Select(name, "Then go to", choices)
    chooser.show_choice(current)
    chooser.chosen.connect(take)
    return chooser


class _Condition(QFrame):
    """One connection: its tests, its target and its label."""

    def __init__(self, edit: NodeEdit, number: int, shown: Transition) -> None:
        super().__init__()
        self._edit = edit
        self._number = number
        self._name = f"{NODE}.connection.{number}"
        self.setProperty("role", "sunk")
        self.setObjectName(self._name)
        self.setAccessibleName(f"Connection to {target(shown.then)}")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 10, 12, 10)
        self._column.setSpacing(8)
        for which, test in enumerate(shown.tests):
            if which:
                self._add_conjoin(shown)
            self._add_test(which, test)
        if shown.tests:
            self._add_tools(len(shown.tests))
        take = partial(self._take, rebuild=True)
        then = _target(edit, f"{self._name}.then", shown.then, lambda to: take(then=to))
        self._column.addWidget(Text("Then go to", "secondary"))
        self._column.addWidget(then)
        if shown.tests:
            label = self._line("label", "Add Path Label", shown.label)
            label.textChanged.connect(lambda text: self._take(label=text))
            self._column.addWidget(label)

    def _now(self) -> Transition:
        return _ways(self._edit)[self._number]

    def _take(self, *, rebuild: bool = False, **fields: Any) -> None:
        ways = list(_ways(self._edit))
        ways[self._number] = replace(ways[self._number], **fields)
        if rebuild:
            _set(self._edit, tuple(ways), f"Change a connection of {self._edit.node.name}")
        else:
            self._edit.set(transitions=tuple(ways))

    def _take_test(self, which: int, *, rebuild: bool = False, **fields: Any) -> None:
        tests = list(self._now().tests)
        tests[which] = replace(tests[which], **fields)
        self._take(rebuild=rebuild, tests=tuple(tests))

    def _add_conjoin(self, shown: Transition) -> None:
        both = Select(f"{self._name}.conjoin", "Conjoin", [("and", "AND"), ("or", "OR")])
        both.show_choice(shown.conjoin)
        both.setToolTip("One condition has AND or OR, never both")
        both.chosen.connect(lambda key: self._take(rebuild=True, conjoin=key))
        self._column.addWidget(both)

    def _add_test(self, which: int, test: Test) -> None:
        name = f"{self._name}.test.{which}"
        criteria = [("entity", "Entity"), ("context", "Context")]
        about = Select(f"{name}.criterion", "Criterion", criteria)
        about.show_choice("context" if test.entity is None else "entity")
        about.chosen.connect(lambda key: self._about(which, key))
        operator = Select(f"{name}.op", "Operator", [(op, OPERATORS[op]) for op in OPERATOR_KEYS])
        operator.show_choice(test.op)
        operator.chosen.connect(lambda key: self._operator(which, key))
        self._row(about, self._subject(which, test, name))
        if test.op in WITHOUT_VALUE:
            self._column.addWidget(operator)
            return
        value = self._line(f"test.{which}.value", "Value", str(test.value or ""))
        value.textChanged.connect(lambda text: self._take_test(which, value=text))
        self._row(operator, value)

    def _subject(self, which: int, test: Test, name: str) -> QWidget:
        if test.entity is None:
            field = self._line(f"test.{which}.context", "context.…", test.context or "")
            field.textChanged.connect(lambda text: self._take_test(which, context=text.strip()))
            return field
        names = _entities(self._edit)
        known = [(one, one) for one in dict.fromkeys((*names, test.entity))]
        chooser = Select(f"{name}.entity", "Entity", known)
        chooser.show_choice(test.entity)
        chooser.chosen.connect(lambda key: self._take_test(which, entity=key))
        return chooser

    def _about(self, which: int, key: str) -> None:
        names = _entities(self._edit)
        entity = (names[0] if names else "") if key == "entity" else None
        context = "" if key == "context" else None
        self._take_test(which, rebuild=True, entity=entity, context=context)

    def _operator(self, which: int, key: str) -> None:
        value = None if key in WITHOUT_VALUE else (self._now().tests[which].value or "")
        self._take_test(which, rebuild=True, op=key, value=value)

    def _add_tools(self, count: int) -> None:
        more = Button("Add criterion", f"{self._name}.add_test", kind="link")
        more.clicked.connect(self._more)
        up = IconButton("Try earlier", f"{self._name}.up", "chevron-up")
        up.setEnabled(self._number > 0)
        up.clicked.connect(self._up)
        away = IconButton("Remove", f"{self._name}.remove", "trash")
        away.clicked.connect(self._remove)
        row = QHBoxLayout()
        row.addWidget(more)
        row.addStretch(1)
        if count > 1:
            fewer = Button("Remove last", f"{self._name}.remove_test", kind="link")
            fewer.clicked.connect(lambda: self._take(rebuild=True, tests=self._now().tests[:-1]))
            row.addWidget(fewer)
        row.addWidget(up)
        row.addWidget(away)
        self._column.addLayout(row)

    def _more(self) -> None:
        tests = self._now().tests
        self._take(rebuild=True, tests=(*tests, tests[-1]))

    def _up(self) -> None:
        ways = list(_ways(self._edit))
        at = self._number
        ways[at - 1 : at + 1] = [ways[at], ways[at - 1]]
        _set(self._edit, tuple(ways), "Try a condition earlier")

    def _remove(self) -> None:
        ways = _ways(self._edit)
        rest = ways[: self._number] + ways[self._number + 1 :]
        _set(self._edit, rest, "Remove a condition")

    def _line(self, name: str, placeholder: str, text: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setObjectName(f"{self._name}.{name}")
        field.setAccessibleName(placeholder)
        field.setPlaceholderText(placeholder)
        return field

    def _row(self, left: QWidget, right: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(left, 1)
        row.addWidget(right, 1)
        self._column.addLayout(row)
