"""What the login window says instead of a page when there is none to show."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.controls import Button, Notice
from ui.controls.notice import NoticeTone


@dataclass(frozen=True)
class Trouble:
    """What happened and what to do next."""

    tone: NoticeTone
    title: str
    text: str

    @classmethod
    def declined(cls) -> Trouble:
        return cls(
            "warn",
            "You declined",
            "No access was given and nothing was changed. "
            "Try again to choose another account, or close this window.",
        )

    @classmethod
    def unreachable(cls, origin: str) -> Trouble:
        where = origin or "The sign-in page"
        return cls(
            "error",
            "The sign-in page cannot be reached",
            f"{where} does not answer. Check the connection, then try again.",
        )

    @classmethod
    def certificate(cls, host: str, words: str) -> Trouble:
        return cls(
            "error",
            "The connection is not safe",
            f"The certificate of {host} was refused ({words.rstrip('.')}). Nothing was sent. "
            "Check the date of this machine and the network you are on, then try again.",
        )

    @classmethod
    def crashed(cls) -> Trouble:
        return cls(
            "error",
            "The sign-in page stopped working",
            "The process that showed the page ended. Nothing was changed. Try again.",
        )


class Refusal(QWidget):
    """Above a page that lets nobody sign in inside another program: the browser is offered.

    Args:
        offers_browser: Whether the workspace allows the system's browser.
    """

    browser_asked = Signal()

    def __init__(self, *, offers_browser: bool) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 10)
        title = "This page lets nobody sign in inside another program"
        if not offers_browser:
            text = (
                "Your browser could, but Settings let people sign in in this window only: change "
                "Where people sign in there, or choose another way to sign in on this page."
            )
            column.addWidget(Notice("warn", title, text, name="login.refusal"))
        else:
            text = "It asks for a browser of its own. Go on in yours; nothing is lost."
            use = Button("Use my browser instead", "login.refusal.browser", kind="primary")
            use.clicked.connect(self.browser_asked)
            column.addWidget(Notice("warn", title, text, name="login.refusal", action=use))
        self.hide()


class TroublePage(QWidget):
    """One notice in the middle, and two ways on."""

    retry = Signal()
    close_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 24, 24, 24)
        self._column.setSpacing(16)
        self._notice: Notice | None = None
        retry = Button("Try again", "login.retry", kind="primary")
        retry.clicked.connect(self.retry)
        close = Button("Close", "login.dismiss", kind="secondary")
        close.clicked.connect(self.close_asked)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(retry)
        self._column.addStretch(2)
        self._column.addLayout(row)
        self._column.addStretch(3)
        self.setFocusProxy(retry)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_trouble(self, trouble: Trouble) -> None:
        """Say what happened."""
        if self._notice is not None:
            self._column.removeWidget(self._notice)
            self._notice.setObjectName("")
            self._notice.hide()
            self._notice.deleteLater()
        self._notice = Notice(trouble.tone, trouble.title, trouble.text, name="login.notice")
        self._column.insertWidget(1, self._notice)
