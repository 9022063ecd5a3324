"""Add Response: a sample response of a service (fact sheet xo-platform 1.11)."""

from __future__ import annotations

import json

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.dialogs import edits
from studio.dialogs.definitions import SampleResponse, Service
from ui.controls import Button, CheckBox, DialogSheet, Segments, Text
from ui.dialogs.code import NumberedCode
from ui.dialogs.editing import Editing
from ui.theme.theme import Theme

SIZE = (620, 520)
NAME = "dialog.response"
KINDS = [("json", "JSON"), ("raw", "RAW")]
replace = msgspec.structs.replace


class AddResponse(DialogSheet):
    """One sample response: its name, its status, and what it carries.

    Args:
        sample: The one that is to be changed; None adds one.
    """

    def __init__(
        self,
        host: QWidget,
        editing: Editing,
        node: Service,
        sample: SampleResponse | None,
        theme: Theme,
    ) -> None:
        title = "Add Response" if sample is None else "Sample Response"
        super().__init__(host, NAME, title, node.name)
        self._editing = editing
        self._node = node
        self._sample = sample
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        first = sample or SampleResponse(
            name=self._free_name(), status=200, default=not node.sample_responses
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        self._name = self._field("Name", "name", first.name, row, 3)
        self._status = self._field("Status", "status", str(first.status), row, 1)
        self.body.addLayout(row)
        self._kind = Segments(f"{NAME}.type", "Type", KINDS)
        self._kind.show_choice("json" if _is_json(first.body) else "raw")
        self._kind.chosen.connect(lambda key: self._look())
        self.body.addWidget(self._kind)
        self._body = NumberedCode(first.body, theme, "json", f"{NAME}.body", "Body")
        self.body.addWidget(self._body, 1)
        self._remark = Text("", "small", f"{NAME}.remark")
        self._remark.setProperty("tone", "error")
        self._remark.hide()
        self.body.addWidget(self._remark)
        self._default = CheckBox("Default response", f"{NAME}.default")
        self._default.setChecked(first.default)
        self.body.addWidget(self._default)
        if sample is not None:
            away = self.add_button(Button("Remove", f"{NAME}.remove", kind="danger"))
            away.clicked.connect(self._remove)
        save = self.add_button(Button("Save", f"{NAME}.save", kind="primary"))
        save.clicked.connect(self._save)

    def _field(self, title: str, name: str, text: str, row: QHBoxLayout, share: int) -> QLineEdit:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(Text(title, "label"))
        field = QLineEdit(text)
        field.setObjectName(f"{NAME}.{name}")
        field.setAccessibleName(title)
        column.addWidget(field)
        row.addLayout(column, share)
        return field

    def _free_name(self) -> str:
        taken = {one.name for one in self._node.sample_responses}
        number = len(taken) + 1
        while f"sampleResponse{number}" in taken:
            number += 1
        return f"sampleResponse{number}"

    def _look(self) -> str:
        """What is wrong with what was entered; empty when nothing is."""
        others = {one.name for one in self._node.sample_responses if one is not self._sample}
        name, status = self._name.text().strip(), self._status.text().strip()
        self._body.mark_line(0)
        wrong = ""
        if not name or name in others:
            wrong = "Enter a name that no other sample response has."
        elif not (status.isascii() and status.isdigit() and 100 <= int(status[:4]) <= 599):
            wrong = "Enter a status from 100 to 599."
        elif self._kind.current == "json" and self._body.toPlainText().strip():
            wrong = self._json_error()
        self._remark.setText(wrong)
        self._remark.setVisible(bool(wrong))
        return wrong

    def _json_error(self) -> str:
        try:
            json.loads(self._body.toPlainText())
        except json.JSONDecodeError as error:
            self._body.mark_line(error.lineno)
            return f"The body is no JSON: {error.msg} in line {error.lineno}. Mend it, or take RAW."
        except RecursionError:
            return "The body is nested too deeply. Take RAW."
        return ""

    def _save(self) -> None:
        if self._look():
            return
        default = self._default.isChecked()
        fresh = SampleResponse(
            name=self._name.text().strip(),
            status=int(self._status.text()),
            body=self._body.toPlainText().strip(),
            default=default,
        )
        kept = [
            fresh if one is self._sample else replace(one, default=one.default and not default)
            for one in self._node.sample_responses
        ]
        if self._sample is None:
            kept.append(fresh)
        self._put(tuple(kept), f"Keep {fresh.name} of {self._node.name}")

    def _remove(self) -> None:
        rest = tuple(one for one in self._node.sample_responses if one is not self._sample)
        assert self._sample is not None
        self._put(rest, f"Remove {self._sample.name} of {self._node.name}")

    def _put(self, samples: tuple[SampleResponse, ...], words: str) -> None:
        node = replace(self._node, sample_responses=samples)
        changed = edits.change_node(self._editing.dialog, node.name, node)
        self._editing.change(changed, words)
        self.accept()


def _is_json(text: str) -> bool:
    try:
        return json.loads(text or "null") is not NotImplemented
    except (ValueError, RecursionError):
        return False
