"""The Integration Templates dialog: every template of an action, to be installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QWidget

from ui.actions.installing import InstallState
from ui.actions.template_row import TemplateRow
from ui.controls import Button, DialogSheet, Notice, Rule, ScrollColumn, Segments, Skeleton, Text

if TYPE_CHECKING:
    from studio.authorization.shortfall import Shortfall

NAME = "integration_templates"
SIZE = QSize(720, 640)


class IntegrationTemplates(DialogSheet):
    """Draws an `InstallState` and says what the person wants.

    Signals:
        install_asked: One template's id.
        install_all_asked, cancel_asked, go_to_dialog_asked: The buttons of those names.
        authorization_asked: *Go to Authorization*, where templates lack scopes.
        install_as_asked: A template's id, and the name it is to have.
        details_asked: The id of an installed template.
        dialog_asked: The id of a dialog task that is to be opened.
    """

    install_asked = Signal(str)
    install_all_asked = Signal()
    cancel_asked = Signal()
    go_to_dialog_asked = Signal()
    authorization_asked = Signal()
    install_as_asked = Signal(str, str)
    details_asked = Signal(str)
    dialog_asked = Signal(str)

    def __init__(self, parent: QWidget, name: str, *, marketplace: bool = False) -> None:
        super().__init__(
            parent,
            NAME,
            "Action Templates" if marketplace else "Integration Templates",
            f"Each template becomes a dialog task that talks to {name}.",
        )
        self._install_words = "Install →" if marketplace else "Install"
        self._rules: list[Rule | None] = []
        self._rows: dict[str, TemplateRow] = {}
        self._notice: Notice | None = None
        self._service = name
        self._short: Notice | None = None
        self._list = ScrollColumn(margins=(0, 0, 12, 0), spacing=0, name=f"{NAME}.list")
        self._list.column.addWidget(Skeleton(6, name=f"{NAME}.loading"))
        self._progress = QProgressBar()
        self._progress.setObjectName(f"{NAME}.progress")
        self._progress.setAccessibleName("Installed templates")
        self._progress.setTextVisible(False)
        self._count = Text("", "secondary", f"{NAME}.count", wrap=False)
        self._cancel = Button("Cancel", f"{NAME}.cancel", kind="small")
        self._cancel.clicked.connect(self.cancel_asked)
        progress = QWidget()
        progress.setFixedHeight(32)  # the height of Cancel, which comes and goes
        line = QHBoxLayout(progress)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self._progress, 1)
        line.addWidget(self._count)
        line.addWidget(self._cancel)
        self.body.addLayout(self._tools())
        self.body.addWidget(progress)
        self.body.addWidget(self._list, 1)
        self._all = self.add_button(Button("Install all", f"{NAME}.install_all", kind="primary"))
        self._all.clicked.connect(self.install_all_asked)
        self._go = self.add_button(Button("Go to Dialog", f"{NAME}.go_to_dialog"))
        self._go.clicked.connect(self.go_to_dialog_asked)
        self.resize(SIZE.boundedTo(parent.window().size() - QSize(48, 48)))

    def lead_to(self, dialog_id: str) -> None:
        """Close, and open a dialog task that was installed."""
        self.accept()
        self.dialog_asked.emit(dialog_id)

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._search = QLineEdit()
        self._search.setObjectName(f"{NAME}.search")
        self._search.setAccessibleName("Search templates")
        self._search.setPlaceholderText("Search")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(lambda text: self._filter())
        row.addWidget(self._search, 1)
        self._category: Segments | None = None
        self._tool_row = row
        return row

    def _filter(self) -> None:
        """Show the templates of the category that have what is searched for."""
        wanted = self._search.text().strip().casefold()
        category = self._category.current if self._category else ""
        found = 0
        for rule, row in zip(self._rules, self._rows.values(), strict=True):
            one = row.template
            words = f"{one.name} {one.description} {one.method}".casefold()
            fits = wanted in words and category in ("", one.category)
            row.setVisible(fits)
            if rule is not None:
                rule.setVisible(fits and found > 0)
            found += fits
        self._none.setVisible(not found)

    def show_state(self, state: InstallState) -> None:
        """Draw everything from one value."""
        if state.templates is not None and not self._rows:
            self._build(state)
        for template in state.templates or ():
            self._rows[template.id].show_template(
                template,
                busy=template.id in state.under_way,
                locked=state.all_running,
                short=state.short,
            )
        self._progress.setRange(0, max(1, state.total))
        self._progress.setValue(state.installed)
        self._count.setText(f"{state.installed} of {state.total}" if state.total else "")
        self._cancel.setVisible(state.all_running)
        self._cancel.setEnabled(not state.stopping)
        self._all.set_busy(False)
        self._all.setEnabled(state.templates is not None)
        self._all.setVisible(not state.complete)
        if state.all_running:
            self._all.set_busy(True, "Stopping…" if state.stopping else "Installing…")
        self._go.set_kind("primary" if state.complete else "secondary")
        self._go.setVisible(state.installed > 0 and not state.all_running)
        self.footer_text.setText(state.said)
        self._show_short(state.short)
        self._show_error(state)
        self._place_focus(state)

    def _show_short(self, short: Shortfall | None) -> None:
        """Said before Install; how the account stands does not change while this is open."""
        if self._short is not None or short is None or not short.templates:
            return
        lead = Button("Go to Authorization", f"{NAME}.authorization", kind="small")
        lead.clicked.connect(self.authorization_asked)
        self._short = Notice(
            "warn", *short_words(short, self._service), name=f"{NAME}.short", action=lead
        )
        self.body.insertWidget(2, self._short)

    def _build(self, state: InstallState) -> None:
        self._list.clear()
        templates = state.templates or ()
        categories = dict.fromkeys(one.category for one in templates if one.category)
        self._category = Segments(
            f"{NAME}.category", "Category", [("", "All"), *((one, one) for one in categories)]
        )
        self._category.show_choice("")
        self._category.chosen.connect(lambda key: self._filter())
        self._tool_row.addWidget(self._category)
        for number, template in enumerate(templates):
            rule = Rule() if number else None
            self._rules.append(rule)
            if rule is not None:
                self._list.column.addWidget(rule)
            row = TemplateRow(template, self._install_words)
            row.install_asked.connect(self.install_asked)
            row.details_asked.connect(self.details_asked)
            self._rows[template.id] = row
            self._list.column.addWidget(row)
        self._none = Text("No template has this.", "secondary", f"{NAME}.none")
        self._list.column.addWidget(self._none)
        self._filter()

    def _place_focus(self, state: InstallState) -> None:
        """Keep the focus on something to press when what had it is gone."""
        focused = self.focusWidget()
        if focused is None or focused is self.close_button or not focused.isVisibleTo(self):
            for button in (self._go, self._all) if state.complete else (self._all,):
                if button.isEnabled() and button.isVisibleTo(self):
                    button.setFocus()
                    return

    def _show_error(self, state: InstallState) -> None:
        if self._notice is not None:
            self.body.removeWidget(self._notice)
            self._notice.deleteLater()
            self._notice = None
        if state.error is not None:
            self._notice = Notice(
                "error",
                state.error.message,
                state.error.next_step,
                name=f"{NAME}.notice",
                action=self._other_name(state),
            )
            self.body.insertWidget(2, self._notice)

    def _other_name(self, state: InstallState) -> Button | None:
        """The way out where another dialog task has the name."""
        if state.taken is None:
            return None
        template, name = state.taken
        button = Button(f"Install as {name}", f"{NAME}.install_as", kind="small")
        button.clicked.connect(lambda: self.install_as_asked.emit(template, name))
        return button


def short_words(short: Shortfall, service: str) -> tuple[str, str]:
    """That templates lack scopes, and what to do about it."""
    count = len(short.templates)
    what = "1 template needs" if count == 1 else f"{count} templates need"
    new = any(scope.name not in short.asked for scope, _ in short.scopes)
    if not short.granted:
        return (
            f"{what} more than the profile asks for",
            f"They can be installed, but {service} will refuse their calls. Add the scopes to the "
            "profile first.",
        )
    mend = "Add the scopes to the profile and authorize again" if new else "Authorize again"
    return (
        f"{what} more than was granted",
        f"They can be installed, but {service} will refuse their calls. {mend}, and allow all "
        "that is asked.",
    )
