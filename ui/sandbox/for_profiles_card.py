"""What authorization profiles can be tested against: addresses and credentials to copy."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.sandbox_for_profiles import Given
from ui.controls import Card, Heading, Text
from ui.controls.copying import CopyValue, SecretValue
from ui.place import Context
from ui.sandbox.desk import SandboxDesk

WORDS = (
    "An endpoint for each other mechanism. Names and passwords are those of the personas; OAuth "
    "v2 is tested against the app above."
)
LABEL_WIDTH = 168


class ForProfilesCard(Card):
    """Asked for once a sandbox is there."""

    def __init__(self, context: Context, desk: SandboxDesk) -> None:
        super().__init__("sandbox.for_profiles", 18, 10)
        self._context = context
        self._base_url: str | None = None
        self.column.addWidget(Heading("To test authorization profiles against"))
        self.column.addWidget(Text(WORDS, "secondary"))
        self._parts = QVBoxLayout()
        self._parts.setSpacing(12)
        self.column.addLayout(self._parts)

    def show_sandbox(self, base_url: str | None) -> None:
        """Show what the sandbox at this address offers."""
        if base_url == self._base_url:
            return
        self._base_url = base_url
        if base_url is None:
            self._show(())
            return
        studio = self._context.studio
        self._context.background.run(
            lambda task: studio.sandbox.for_profiles(),
            done=self._show,
            failed=self._forget,
            owner=self,
        )

    def _forget(self, error: StudioError) -> None:
        """The page itself says that the sandbox does not answer; ask again next time."""
        self._base_url = None

    def _show(self, given: tuple[Given, ...]) -> None:
        while (item := self._parts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setObjectName("")
                widget.deleteLater()
        columns: dict[str, QVBoxLayout] = {}
        for each in given:
            if each.mechanism not in columns:
                part = QWidget()
                column = columns[each.mechanism] = QVBoxLayout(part)
                column.setContentsMargins(0, 0, 0, 0)
                column.setSpacing(0)
                column.addWidget(Text(each.mechanism, "label"))
                self._parts.addWidget(part)
            kind = SecretValue if each.secret else CopyValue
            what = f"the {each.label} of {each.mechanism}"
            row = kind(what, each.value, f"sandbox.for_profiles.{each.id}").in_row(each.label)
            row.caption.setFixedWidth(LABEL_WIDTH)
            columns[each.mechanism].addWidget(row)
