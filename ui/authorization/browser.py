"""The embedded browser's life: warmed up ahead of time, one private profile a login."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl

if TYPE_CHECKING:
    from PySide6.QtWebEngineCore import QWebEngineProfile

    from ui.authorization.page import LoginPage


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
        self.page.finish()
        self.page.deleteLater()
        self.profile.deleteLater()


class Browser(QObject):
    """Makes sessions, one of them ahead of time, because the engine's first start takes a while."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ready: Session | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._prepare)

    def warm_up(self) -> None:
        """Prepare a session as soon as the window has nothing else to do."""
        if self._ready is None:
            self._idle.start()

    def take(self) -> Session:
        """A session nobody has used; the caller closes it."""
        self._idle.stop()
        session, self._ready = self._ready, None
        return session or self._new()

    def close(self) -> None:
        """Let the prepared session go; call before the application ends."""
        self._idle.stop()
        if self._ready is not None:
            self._ready.close()
            self._ready = None

    def _prepare(self) -> None:
        if self._ready is None:
            self._ready = self._new()
            # An empty page starts the process that will draw the first real one.
            self._ready.page.load(QUrl("about:blank"))

    def _new(self) -> Session:
        from PySide6.QtWebEngineCore import QWebEngineProfile

        from ui.authorization.page import LoginPage

        profile = QWebEngineProfile()  # without a name: off the record
        profile.setHttpCacheType(QWebEngineProfile.HttpCacheType.MemoryHttpCache)
        profile.setPersistentPermissionsPolicy(
            QWebEngineProfile.PersistentPermissionsPolicy.AskEveryTime
        )
        profile.downloadRequested.connect(lambda download: download.cancel())
        return Session(profile, LoginPage(profile))
