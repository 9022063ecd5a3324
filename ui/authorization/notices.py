"""Tells, wherever the person is, that an integration needs them, and that it works again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from ui.background import Background
from ui.sandbox.desk import Said
from ui.theme.icons import icon

if TYPE_CHECKING:
    from studio.app import Studio
    from studio.authorization.events import AuthorizationEvent

SHOWN_MS = 8000


class AuthorizationNotices(QObject):
    """Watches from `start` on: in the window always, on the desktop where Settings say so and
    somebody is elsewhere.

    An end user's own authorization is not told here: their conversation does that.

    Signals:
        said: What to show in the window.
    """

    said = Signal(object)
    _happened = Signal(object)

    def __init__(self, window: QWidget, studio: Studio, background: Background) -> None:
        super().__init__(window)
        self._window = window
        self._studio = studio
        self._background = background
        self._told: dict[str, str] = {}
        self._leave: Callable[[], None] = lambda: None
        self._tray: QSystemTrayIcon | None = None
        self._happened.connect(self._tell)

    def start(self) -> None:
        """Begin to watch; what authorization needs is loaded on a worker."""
        studio = self._studio

        def watch(task: Any) -> Callable[[], None]:
            return studio.authorization.watch(self._happened.emit)

        self._background.run(watch, done=self._began, failed=lambda error: None, owner=self)

    def leave(self) -> None:
        """The window closes."""
        self._leave()

    def _began(self, leave: Callable[[], None]) -> None:
        self._leave = leave

    def _tell(self, event: AuthorizationEvent) -> None:
        if event.user or event.kind in ("authorized", "dropped"):
            return
        told = self._told.get(event.connector_id)
        name = self._studio.catalogue.get(event.connector_id).name
        problem = event.problem
        text = f"{problem.message} {problem.next_step}" if problem else ""
        if event.kind == "recovered":
            if self._told.pop(event.connector_id, None):
                self._say("ok", f"{name} works again", "")
        elif told != event.kind and told != "lost":
            self._told[event.connector_id] = event.kind
            title = (
                f"{name} needs authorization"
                if event.kind == "lost"
                else f"The access to {name} could not be renewed"
            )
            self._say("error", title, text)

    def _say(self, tone: Any, title: str, text: str) -> None:
        self.said.emit(Said(tone, title, text))
        known = self._studio.preferences.known
        elsewhere = QGuiApplication.focusWindow() is None
        if elsewhere and known is not None and known.notifications:
            self._on_desktop(title, text)

    def _on_desktop(self, title: str, text: str) -> None:
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            colour = self._window.palette().highlight().color().name()
            self._tray = QSystemTrayIcon(icon("mark", colour), self)
            self._tray.setToolTip("Action Studio")
            self._tray.messageClicked.connect(self._come_forward)
            self._tray.activated.connect(lambda reason: self._come_forward())
        self._tray.show()
        self._tray.showMessage(title, text, self._tray.icon(), SHOWN_MS)

    def _come_forward(self) -> None:
        if self._tray is not None:
            self._tray.hide()
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
