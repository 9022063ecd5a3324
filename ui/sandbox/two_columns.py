"""Cards in two columns, one below the other where there is no room for two."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QGridLayout, QWidget

TWO_FROM = 740


class TwoColumns(QGridLayout):
    """A layout. Cards of one row are of one height."""

    def __init__(self, gap: int) -> None:
        super().__init__()
        self.setSpacing(gap)
        self._widgets: list[QWidget] = []
        self._columns = 2
        self._arrange()

    def show_widgets(self, widgets: Iterable[QWidget]) -> None:
        """Hold these, in reading order, in place of those that were there."""
        for widget in self._widgets:
            self.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._widgets = list(widgets)
        self._arrange()

    def fit(self, width: int) -> None:
        """Lie beside each other when `width` allows."""
        columns = 2 if width >= TWO_FROM else 1
        if columns != self._columns:
            self._columns = columns
            self._arrange()

    def _arrange(self) -> None:
        for widget in self._widgets:
            self.removeWidget(widget)
        for number, widget in enumerate(self._widgets):
            self.addWidget(widget, *divmod(number, self._columns))
        for column in range(2):
            self.setColumnStretch(column, 1 if column < self._columns else 0)
            self.setColumnMinimumWidth(column, 0)
