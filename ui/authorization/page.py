"""The page of the login window: it goes where sign-in leads and nowhere else.

Imports QtWebEngine, so this module is itself imported on first use (`ui.authorization.browser`).
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtNetwork import QAuthenticator
from PySide6.QtWebEngineCore import (
    QWebEngineCertificateError,
    QWebEngineLoadingInfo,
    QWebEngineNewWindowRequest,
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
)

from studio.authorization.embedding import refuses_embedding
from studio.preferences.way import WayOut
from ui.authorization.navigation import Attempt, Way, decide
from ui.authorization.way_out import vouched_for

SERVER_ERROR = 500
"""From here on a status is the server's own trouble (RFC 9110 section 15.6)."""
_Attribute = QWebEngineSettings.WebAttribute
_OFF = (
    _Attribute.PluginsEnabled,
    _Attribute.PdfViewerEnabled,
    _Attribute.ScreenCaptureEnabled,
    _Attribute.FullScreenSupportEnabled,
    _Attribute.JavascriptCanAccessClipboard,
    _Attribute.LocalContentCanAccessRemoteUrls,
    _Attribute.LocalContentCanAccessFileUrls,
    _Attribute.AutoLoadIconsForPage,
    _Attribute.DnsPrefetchEnabled,
)


class LoginPage(QWebEnginePage):
    """A page that hands over the callback instead of visiting it.

    Every signal is sent after the browser engine has returned, so whoever hears it may delete the
    page at once.
    """

    callback_taken = Signal(str)
    """The full callback URL with code and state; no request was sent to it."""
    declined = Signal()
    certificate_refused = Signal(str, str)
    """Host, and what is wrong with its certificate."""
    loaded = Signal()
    refuses_embedding = Signal()
    """The page says that nobody may sign in inside another program."""
    unreachable = Signal(str)
    """The address that did not answer. A navigation that was refused or became a download is not
    one of these: the page before it stays."""

    def __init__(
        self,
        profile: QWebEngineProfile,
        parent: QObject | None = None,
        *,
        way: WayOut | None = None,
    ) -> None:
        super().__init__(profile, parent)
        self._way = way or WayOut()
        self._attempt: Attempt | None = None
        for attribute in _OFF:
            self.settings().setAttribute(attribute, False)
        self.settings().setUnknownUrlSchemePolicy(
            QWebEngineSettings.UnknownUrlSchemePolicy.DisallowUnknownUrlSchemes
        )
        self.loadingChanged.connect(self._tell_loading)
        self.newWindowRequested.connect(self._stay_in_this_window)
        self.certificateError.connect(self._refuse_certificate)
        self.permissionRequested.connect(lambda permission: permission.deny())
        self.fullScreenRequested.connect(lambda request: request.reject())
        self.registerProtocolHandlerRequested.connect(lambda request: request.reject())
        self.fileSystemAccessRequested.connect(lambda request: request.reject())
        self.proxyAuthenticationRequired.connect(self._answer_proxy)

    def start(self, attempt: Attempt) -> None:
        """Load the first page of `attempt`."""
        self._attempt = attempt
        self.load(QUrl(attempt.authorize_url))

    def finish(self) -> None:
        """The attempt is over: from here on the page goes nowhere."""
        self._attempt = None

    def acceptNavigationRequest(
        self, url: QUrl | str, kind: QWebEnginePage.NavigationType, main_frame: bool
    ) -> bool:
        text = (
            url
            if isinstance(url, str)
            else url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        )
        if self._attempt is None:
            return text.startswith("about:")
        way = decide(self._attempt, text, main_frame=main_frame)
        if way is Way.TAKE:
            self.finish()
            QTimer.singleShot(0, self, lambda: self.callback_taken.emit(text))
        elif way is Way.DECLINED:
            self.finish()
            QTimer.singleShot(0, self, self.declined.emit)
        return way is Way.GO

    def javaScriptAlert(self, origin: QUrl | str, message: str) -> None:
        """A page may not put windows of its own in front of the studio."""

    def javaScriptConfirm(self, origin: QUrl | str, message: str) -> bool:
        """Nothing is agreed to that the person did not see."""
        return False

    def javaScriptPrompt(self, origin: QUrl | str, message: str, default: str) -> tuple[bool, str]:
        return False, ""

    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        line: int,
        source: str,
    ) -> None:
        """Kept out of the studio's own output: a page may print what was typed into it."""

    def _stay_in_this_window(self, request: QWebEngineNewWindowRequest) -> None:
        request.openIn(_WayBack(self))

    def _tell_loading(self, info: QWebEngineLoadingInfo) -> None:
        status = QWebEngineLoadingInfo.LoadStatus
        if self._attempt is None:
            return
        if info.status() is status.LoadSucceededStatus or _tells_why(info):
            self.loaded.emit()
            self._read_words()
        elif info.status() is status.LoadFailedStatus:
            self.unreachable.emit(info.url().toString())

    def _read_words(self) -> None:
        """The engine tells the words itself: no script runs in the page for it."""
        address = f"{self.url().toString()}\n{self.title()}\n"
        self.toPlainText(lambda words: self._judge(address + words))

    def _judge(self, words: str) -> None:
        if self._attempt is not None and refuses_embedding(words):
            self.refuses_embedding.emit()

    def _answer_proxy(self, url: QUrl, authenticator: QAuthenticator, host: str) -> None:
        """The proxy of Settings gets its name and password; any other gets none."""
        if self._way.proxy == "manual" and host == self._way.host:
            authenticator.setUser(self._way.user)
            authenticator.setPassword(self._way.password)

    def _refuse_certificate(self, error: QWebEngineCertificateError) -> None:
        """None but the authorities of Settings make up for one that the system does not know."""
        unknown = QWebEngineCertificateError.Type.CertificateAuthorityInvalid
        chain, host = error.certificateChain(), error.url().host()
        if error.type() is unknown and vouched_for(self._way, chain, host):
            error.acceptCertificate()
            return
        error.rejectCertificate()
        if error.isMainFrame():
            words = error.description()
            QTimer.singleShot(0, self, lambda: self.certificate_refused.emit(host, words))


def _tells_why(info: QWebEngineLoadingInfo) -> bool:
    """Whether it is a refusal with a page for people, such as a redirect URL that does not match:
    the service was reached, and says itself what is wrong."""
    of_http = info.errorDomain() is QWebEngineLoadingInfo.ErrorDomain.HttpStatusCodeDomain
    return of_http and info.errorCode() < SERVER_ERROR


class _WayBack(QWebEnginePage):
    """Stands in for a window that a page wants to open: sends its first address back and goes."""

    def __init__(self, opener: LoginPage) -> None:
        super().__init__(opener.profile(), opener)
        self._opener = opener

    def acceptNavigationRequest(
        self, url: QUrl | str, kind: QWebEnginePage.NavigationType, main_frame: bool
    ) -> bool:
        target = QUrl(url)
        if main_frame and target.scheme() != "about":
            QTimer.singleShot(0, self._opener, lambda: self._opener.setUrl(target))
            self.deleteLater()
        return False
