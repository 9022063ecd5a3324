"""The cards System and Custom, and Select Authorization below the second."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.authorization.values import App
from ui.authorization.state import TabState
from ui.controls import Button, Notice, OptionCard, OptionGroup, Select, Text

CREATE_NEW = "new"
NOTHING_SELECTED = "Choose a profile, or Create New"


class AppChoice(QWidget):
    """Whose OAuth app asks for permission.

    Signals:
        app_chosen: "system" or "custom".
        profile_chosen: The id of an authorization profile.
        tenant_entered: What stands for `{tenant}` in its addresses.
        create_asked, edit_asked: *Create New*, and *Edit* with the profile's id.
        set_up_asked: *Set up in Settings*, where the System card has no app.
    """

    app_chosen = Signal(str)
    profile_chosen = Signal(str)
    tenant_entered = Signal(str)
    create_asked = Signal()
    edit_asked = Signal(str)
    set_up_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._selected = ""
        self._cards = OptionGroup(self)
        self._system = self._cards.add(
            "system", OptionCard("System", "Preconfigured app", "authorization.app.system")
        )
        self._custom = self._cards.add(
            "custom",
            OptionCard("Custom", "Your own app, from a profile", "authorization.app.custom"),
        )
        self._system_line = self._system.findChildren(Text)[1]
        self._cards.chosen.connect(self.app_chosen)
        self._profile = self._profile_section()
        self._no_app = self._no_app_section()
        cards = QHBoxLayout()
        cards.setSpacing(10)
        cards.addWidget(self._system, 1)
        cards.addWidget(self._custom, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(cards)
        column.addWidget(self._no_app)
        column.addWidget(self._profile)

    def show_state(self, state: TabState) -> None:
        """Draw everything from one value."""
        action = state.action
        choice, profile = action.choice, action.profile
        self._cards.show_choice(choice.app.value if choice.app else None)
        self._system_line.setText(
            "Not set up for Live" if action.no_app else f"Preconfigured {action.name} app"
        )
        self._no_app.setVisible(action.no_app and choice.app is App.SYSTEM)
        self._profile.setVisible(choice.app is App.CUSTOM)
        for widget in (self._system, self._custom, self._edit, self._tenant):
            widget.setEnabled(not state.busy)
        names = {line.id: _named(line.name, line.mechanism_label) for line in state.profiles}
        if profile is not None:
            names.setdefault(profile.id, profile.name)
        self._select.set_choices([(CREATE_NEW, "Create New"), *names.items()])
        self._select.setEnabled(not state.busy)
        self._selected = choice.profile_id or ""
        self._show_selected()
        self._edit.setVisible(profile is not None)
        self._why_not.setText(profile.why_not if profile else "")
        self._why_not.setVisible(bool(profile and profile.why_not))
        self._tenancy.setVisible(profile is not None and profile.tenancy)
        if not self._tenant.hasFocus():
            self._tenant.setText(choice.tenant)

    def _no_app_section(self) -> QWidget:
        button = Button("Set up in Settings", "authorization.app.set_up", kind="small")
        button.clicked.connect(self.set_up_asked)
        return Notice(
            "warn",
            "No System app is set up for Live",
            "On Live, the System card signs people in with an app of your organization. Its "
            "Client ID and Client Secret are entered once, in Settings.",
            name="authorization.app.none",
            action=button,
        )

    def _profile_section(self) -> QWidget:
        self._select = Select("authorization.profile", "Select Authorization")
        self._select.chosen.connect(self._take)
        self._edit = Button("Edit", "authorization.profile.edit", kind="quiet")
        self._edit.setAccessibleName("Edit the selected authorization profile")
        self._edit.clicked.connect(lambda: self.edit_asked.emit(self._selected))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._select, 1)
        row.addWidget(self._edit)
        self._why_not = Text("", "secondary", "authorization.profile.why_not")
        self._why_not.setProperty("tone", "error")
        self._tenant = QLineEdit()
        self._tenant.setObjectName("authorization.tenant")
        self._tenant.setAccessibleName("Subdomain")
        self._tenant.setPlaceholderText("What stands for {tenant} in the addresses")
        self._tenant.editingFinished.connect(
            lambda: self.tenant_entered.emit(self._tenant.text().strip())
        )
        self._tenancy = QWidget()
        tenancy = QVBoxLayout(self._tenancy)
        tenancy.setContentsMargins(0, 0, 0, 0)
        tenancy.setSpacing(6)
        tenancy.addWidget(Text("Subdomain", "label"))
        tenancy.addWidget(self._tenant)
        section = QWidget()
        column = QVBoxLayout(section)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Text("Select Authorization", "label"))
        column.addLayout(row)
        column.addWidget(self._why_not)
        column.addWidget(self._tenancy)
        return section

    def _take(self, key: str) -> None:
        if key == CREATE_NEW:
            self._show_selected()
            self.create_asked.emit()
        else:
            self.profile_chosen.emit(key)

    def _show_selected(self) -> None:
        self._select.show_choice(self._selected)
        if not self._selected:
            self._select.setText(NOTHING_SELECTED)
            self._select.setAccessibleName(f"Select Authorization: {NOTHING_SELECTED}")


def _named(name: str, mechanism: str) -> str:
    return name if mechanism == "OAuth v2" else f"{name}  ({mechanism})"
