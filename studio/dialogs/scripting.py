"""Running the scripts of dialog tasks: with their connector's prelude, one at a time."""

from __future__ import annotations

import threading
from typing import Any

from studio.connectors.catalogue import Catalogue
from studio.dialogs.definitions import Dialog, Message, Script
from studio.dialogs.scripts import ScriptEngine
from studio.dialogs.steps import RunScript
from studio.errors import StudioError


class Scripting:
    """One script engine for every conversation and every trial."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._engine = ScriptEngine()
        self._turn = threading.Lock()

    def warm_up(self) -> None:
        """Load the engine, so that the first answer does not wait for it."""
        self._engine.warm_up()

    def check(self, node: Script | Message) -> None:
        """Raise ScriptError, with its line, when a node's script is no JavaScript."""
        with self._turn:
            self._engine.check(node.script, name=node.name)

    def run(
        self, dialog: Dialog, step: RunScript
    ) -> tuple[dict[str, Any], tuple[str, ...]] | StudioError:
        """The context and what was printed; or what went wrong, for the dialog task to handle."""
        prelude = self._catalogue.script_prelude(dialog.connector_id)
        try:
            with self._turn:
                result = self._engine.run(
                    step.node.script, step.context, name=step.node.name, prelude=prelude
                )
        except StudioError as error:
            return error
        return result.context, result.printed
