"""What pre-flight foresees for the chosen app, in a few calm lines above Authorize."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.authorization.preflight import Finding
from ui.authorization_profiles.remarks import Remark, Remarks, Severity
from ui.controls import Text

_SEVERITIES: dict[str, Severity] = {"blocks": "error", "warns": "warning"}
MOST = 3
"""So many are shown; the editor shows them all, each beside its field."""


class ForeseenNotes(QWidget):
    """The findings that matter now; hints belong beside their fields.

    Signals:
        edit_asked: The field that one of them is about.
    """

    edit_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("authorization.foreseen")
        self._remarks = Remarks("authorization.foreseen.line")
        self._remarks.mend_asked.connect(lambda remark: self.edit_asked.emit(remark.field))
        self._more = Text("", "small", "authorization.foreseen.more")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._remarks)
        column.addWidget(self._more)
        self.hide()

    def show_findings(self, findings: tuple[Finding, ...], *, editable: bool) -> None:
        """Show the gravest; with a way to the field where there is something to edit."""
        grave = [one for one in findings if one.severity in _SEVERITIES]
        grave.sort(key=lambda one: one.severity != "blocks")
        self._remarks.show_remarks(
            tuple(
                Remark(
                    one.field,
                    _SEVERITIES[one.severity],
                    one.message,
                    one.next_step,
                    one.id,
                    source=one.source,
                    repair="Edit" if editable and one.field != "callback_url" else "",
                )
                for one in grave[:MOST]
            )
        )
        left = len(grave) - MOST
        self._more.setText(f"{left} more in the profile's editor." if left > 0 else "")
        self._more.setVisible(left > 0)
        self.setVisible(bool(grave))
