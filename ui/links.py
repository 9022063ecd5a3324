"""The one way to open an address outside the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices


class Links(QObject):
    """Opens web addresses in the person's browser.

    Signals:
        opened: The address that was opened.
    """

    opened = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.follow = True
        """False where no browser may open (replay, tests): the signal is all that happens."""

    def open(self, url: str) -> bool:
        """Open `url`; nothing but http and https is opened. True when a browser took it."""
        target = QUrl(url, QUrl.ParsingMode.StrictMode)
        if target.scheme() not in ("http", "https") or not target.host():
            return False
        self.opened.emit(url)
        return QDesktopServices.openUrl(target) if self.follow else True
