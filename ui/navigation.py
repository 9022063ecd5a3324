"""The navigation at the left: every place, in three groups."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from ui.controls.text import Text
from ui.place import Place
from ui.theme.icons import show_icon

WIDTH = 232
FOLDED_WIDTH = 58


class Navigation(QWidget):
    """Signals: `chosen` with the id of the place that was clicked."""

    chosen = Signal(str)

    def __init__(self, places: tuple[Place, ...]) -> None:
        super().__init__()
        self.setObjectName("window.navigation")
        self.setAccessibleName("Navigation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 16, 10, 16)
        self._column.setSpacing(3)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _Entry] = {}
        self._captions: list[Text] = []
        self._folded = False
        last = ""
        for place in places:
            if place.group != last:
                self._add_caption(place.group, first=not last)
                last = place.group
            self._add_entry(place)
        self._column.addStretch(1)
        self.setFixedWidth(WIDTH)

    def show_place(self, place_id: str) -> None:
        """Mark where the person is."""
        self._buttons[place_id].setChecked(True)

    def fold(self, folded: bool) -> None:
        """Show icons only, with the words as tooltips."""
        if folded == self._folded:
            return
        self._folded = folded
        self.setFixedWidth(FOLDED_WIDTH if folded else WIDTH)
        for caption in self._captions:
            caption.setVisible(not folded)
        for entry in self._buttons.values():
            entry.fold(folded)

    def _add_caption(self, group: str, *, first: bool) -> None:
        if not first:
            self._column.addSpacing(12)
        caption = Text(group.upper(), "caps", wrap=False)
        caption.setContentsMargins(9, 0, 0, 3)
        self._captions.append(caption)
        self._column.addWidget(caption)

    def _add_entry(self, place: Place) -> None:
        entry = _Entry(place)
        entry.clicked.connect(lambda: self.chosen.emit(place.id))
        self._group.addButton(entry)
        self._buttons[place.id] = entry
        self._column.addWidget(entry)


class _Entry(QPushButton):
    def __init__(self, place: Place) -> None:
        super().__init__(place.title)
        self._place = place
        self.setObjectName(f"nav.{place.id}")
        self.setAccessibleName(place.title)
        self.setProperty("kind", "nav")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(lambda _: self._draw_icon())
        self._draw_icon()

    def fold(self, folded: bool) -> None:
        self.setText("" if folded else self._place.title)
        self.setToolTip(self._place.title if folded else "")
        self._draw_icon()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()

    def _draw_icon(self) -> None:
        checked = self.isChecked()
        role = QPalette.ColorRole.Highlight if checked else QPalette.ColorRole.Dark
        show_icon(self, self._place.icon, role)
