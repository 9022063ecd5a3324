"""Loads on a worker what the next clicks need, so that they are answered at once."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QObject

from ui.background import Background, Task

MODULES = (
    "ui.actions.configurations",
    "ui.actions.set_up",
    "ui.actions.integration_successful",
    "ui.actions.templates_sheet",
    "ui.authorization_profiles.page",
    "ui.authorization_profiles.editor",
    "ui.talk_to_bot.panel",
    "ui.dialogs.page",
    "ui.sandbox.page",
    "ui.settings.page",
    "ui.command_palette",
    "studio.dialogs.conversation",
)
"""Light modules that the first paint did without. None of them loads anything heavy."""


def warm_up(background: Background, owner: QObject, stop: Callable[[], bool]) -> None:
    """Import them one by one; `stop` says when the window closes meanwhile."""

    def load(task: Task[None]) -> None:
        for name in MODULES:
            if stop():
                return
            import_module(name)

    background.run(load, owner=owner)
