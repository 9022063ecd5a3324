"""A part of a form that is folded away until somebody needs it."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.controls import Button


class Fold(QWidget):
    """A heading to click, and what it shows. Put widgets into `column`."""

    def __init__(self, title: str, name: str) -> None:
        super().__init__()
        self._title = title
        self._note = ""
        self._head = Button(title, name, kind="quiet", icon="chevron-right")
        self._head.setProperty("kind", "fold")
        self._head.clicked.connect(lambda: self.unfold(not self.unfolded))
        self._body = QWidget()
        self.column = QVBoxLayout(self._body)
        self.column.setContentsMargins(0, 2, 0, 4)
        self.column.setSpacing(14)
        self._body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._head)
        column.addWidget(self._body)
        self._draw()

    @property
    def head(self) -> QPushButton:
        """The heading."""
        return self._head

    @property
    def unfolded(self) -> bool:
        """Whether it shows what it holds."""
        return not self._body.isHidden()

    def unfold(self, unfolded: bool = True) -> None:
        """Show what it holds, or fold it away."""
        self._body.setVisible(unfolded)
        self._draw()

    def show_note(self, note: str) -> None:
        """Say beside the heading what is in it."""
        self._note = note
        self._draw()

    def _draw(self) -> None:
        note = f"  ·  {self._note}" if self._note else ""
        self._head.setText(f"{self._title}{note}")
        self._head.setAccessibleName(
            f"{self._title}, {'unfolded' if self.unfolded else 'folded'}{note}"
        )
        self._head._icon = "chevron-down" if self.unfolded else "chevron-right"
        self._head._draw_icon()
