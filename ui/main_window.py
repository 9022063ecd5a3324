"""The window: the frame around every place, and the order in which it comes alive."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from studio.errors import StudioError
from ui.background import Background
from ui.controls.skeleton import Skeleton
from ui.first_input import FirstInput
from ui.links import Links
from ui.navigation import Navigation
from ui.place import Context, Page, Place
from ui.places import PLACES
from ui.status_bar import StatusBar
from ui.talk_to_bot.debug.running_nodes import RunningNodes
from ui.theme.theme import Theme
from ui.top_bar import MODES, TopBar

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from studio.app import Studio
    from studio.preferences.values import Chosen
    from ui.authorization.notices import AuthorizationNotices
    from ui.controls.slide_over import SlideOver
    from ui.sandbox.in_window import SandboxInWindow

NOTICES_AFTER_MS = 400
SIZE = QSize(1440, 900)
"""The window at first."""
FOLD_BELOW = 1100
"""Window width under which the navigation folds to icons."""
SETTINGS_LANE = "settings"
PLACE_KEY = "window.place"
TALK_KEY = "window.talk_to_bot"
THEME_KEY = "window.theme"


class MainWindow(QMainWindow):
    """Opens its workspace on a worker thread once it is shown.

    Args:
        path: The workspace file.
        open_studio: Builds the core for that file; blocks, so it is called on a worker.

    Signals:
        ready: The workspace is open and the first page shows it.
        refused: The workspace cannot be opened; carries the error.
        other_workspace: The person wants to choose another file.
        settings_changed: Everything as it is set now; sent by the thread that changed it.
    """

    ready = Signal()
    settings_changed = Signal(object)
    refused = Signal(object)
    other_workspace = Signal()

    def __init__(
        self,
        path: Path,
        open_studio: Callable[[], Studio],
        *,
        theme: Theme,
        places: tuple[Place, ...] = PLACES,
    ) -> None:
        super().__init__()
        self.path = path
        self.theme = theme
        self.background = Background(self)
        self.links = Links(self)
        self.studio: Studio | None = None
        self.context: Context | None = None
        self._open_studio = open_studio
        self._places = {place.id: place for place in places}
        self._pages: dict[str, Page] = {}
        self._current = ""
        self._talk: Any = None
        self._sandbox: SandboxInWindow | None = None
        self._notices: AuthorizationNotices | None = None
        self._closing = False
        self._restoring = False
        self._leave_settings: Callable[[], None] = lambda: None
        self._kept_place: dict[str, Any] = {}
        self._said: dict[str, dict[str, Any]] = {}
        """By place, where on its page the person is: it is still so when they come back."""
        self._asked_where_secrets_lie = False
        self._environment = "sandbox"
        self.settings_changed.connect(self._show_settings)
        self.setObjectName("window")
        self.setWindowTitle("Action Studio")
        self.setMinimumSize(880, 600)
        self.resize(SIZE)
        self._build_frame(places)
        self._add_shortcuts()

    def start(self) -> None:
        """Open the workspace. Call it once the window is shown."""
        self.background.run(
            lambda task: self._load(), done=self._loaded, failed=self._refused, owner=self
        )

    def show_place(self, place_id: str, **target: Any) -> None:
        """Lead the person to a place, and to a spot there when `target` names one."""
        if self.context is None or place_id not in self._places:
            return
        page = self._bring_forward(place_id)
        if target:
            page.go_to(**target)
        else:
            self._keep_place(place_id, self._said.get(place_id))

    def open_talk_to_bot(self) -> None:
        """Show the Talk to Bot panel beside the page."""
        if self.context is None:
            return
        if self._talk is None:
            from ui.talk_to_bot.panel import TalkToBotPanel

            self._talk = TalkToBotPanel(self.context)
            self._talk.closed.connect(lambda: self._keep(TALK_KEY, False))
            self._middle.addWidget(self._talk)
        self._talk.open()
        self._keep(TALK_KEY, True)

    def _build_frame(self, places: tuple[Place, ...]) -> None:
        self._top_bar = TopBar(self.theme)
        self._top_bar.theme_chosen.connect(self._choose_theme)
        self._top_bar.talk_to_bot.connect(self._toggle_talk)
        self._navigation = Navigation(places)
        self._navigation.chosen.connect(lambda place_id: self.show_place(place_id))
        self._status = StatusBar()
        self._status.commands.connect(self._show_commands)
        self._status.show_sandbox(None)
        self._stack = QStackedWidget()
        self._stack.setObjectName("window.pages")
        self._stack.setProperty("role", "bg")
        self._stack.addWidget(_waiting())
        frame = QWidget()
        frame.setProperty("role", "bg")
        frame.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top_bar)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        self._middle.addWidget(self._navigation)
        self._middle.addWidget(self._stack, 1)
        column.addLayout(self._middle, 1)
        column.addWidget(self._status)
        self.setCentralWidget(frame)
        # The keyboard starts on the frame: no control looks chosen before anybody chose one.
        frame.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        frame.setFocus()
        first = places[0]
        self._navigation.show_place(first.id)
        self._top_bar.show_breadcrumb(first.breadcrumb)
        self._top_bar.talk_button.setEnabled(False)

    def _add_shortcuts(self) -> None:
        QShortcut(QKeySequence("Ctrl+K"), self).activated.connect(self._show_commands)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._press_primary)
        QShortcut(QKeySequence("Ctrl+Q"), self).activated.connect(self.close)

    def _load(self) -> tuple[Studio, dict[str, Any], bool, str]:
        studio = self._open_studio()
        import_module("ui.sandbox.in_window")
        studio.preferences.read()
        settings = studio.settings
        return (
            studio,
            settings.get(PLACE_KEY, {}),
            settings.get(TALK_KEY, False),
            settings.get(THEME_KEY, self.theme.mode),
        )

    def _loaded(self, loaded: tuple[Studio, dict[str, Any], bool, str]) -> None:
        studio, place, talking, mode = loaded
        self.studio = studio
        if self._closing:
            studio.close()
            return
        if mode in dict(MODES) and mode != self.theme.mode:
            self.theme.choose(mode)
        self._sandbox = self._bring_sandbox(studio)
        if (known := studio.preferences.known) is not None:
            self._show_settings(known)
        self._leave_settings = studio.preferences.watch(self.settings_changed.emit)
        self._running = RunningNodes(self)
        self.context = Context(
            studio=studio,
            background=self.background,
            theme=self.theme,
            links=self.links,
            navigate=self.show_place,
            talk_to_bot=self.open_talk_to_bot,
            sandbox=self._sandbox.desk,
            running=self._running,
        )
        self._status.show_workspace(studio.path.name, str(studio.path))
        self._top_bar.talk_button.setEnabled(True)
        self.background.idle.connect(self._show_sandbox)
        self._restore(place)
        if talking:
            QTimer.singleShot(0, self, self.open_talk_to_bot)
        QTimer.singleShot(NOTICES_AFTER_MS, self, self._begin_notices)
        self._await_somebody()
        self.ready.emit()

    def _bring_sandbox(self, studio: Studio) -> SandboxInWindow:
        from ui.sandbox.in_window import SandboxInWindow

        return SandboxInWindow(
            self,
            studio,
            self.background,
            top_bar=self._top_bar,
            status_bar=self._status,
            column=self._column,
            show_place=self.show_place,
        )

    def _restore(self, kept: dict[str, Any]) -> None:
        place_id = kept.get("place") if kept.get("place") in self._places else None
        first = next(iter(self._places))
        self._kept_place = kept or {"place": first, "state": None}
        # What the page says until it has found back is not where the person is.
        self._restoring = True
        page = self._bring_forward(place_id or first)
        self._restoring = False
        if place_id and kept.get("state"):
            self._said[place_id] = kept["state"]
            page.restore(kept["state"])

    def _bring_forward(self, place_id: str) -> Page:
        page = self._page(place_id)
        self._current = place_id
        self._stack.setCurrentWidget(page)
        self._navigation.show_place(place_id)
        self._top_bar.show_breadcrumb(self._places[place_id].breadcrumb)
        page.show_page()
        return page

    def _refused(self, error: StudioError) -> None:
        from ui.start_problem import StartProblem

        problem = StartProblem(self.path, error)
        problem.choose_other.connect(self.other_workspace)
        problem.quit.connect(self.close)
        self._stack.addWidget(problem)
        self._stack.setCurrentWidget(problem)
        self._navigation.hide()
        self._top_bar.show_breadcrumb(())
        self._status.show_problem(self.path.name)
        self.refused.emit(error)

    def _page(self, place_id: str) -> Page:
        if place_id not in self._pages:
            assert self.context is not None
            page = self._places[place_id].build(self.context)
            page.place_changed.connect(lambda state: self._hear_place(place_id, state))
            page.breadcrumb_changed.connect(
                lambda words: self._top_bar.show_breadcrumb(
                    (*self._places[place_id].breadcrumb, *words)
                )
            )
            self._pages[place_id] = page
            self._stack.addWidget(page)
        return self._pages[place_id]

    def _hear_place(self, place_id: str, state: dict[str, Any]) -> None:
        if not self._restoring:
            self._said[place_id] = state
            self._keep_place(place_id, state)

    def _keep_place(self, place_id: str, state: dict[str, Any] | None) -> None:
        place = {"place": place_id, "state": state}
        if place_id == self._current and place != self._kept_place:
            self._kept_place = place
            self._keep(PLACE_KEY, place)

    def _keep(self, key: str, value: Any) -> None:
        studio = self.studio
        if studio is not None and not self._closing:
            self.background.run(
                lambda task: studio.settings.set(key, value), lane=SETTINGS_LANE, keeps=True
            )

    def _choose_theme(self, mode: str) -> None:
        self.theme.choose(mode)  # type: ignore[arg-type]
        self._keep(THEME_KEY, mode)

    def _toggle_talk(self) -> None:
        if self._talk is not None and self._talk.is_open:
            self._talk.close_panel()
        else:
            self.open_talk_to_bot()

    def _show_sandbox(self) -> None:
        if self.studio is None or self._closing:
            return
        address = self.studio.environment.sandbox_address()
        self._status.show_sandbox(address, live=self._environment == "live")
        # The keyring is not loaded for a person who only looks around: it is asked where secrets
        # lie as soon as there may be some.
        if address is not None and not self._asked_where_secrets_lie:
            self._asked_where_secrets_lie = True
            self._ask_where_secrets_lie()

    def _show_settings(self, chosen: Chosen) -> None:
        self._environment = chosen.environment
        self._top_bar.show_environment(chosen.environment)
        self._show_sandbox()

    def _await_somebody(self) -> None:
        """A window that is only open keeps out of memory what clicks need."""
        handle = self.windowHandle()
        if handle is not None and not self._closing:
            FirstInput(handle).came.connect(self._warm_up)

    def _warm_up(self) -> None:
        if not self._closing:
            from ui.warm_up import warm_up

            warm_up(self.background, self, lambda: self._closing)

    def _begin_notices(self) -> None:
        if self.studio is not None and self._sandbox is not None and not self._closing:
            from ui.authorization.notices import AuthorizationNotices

            self._notices = AuthorizationNotices(self, self.studio, self.background)
            self._notices.said.connect(self._sandbox.desk.said)
            self._notices.start()

    def _ask_where_secrets_lie(self) -> None:
        studio = self.studio
        if studio is not None and not self._closing:
            self.background.run(
                lambda task: studio.vault.status(), done=self._status.show_secrets, owner=self
            )

    def _show_commands(self) -> None:
        if self.context is None:
            return
        from ui.command_palette import Command
        from ui.commands import show_palette

        own = (
            Command("Talk to Bot", self.open_talk_to_bot, "Panel"),
            *(self._sandbox.commands() if self._sandbox is not None else ()),
            *(
                Command(f"Appearance: {words}", partial(self._choose_theme, mode))
                for mode, words in MODES
            ),
            Command("Quit Action Studio", self.close),
        )
        show_palette(self, self.context, self._places.values(), own)

    def _press_primary(self) -> None:
        """Ctrl+Enter: the primary button of the panel on top, or else of the page."""
        from ui.controls.keyboard import primary_in

        view = self._top_panel() or self._stack.currentWidget()
        if view is not None and (button := primary_in(view)) is not None:
            button.click()

    def _top_panel(self) -> SlideOver | None:
        from ui.controls.slide_over import SlideOver

        page = self._stack.currentWidget()
        panels = page.findChildren(SlideOver) if page is not None else []
        return next((panel for panel in reversed(panels) if panel.is_open), None)

    def focusNextPrevChild(self, forward: bool) -> bool:
        from ui.controls.focus_ring import lead_focus

        return lead_focus(self, forward=forward) or super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes what lies on top, wherever the keyboard is."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif (panel := self._top_panel()) is not None:
            panel.close_panel()
        elif self._talk is not None:
            self._talk.close_panel()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        folded = event.size().width() < FOLD_BELOW
        self._navigation.fold(folded)
        self._top_bar.fold(folded)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._closing = True
        self._leave_settings()
        if self._notices is not None:
            self._notices.leave()
        if self._talk is not None:
            self._talk.leave()
        for page in self._pages.values():
            page.close()
        if self._sandbox is not None:
            self._sandbox.leave()
        self.background.wait(3000)
        if self.studio is not None:
            self.studio.close()
        super().closeEvent(event)


def _waiting() -> QWidget:
    """What stands in place of the first page until the workspace is open."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(28, 24, 28, 28)
    column.setSpacing(28)
    column.addWidget(Skeleton(2, 22))
    column.addWidget(Skeleton(4))
    column.addStretch(1)
    return page
