"""Define Script: the script of a node, and running it on a sample context (xo-platform 6.2)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.dialogs import edits
from studio.dialogs.completion import known_paths
from studio.dialogs.definitions import Message, Script
from studio.dialogs.placeholders import sample_context
from studio.dialogs.printed import read_printed
from studio.errors import StudioError
from ui.background import Task
from ui.controls import Button, DialogSheet, Notice, ScrollColumn, Text
from ui.dialogs.code import NumberedCode
from ui.dialogs.completing import CompletedCode, Completing
from ui.dialogs.editing import Editing
from ui.place import Context

if TYPE_CHECKING:
    from studio.dialogs.trying import Ran

SIZE = (940, 660)
LANE = "dialogs.trying"
NAME = "dialog.script"
MOST_LINES = 200
"""Of one output: it scrolls with the others, until it is so long that it scrolls by itself."""
NOTHING = "It printed nothing."
AUTO_SAVE_MS = 1000
"""After the last key (fact sheet xo-platform 6.2)."""
replace = msgspec.structs.replace


class DefineScript(DialogSheet):
    """The script at the left; at the right the context it runs on, and what came of it.

    What is written is kept by itself a second after the last key, as on the platform.
    """

    def __init__(
        self, host: QWidget, editing: Editing, node: Script | Message, context: Context
    ) -> None:
        super().__init__(host, NAME, f"Define Script for {node.name}", editing.dialog.name)
        self._editing = editing
        self._node = node
        self._context = context
        self._dialog = editing.dialog
        self._code: CompletedCode
        self._shown = ""
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(AUTO_SAVE_MS)
        self._quiet.timeout.connect(self._settle)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(self._script(), 5)
        row.addLayout(self._trial(), 4)
        self.body.addLayout(row, 1)
        self._run = self.add_button(Button("Run", f"{NAME}.run", kind="secondary"))
        self._run.setToolTip("On a copy of the sample context; nothing is sent")
        self._run.clicked.connect(self._start)
        save = self.add_button(Button("Save", f"{NAME}.save", kind="primary"))
        save.clicked.connect(self._save)
        self.footer_text.setObjectName(f"{NAME}.state")
        self.footer_text.setText("Saved")
        self._code.textChanged.connect(self._typed)

    def reject(self) -> None:
        """Close; what was written stays."""
        self._keep()
        super().reject()

    def _typed(self) -> None:
        if self._code.toPlainText() == self._shown:
            return  # colours count as a change of the text, too
        self.footer_text.setText("…")
        self._quiet.start()

    def _save(self) -> None:
        self._keep()
        self._editing.save()
        self.accept()

    def _keep(self) -> None:
        """Take the script over into the dialog task."""
        self._quiet.stop()
        text = self._code.toPlainText()
        script = f"{text.rstrip()}\n" if text.strip() else ""
        self.footer_text.setText("Saved")
        if text == self._shown:
            return
        self._shown = text
        self._above = 0
        self._node = replace(self._node, script=script)
        changed = edits.change_node(self._editing.dialog, self._node.name, self._node)
        words = f"Change the script of {self._node.name}"
        self._editing.change(changed, words, merge=f"script.{self._node.name}")

    def _settle(self) -> None:
        """Nothing was typed for a second: keep it, and see whether it is JavaScript."""
        self._keep()
        studio, node = self._context.studio, self._node

        def work(task: Task[None]) -> None:
            studio.scripting.check(node)

        self._context.background.run(
            work,
            done=lambda _: self._show_syntax(None),
            failed=self._show_syntax,
            owner=self,
            lane=LANE,
        )

    def _show_syntax(self, error: StudioError | None) -> None:
        cursor = self._code.textCursor()
        self._code.mark_line(getattr(error, "line", 0) if error is not None else 0)
        self._code.setTextCursor(cursor)
        if error is not None:
            self.footer_text.setText(f"Saved. {error.message}")

    def _script(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(Text("Script", "label"))
        text = self._node.script.strip("\n")
        # Lines are counted as they are kept: empty ones above are not shown, but counted.
        self._above = self._node.script[: self._node.script.find(text)].count("\n")
        self._shown = text
        theme = self._context.theme
        self._code = CompletedCode(text, theme, "javascript", f"{NAME}.code", "Script")
        Completing(self._code, known_paths(self._dialog), script=True)
        column.addWidget(self._code, 1)
        return column

    def _trial(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(Text("Sample context", "label"))
        sample = json.dumps(sample_context(self._dialog), indent=2, ensure_ascii=False)
        self._sample = NumberedCode(
            sample, self._context.theme, "json", f"{NAME}.context", "Sample context"
        )
        column.addWidget(self._sample, 3)
        column.addWidget(Text("Output", "label"))
        self._output = ScrollColumn((0, 0, 0, 0), 6, f"{NAME}.output")
        self._output.column.addWidget(Text("Press Run to see what it prints.", "secondary"))
        column.addWidget(self._output, 2)
        return column

    def _start(self) -> None:
        self._code.mark_line(0)
        self._sample.mark_line(0)
        self._output.clear()
        try:
            data = json.loads(self._sample.toPlainText())
        except json.JSONDecodeError as error:
            self._sample.mark_line(error.lineno)
            self._say_wrong(f"The sample context is no JSON: {error.msg} in line {error.lineno}.")
            return
        if not isinstance(data, dict):
            self._say_wrong("The sample context has to be an object.")
            return
        self._keep()
        self._run.set_busy(True, "Running…")
        studio, dialog, node = self._context.studio, self._dialog, self._node

        def work(task: Task[Ran]) -> Ran:
            return studio.trials.script(dialog, node, data)

        self._context.background.run(
            work,
            done=lambda ran: self._show(ran, data),
            failed=self._show_error,
            owner=self,
            lane=LANE,
        )

    def _show(self, ran: Ran, before: dict[str, Any]) -> None:
        self._run.set_busy(False)
        self._output.clear()
        for number, text in enumerate(ran.printed):
            if isinstance(self._node, Message):
                said = read_printed(text).text
                bubble = Text(said, "text", f"{NAME}.said.{number}")
                bubble.setProperty("role", "sunk")
                self._output.column.addWidget(bubble)
            self._add_code(_readable(text), f"{NAME}.printed.{number}")
        if not ran.printed:
            self._output.column.addWidget(Text(NOTHING, "secondary", f"{NAME}.nothing"))
        changed = {k: v for k, v in ran.context.items() if k not in before or before[k] != v}
        if changed:
            self._output.column.addWidget(Text("Changed in the context", "label"))
            text = json.dumps(changed, indent=2, ensure_ascii=False)
            self._add_code(text, f"{NAME}.changed")

    def _add_code(self, text: str, name: str) -> None:
        shown = NumberedCode(text, self._context.theme, "json", name, "Output")
        shown.setReadOnly(True)
        shown.show_lines(MOST_LINES)
        self._output.column.addWidget(shown)

    def _show_error(self, error: StudioError) -> None:
        self._run.set_busy(False)
        self._code.mark_line(max(0, getattr(error, "line", 0) - self._above))
        self._problem(error.message, error.next_step)

    def _say_wrong(self, words: str) -> None:
        self._problem(words, "Mend it, then press Run again.")

    def _problem(self, message: str, next_step: str) -> None:
        self._output.clear()
        self._output.column.addWidget(Notice("error", message, next_step, name=f"{NAME}.problem"))


def _readable(text: str) -> str:
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
