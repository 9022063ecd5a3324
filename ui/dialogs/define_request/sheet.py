"""Define Request: method, URL, Auth, Headers, Body and Test Request (xo-platform 1.10)."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.dialogs import edits
from studio.dialogs.completion import known_paths
from studio.dialogs.definitions import Request, SampleResponse, Service
from studio.dialogs.placeholders import placeholders
from studio.dialogs.requests import METHODS, WITH_BODY, BodyError, check_body, read_url, reads
from studio.errors import StudioError
from ui.controls import Button, DialogSheet, Notice, ScrollColumn, Segments, Select, Tabs, Text
from ui.controls.scroll_column import let_go
from ui.dialogs.completing import CompletedCode, Completing
from ui.dialogs.define_request.headers import HeaderRows
from ui.dialogs.define_request.trial import Trial
from ui.dialogs.editing import Editing
from ui.place import Context

SIZE = (780, 680)
NAME = "dialog.request"
QUIET_MS = 250
replace = msgspec.structs.replace


class DefineRequest(DialogSheet):
    """The request of one service node, to be changed and tried."""

    def __init__(self, host: QWidget, editing: Editing, node: Service, context: Context) -> None:
        super().__init__(host, NAME, f"Define Request for {node.name}", editing.dialog.name)
        self._editing = editing
        self._node = node
        self._context = context
        self._samples = node.sample_responses
        self._question: Notice | None = None
        self._paths = known_paths(editing.dialog)
        connector = editing.dialog.connector_id
        live = context.studio.environment.endpoints(connector, "crm", environment="live")
        self._api = live.api
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        self._build()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._look)
        for changed in (self._url.textChanged, self._body.textChanged, self._headers.changed):
            changed.connect(self._quiet.start)
        self._method.chosen.connect(lambda key: self._look())
        self._before = self._state()
        self._look()

    def reject(self) -> None:
        """Cancel; asked once more when something was entered."""
        if self._state() == self._before or self._question is not None:
            super().reject()
            return
        leave = Button("Discard changes", f"{NAME}.discard", kind="small")
        leave.clicked.connect(lambda: super(DefineRequest, self).reject())
        words = "Press Save to keep what you changed, or discard it."
        self._question = Notice(
            "warn", "The request is not saved.", words, name=f"{NAME}.unsaved", action=leave
        )
        self.body.insertWidget(0, self._question)

    def _build(self) -> None:
        self.body.addLayout(self._address())
        self._url_remark = self._remark("url")
        self._unknown = Text("", "small", f"{NAME}.unknown")
        self._unknown.setProperty("tone", "warn")
        self._unknown.hide()
        self.body.addWidget(self._unknown)
        self._tabs = Tabs(NAME, inset=0)
        self._tabs.add("auth", "Auth", self._auth_page())
        self._headers = HeaderRows(self._node.request.headers, self._paths)
        page = ScrollColumn((0, 0, 0, 0), 8)
        page.column.addWidget(self._headers)
        self._tabs.add("headers", "Headers", page)
        self._tabs.add("body", "Body", self._body_page())
        self._trial = Trial(self._editing.dialog, self._context, self.draft)
        self._trial.sample_taken.connect(self._take_sample)
        self._tabs.add("test", "Test Request", self._trial)
        self._tabs.chosen.connect(lambda key: self._trial.look() if key == "test" else None)
        self.body.addWidget(self._tabs)
        self.body.addWidget(self._tabs.pages, 1)
        cancel = self.add_button(Button("Cancel", f"{NAME}.cancel", kind="secondary"))
        cancel.clicked.connect(self.reject)
        self._save = self.add_button(Button("Save", f"{NAME}.save", kind="primary"))
        self._save.clicked.connect(self._keep)

    def draft(self) -> Service:
        """The service node as it is typed. Raises StudioError for what cannot be sent."""
        request = self._node.request
        method: Any = self._method.current
        path = read_url(self._url.text(), self._api)
        body = self._body.toPlainText() if method in WITH_BODY else ""
        check_body(body)
        same = (method, path.partition("?")[0]) == (request.method, request.path.partition("?")[0])
        return replace(
            self._node,
            auth=self._auth.current == "integration",
            sample_responses=self._samples,
            request=Request(
                method=method,
                path=path,
                headers=self._headers.headers(),
                body=body if body.strip() else "",
                reads=request.reads if same else reads(method, path),
            ),
        )

    def _address(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._method = Select(f"{NAME}.method", "Method", [(one, one) for one in METHODS])
        self._method.show_choice(self._node.request.method)
        self._method.setFixedWidth(110)
        row.addWidget(self._method)
        path = self._node.request.path
        self._url = QLineEdit(f"{self._api}{path}" if path else "")
        self._url.setObjectName(f"{NAME}.url")
        self._url.setAccessibleName("Request URL")
        self._url.setPlaceholderText(f"{self._api}/…")
        self._url.setCursorPosition(0)
        Completing(self._url, self._paths)
        row.addWidget(self._url, 1)
        return row

    def _remark(self, name: str) -> Text:
        remark = Text("", "small", f"{NAME}.{name}.remark")
        remark.setProperty("tone", "error")
        remark.hide()
        self.body.addWidget(remark)
        return remark

    def _auth_page(self) -> QWidget:
        page = ScrollColumn((0, 14, 0, 0), 10)
        choices = [("integration", "Account of the integration"), ("none", "None")]
        self._auth = Segments(f"{NAME}.auth", "Auth", choices)
        self._auth.show_choice("integration" if self._node.auth else "none")
        page.column.addWidget(self._auth)
        words = "The token of the integration's account is added when the request is sent."
        page.column.addWidget(Text(words))
        words = "It is not shown here, and never kept with the dialog."
        page.column.addWidget(Text(words, "secondary"))
        return page

    def _body_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(6)
        self._no_body = Text("", "secondary", f"{NAME}.no_body")
        column.addWidget(self._no_body)
        self._kind = Text("application/json", "secondary")
        column.addWidget(self._kind)
        text = self._node.request.body.strip("\n")
        theme = self._context.theme
        self._body = CompletedCode(text, theme, "json", f"{NAME}.body", "Body")
        Completing(self._body, self._paths)
        column.addWidget(self._body, 1)
        self._body_remark = Text("", "small", f"{NAME}.body.remark")
        self._body_remark.setProperty("tone", "error")
        self._body_remark.hide()
        column.addWidget(self._body_remark)
        return page

    def _state(self) -> tuple[object, ...]:
        """All that was entered, valid or not."""
        headers = self._headers.texts()
        entered = (self._method.current, self._url.text(), self._body.toPlainText())
        return (*entered, *headers, self._auth.current, self._samples)

    def _look(self) -> None:
        """Say beside each field what is wrong, and which placeholders nothing gives a value."""
        sends = self._method.current in WITH_BODY
        self._no_body.setText("" if sends else f"{self._method.current} sends no body.")
        self._no_body.setVisible(not sends)
        self._body.setVisible(sends)
        self._kind.setVisible(sends)
        self._url_remark.hide()
        self._body_remark.hide()
        self._mark_body(0)
        try:
            node = self.draft()
        except BodyError as error:
            self._mark_body(error.line)
            self._say(self._body_remark, error)
        except StudioError as error:
            if error.field == "url" and (self._url.text() or self._url.isModified()):
                self._say(self._url_remark, error)
        else:
            self._say_unknown(node)
        if self._tabs.current == "test":
            self._trial.look()

    def _mark_body(self, line: int) -> None:
        cursor = self._body.textCursor()
        self._body.mark_line(line)
        self._body.setTextCursor(cursor)

    def _say(self, remark: Text, error: StudioError) -> None:
        remark.setText(f"{error.message} {error.next_step}")
        remark.show()

    def _say_unknown(self, node: Service) -> None:
        dialog = self._editing.dialog
        unknown = [one.path for one in placeholders(dialog, node.request) if not one.known]
        names = " or ".join(f"context.{path}" for path in unknown)
        self._unknown.setText(f"Nothing in {dialog.name} gives a value to {names}.")
        self._unknown.setVisible(bool(unknown))

    def _take_sample(self, sample: SampleResponse) -> None:
        first = not any(one.default for one in self._samples)
        others = tuple(one for one in self._samples if one.name != sample.name)
        self._samples = (*others, replace(sample, default=first))

    def _keep(self) -> None:
        self._quiet.stop()
        try:
            node = self.draft()
        except StudioError as error:
            self._show_what_is_wrong(error)
            return
        changed = edits.change_node(self._editing.dialog, self._node.name, node)
        self._editing.change(changed, f"Change the request of {node.name}")
        self._editing.save()
        self.accept()

    def _show_what_is_wrong(self, error: StudioError) -> None:
        self._look()
        if error.field == "url":
            self._say(self._url_remark, error)
            self._url.setFocus()
        elif error.field in ("body", "headers"):
            self._tabs.show_tab(error.field)
        if self._question is not None:
            let_go(self._question)
            self._question = None
