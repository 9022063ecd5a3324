"""Buttons."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton, QWidget

from ui.theme.icons import show_icon

Kind = Literal["primary", "secondary", "quiet", "link", "danger", "small", "chip"]


class Button(QPushButton):
    """A button with words on it.

    Args:
        text: What it does, as a verb.
        name: Its object name, stable and unique in its window.
        kind: How much it stands out; one primary a view.
        icon: The name of an icon to its left.
    """

    def __init__(
        self,
        text: str,
        name: str,
        *,
        kind: Kind = "secondary",
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._icon = icon
        self._role = {
            "primary": QPalette.ColorRole.HighlightedText,
            "quiet": QPalette.ColorRole.Highlight,
        }.get(kind, QPalette.ColorRole.ButtonText)
        self._calm_text = text
        self._was_enabled = True
        self._busy = False
        self._draw_icon()

    @property
    def busy(self) -> bool:
        """Whether what it started is still under way."""
        return self._busy

    def set_kind(self, kind: Kind) -> None:
        """Let it stand out more or less than before."""
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)

    def set_busy(self, busy: bool, text: str = "") -> None:
        """Show that what it does is under way, with words for it; it cannot be pressed then."""
        if busy and not self._busy:
            self._calm_text = self.text()
            self._was_enabled = self.isEnabled()
            self.setText(text or self._calm_text)
            self.setEnabled(False)
        elif not busy and self._busy:
            self.setText(self._calm_text)
            self.setEnabled(self._was_enabled)
        self._busy = busy

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()

    def _draw_icon(self) -> None:
        if self._icon:
            show_icon(self, self._icon, self._role)


class IconButton(Button):
    """A button that shows an icon only; its words are its tooltip and accessible name."""

    def __init__(self, text: str, name: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__("", name, icon=icon, parent=parent)
        self.setProperty("kind", "icon")
        self._role = QPalette.ColorRole.Dark
        self._draw_icon()
        self.setAccessibleName(text)
        self.setToolTip(text)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self._draw_icon()
