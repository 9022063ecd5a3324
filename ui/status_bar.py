"""The bar at the bottom: the workspace, the sandbox, where secrets lie, the command palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.controls.text import Text

if TYPE_CHECKING:
    from studio.vault import VaultStatus

HEIGHT = 28


class StatusBar(QWidget):
    """Signals: `commands` when the command palette was asked for, `sandbox` when its place was."""

    commands = Signal()
    sandbox = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window.status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 10, 0)
        row.setSpacing(18)
        self._workspace = Text("Opening the workspace…", "small", "window.workspace", wrap=False)
        self._sandbox = _Link("", "window.sandbox")
        self._sandbox.setToolTip("Go to Sandbox")
        self._sandbox.clicked.connect(self.sandbox)
        self._secrets = _Link("", "window.secrets")
        self._secrets.clicked.connect(self._explain_secrets)
        self._secrets.hide()
        self._vault: VaultStatus | None = None
        self._saved = Text("", "small", "window.saved", wrap=False)
        workspace = QHBoxLayout()
        workspace.setSpacing(6)
        workspace.addWidget(self._workspace)
        workspace.addWidget(self._saved)
        row.addLayout(workspace)
        row.addWidget(self._sandbox)
        row.addWidget(self._secrets)
        row.addStretch(1)
        palette = _Link("Ctrl+K  Commands", "window.commands")
        palette.clicked.connect(self.commands)
        row.addWidget(palette)

    def show_workspace(self, name: str, path: str) -> None:
        """Show which workspace is open. Every change is on disk when it is shown as done."""
        self._show_name(name, "saved")
        self._workspace.setToolTip(path)

    def show_problem(self, name: str) -> None:
        """Show that the workspace could not be opened."""
        self._show_name(name, "not opened")
        self._sandbox.hide()

    def _show_name(self, name: str, state: str) -> None:
        self._workspace.setText(name)
        self._workspace.setProperty("role", "small-strong")
        self._workspace.style().unpolish(self._workspace)
        self._workspace.style().polish(self._workspace)
        self._saved.setText(state)

    def show_sandbox(self, address: str | None, *, live: bool = False) -> None:
        """Show where the sandbox is reached, or that it starts by itself; or that it is not used.

        Args:
            address: Host and port while it runs.
            live: The workspace is on Live.
        """
        words = f"Sandbox on {address}" if address else "Sandbox starts when it is needed"
        if live:
            words = f"{words}, not used on Live" if address else "Sandbox is not used on Live"
        self._sandbox.setText(words)
        self._sandbox.setAccessibleName(words)

    def show_secrets(self, status: VaultStatus) -> None:
        """Show where secrets lie; memory only is a warning."""
        self._vault = status
        self._secrets.setText(f"Secrets: {status.label}")
        self._secrets.setProperty("pill", "warn" if status.kind == "memory" else None)
        self._secrets.setAccessibleDescription(status.explanation)
        self._secrets.style().unpolish(self._secrets)
        self._secrets.style().polish(self._secrets)
        self._secrets.show()

    def _explain_secrets(self) -> None:
        if self._vault is not None:
            from ui.popover import Popover

            title = f"Secrets: {self._vault.label}"
            sheet = Popover(
                self._secrets, "window.secrets.explanation", title, self._vault.explanation
            )
            sheet.show_at(self._secrets, above=True)


class _Link(QPushButton):
    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setAccessibleName(text or name)
        self.setProperty("kind", "status")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
