"""The question that stands when somebody signed in to another account than before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from ui.authorization.words import grouped
from ui.controls import Button, Notice

if TYPE_CHECKING:
    from studio.authorization.arriving import OtherAccount


class OtherAccountNotice(Notice):
    """Names both accounts. Until it is answered, the one before is what dialogs work with.

    Signals:
        answered: True to keep the new account, False to stay with the one before.
    """

    answered = Signal(bool)

    def __init__(self, other: OtherAccount) -> None:
        now, before = _said(other.now), _said(other.before)
        super().__init__(
            "warn",
            "This is another account than before",
            f"You signed in to {now}; before, it was {before}. Nothing changes until you answer.",
            name="authorization.other",
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        stay = Button(f"Stay with {other.before[0]}", "authorization.other.stay", kind="small")
        take = Button(f"Use {other.now[0]}", "authorization.other.take", kind="small")
        stay.clicked.connect(lambda: self.answered.emit(False))
        take.clicked.connect(lambda: self.answered.emit(True))
        row.addWidget(stay)
        row.addWidget(take)
        row.addStretch(1)
        self.column.addLayout(row)


def _said(account: tuple[str, str]) -> str:
    name, number = account
    return f"{name} ({grouped(number)})" if number and number != name else name
