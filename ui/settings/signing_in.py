"""Where people sign in, what they come back to, and how long their links work."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.preferences.values import Callback, Chosen
from ui.controls import Segments, Select, Text
from ui.controls.copying import CopyValue
from ui.settings.fields import NARROW, Labelled, SavedField
from ui.settings.saving import Saving
from ui.settings.section import Section

POLICIES = (("both", "Either"), ("window", "Login window only"), ("browser", "Browser only"))
POLICY_LINES = {
    "both": "The login window opens; the system's browser is offered beside it.",
    "window": "Everybody uses the studio's login window; the browser is not offered.",
    "browser": "Everybody uses the system's browser, as company policies often ask.",
}


class SigningInSection(Section):
    """Each change is saved at once."""

    def __init__(
        self, saving: Saving, callbacks: tuple[Callback, ...], loopback: tuple[str, ...]
    ) -> None:
        super().__init__(
            "signing_in",
            "Signing in",
            "Where people sign in, and the address that a service sends them back to.",
        )
        self._saving = saving
        self._callbacks = {one.id: one for one in callbacks}
        self._policy = self._policy_part()
        self._callback = self._callback_part(loopback)
        self.minutes = SavedField(
            "settings.link_minutes",
            "Lifetime of authorization links",
            "How long a link that the bot sends to an end user works, from 1 minute to a day. "
            "Links that are out already keep theirs.",
            unit="minutes",
            width=NARROW,
        )
        self.minutes.entered.connect(self._save_minutes)
        self.minutes.kept_back.connect(lambda text: saving.keep_typed("link_minutes", text))
        self.add(self._policy, 4)
        self.add(self._callback, 14)
        self.add(self.minutes, 14)

    def show_chosen(self, chosen: Chosen) -> None:
        """Show what is set."""
        self._policies.show_choice(chosen.login_policy)
        self._policy_line.setText(POLICY_LINES[chosen.login_policy])
        self._regions.show_choice(chosen.callback)
        self._address.show_value(self._callbacks[chosen.callback].url)
        self.minutes.show_value(str(chosen.link_minutes), self._saving.typed.get("link_minutes"))

    def _policy_part(self) -> QWidget:
        part = Labelled("settings.login_policy", "Where people sign in")
        self._policies = Segments("settings.login_policy", "Where people sign in", POLICIES)
        self._policies.chosen.connect(lambda key: self._save("login_policy", key, part))
        part.row.addWidget(self._policies)
        part.row.addStretch(1)
        self._policy_line = Text("", "secondary", "settings.login_policy.line")
        layout = part.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(self._policy_line)
        return part

    def _callback_part(self, loopback: tuple[str, ...]) -> QWidget:
        part = Labelled(
            "settings.callback",
            "Callback URL",
            "The one shown in every profile is the one sent. Register it at the service, to the "
            "letter.",
        )
        self._regions = Select(
            "settings.callback",
            "Callback region",
            [(one.id, one.label) for one in self._callbacks.values()],
        )
        self._regions.setMinimumWidth(150)
        self._regions.chosen.connect(lambda key: self._save("callback", key, part))
        self._address = CopyValue("the Callback URL", "", "settings.callback.address")
        part.row.addWidget(self._regions)
        part.row.addWidget(self._address, 1, Qt.AlignmentFlag.AlignVCenter)
        if loopback:
            layout = part.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.addSpacing(6)
            layout.addWidget(
                Text(
                    "The system's browser comes back to this computer. Register these as well, "
                    "each of them: the first whose port is free is used.",
                    "secondary",
                )
            )
            for number, url in enumerate(loopback, 1):
                what = f"loopback address {number}"
                layout.addWidget(CopyValue(what, url, f"settings.callback.loopback.{number}"))
        return part

    def _save(self, setting_id: str, value: Any, part: Labelled) -> None:
        def saved() -> None:
            part.show_problem(None)
            self.say_saved()

        self._saving.change(setting_id, value, saved, part.show_problem)

    def _save_minutes(self, text: str) -> None:
        def saved() -> None:
            self.minutes.show_saved(str(int(text)))
            self.say_saved()

        self._saving.change("link_minutes", text, saved, self.minutes.show_refused)
