"""The embedded browser's life: warmed up ahead of time, one private profile a login."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

from studio.preferences.way import WayOut

if TYPE_CHECKING:
    from PySide6.QtWebEngineCore import QWebEngineProfile

    from ui.authorization.page import LoginPage
    from ui.theme.theme import Theme

FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"
DARK_PAGES = "--blink-settings=preferredColorScheme=0"
IDLE_MS = 50
"""The engine's first start stops the window for a moment: not while it still draws."""


@dataclass(frozen=True)
class Session:
    """One private browsing session: nothing in it reaches the disk, nothing outlives it."""

    profile: QWebEngineProfile
    page: LoginPage

    def close(self) -> None:
        """Forget cookies, cache and history.

        The page goes first: a profile released before its page leaves the engine with a page that
        has nothing to stand on.
        """
        if isValid(self.page):
            self.page.finish()
            self.page.deleteLater()
            self.profile.deleteLater()


class Browser(QObject):
    """Makes sessions, one of them ahead of time, because the engine's first start takes a while."""

    def __init__(
        self,
        theme: Theme,
        parent: QObject | None = None,
        way: Callable[[], WayOut] = WayOut,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._way = way
        self._ready_way = WayOut()
        self._ready: Session | None = None
        self._made: list[Session] = []
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._prepare)

    def warm_up(self) -> None:
        """Prepare a session as soon as the window has nothing else to do."""
        if self._ready is None:
            self._idle.start()

    def take(self) -> Session:
        """A session nobody has used; the caller closes it."""
        self._idle.stop()
        session, self._ready = self._ready, None
        if session is not None and self._ready_way != self._way():  # set anew since
            session.close()
            session = None
        return session or self._new()

    def close(self) -> None:
        """Let every session go, at once: the application is about to end."""
        self._idle.stop()
        self._ready = None
        for session in self._made:
            session.close()
            for part in (session.page, session.profile):
                if isValid(part):
                    QCoreApplication.sendPostedEvents(part, QEvent.Type.DeferredDelete.value)
        self._made.clear()

    def _prepare(self) -> None:
        if self._ready is None:
            self._ready_way = self._way()
            self._ready = self._new()
            # An empty page starts the process that will draw the first real one.
            self._ready.page.load(QUrl("about:blank"))

    def _new(self) -> Session:
        _colour_pages(dark=self._theme.dark)
        from PySide6.QtWebEngineCore import QWebEngineProfile

        from ui.authorization.page import LoginPage
        from ui.authorization.way_out import take_way

        way = self._way()
        take_way(way)
        profile = QWebEngineProfile()  # without a name: off the record
        profile.setHttpCacheType(QWebEngineProfile.HttpCacheType.MemoryHttpCache)
        profile.setPersistentPermissionsPolicy(
            QWebEngineProfile.PersistentPermissionsPolicy.AskEveryTime
        )
        profile.downloadRequested.connect(lambda download: download.cancel())
        session = Session(profile, LoginPage(profile, way=way))
        self._made = [one for one in self._made if isValid(one.profile)] + [session]
        return session


def _colour_pages(*, dark: bool) -> None:
    """Let pages that have a dark side show it.

    The engine asks the system. Where the system does not say (a Linux without a desktop), a
    switch of the engine says it instead; it is read once, at the engine's first start.
    """
    unknown = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Unknown
    flags = os.environ.get(FLAGS, "")
    if dark and unknown and DARK_PAGES not in flags:
        os.environ[FLAGS] = f"{flags} {DARK_PAGES}".strip()
