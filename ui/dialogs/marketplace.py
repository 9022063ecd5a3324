"""Marketplace: integrations by category, and their action templates (xo-platform 1.7)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from studio.actions import Action
from studio.dialogs.installing import TemplateSummary
from studio.errors import StudioError
from ui.background import Task
from ui.controls import (
    Button,
    CardButton,
    DialogSheet,
    Notice,
    Pill,
    ScrollColumn,
    Segments,
    Skeleton,
    Text,
)
from ui.place import Context
from ui.theme.icons import svg_pixmap

NAME = "marketplace"
SIZE = QSize(760, 600)
ICON = QSize(32, 32)
_Found = tuple[tuple[Action, ...], dict[str, tuple[TemplateSummary, ...]], dict[str, bytes]]


class Marketplace(DialogSheet):
    """Every integration there is; the way to the templates of those that are configured.

    Signals:
        templates_asked: The `Action` whose templates are wanted.
    """

    templates_asked = Signal(object)

    def __init__(self, host: QWidget, context: Context) -> None:
        super().__init__(
            host, NAME, "Marketplace", "Integrations, and the dialog tasks that come with them."
        )
        self._context = context
        self._found: _Found | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(SIZE.boundedTo(host.window().size() - QSize(48, 48)))
        self._row = QHBoxLayout()
        self._row.setSpacing(10)
        self._search = QLineEdit()
        self._search.setObjectName(f"{NAME}.search")
        self._search.setAccessibleName("Search integrations and templates")
        self._search.setPlaceholderText("Search integrations and templates")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(lambda text: self._fill())
        self._row.addWidget(self._search, 1)
        self.body.addLayout(self._row)
        self._categories: Segments | None = None
        self._list = ScrollColumn((0, 0, 12, 0), 10, f"{NAME}.list")
        self._list.column.addWidget(Skeleton(4))
        self.body.addWidget(self._list, 1)
        self._search.setFocus()
        self._load()

    def _load(self) -> None:
        studio = self._context.studio

        def work(task: Task[_Found]) -> _Found:
            actions = studio.actions.list()
            ids = [action.connector_id for action in actions]
            templates = {id: studio.templates.for_connector(id) for id in ids}
            return actions, templates, {id: studio.catalogue.icon(id) for id in ids}

        self._context.background.run(work, done=self._show, failed=self._show_error, owner=self)

    def _show(self, found: _Found) -> None:
        self._found = found
        names = dict.fromkeys(one.category for one in found[0])
        choices = [("", "All"), *((name, name) for name in names)]
        self._categories = Segments(f"{NAME}.category", "Categories", choices)
        self._categories.show_choice("")
        self._categories.chosen.connect(lambda key: self._fill())
        self._row.addWidget(self._categories)
        self._fill()

    def _fill(self) -> None:
        if self._found is None or self._categories is None:
            return
        actions, templates, icons = self._found
        wanted = self._search.text().strip().casefold()
        category = self._categories.current
        self._list.clear()
        shown = 0
        for action in actions:
            its = action.category
            own = templates[action.connector_id]
            words = f"{action.name} {action.description} {its}".casefold()
            named = [one for one in own if wanted and wanted in one.name.casefold()]
            if category not in ("", its) or not (wanted in words or named):
                continue
            shown += 1
            card = _Integration(action, own, icons[action.connector_id], named)
            card.clicked.connect(partial(self._open, action))
            self._list.column.addWidget(card)
        if not shown:
            none = "No integration and no template has this in its name."
            self._list.column.addWidget(Text(none, "secondary", f"{NAME}.none"))
        self._list.column.addStretch(1)

    def _open(self, action: Action) -> None:
        if not action.configured:
            self._say_not_configured(action)
            return
        self.accept()
        self.templates_asked.emit(action)

    def _say_not_configured(self, action: Action) -> None:
        go = Button("Go to Actions", f"{NAME}.go_to_actions", kind="small")
        go.clicked.connect(self._go_to_actions)
        notice = Notice(
            "warn",
            f"{action.name} is not configured",
            "Its templates can be installed once it is: authorize and enable it first.",
            name=f"{NAME}.not_configured",
            action=go,
        )
        self._fill()
        self._list.column.insertWidget(0, notice)
        go.setFocus()

    def _go_to_actions(self) -> None:
        self.accept()
        self._context.navigate("actions")

    def _show_error(self, error: StudioError) -> None:
        self._list.clear()
        self._list.column.addWidget(
            Notice("error", error.message, error.next_step, name=f"{NAME}.problem")
        )


class _Integration(CardButton):
    """One integration: whether it is configured, and how many templates it brings."""

    def __init__(
        self,
        action: Action,
        templates: tuple[TemplateSummary, ...],
        icon: bytes,
        named: list[TemplateSummary],
    ) -> None:
        super().__init__(f"{NAME}.{action.connector_id}", action.name, 16, 4)
        row = QHBoxLayout()
        row.setSpacing(14)
        picture = QLabel()
        picture.setPixmap(svg_pixmap(icon, ICON, self.devicePixelRatioF()))
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(action.name, "strong"))
        words.addWidget(Text(action.description, "secondary"))
        count = len(templates)
        installed = sum(one.installed for one in templates)
        line = f"{count} action templates, {installed} installed"
        if named:
            line = f"{line}: {', '.join(one.name for one in named)}"
        words.addWidget(Text(line, "small", f"{NAME}.{action.connector_id}.templates"))
        row.addLayout(words, 1)
        if action.configured:
            mark = Pill("Installed", "ok", f"{NAME}.{action.connector_id}.installed")
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(row)
        for label in self.findChildren(QWidget):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
