"""The login window: somebody else's sign-in page, with the studio's own bar above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from studio.authorization.login import LoginOutcome
from ui.authorization.browser import Browser, Session
from ui.authorization.login_bar import LoginBar
from ui.authorization.login_trouble import Refusal, Trouble, TroublePage
from ui.authorization.navigation import Attempt
from ui.authorization.origin import origin_of
from ui.controls.focus_ring import lead_focus

if TYPE_CHECKING:
    from ui.authorization.asking_for_credentials import AskingForCredentials
    from ui.theme.theme import Theme

SIZE = QSize(560, 720)
"""Room for a sign-in page made for a phone or a desktop; smaller screens get what they have."""


class LoginWindow(QDialog):
    """Shows the pages of one attempt after another.

    The window never decides what an ending means: it says once what happened (`callback_taken`
    or `ended`) and stays to explain it. *Try again* asks for a new attempt through
    `retry_requested`; whoever owns the window answers with `start`.
    """

    callback_taken = Signal(str)
    ended = Signal(LoginOutcome)
    retry_requested = Signal()
    browser_requested = Signal()
    """*Use my browser* was pressed; whoever owns the window closes it and goes on there."""
    painted = Signal()
    """The first page of an attempt is loaded and on screen."""

    def __init__(
        self,
        browser: Browser,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        offers_browser: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("login")
        self.setAccessibleName("Login window")
        self._browser = browser
        self._theme = theme
        self._session: Session | None = None
        self._view: QWidget | None = None
        self._running = False
        self._asking: AskingForCredentials | None = None

        self._bar = LoginBar()
        self._bar.closed.connect(self.close)
        self._bar.browser_asked.connect(self.browser_requested)
        self._bar.browser.setVisible(offers_browser)
        self._trouble = TroublePage()
        self._trouble.retry.connect(self.retry_requested)
        self._trouble.close_asked.connect(self.close)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._trouble)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._refusal = Refusal(offers_browser=offers_browser)
        self._refusal.browser_asked.connect(self.browser_requested)
        column.addWidget(self._bar)
        column.addWidget(self._refusal)
        column.addWidget(self._pages, 1)
        # A page keeps Esc to itself; here it always means: leave.
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.close)
        self.resize(self._fitting(SIZE))

    def focusNextPrevChild(self, forward: bool) -> bool:
        return lead_focus(self, forward=forward) or super().focusNextPrevChild(forward)

    def start(self, attempt: Attempt, title: str) -> None:
        """Forget the page before, if any, and show the first page of `attempt`."""
        self._drop_session()
        self.setWindowTitle(title)
        self._running = True
        self._bar.show_reason(attempt.reason)
        self._bar.show_origin(origin_of(attempt.authorize_url))
        self._bar.show_progress(5)
        self._refusal.hide()
        session = self._session = self._browser.take()
        self._show_page(session)
        session.page.start(attempt)

    def done(self, result: int) -> None:
        """Closing while an attempt runs ends it; Esc, Close and the window's own cross all do."""
        self._end(LoginOutcome.CLOSED)
        self._drop_session()
        super().done(result)

    def _show_page(self, session: Session) -> None:
        from PySide6.QtWebEngineWidgets import QWebEngineView

        from ui.authorization.asking_for_credentials import AskingForCredentials

        page = session.page
        page.setBackgroundColor(QColor(self._theme.tokens.surface))
        page.callback_taken.connect(self._taken)
        page.declined.connect(lambda: self._fail(LoginOutcome.DECLINED, Trouble.declined()))
        page.certificate_refused.connect(
            lambda host, words: self._fail(
                LoginOutcome.UNREACHABLE, Trouble.certificate(host, words)
            )
        )
        page.renderProcessTerminated.connect(
            lambda: self._fail(LoginOutcome.UNREACHABLE, Trouble.crashed())
        )
        page.urlChanged.connect(lambda url: self._moved(url))
        page.loadStarted.connect(lambda: self._bar.show_progress(5))
        page.loadProgress.connect(self._bar.show_progress)
        page.loadFinished.connect(lambda ok: self._bar.show_progress(100))
        page.loaded.connect(self.painted)
        page.unreachable.connect(self._unreachable)
        page.refuses_embedding.connect(self._refusal.show)

        self._asking = AskingForCredentials(page, self)

        view = QWebEngineView(self)
        view.setObjectName("login.page")
        view.setAccessibleName("Sign-in page")
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        view.setPage(page)
        self._view = view
        self._pages.addWidget(view)
        self._pages.setCurrentWidget(view)
        view.setFocus()

    def _moved(self, url: QUrl) -> None:
        self._refusal.hide()
        if url.scheme() != "about":
            self._bar.show_origin(origin_of(url.toString()))

    def _unreachable(self, url: str) -> None:
        self._fail(LoginOutcome.UNREACHABLE, Trouble.unreachable(origin_of(url).text))

    def _taken(self, url: str) -> None:
        self._running = False
        self.callback_taken.emit(url)

    def _end(self, ending: LoginOutcome) -> None:
        if self._running:
            self._running = False
            self.ended.emit(ending)

    def _fail(self, ending: LoginOutcome, trouble: Trouble) -> None:
        if not self._running:
            return
        self._bar.show_progress(100)
        self._trouble.show_trouble(trouble)
        self._pages.setCurrentWidget(self._trouble)
        self._trouble.setFocus()
        self._end(ending)

    def _drop_session(self) -> None:
        """The view goes before the page, and the page before its profile."""
        if self._session is None:
            return
        session, view = self._session, self._view
        self._session = self._view = None
        if self._asking is not None:
            self._asking.close()
            self._asking = None
        session.page.disconnect(self)
        if view is not None:
            self._pages.removeWidget(view)
            view.deleteLater()
        session.close()

    def _fitting(self, size: QSize) -> QSize:
        return size.boundedTo(self.screen().availableSize() * 0.95)
