"""The Settings page: sections as cards, each saved at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.preferences.values import Chosen
from ui.controls import Heading, Notice, ScrollColumn, Text
from ui.place import Context, Page
from ui.settings.environment import EnvironmentSection
from ui.settings.network import NetworkSection
from ui.settings.saving import Saving
from ui.settings.secrets import SecretsSection
from ui.settings.section import Section
from ui.settings.signing_in import SigningInSection
from ui.settings.system_app import SystemAppSection
from ui.settings.telling import TellingSection

MARGINS = (28, 24, 28, 28)
LINE = "For this workspace. Each change is saved at once, and listed in Change Logs."
WIDEST = 820
"""Lines longer than this are hard to read."""


class SettingsPage(Page):
    """Everything that is set for the workspace."""

    def __init__(self, context: Context) -> None:
        super().__init__("settings", "Settings")
        self._context = context
        self._sections: dict[str, Section] = {}
        self._notice: Notice | None = None
        self._wanted = ""
        self.saving = Saving(context, self)
        self.saving.changed.connect(self._show)
        self.saving.failed.connect(self._failed)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = ScrollColumn((0, 0, 0, 0), 0, "settings.scroll")
        outer.addWidget(self._scroll)
        holder = QWidget()
        holder.setMaximumWidth(WIDEST + MARGINS[0] + MARGINS[2])
        holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(*MARGINS)
        self._column.setSpacing(16)
        row = QHBoxLayout()
        row.addWidget(holder, 1)
        row.addStretch(0)
        self._scroll.column.addLayout(row)
        head = QVBoxLayout()
        head.setSpacing(6)
        head.addWidget(Heading("Settings", 1))
        head.addWidget(Text(LINE, "lead"))
        self._column.addLayout(head)

    def show_page(self) -> None:
        self.saving.read()
        if secrets := self._secrets:
            secrets.refresh()

    def go_to(self, **target: Any) -> None:
        """`section`: environment, system_app, signing_in, network, notices, secrets."""
        self._wanted = str(target.get("section", ""))
        self.place_changed.emit({})
        self._bring_into_view()

    def restore(self, state: dict[str, Any]) -> None:
        self._wanted = str(state.get("section", ""))
        self._bring_into_view()

    @property
    def _secrets(self) -> SecretsSection | None:
        found = self._sections.get("secrets")
        return found if isinstance(found, SecretsSection) else None

    def _build(self, chosen: Chosen) -> None:
        preferences = self._context.studio.preferences
        environment = EnvironmentSection(self._context)
        environment.switched.connect(self.saving.read)
        environment.app_wanted.connect(lambda: self.go_to(section="system_app"))
        sections: dict[str, Section] = {"environment": environment}
        for app in chosen.system_apps:
            key = "system_app" if "system_app" not in sections else app.connector_id
            sections[key] = SystemAppSection(self.saving, app)
        sections["signing_in"] = SigningInSection(
            self.saving, preferences.callbacks, preferences.loopback_urls
        )
        sections["network"] = NetworkSection(self.saving)
        sections["notices"] = TellingSection(self.saving)
        secrets = sections["secrets"] = SecretsSection(self._context)
        secrets.removed.connect(self.saving.read)
        for section in sections.values():
            self._column.addWidget(section)
        self._sections = sections
        secrets.refresh()

    def _show(self, chosen: Chosen) -> None:
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None
        if not self._sections:
            self._build(chosen)
            self._bring_into_view()
        for section in self._sections.values():
            if hasattr(section, "show_chosen"):
                section.show_chosen(chosen)
        if secrets := self._secrets:
            secrets.refresh()

    def _failed(self, error: StudioError) -> None:
        if self._notice is None:
            name = "settings.failed"
            self._notice = Notice("error", error.message, error.next_step, name=name)
            self._column.insertWidget(1, self._notice)

    def _bring_into_view(self) -> None:
        section = self._sections.get(self._wanted)
        if section is None:
            return
        self._wanted = ""

        def scroll() -> None:
            bar = self._scroll.verticalScrollBar()
            content = self._scroll.widget()
            assert content is not None
            bar.setValue(section.mapTo(content, section.rect().topLeft()).y() - 16)
            for edit in section.findChildren(QWidget):
                if edit.focusPolicy() & Qt.FocusPolicy.TabFocus and edit.isVisibleTo(section):
                    edit.setFocus(Qt.FocusReason.OtherFocusReason)
                    break

        QTimer.singleShot(0, section, scroll)
