"""The organization's own app that the System card uses on Live."""

from __future__ import annotations

from studio.errors import StudioError
from studio.preferences.known import app_secret
from studio.preferences.values import Chosen, SystemApp
from ui.controls import Pill
from ui.settings.fields import SavedField, SecretField
from ui.settings.saving import Saving
from ui.settings.section import Section


class SystemAppSection(Section):
    """Client ID and secret of one connector's app."""

    def __init__(self, saving: Saving, app: SystemApp) -> None:
        who = app.connector_name
        super().__init__(
            f"system_app.{app.connector_id}",
            f"System app for Live: {who}",
            f"Your organization's own {who} app, entered once: the System card signs people in "
            "with it on Live. The sandbox has an app of its own.",
        )
        self._saving = saving
        self._connector_id = app.connector_id
        self._pill = Pill("Not set up", "neutral", f"settings.system_app.{app.connector_id}.state")
        self.beside_title.addWidget(self._pill)
        name = f"settings.system_app.{app.connector_id}"
        self.client_id = SavedField(
            f"{name}.client_id",
            "Client ID",
            f"As {who} shows it on the app's Auth page.",
        )
        self.client_id.entered.connect(self._save_id)
        self.client_id.kept_back.connect(
            lambda text: saving.keep_typed(f"system_app.{self._connector_id}.client_id", text)
        )
        self.secret = SecretField(
            f"{name}.secret",
            "Client Secret",
            "Goes to the vault and is never shown again.",
            other="Entered for another Client ID",
        )
        self.secret.entered.connect(self._save_secret)
        self.secret.remove_asked.connect(self._remove_secret)
        self.add(self.client_id, 4)
        self.add(self.secret)

    def show_chosen(self, chosen: Chosen) -> None:
        """Show what is set."""
        app = chosen.system_app(self._connector_id)
        typed = self._saving.typed.get(f"system_app.{self._connector_id}.client_id")
        self.client_id.show_value(app.client_id, typed)
        self.secret.show_state(app.secret)
        if app.complete:
            self._pill.show_state("Ready", "ok")
        elif app.client_id or app.secret != "not_set":
            self._pill.show_state("Not complete", "warn")
        else:
            self._pill.show_state("Not set up", "neutral")

    def _save_id(self, text: str) -> None:
        def saved() -> None:
            self.client_id.show_saved(text.strip())
            self.say_saved()

        self._saving.run(
            lambda preferences: preferences.change_client_id(self._connector_id, text),
            saved,
            self.client_id.show_refused,
        )

    def _save_secret(self, text: str) -> None:
        entry = app_secret(self._connector_id)
        self._saving.run(
            lambda preferences: preferences.keep_secret(entry, text), self._saved, self._failed
        )

    def _remove_secret(self) -> None:
        entry = app_secret(self._connector_id)
        self._saving.run(
            lambda preferences: preferences.remove_secret(entry), self._saved, self._failed
        )

    def _saved(self) -> None:
        self.secret.show_saved()
        self.say_saved()

    def _failed(self, error: StudioError) -> None:
        self.secret.show_problem(error)
