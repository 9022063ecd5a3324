"""The Actions page: what is configured, what is available, and the way from one to the other."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.actions import Action, Enabled, Holding, Removed
from studio.errors import StudioError
from ui.actions.region import Region
from ui.actions.tabs import AUTHORIZATION, INSTRUCTIONS
from ui.background import Task
from ui.controls import Button, DialogSheet, Heading, Notice, ScrollColumn, Skeleton, Text
from ui.place import Context, Page

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QEnterEvent

    from ui.actions.configurations import Configurations
    from ui.actions.set_up import SetUp
    from ui.authorization.state import TabState
    from ui.authorization_profiles.editor import ProfileEditor

NEW = "new"
"""The key under which the editor keeps a profile that was never saved."""
TICK_MS = 20_000
"""How often the panel looks at the clock, for "next in 24 min"."""
SKELETON_AFTER_MS = 150
NOTHING_CONFIGURED = (
    "Nothing is configured yet. Choose an action below, authorize it, and enable it: "
    "it will appear here."
)
NOTHING_AVAILABLE = "Every action of the catalogue is configured."


class ActionsPage(Page):
    """Two regions of cards; over them the Configurations panel and the dialogs it leads to."""

    def __init__(self, context: Context) -> None:
        super().__init__("actions", "Actions")
        self._context = context
        self._icons: dict[str, bytes] = {}
        self._set_ups: dict[str, SetUp] = {}
        self._current: SetUp | None = None
        self._shown: list[Action] = []
        self._sheet: DialogSheet | None = None
        self._sheet_connector = ""
        self._to_restore: dict[str, Any] | None = None
        self._notice: Notice | None = None
        self._build()
        self._built_panel: Configurations | None = None
        self._built_editor: ProfileEditor | None = None
        self._done: Notice | None = None
        self._preparing = False
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._look_at_the_clock)

    def show_page(self) -> None:
        self._load()

    def go_to(self, **target: Any) -> None:
        """`connector="hubspot"`, optionally `tab="authorization"`: open its panel there."""
        self.restore(target)

    def restore(self, state: dict[str, Any]) -> None:
        self._to_restore = state
        self.place_changed.emit(state)
        if self._set_ups:
            self._restore_now()
        else:
            self._load()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window goes: login windows and the embedded browser go first."""
        for set_up in self._set_ups.values():
            set_up.close()
        if self._built_editor is not None:
            self._built_editor.leave()
        super().closeEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer is on its way to a card: have what opens ready when it clicks."""
        super().enterEvent(event)
        if not self._preparing:
            self._preparing = True
            self._context.background.run(
                lambda task: _load_modules(), done=lambda _: self._prepare_panel(), owner=self
            )

    def _prepare_panel(self) -> None:
        _ = self._panel

    @property
    def _panel(self) -> Configurations:
        """Built when it is first opened: the first paint need not wait for it."""
        if self._built_panel is None:
            self._built_panel = self._build_panel()
        return self._built_panel

    def _build_panel(self) -> Configurations:
        from ui.actions.configurations import Configurations

        panel = Configurations(self)
        panel.tab_chosen.connect(self._tab_chosen)
        panel.closed.connect(self._panel_closed)
        panel.enable_asked.connect(lambda: self._tell_set_up(lambda set_up: set_up.enable()))
        panel.explore_asked.connect(self._explore)
        tab = panel.authorization
        tab.chosen.connect(lambda choice: self._tell_set_up(lambda set_up: set_up.choose(choice)))
        tab.authorize_asked.connect(lambda: self._tell_set_up(lambda set_up: set_up.authorize()))
        tab.browser_asked.connect(
            lambda: self._tell_set_up(lambda set_up: set_up.authorize_in_browser())
        )
        tab.cancel_asked.connect(lambda: self._tell_set_up(lambda set_up: set_up.cancel()))
        tab.account_answered.connect(
            lambda keep: self._tell_set_up(lambda set_up: set_up.answer(keep))
        )
        tab.create_asked.connect(self._create_profile)
        tab.set_up_asked.connect(lambda: self._context.navigate("settings", section="system_app"))
        tab.edit_asked.connect(self._edit_profile)
        tab.mend_asked.connect(
            lambda rule, field: self._tell_set_up(lambda set_up: set_up.mend(rule, field))
        )
        tab.undo_asked.connect(lambda: self._tell_set_up(lambda set_up: set_up.take_back()))
        tab.exchange_asked.connect(
            lambda exchange: self._context.navigate("traffic", exchange=exchange)
        )
        return panel

    @property
    def _editor(self) -> ProfileEditor:
        """The editor of profiles, over the panel it was opened from."""
        if self._built_editor is None:
            from ui.authorization_profiles.editor import ProfileEditor

            editor = self._built_editor = ProfileEditor(self._context, self)
            editor.saved.connect(self._profile_saved)
            editor.closed.connect(self._editor_closed)
            editor.opened_for.connect(lambda key: self._tell_place())
        return self._built_editor

    def _create_profile(self) -> None:
        if self._current is not None:
            self._editor.open_new(service=self._current.connector_id)
            self._editor.raise_()

    def _edit_profile(self, profile_id: str, field: str = "") -> None:
        if profile_id:
            self._editor.open_profile(profile_id, field=field)
            self._editor.raise_()

    def _profile_saved(self, profile_id: str) -> None:
        self._tell_set_up(lambda set_up: set_up.select_profile(profile_id))

    def _editor_closed(self) -> None:
        self._tell_set_up(lambda set_up: set_up.look())
        self._tell_place()

    def _tell_set_up(self, tell: Callable[[SetUp], None]) -> None:
        """Pass on what the person wants to the action whose panel is open."""
        if self._current is not None:
            tell(self._current)

    def _build(self) -> None:
        scroll = ScrollColumn(margins=(28, 24, 28, 28), spacing=24, name="actions.scroll")
        head = QVBoxLayout()
        head.setSpacing(6)
        head.addWidget(Heading("Actions", 1))
        head.addWidget(
            Text("Connect the assistant to the systems your people already use.", "lead")
        )
        scroll.column.addLayout(head)
        self._loading = Skeleton(4, name="actions.loading")
        self._loading.hide()
        scroll.column.addWidget(self._loading)
        self._regions = QWidget()
        self._configured = Region("Configured", "actions.configured", NOTHING_CONFIGURED)
        self._available = Region("Available", "actions.available", NOTHING_AVAILABLE)
        column = QVBoxLayout(self._regions)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(28)
        for region in (self._configured, self._available):
            region.chosen.connect(self._open_panel)
            region.enable_asked.connect(self._enable_again)
            region.disable_asked.connect(lambda id: self._set_ups[id].disable())
            region.delete_asked.connect(self._ask_to_delete)
            column.addWidget(region)
        self._regions.hide()
        scroll.column.addWidget(self._regions)
        self._column = scroll.column
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _load(self) -> None:
        studio = self._context.studio

        def work(task: Task[Any]) -> tuple[tuple[Action, ...], dict[str, bytes]]:
            actions = studio.actions.list()
            return actions, {a.connector_id: studio.catalogue.icon(a.connector_id) for a in actions}

        if not self._set_ups:
            QTimer.singleShot(SKELETON_AFTER_MS, self, self._show_loading)
        self._context.background.run(work, done=self._loaded, failed=self._failed, owner=self)

    def _show_loading(self) -> None:
        self._loading.setVisible(not self._set_ups and self._notice is None)

    def _loaded(self, answer: tuple[tuple[Action, ...], dict[str, bytes]]) -> None:
        actions, self._icons = answer
        for action in actions:
            if action.connector_id in self._set_ups:
                self._set_ups[action.connector_id].show(action)
            else:
                self._set_ups[action.connector_id] = self._new_set_up(action)
        self._show_error(None)
        self._loading.hide()
        self._regions.show()
        self._arrange()
        if self._to_restore is not None:
            self._restore_now()
        elif self._current is not None:
            self._tell_place()

    def _new_set_up(self, action: Action) -> SetUp:
        from ui.actions.set_up import SetUp

        set_up = SetUp(self._context, action, self)
        set_up.changed.connect(lambda state: self._changed(set_up, state))
        set_up.enabled.connect(lambda enabled: self._enabled(set_up, enabled))
        set_up.removed.connect(self._removed)
        return set_up

    def _arrange(self) -> None:
        """Put each card where its action stands; only what differs is drawn afresh."""
        actions = [set_up.state.action for set_up in self._set_ups.values()]
        if actions == self._shown:
            return
        self._shown = actions
        self._configured.show_actions([a for a in actions if a.configured], self._icons)
        self._available.show_actions([a for a in actions if not a.configured], self._icons)

    def _changed(self, set_up: SetUp, state: TabState) -> None:
        if set_up is self._current:
            self._panel.show_state(state)
        self._arrange()

    def _open_panel(self, connector_id: str, tab: str = AUTHORIZATION) -> None:
        set_up = self._current = self._set_ups[connector_id]
        self._panel.show_icon(self._icons[connector_id])
        self._panel.show_state(set_up.state)
        self._panel.open()
        self._panel.tabs.show_tab(tab)
        self._tick.start()

    def _tab_chosen(self, tab: str) -> None:
        if self._current is not None and tab == AUTHORIZATION:
            self._current.warm_up()
        self._tell_place()

    def _panel_closed(self) -> None:
        self._tick.stop()
        self._current = None
        self._tell_place()

    def _look_at_the_clock(self) -> None:
        if self._current is not None:
            self._panel.show_state(self._current.state)

    def _enabled(self, set_up: SetUp, enabled: Enabled) -> None:
        self._show_done(None)
        if enabled.first_time:
            self._panel.close_panel()
            self._show_successful(set_up)

    def _enable_again(self, connector_id: str) -> None:
        """Straight away where end users sign in; else authorization comes first."""
        set_up = self._set_ups[connector_id]
        if set_up.state.action.can_enable:
            set_up.enable()
        else:
            self._open_panel(connector_id)

    def _ask_to_delete(self, connector_id: str) -> None:
        studio = self._context.studio
        self._context.background.run(
            lambda task: studio.actions.holdings(connector_id),
            done=lambda holdings: self._show_delete(connector_id, holdings),
            failed=self._failed,
            owner=self,
        )

    def _show_delete(self, connector_id: str, holdings: tuple[Holding, ...]) -> None:
        from ui.actions.deleting import DeleteAction

        set_up = self._set_ups[connector_id]
        sheet = DeleteAction(self, set_up.state.action, holdings)
        sheet.accepted.connect(set_up.delete)
        self._show_sheet(sheet, set_up)

    def _removed(self, removed: Removed, deleted: bool) -> None:
        from ui.actions.deleting import gone_notice

        self._show_done(gone_notice(removed, deleted=deleted))

    def _show_done(self, notice: Notice | None) -> None:
        """What was done last stays above the cards until something else is done."""
        if self._done is not None:
            self._column.removeWidget(self._done)
            self._done.hide()
            self._done.setObjectName("")
            self._done.deleteLater()
        self._done = notice
        if notice is not None:
            self._column.insertWidget(1, notice)

    def _show_successful(self, set_up: SetUp) -> None:
        from ui.actions.integration_successful import IntegrationSuccessful

        sheet = IntegrationSuccessful(self, set_up.state.action)
        sheet.explore_asked.connect(lambda: self._show_templates(set_up))
        self._show_sheet(sheet, set_up)

    def _explore(self) -> None:
        if self._current is not None:
            self._show_templates(self._current)

    def _show_templates(self, set_up: SetUp) -> None:
        from ui.actions.templates_sheet import templates_sheet

        name = set_up.state.action.name
        sheet = templates_sheet(self, self._context, set_up.connector_id, name)
        sheet.go_to_dialog_asked.connect(self._go_to_dialog)
        sheet.dialog_asked.connect(lambda dialog_id: self._go_to_dialog(open=dialog_id))
        sheet.authorization_asked.connect(lambda: self._go_to_authorization(sheet, set_up))
        self._show_sheet(sheet, set_up)

    def _go_to_dialog(self, **target: str) -> None:
        self._panel.close_panel()
        self._context.navigate("dialogs", **target)

    def _go_to_authorization(self, sheet: DialogSheet, set_up: SetUp) -> None:
        sheet.accept()
        self._open_panel(set_up.connector_id)

    def _show_sheet(self, sheet: DialogSheet, set_up: SetUp) -> None:
        self._sheet = sheet
        self._sheet_connector = set_up.connector_id
        sheet.finished.connect(lambda result: self._sheet_closed(sheet))
        sheet.open()
        self._tell_place()

    def _sheet_closed(self, sheet: DialogSheet) -> None:
        sheet.deleteLater()
        if self._sheet is sheet:
            self._sheet = None
            self._tell_place()

    def _tell_place(self) -> None:
        """Say where on the page the person is."""
        state: dict[str, Any] = {}
        if self._current is not None and self._panel.is_open:
            state = {"connector": self._current.connector_id, "tab": self._panel.tabs.current}
            if self._built_editor is not None and self._built_editor.is_open:
                state["editor"] = self._built_editor.key
        if self._sheet is not None:
            state |= {"sheet": self._sheet.objectName(), "sheet_connector": self._sheet_connector}
        self.place_changed.emit(state)

    def _restore_now(self) -> None:
        state, self._to_restore = self._to_restore or {}, None
        tab = state.get("tab") if state.get("tab") in (INSTRUCTIONS, AUTHORIZATION) else None
        if state.get("connector") in self._set_ups:
            self._open_panel(state["connector"], tab or AUTHORIZATION)
            if state.get("editor") == NEW:
                self._create_profile()
            elif state.get("editor"):
                self._edit_profile(str(state["editor"]))
        owner = self._set_ups.get(state.get("sheet_connector", ""))
        if owner is not None and owner.state.action.configured and self._sheet is None:
            if state.get("sheet") == "integration_successful":
                self._show_successful(owner)
            elif state.get("sheet") == "integration_templates":
                self._show_templates(owner)

    def _failed(self, error: StudioError) -> None:
        self._loading.hide()
        self._show_error(error)

    def _show_error(self, error: StudioError | None) -> None:
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None
        if error is not None:
            again = Button("Try again", "actions.retry")
            again.clicked.connect(self._load)
            self._notice = Notice(
                "error", error.message, error.next_step, name="actions.notice", action=again
            )
            self._column.insertWidget(1, self._notice)


def _load_modules() -> None:
    """Import, on a worker, what setting up an action needs."""
    for name in ("ui.actions.configurations", "ui.actions.set_up", "ui.authorization.sign_in"):
        import_module(name)
