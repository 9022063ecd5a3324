"""The form of a mechanism, drawn from its fields."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.authorization.profiles.fields import Field, Value, Values
from studio.authorization.profiles.mechanisms import OAUTH_V2, Mechanism
from ui.authorization_profiles.block import FieldBlock
from ui.authorization_profiles.fold import Fold
from ui.authorization_profiles.list_block import ListBlock
from ui.authorization_profiles.remarks import Remark
from ui.controls import Button

PREFIX = "profiles.field"


class Form(QWidget):
    """Fields in the order of the mechanism; each section of it can be folded away.

    Signals:
        entered: Path, and the whole value of the field.
        left: Path.
        pasted: Path, and what stands there now.
        mend_asked: A remark whose repair was pressed.
        compose_asked: *Compose…* under Scope.
    """

    entered = Signal(str, object)
    left = Signal(str)
    pasted = Signal(str, str)
    mend_asked = Signal(object)
    compose_asked = Signal()

    def __init__(self, mechanism: Mechanism) -> None:
        super().__init__()
        self.mechanism = mechanism
        self._blocks: dict[str, FieldBlock | ListBlock] = {}
        self._folds: dict[str, Fold] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        for field in mechanism.fields:
            self._add(field)

    def show_values(self, values: Values, callback_url: str) -> None:
        """Hold these; parts that hold something are unfolded."""
        for field_id, block in self._blocks.items():
            value = values.get(field_id, block.field.empty)
            block.show_value(callback_url if field_id == "callback_url" else value)
        self._show_wanted(values)
        for section, fold in self._folds.items():
            inside = [field for field in self.mechanism.fields if field.section == section]
            fold.unfold(fold.unfolded or any(values.get(field.id) for field in inside))

    def show_remarks(self, remarks: Iterable[Remark]) -> None:
        """Say these, each beside its field."""
        by_field: dict[str, list[Remark]] = {}
        for remark in remarks:
            by_field.setdefault(remark.field.partition(".")[0], []).append(remark)
        for field_id, block in self._blocks.items():
            mine = tuple(by_field.get(field_id, ()))
            block.show_remarks(mine)
            if any(one.severity == "error" for one in mine) and block.field.section in self._folds:
                self._folds[block.field.section].unfold()

    def take_focus(self, path: str = "") -> QWidget | None:
        """Lead the keyboard to a field, unfolding it; to the first one that can be filled in."""
        field_id = path.partition(".")[0]
        block = self._blocks.get(field_id)
        if block is None:
            block = next((one for one in self._blocks.values() if not one.field.read_only), None)
        if block is None:
            return None
        if block.field.section in self._folds:
            self._folds[block.field.section].unfold()
        block.take_focus(path)
        return block

    def value_of(self, field_id: str) -> Value:
        """What a field holds."""
        return self._blocks[field_id].value()

    def _add(self, field: Field) -> None:
        name = f"{PREFIX}.{field.id}"
        block: FieldBlock | ListBlock = (
            ListBlock(field, name) if field.many else FieldBlock(field, name, field.id)
        )
        block.edited.connect(self._edited)
        block.left.connect(self.left)
        block.pasted.connect(self.pasted)
        block.mend_asked.connect(self.mend_asked)
        self._blocks[field.id] = block
        if isinstance(block, ListBlock) and field.id == "scope" and self.mechanism.id == OAUTH_V2:
            compose = Button("Compose…", f"{name}.compose", kind="small")
            compose.setToolTip("The smallest set of scopes for the templates you want.")
            compose.clicked.connect(self.compose_asked)
            block.add_button(compose)
        if not field.section:
            self._column.addWidget(block)
            return
        if field.section not in self._folds:
            key = field.section.lower().replace(" ", "_")
            fold = self._folds[field.section] = Fold(field.section, f"profiles.section.{key}")
            self._column.addWidget(fold)
        self._folds[field.section].column.addWidget(block)

    def _edited(self, path: str) -> None:
        field_id = path.partition(".")[0]
        self.entered.emit(path, self._blocks[field_id].value())
        if self._blocks[field_id].field.kind == "switch" or self._blocks[field_id].field.many:
            self._show_wanted({name: block.value() for name, block in self._blocks.items()})

    def _show_wanted(self, values: Values) -> None:
        """Fields that a switch brings are there while it is on; folds say what is in them."""
        wanted = {field.id for field in self.mechanism.shown(values)}
        for field_id, block in self._blocks.items():
            block.setVisible(field_id in wanted)
        for section, fold in self._folds.items():
            inside = [field for field in self.mechanism.fields if field.section == section]
            fold.show_note(_note(inside, values))


def _note(fields: list[Field], values: Values) -> str:
    first = values.get(fields[0].id)
    if fields[0].many:
        return str(len(first)) if isinstance(first, tuple) and first else "none"
    return "yes" if first is True else "no"
