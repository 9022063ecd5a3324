"""The dialog Test Authorization: what a test needs beside the profile."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from studio.authorization.profiles.fields import Cell, Field
from studio.authorization.profiles.values import Profile
from ui.authorization_profiles.block import FieldBlock
from ui.authorization_profiles.remarks import Remark
from ui.controls import Button, DialogSheet, ScrollColumn

WIDTH = 480
TALLEST = 640


class TestDialog(DialogSheet):
    """Asks for what is needed; accepted when all of it is there. Nothing of it is kept."""

    __test__ = False

    def __init__(
        self,
        parent: QWidget,
        profile: Profile,
        fields: tuple[Field, ...],
        given: Mapping[str, Cell],
    ) -> None:
        super().__init__(
            parent, "profiles.test_dialog", "Test Authorization", f"{profile.name} is asked once."
        )
        self._blocks: dict[str, FieldBlock] = {}
        scroll = ScrollColumn(margins=(0, 2, 0, 2), spacing=14)
        self.body.addWidget(scroll, 1)
        for field in fields:
            block = FieldBlock(field, f"profiles.test.{field.id}", field.id)
            block.show_value(given.get(field.id) or field.empty)
            block.edited.connect(self._edited)
            self._blocks[field.id] = block
            scroll.column.addWidget(block)
        self.footer_text.setText("What you enter is sent once and kept nowhere.")
        cancel = self.add_button(Button("Cancel", "profiles.test_dialog.cancel"))
        cancel.clicked.connect(self.reject)
        test = self.add_button(Button("Test", "profiles.test_dialog.test", kind="primary"))
        test.clicked.connect(self._press)
        content = scroll.widget()
        wanted = (content.sizeHint().height() if content is not None else 0) + 170
        room = max(420, parent.height() - 60)
        self.resize(WIDTH, min(wanted, TALLEST, room))
        QTimer.singleShot(0, self, self._begin)

    def given(self) -> dict[str, Cell]:
        """What was entered, by field id."""
        found: dict[str, Cell] = {}
        for field_id, block in self._blocks.items():
            value = block.value()
            if isinstance(value, str | bool):
                found[field_id] = value
        return found

    def _begin(self) -> None:
        empty = (b for b in self._blocks.values() if not b.value() and b.field.kind != "switch")
        block = next(empty, None)
        if block is not None:
            block.take_focus()

    def _press(self) -> None:
        first: FieldBlock | None = None
        for block in self._blocks.values():
            missing = block.field.required and not str(block.value()).strip()
            label = block.field.label
            block.show_remarks(
                (Remark(block.path, "error", f"{label} is missing.", f"Enter the {label}."),)
                if missing
                else ()
            )
            if missing and first is None:
                first = block
        if first is None:
            self.accept()
        else:
            first.take_focus()

    def _edited(self, path: str) -> None:
        self._blocks[path].show_remarks(())
