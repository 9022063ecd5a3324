"""Connection Properties: where a node leads, and on what conditions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from studio.dialogs.definitions import END, Dialog, Intent, Transition
from ui.controls import Button, Text
from ui.dialogs.properties.component import NODE, Ways
from ui.dialogs.properties.page import PropertyPage
from ui.dialogs.words import AnyNode, comparison, criterion, target

TITLES = 80
"""Pixels for what stands before a value, so that the values stand below each other."""


def fill(page: PropertyPage, node: AnyNode, dialog: Dialog, ways: Ways) -> None:
    """Show the connections of `node`, in the order in which they are tried."""
    around = dialog.container_of(node.name)
    if around is not None:
        _inside(page, node, [child.name for child in around.nodes], ways)
        return
    transitions = (Transition(then=dialog.first),) if isinstance(node, Intent) else node.transitions
    conditional = any(transition.tests for transition in transitions)
    for number, transition in enumerate(transitions):
        page.section(kind(number, transition, conditional))
        page.add(_Connection(number, transition, dialog, ways))


def _inside(page: PropertyPage, node: AnyNode, names: list[str], ways: Ways) -> None:
    """A node of a Bot Action leads to the next one, the last to its end (platform: BAN)."""
    following = names[names.index(node.name) + 1 :]
    page.section("Then go to")
    if following:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(_link(following[0], f"{NODE}.connection.0.target", ways))
        row.addStretch(1)
        page.add(line)
    else:
        page.add(Text("End of Bot Action", "text", f"{NODE}.connection.0.target"))


def kind(number: int, transition: Transition, conditional: bool) -> str:
    """What stands above a connection: If, Else If, Else."""
    if transition.tests:
        return "If" if number == 0 else "Else If"
    return "Else" if conditional else "Default connection"


class _Connection(QFrame):
    """The conditions of one connection, its target and its label."""

    def __init__(self, number: int, transition: Transition, dialog: Dialog, ways: Ways) -> None:
        super().__init__()
        self.setProperty("role", "sunk")
        name = f"{NODE}.connection.{number}"
        self.setObjectName(name)
        self.setAccessibleName(f"Connection to {target(transition.then)}")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(6)
        for which, test in enumerate(transition.tests):
            if which:
                column.addWidget(Text(transition.conjoin.upper(), "caps"))
            column.addLayout(_line(criterion(test), Text(comparison(test), "value")))
        where: QWidget
        if transition.then == END or not any(n.name == transition.then for n in dialog.nodes):
            where = Text(target(transition.then), "value", f"{name}.target")
        else:
            where = _link(transition.then, f"{name}.target", ways)
        column.addLayout(_line("Then go to", where))
        if transition.label:
            label = Text(transition.label, "value", f"{name}.label")
            column.addLayout(_line("Path Label", label))


def _line(title: str, value: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    caption = Text(title, "secondary", wrap=False)
    caption.setFixedWidth(TITLES)
    row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
    if isinstance(value, Button):
        row.addWidget(value)
        row.addStretch(1)
    else:
        row.addWidget(value, 1)
    return row


def _link(name: str, object_name: str, ways: Ways) -> Button:
    button = Button(name, object_name, kind="link")
    button.setAccessibleName(f"Go to {name}")
    button.clicked.connect(lambda: ways.choose(name))
    return button
