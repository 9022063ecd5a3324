"""The theme in force: follows the system, or what the person chose."""

from __future__ import annotations

import re
from typing import Literal

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from resources import ROOT
from ui.theme import tokens
from ui.theme.tokens import Tokens

Mode = Literal["system", "light", "dark"]

PLAIN_DEFAULTS = ("dejavu sans", "sans serif", "sans", "liberation sans", "bitstream vera sans")
"""What a Linux without a desktop's font setting falls back to: then a better one is looked for."""
PREFERRED = ("Inter", "Cantarell", "Ubuntu", "Noto Sans")
PREFERRED_MONO = ("JetBrains Mono", "Cascadia Code", "SF Mono", "Menlo", "Noto Sans Mono")
MOTION_PROPERTY = "studio.motion"


class Theme(QObject):
    """Colours and type for the whole application.

    Signals:
        changed: Other tokens are in force; whoever paints with them repaints.
    """

    changed = Signal()

    def __init__(self, app: QApplication, mode: Mode = "system") -> None:
        super().__init__(app)
        self._app = app
        self._mode: Mode = mode
        self._all = tokens.load()
        self._template = (ROOT / "styles" / "studio.qss").read_text("utf-8")
        self.family, self.mono = _families()
        self._applied = ""
        app.setFont(_font(self.family))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self._apply()

    @property
    def mode(self) -> Mode:
        """What was chosen: "system", "light" or "dark"."""
        return self._mode

    @property
    def dark(self) -> bool:
        """Whether the dark tokens are in force."""
        if self._mode == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._mode == "dark"

    @property
    def tokens(self) -> Tokens:
        """The tokens in force."""
        return self._all["dark" if self.dark else "light"]

    def choose(self, mode: Mode) -> None:
        """Follow the system, or stay light or dark."""
        self._mode = mode
        self._tell_system()
        self._apply()

    def set_motion(self, on: bool) -> None:
        """Switch slides and fades on or off (replay, tests, and systems that ask for less)."""
        self._app.setProperty(MOTION_PROPERTY, on)

    def _tell_system(self) -> None:
        """Window frames and embedded pages take the same side."""
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        hints = QGuiApplication.styleHints()
        hints.setColorScheme(schemes.get(self._mode, Qt.ColorScheme.Unknown))

    def _follow(self) -> None:
        if self._mode == "system":
            self._apply()

    def _apply(self) -> None:
        key = "dark" if self.dark else "light"
        if key == self._applied:
            return
        first = not self._applied
        self._applied = key
        if first:
            self._app.setPalette(_palette(self.tokens))
            self._app.setStyleSheet(self._sheet())
            return
        self._change_in_two_turns()

    def _change_in_two_turns(self) -> None:
        """Take the old sheet off, and put the new one on in the next turn of the event loop.

        Replacing one sheet by another takes Qt three times as long as taking it off and putting
        the other on, and in two turns neither is long enough to be felt. Nothing is painted in
        between.
        """
        windows = [window for window in self._app.topLevelWidgets() if window.isVisible()]
        for window in windows:
            window.setUpdatesEnabled(False)
        self._app.setStyleSheet("")
        self._app.setPalette(_palette(self.tokens))
        QTimer.singleShot(0, self, lambda: self._dress(windows))

    def _dress(self, windows: list[QWidget]) -> None:
        self._app.setStyleSheet(self._sheet())
        for window in windows:
            if isValid(window):
                window.setUpdatesEnabled(True)
        self.changed.emit()

    def _sheet(self) -> str:
        values = {
            **self.tokens.by_name(),
            "family": f'"{self.family}"',
            "mono": f'"{self.mono}"',
        }
        return re.sub(r"@(\w+)", lambda match: values[match[1]], self._template)


def motion_ms(milliseconds: int) -> int:
    """How long a slide or fade may last: nothing when motion is off, here or in the system."""
    app = QApplication.instance()
    if not isinstance(app, QApplication) or app.property(MOTION_PROPERTY) is False:
        return 0
    from PySide6.QtWidgets import QStyle

    system = app.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
    return milliseconds if system > 0 else 0


def _families() -> tuple[str, str]:
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    if system.lower() in PLAIN_DEFAULTS:
        system = next(filter(_installed, PREFERRED), system)
        fixed = next(filter(_installed, PREFERRED_MONO), fixed)
    return system, fixed


def _installed(family: str) -> bool:
    """Asked of the one family: a list of all of them takes long where there are many."""
    return QFontInfo(QFont(family)).family().lower() == family.lower()


def _font(family: str) -> QFont:
    font = QFont(family)
    font.setPixelSize(14)
    return font


def _palette(t: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for name, colour in {
        role.Window: t.bg,
        role.WindowText: t.ink,
        role.Base: t.surface,
        role.AlternateBase: t.sunk,
        role.Text: t.ink,
        role.PlaceholderText: t.ink3,
        role.Button: t.surface,
        role.ButtonText: t.ink,
        role.BrightText: t.error,
        role.Highlight: t.accent,
        role.HighlightedText: t.on_accent,
        role.Link: t.accent,
        role.LinkVisited: t.accent,
        role.Mid: t.line,
        role.Midlight: t.accent_soft,
        role.Dark: t.ink2,
        role.Shadow: t.shadow,
        role.ToolTipBase: t.ink,
        role.ToolTipText: t.surface,
    }.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(t.ink3))
    return palette
