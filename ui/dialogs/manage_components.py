"""Manage Components: each component, its type, and the dialog tasks that use it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.dialogs.components import ComponentUse
from studio.errors import StudioError
from ui.background import Task
from ui.controls import (
    Button,
    DialogSheet,
    FlowLayout,
    IconButton,
    Notice,
    Pill,
    Question,
    Rule,
    ScrollColumn,
    Select,
    Skeleton,
    Text,
)
from ui.place import Context

NAME = "dialogs.components"
SIZE = QSize(760, 640)
TYPES = {
    "": "All types",
    "intent": "Intent",
    "entity": "Entity",
    "service": "Service",
    "script": "Script",
    "message": "Message",
}


class ManageComponents(DialogSheet):
    """The list of components, to be searched.

    Signals:
        dialog_asked: A dialog task's id, and the name of the component in it.
    """

    dialog_asked = Signal(str, str)

    def __init__(self, host: QWidget, context: Context) -> None:
        super().__init__(
            host, NAME, "Manage Components", "What dialog tasks are made of, and where it is used."
        )
        self._context = context
        self._rows: list[_Row] = []
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(SIZE.boundedTo(host.window().size() - QSize(48, 48)))
        row = QHBoxLayout()
        row.setSpacing(10)
        self._search = QLineEdit()
        self._search.setObjectName(f"{NAME}.search")
        self._search.setAccessibleName("Search components")
        self._search.setPlaceholderText("Search")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(lambda text: self._filter())
        row.addWidget(self._search, 1)
        self._type = Select(f"{NAME}.type", "Type", TYPES.items())
        self._type.show_choice("")
        self._type.chosen.connect(lambda key: self._filter())
        row.addWidget(self._type)
        self.body.addLayout(row)
        self._list = ScrollColumn((0, 0, 12, 0), 0, f"{NAME}.list")
        self._list.column.addWidget(Skeleton(6))
        self.body.addWidget(self._list, 1)
        self._none = Text("No component fits.", "secondary", f"{NAME}.none")
        self._none.hide()
        self.body.addWidget(self._none)
        self._search.setFocus()
        self._load()

    def _load(self) -> None:
        studio = self._context.studio
        self._context.background.run(
            lambda task: studio.components.list(),
            done=self._show,
            failed=self._show_error,
            owner=self,
        )

    def _show(self, components: tuple[ComponentUse, ...]) -> None:
        self._list.clear()
        self._rows.clear()
        for one in components:
            row = _Row(one)
            row.dialog_asked.connect(self._lead)
            row.delete_asked.connect(self._ask)
            self._rows.append(row)
            self._list.column.addWidget(row)
        self._filter()

    def _filter(self) -> None:
        wanted, kind = self._search.text().strip().casefold(), self._type.current
        found = 0
        for row in self._rows:
            fits = wanted in row.use.name.casefold() and kind in ("", row.use.type)
            row.setVisible(fits)
            found += fits
        self._none.setVisible(not found)
        self.footer_text.setText("1 component" if found == 1 else f"{found} components")

    def _lead(self, dialog_id: str, name: str) -> None:
        self.accept()
        self.dialog_asked.emit(dialog_id, name)

    def _ask(self, use: ComponentUse) -> None:
        question = Question(
            self,
            f"{NAME}.delete",
            f"Delete {use.name}?",
            ("No dialog task uses it. This cannot be undone.",),
        )
        question.accepted.connect(partial(self._delete, use))
        question.open()

    def _delete(self, use: ComponentUse) -> None:
        studio = self._context.studio

        def work(task: Task[None]) -> None:
            studio.components.delete(use.id)

        self._context.background.run(
            work, done=lambda _: self._load(), failed=self._show_error, owner=self, keeps=True
        )

    def _show_error(self, error: StudioError) -> None:
        self._list.clear()
        self._rows.clear()
        self._list.column.addWidget(
            Notice("error", error.message, error.next_step, name=f"{NAME}.problem")
        )


class _Row(QWidget):
    dialog_asked = Signal(str, str)
    delete_asked = Signal(object)

    def __init__(self, use: ComponentUse) -> None:
        super().__init__()
        self.use = use
        name = f"{NAME}.{use.id}"
        self.setObjectName(name)
        self.setAccessibleName(use.name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 10)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Text(use.name, "strong", wrap=False))
        head.addWidget(Pill(TYPES.get(use.type, use.type)))
        if use.shared:
            head.addWidget(Pill("Shared", "accent", f"{name}.shared"))
        head.addStretch(1)
        if not use.used_by:
            away = IconButton(f"Delete {use.name}", f"{name}.delete", "trash")
            away.clicked.connect(lambda: self.delete_asked.emit(use))
            head.addWidget(away)
        column.addLayout(head)
        if use.used_by:
            column.addWidget(self._users(name))
        else:
            column.addWidget(Text("Not used by any dialog task", "secondary"))
        column.addWidget(Rule())

    def _users(self, name: str) -> QWidget:
        users = QWidget()
        flow = FlowLayout(users)
        for number, dialog in enumerate(self.use.used_by):
            link = Button(dialog.name, f"{name}.used_by.{number}", kind="link")
            link.setAccessibleName(f"Open {dialog.name} at {self.use.name}")
            link.clicked.connect(partial(self.dialog_asked.emit, dialog.id, self.use.name))
            flow.addWidget(link)
        return users
