"""Dialog tasks to look at: of the templates, and made to be difficult."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from dialog_tasks import dialog_task
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from studio.dialogs.definitions import (
    Dialog,
    Intent,
    Message,
    Test,
    Transition,
)
from studio.dialogs.installing import connect
from ui.dialogs.canvas import Canvas
from ui.dialogs.dialog_view import DialogView
from ui.theme.theme import Theme


@pytest.fixture(scope="session")
def template() -> Callable[[str], Dialog]:
    """The dialog task that a template creates, by the template's id."""
    return dialog_task


@pytest.fixture(scope="session")
def leading() -> Callable[[dict[str, list[str]]], Dialog]:
    """A dialog task of messages that lead where it is written: `{"a": ["c", "b"], …}`."""

    def build(ways: dict[str, list[str]]) -> Dialog:
        if_there = (Test(context="x", op="exists"),)
        nodes = tuple(
            Message(
                name=name,
                script="",
                transitions=(
                    *(Transition(then=to, tests=if_there) for to in towards[:-1]),
                    Transition(then=towards[-1]),
                ),
            )
            for name, towards in ways.items()
        )
        return Dialog(
            id="d",
            name="Leading",
            description="",
            connector_id="hubspot",
            template_id=None,
            intent=Intent(name="start", display_name="Start", utterances=("start",)),
            nodes=connect(nodes),
        )

    return build


@pytest.fixture
def show(qapp: QApplication, theme: Theme) -> Iterator[Callable[..., DialogView]]:
    """Shows a dialog task in a view of its own; `canvas` of it is ready to be looked at."""
    shown: list[QWidget] = []

    def show_it(dialog: Dialog, width: int = 1200, height: int = 820) -> DialogView:
        view = DialogView(dialog, theme)
        view.resize(width, height)
        view.show()
        QApplication.processEvents()
        shown.append(view)
        return view

    yield show_it
    theme.choose("light")
    QApplication.processEvents()
    for view in shown:
        view.close()
        view.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def canvas(show: Callable[..., DialogView], template: Callable[[str], Dialog]) -> Canvas:
    """The canvas of Update a Deal, which branches and has a Bot Action."""
    return show(template("update-a-deal")).canvas
