"""The request of a service node, whole, and trying it against the current environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from studio.dialogs.definitions import Dialog, Service
from studio.dialogs.placeholders import Placeholder, placeholders, sample_value
from studio.errors import StudioError
from ui.background import Task
from ui.controls import (
    Button,
    DialogSheet,
    FieldRow,
    Mono,
    Notice,
    Pill,
    ScrollColumn,
    Tabs,
    Text,
)
from ui.controls.scroll_column import let_go_all
from ui.dialogs.code import NumberedCode
from ui.dialogs.words import breakable
from ui.place import Context

if TYPE_CHECKING:
    from studio.dialogs.trying import Tried

SIZE = (760, 640)
LANE = "dialogs.trying"
NAME = "dialog.request"
WHERE = {"sandbox": "the sandbox", "live": "Live"}


class RequestSheet(DialogSheet):
    """Tabs Auth, Headers, Body and Test Request, as the platform's Define Request has them."""

    def __init__(self, host: QWidget, dialog: Dialog, node: Service, context: Context) -> None:
        super().__init__(host, NAME, f"Request of {node.name}", dialog.name)
        self._dialog = dialog
        self._node = node
        self._context = context
        self._task: Task[Tried] | None = None
        self._values: dict[str, QLineEdit] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        self.body.addLayout(self._address())
        self._tabs = Tabs(NAME, inset=0)
        self._tabs.add("auth", "Auth", self._auth())
        self._tabs.add("headers", "Headers", self._headers())
        self._tabs.add("body", "Body", self._body())
        self._tabs.add("test", "Test Request", self._test())
        self.body.addWidget(self._tabs)
        self.body.addWidget(self._tabs.pages, 1)
        self._send = self.add_button(Button("Test", f"{NAME}.test", kind="primary"))
        self._send.clicked.connect(self._try)
        self.footer_text.setObjectName(f"{NAME}.foot")
        self.footer_text.setText(self._foot())

    def _address(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(Pill(self._node.request.method, "ok", f"{NAME}.method"))
        row.addWidget(Mono(breakable(self._node.request.path), f"{NAME}.url"), 1)
        return row

    def _auth(self) -> QWidget:
        page = ScrollColumn((0, 14, 0, 0), 8)
        words = "The token of the integration's account is added when the request is sent."
        page.column.addWidget(Text(words))
        words = "It is not shown here, and never kept with the dialog."
        page.column.addWidget(Text(words, "secondary"))
        return page

    def _headers(self) -> QWidget:
        page = ScrollColumn((0, 14, 0, 0), 8)
        for name, value in self._node.request.headers.items():
            page.column.addWidget(FieldRow(name, value))
        if not self._node.request.headers:
            page.column.addWidget(Text("No headers of its own.", "secondary"))
        return page

    def _body(self) -> QWidget:
        text = self._node.request.body.strip()
        if not text:
            page = ScrollColumn((0, 14, 0, 0), 8)
            page.column.addWidget(Text("This request has no body.", "secondary"))
            return page
        code = NumberedCode(text, self._context.theme, "json", f"{NAME}.body", "Body")
        code.setReadOnly(True)
        return _padded(code)

    def _test(self) -> QWidget:
        page = ScrollColumn((0, 14, 12, 4), 10)
        self._results = page
        found = placeholders(self._dialog, self._node.request)
        if found:
            page.column.addWidget(Text("Values for this test", "label"))
        for one in found:
            page.column.addWidget(self._value(one))
        if not found:
            page.column.addWidget(Text("This request takes nothing from the context.", "secondary"))
        self._result = QVBoxLayout()
        self._result.setSpacing(10)
        page.column.addLayout(self._result)
        return page

    def _value(self, one: Placeholder) -> QWidget:
        field = QLineEdit(sample_value(self._dialog, one.path))
        field.setObjectName(f"{NAME}.value.{one.path}")
        field.setAccessibleName(f"Value of context.{one.path}")
        self._values[one.path] = field
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Mono(f"context.{one.path}"))
        column.addWidget(field)
        if not one.known:
            words = f"Nothing in {self._dialog.name} gives context.{one.path} a value."
            note = Text(words, "small", f"{NAME}.unknown.{one.path}")
            note.setProperty("tone", "warn")
            column.addWidget(note)
        return box

    def _foot(self) -> str:
        where = WHERE.get(self._context.studio.environment.name, "the environment")
        request = self._node.request
        if request.method == "GET" or request.reads:
            return f"Test sends this to {where}. It changes nothing there."
        return f"Test really sends this {request.method} to {where}, and changes records there."

    def _try(self) -> None:
        self._tabs.show_tab("test")
        let_go_all(self._result)
        self._send.set_busy(True, "Testing…")
        values = {path: field.text() for path, field in self._values.items()}
        studio, dialog, node = self._context.studio, self._dialog, self._node

        def work(task: Task[Tried]) -> Tried:
            return studio.trials.request(dialog, node, values)

        self._task = self._context.background.run(
            work, done=self._show, failed=self._show_error, owner=self, lane=LANE
        )

    def _show(self, tried: Tried) -> None:
        self._send.set_busy(False)
        if tried.status is not None:
            good = 200 <= tried.status < 300
            head = QWidget()
            row = QHBoxLayout(head)
            row.setContentsMargins(0, 6, 0, 0)
            row.setSpacing(10)
            row.addWidget(Pill(str(tried.status), "ok" if good else "error", f"{NAME}.status"))
            if tried.elapsed_ms is not None:
                row.addWidget(Text(_lasted(tried.elapsed_ms), "secondary", f"{NAME}.time"))
            row.addStretch(1)
            self._result.addWidget(head)
        if tried.failure is not None:
            self._notice(tried.failure)
        if tried.status is not None:
            self._code("Body", tried.body or "", f"{NAME}.response_body", 12)
            lines = "\n".join(f"{key}: {value}" for key, value in tried.headers.items())
            self._code("Headers", lines, f"{NAME}.response_headers", 8)
        self._into_view()

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
            self._results.ensureWidgetVisible(widget, 0, 24)


def _lasted(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms" if milliseconds >= 1 else "under 1 ms"


def _padded(code: QPlainTextEdit) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 14, 0, 0)
    column.addWidget(code)
    return page
