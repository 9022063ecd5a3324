"""What pre-flight foresees for the chosen app, in a few calm lines above Authorize."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.authorization.preflight import Finding
from ui.authorization_profiles.remarks import Remark, Remarks, Severity
from ui.controls import Button, Text

_SEVERITIES: dict[str, Severity] = {"blocks": "error", "warns": "warning"}
MOST = 3
"""So many are shown; the editor shows them all, each beside its field."""


class ForeseenNotes(QWidget):
    """The findings that matter now; hints belong beside their fields.

    Signals:
        edit_asked: The field that one of them is about.
        mend_asked: Rule and field of one whose repair was pressed.
        undo_asked: Take back the last repair.
    """

    edit_asked = Signal(str)
    mend_asked = Signal(str, str)
    undo_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("authorization.foreseen")
        self._remarks = Remarks("authorization.foreseen.line")
        self._remarks.mend_asked.connect(self._pressed)
        self._mendable: set[tuple[str, str]] = set()
        self._more = Text("", "small", "authorization.foreseen.more")
        self._mended = Text("", "secondary", "authorization.foreseen.mended")
        self._mended.setProperty("tone", "ok")
        self._undo = Button("Undo", "authorization.foreseen.undo", kind="small")
        self._undo.setAccessibleName("Undo the repair")
        self._undo.clicked.connect(self.undo_asked)
        done = QHBoxLayout()
        done.setSpacing(8)
        done.addWidget(self._mended, 1)
        done.addWidget(self._undo, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._remarks)
        column.addWidget(self._more)
        column.addLayout(done)
        self.hide()

    def show_findings(
        self, findings: tuple[Finding, ...], *, editable: bool, mended: str = ""
    ) -> None:
        """Show the gravest; with a repair, or a way to the field, where there is something to edit.

        Args:
            editable: It is a profile, and no preconfigured app.
            mended: What the last repair did; it can be taken back.
        """
        grave = [one for one in findings if one.severity in _SEVERITIES]
        grave.sort(key=lambda one: one.severity != "blocks")
        self._mendable = {(one.id, one.field) for one in grave if one.repair is not None}
        self._remarks.show_remarks(
            tuple(
                Remark(
                    one.field,
                    _SEVERITIES[one.severity],
                    one.message,
                    one.next_step,
                    one.id,
                    source=one.source,
                    repair=_button(one) if editable else "",
                )
                for one in grave[:MOST]
            )
        )
        left = len(grave) - MOST
        self._more.setText(f"{left} more in the profile's editor." if left > 0 else "")
        self._more.setVisible(left > 0)
        self._mended.setText(mended)
        self._mended.setVisible(bool(mended))
        self._undo.setVisible(bool(mended))
        self.setVisible(bool(grave) or bool(mended))

    def _pressed(self, remark: Remark) -> None:
        if (remark.code, remark.field) in self._mendable:
            self.mend_asked.emit(remark.code, remark.field)
        else:
            self.edit_asked.emit(remark.field)


def _button(finding: Finding) -> str:
    """A repair in place where there is one; what needs a decision is decided in the editor."""
    if finding.field == "callback_url":
        return ""
    return finding.repair.label if finding.repair is not None else "Edit"
