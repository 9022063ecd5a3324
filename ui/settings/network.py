"""How requests leave: proxy and certificates, for the login window too."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.preferences.known import PROXY_PASSWORD
from studio.preferences.values import Chosen
from ui.controls import Button, Segments, Text
from ui.settings.fields import Labelled, SavedField, SecretField
from ui.settings.saving import Saving
from ui.settings.section import Section

PROXIES = (("system", "As the system"), ("none", "None"), ("manual", "Manual"))
PROXY_LINES = {
    "system": "What this computer's settings, or HTTPS_PROXY and NO_PROXY, say.",
    "none": "Requests go straight out, whatever the system says.",
    "manual": "Every request goes through the proxy below.",
}
ROOM_ABOVE = 10
"""Of parts that are hidden at times: their room goes with them."""
AUTHORITIES = (("system", "This computer's"), ("file", "This computer's and a file"))


class NetworkSection(Section):
    """Each change is saved at once and counts from the next request on."""

    def __init__(self, saving: Saving) -> None:
        super().__init__(
            "network",
            "Network",
            "For requests and for the login window alike, from the next one on. The sandbox is on "
            "this computer and needs neither.",
        )
        self._saving = saving
        self._wants_file = False
        self.add(self._proxy_part(), 4)
        self.add(self._manual_part(), 0)
        self.add(self._authorities_part(), 14)
        self.add(self._file_part(), 0)

    def show_chosen(self, chosen: Chosen) -> None:
        """Show what is set."""
        typed = self._saving.typed
        manual = chosen.proxy == "manual"
        self._proxies.show_choice(chosen.proxy)
        self._proxy_line.setText(PROXY_LINES[chosen.proxy])
        self._manual.setVisible(manual)
        self.address.show_value(chosen.proxy_address, typed.get("proxy_address"))
        missing = manual and not chosen.proxy_address
        self._missing.setVisible(missing and not self.address.troubled)
        self.user.show_value(chosen.proxy_user, typed.get("proxy_user"))
        self.password.show_state(chosen.proxy_password)
        self.password.setEnabled(bool(chosen.proxy_user))
        with_file = bool(chosen.ca_file) or self._wants_file or "ca_file" in typed
        self._authorities.show_choice("file" if with_file else "system")
        self._file.setVisible(with_file)
        self.file.show_value(chosen.ca_file, typed.get("ca_file"))

    def _proxy_part(self) -> QWidget:
        part = Labelled("settings.proxy", "Proxy")
        self._proxies = Segments("settings.proxy", "Proxy", PROXIES)
        self._proxies.chosen.connect(
            lambda key: self._saving.change("proxy", key, self.say_saved, part.show_problem)
        )
        part.row.addWidget(self._proxies)
        part.row.addStretch(1)
        self._proxy_line = Text("", "secondary", "settings.proxy.line")
        layout = part.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(self._proxy_line)
        return part

    def _manual_part(self) -> QWidget:
        self._manual = QWidget()
        column = QVBoxLayout(self._manual)
        column.setContentsMargins(0, ROOM_ABOVE, 0, 0)
        column.setSpacing(12)
        self.address = self._field(
            "proxy_address", "Address", placeholder="http://proxy.example:8080"
        )
        self._missing = Text(
            "Until it is entered, nothing is sent: no request passes a proxy that you want.",
            "secondary",
            "settings.proxy_address.missing",
        )
        self._missing.setProperty("tone", "warn")
        self.user = self._field("proxy_user", "User name", "Where the proxy asks for one.")
        self.password = SecretField(
            "settings.proxy_password",
            "Password",
            "Goes to the vault, is never shown again, and is sent to the address above alone.",
            other="Entered for another address",
        )
        self.password.entered.connect(
            lambda text: self._password(lambda p: p.keep_secret(PROXY_PASSWORD, text))
        )
        self.password.remove_asked.connect(
            lambda: self._password(lambda p: p.remove_secret(PROXY_PASSWORD))
        )
        column.addWidget(self.address)
        column.addWidget(self._missing)
        column.addWidget(self.user)
        column.addWidget(self.password)
        return self._manual

    def _authorities_part(self) -> QWidget:
        part = Labelled(
            "settings.authorities",
            "Certificates",
            "Whom to believe that a service is the one it says. Where your company looks into "
            "connections, its own authority has to be among them.",
        )
        self._authorities = Segments("settings.authorities", "Certificates", AUTHORITIES)
        self._authorities.chosen.connect(self._choose_authorities)
        part.row.addWidget(self._authorities)
        part.row.addStretch(1)
        return part

    def _file_part(self) -> QWidget:
        self.file = self._field("ca_file", "PEM file", placeholder="/path/to/company.pem")
        choose = Button("Choose…", "settings.ca_file.choose", kind="small")
        choose.setAccessibleName("Choose the PEM file")
        choose.clicked.connect(self._choose_file)
        self.file.row.insertWidget(1, choose)
        self._file = QWidget()
        column = QVBoxLayout(self._file)
        column.setContentsMargins(0, ROOM_ABOVE, 0, 0)
        column.addWidget(self.file)
        return self._file

    def _field(
        self, setting_id: str, label: str, line: str = "", *, placeholder: str = ""
    ) -> SavedField:
        field = SavedField(f"settings.{setting_id}", label, line, placeholder=placeholder)

        def save(text: str) -> None:
            def saved() -> None:
                chosen = self._saving.known
                field.show_saved(str(getattr(chosen, setting_id)) if chosen else text.strip())
                self.say_saved()

            self._saving.change(setting_id, text, saved, refused)

        def refused(error: StudioError) -> None:
            field.show_refused(error)
            if setting_id == "proxy_address":
                self._missing.hide()

        field.entered.connect(save)
        field.kept_back.connect(lambda text: self._saving.keep_typed(setting_id, text))
        return field

    def _password(self, work: Any) -> None:
        def saved() -> None:
            self.password.show_saved()
            self.say_saved()

        self._saving.run(work, saved, self.password.show_problem)

    def _choose_authorities(self, key: str) -> None:
        self._wants_file = key == "file"
        self._file.setVisible(self._wants_file)
        if self._wants_file:
            self.file.edit.setFocus()
        else:
            self.file.forget()
            self._saving.change("ca_file", "", self.say_saved, self.file.show_problem)

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self.window(),
            "Choose the certificates of your company",
            self.file.edit.text(),
            "Certificates (*.pem *.crt *.cer);;All files (*)",
        )
        if name:
            self.file.edit.setText(name)
            self.file.hand_in()
