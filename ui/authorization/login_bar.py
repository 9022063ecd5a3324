"""The bar above a sign-in page: who asks, why, and how safe the way there is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui.authorization.origin import Lock, Origin
from ui.controls import Button, IconButton, Mono, Pill, Text
from ui.controls.pill import Tone
from ui.theme.icons import IconLabel

_ICONS = {
    Lock.SECURE: "lock",
    Lock.LOOPBACK: "system",
    Lock.OPEN: "unlocked",
    Lock.NONE: "lock",
}
_TONES: dict[Lock, Tone] = {
    Lock.SECURE: "ok",
    Lock.LOOPBACK: "sandbox",
    Lock.OPEN: "error",
    Lock.NONE: "neutral",
}


class LoginBar(QFrame):
    """Reason, origin, lock, progress and a way out. No page can change any of it."""

    closed = Signal()
    browser_asked = Signal()
    """The person would rather sign in in the system's browser."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "header")
        self._reason = Text("", "strong", "login.reason")
        self._picture = IconLabel("lock")
        self._origin = Mono("", "login.origin")
        self._origin.setWordWrap(False)
        self._lock = Pill("", "neutral", "login.lock")
        close = IconButton("Close", "login.close", "close")
        close.clicked.connect(self.closed)

        self.browser = Button("Use my browser", "login.browser", kind="quiet")
        self.browser.setAccessibleName("Use my browser instead")
        self.browser.clicked.connect(self.browser_asked)

        address = QHBoxLayout()
        address.setSpacing(8)
        address.addWidget(self._picture)
        address.addWidget(self._origin)
        address.addWidget(self._lock)
        address.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(self._reason)
        words.addLayout(address)
        top = QHBoxLayout()
        top.setContentsMargins(16, 12, 10, 10)
        top.setSpacing(12)
        top.addLayout(words, 1)
        top.addWidget(self.browser, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

        self._progress = QProgressBar()
        self._progress.setProperty("role", "line")
        self._progress.setRange(0, 100)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Loading the page")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._progress)

    def show_reason(self, reason: str) -> None:
        """Say why the person is asked to sign in."""
        self._reason.setText(reason)

    def show_origin(self, origin: Origin) -> None:
        """Say whose page is shown; an empty origin leaves what was said before."""
        if not origin.text:
            return
        self._origin.setText(origin.text)
        self._origin.setAccessibleName(f"{origin.words}: {origin.text}")
        self._picture.set_icon(_ICONS[origin.lock])
        self._lock.show_state(origin.words, _TONES[origin.lock])

    def show_progress(self, percent: int) -> None:
        """Let the line grow while a page loads; at 100 it is gone, its place stays."""
        self._progress.setValue(percent if percent < 100 else 0)
