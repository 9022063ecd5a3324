"""One template in the Integration Templates dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.controls import Button, Pill, Text

if TYPE_CHECKING:
    from studio.authorization.shortfall import Shortfall
    from studio.dialogs.installing import TemplateSummary
    from ui.controls.pill import Tone

TONES: dict[str, Tone] = {
    "POST": "ok",
    "GET": "accent",
    "DELETE": "error",
    "PATCH": "warn",
    "PUT": "warn",
}


class TemplateRow(QWidget):
    """Name, what it does, its method, and Install or the mark that it is installed."""

    install_asked = Signal(str)
    details_asked = Signal(str)

    def __init__(self, template: TemplateSummary, install: str = "Install") -> None:
        super().__init__()
        self.template = template
        name = f"integration_templates.{template.id}"
        self.setObjectName(name)
        self.setAccessibleName(template.name)
        method = Pill(template.method, TONES.get(template.method, "neutral"), f"{name}.method")
        method.setFixedWidth(72)
        if template.documented_method and template.documented_method != template.method:
            documented = f"The platform's documentation says {template.documented_method}."
            method.setToolTip(documented)
            method.setAccessibleDescription(documented)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Text(template.name, "strong"))
        words.addWidget(Text(template.description, "secondary"))
        self._lacks = Text("", "small", f"{name}.lacks")
        self._lacks.setProperty("tone", "warn")
        words.addWidget(self._lacks)
        self._lacks.hide()
        self._install = Button(install, f"{name}.install", kind="small")
        self._install.setAccessibleName(f"Install {template.name}")
        self._install.clicked.connect(lambda: self.install_asked.emit(template.id))
        self._details = Button("Details", f"{name}.details", kind="link")
        self._details.setAccessibleName(f"What installing {template.name} created")
        self._details.clicked.connect(lambda: self.details_asked.emit(template.id))
        self._installed = Pill("Installed", "ok", f"{name}.installed")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 10, 4, 10)
        row.setSpacing(14)
        row.addWidget(method)
        row.addLayout(words, 1)
        row.addWidget(self._install)
        row.addWidget(self._details)
        row.addWidget(self._installed)

    def show_template(
        self,
        template: TemplateSummary,
        *,
        busy: bool,
        locked: bool,
        short: Shortfall | None = None,
    ) -> None:
        """Draw how far it is.

        Args:
            busy: It is being installed right now.
            locked: *Install all* is running, so this one's turn comes by itself.
            short: What it lacks with the account as it is.
        """
        self._installed.setVisible(template.installed)
        self._details.setVisible(template.installed)
        self._install.setVisible(not template.installed)
        self._install.set_busy(False)
        self._install.setEnabled(not locked)
        if busy and not template.installed:
            self._install.set_busy(True, "Installing…")
        lacks = _lacks(template, short)
        self._lacks.setText(lacks)
        self._lacks.setVisible(bool(lacks))
        self._install.setAccessibleDescription(lacks)


def _lacks(template: TemplateSummary, short: Shortfall | None) -> str:
    scopes = short.of(template.id) if short else ()
    if short is None or not scopes:
        return ""
    names = ", ".join(scope.name for scope in scopes)
    return f"Needs {names}, which {'was not granted' if short.granted else 'is not asked for'}."
