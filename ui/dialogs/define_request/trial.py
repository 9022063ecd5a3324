"""Test Request: values for the placeholders, and what the service answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.dialogs.definitions import Dialog, SampleResponse, Service
from studio.dialogs.placeholders import Placeholder, placeholders, sample_value
from studio.errors import StudioError
from ui.background import Task
from ui.controls import Button, Mono, Notice, Pill, ScrollColumn, Text
from ui.controls.scroll_column import let_go_all
from ui.dialogs.code import NumberedCode
from ui.place import Context

if TYPE_CHECKING:
    from studio.dialogs.trying import Tried

LANE = "dialogs.trying"
NAME = "dialog.request"
WHERE = {"sandbox": "the sandbox", "live": "Live"}


class Trial(ScrollColumn):
    """The tab Test Request.

    Args:
        draft: Answers with the service node as it is typed. Raises StudioError, which is shown.

    Signals:
        sample_taken: A `SampleResponse` that was asked to be saved.
    """

    sample_taken = Signal(object)

    def __init__(self, dialog: Dialog, context: Context, draft: Callable[[], Service]) -> None:
        super().__init__((0, 14, 12, 4), 10)
        self._dialog = dialog
        self._context = context
        self._draft = draft
        self._values: dict[str, QLineEdit] = {}
        self._typed: dict[str, str] = {}
        self._asked = False
        self._fields = QVBoxLayout()
        self._fields.setSpacing(10)
        self.column.addLayout(self._fields)
        row = QHBoxLayout()
        row.setSpacing(10)
        self._send = Button("Test", f"{NAME}.test", kind="secondary")
        self._send.clicked.connect(self.send)
        row.addWidget(self._send)
        self._foot = Text("", "secondary", f"{NAME}.foot")
        row.addWidget(self._foot, 1)
        self.column.addLayout(row)
        self._result = QVBoxLayout()
        self._result.setSpacing(10)
        self.column.addLayout(self._result)

    def look(self) -> None:
        """Show the fields that the request needs as it is typed now."""
        self._typed |= {path: field.text() for path, field in self._values.items()}
        self._values.clear()
        let_go_all(self._fields)
        self._asked = False
        self._send.setText("Test")
        try:
            node = self._draft()
        except StudioError as error:
            self._foot.setText("")
            self._send.setEnabled(False)
            self._fields.addWidget(Notice("warn", error.message, error.next_step))
            return
        self._send.setEnabled(True)
        self._foot.setText(self._words(node))
        found = placeholders(self._dialog, node.request)
        words = "Values for this test" if found else ""
        if found:
            self._fields.addWidget(Text(words, "label"))
        for one in found:
            self._fields.addWidget(self._value(one))

    def send(self) -> None:
        """Send the request as it is typed."""
        node = self._draft()
        studio, dialog = self._context.studio, self._dialog
        if studio.environment.name == "live" and not _harmless(node) and not self._asked:
            self._asked = True
            self._send.setText("Really send")
            return
        let_go_all(self._result)
        self._send.set_busy(True, "Testing…")
        values = {path: field.text() for path, field in self._values.items()}

        def work(task: Task[Tried]) -> Tried:
            return studio.trials.request(dialog, node, values)

        self._context.background.run(
            work, done=self._show, failed=self._show_error, owner=self, lane=LANE
        )

    def _words(self, node: Service) -> str:
        where = WHERE.get(self._context.studio.environment.name, "the environment")
        if _harmless(node):
            return f"Test sends this to {where}. It changes nothing there."
        method = node.request.method
        return f"Test really sends this {method} to {where}, and changes records there."

    def _value(self, one: Placeholder) -> QWidget:
        field = QLineEdit(self._typed.get(one.path, sample_value(self._dialog, one.path)))
        field.setObjectName(f"{NAME}.value.{one.path}")
        field.setAccessibleName(f"Value of context.{one.path}")
        self._values[one.path] = field
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Mono(f"context.{one.path}"))
        column.addWidget(field)
        return box

    def _show(self, tried: Tried) -> None:
        self._send.set_busy(False)
        self._asked = False
        self._send.setText("Test")
        if tried.status is not None:
            self._result.addWidget(self._status(tried, tried.status))
        if tried.failure is not None:
            self._notice(tried.failure)
        if tried.status is not None:
            self._code("Body", tried.body or "", f"{NAME}.response_body", 12)
            lines = "\n".join(f"{key}: {value}" for key, value in tried.headers.items())
            self._code("Headers", lines, f"{NAME}.response_headers", 8)
        self._into_view()

    def _status(self, tried: Tried, status: int) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(10)
        good = 200 <= status < 300
        row.addWidget(Pill(str(status), "ok" if good else "error", f"{NAME}.status"))
        if tried.elapsed_ms is not None:
            row.addWidget(Text(_lasted(tried.elapsed_ms), "secondary", f"{NAME}.time"))
        row.addStretch(1)
        name = QLineEdit(f"response{status}")
        name.setObjectName(f"{NAME}.sample_name")
        name.setAccessibleName("Name of the sample response")
        row.addWidget(name)
        save = Button("Save as Sample Response", f"{NAME}.save_sample", kind="small")
        save.clicked.connect(lambda: self._keep_sample(name.text(), status, tried.body, save))
        row.addWidget(save)
        return head

    def _keep_sample(self, name: str, status: int, body: str, button: Button) -> None:
        sample = SampleResponse(name=name.strip() or f"response{status}", status=status, body=body)
        self.sample_taken.emit(sample)
        button.setText("Taken over")
        button.setEnabled(False)

    def _show_error(self, error: StudioError) -> None:
        self._send.set_busy(False)
        self._notice(error)
        if (field := self._values.get(error.field or "")) is not None:
            field.setFocus()
        self._into_view()

    def _notice(self, error: StudioError) -> None:
        self._result.addWidget(
            Notice("error", error.message, error.next_step, name=f"{NAME}.problem")
        )

    def _code(self, title: str, text: str, name: str, most: int) -> None:
        from ui.traffic.code import body

        self._result.addWidget(Text(title, "label"))
        if not text:
            self._result.addWidget(Text("None", "secondary", name))
            return
        shown = NumberedCode(body(text, ""), self._context.theme, "json", name, title)
        shown.setReadOnly(True)
        shown.show_lines(most)
        self._result.addWidget(shown)

    def _into_view(self) -> None:
        first = self._result.itemAt(0)
        widget = first.widget() if first is not None else None
        if widget is not None:
            self.ensureWidgetVisible(widget, 0, 24)


def _harmless(node: Service) -> bool:
    return node.request.method == "GET" or node.request.reads


def _lasted(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms" if milliseconds >= 1 else "under 1 ms"
