"""Whether the desktop is told when something needs the person."""

from __future__ import annotations

from studio.errors import StudioError
from studio.preferences.values import Chosen
from ui.controls import SwitchRow, Text
from ui.settings.saving import Saving
from ui.settings.section import Section


class TellingSection(Section):
    """One switch, saved at once."""

    def __init__(self, saving: Saving) -> None:
        super().__init__(
            "notices",
            "Notices",
            "When an authorization stops working, and when it works again, the window says so.",
        )
        self._saving = saving
        self._row = SwitchRow(
            "On the desktop too",
            "A notice of your system, while you work in another window.",
            "settings.notifications",
        )
        self._row.switch.clicked.connect(self._save)
        self._problem = Text("", "secondary", "settings.notifications.problem")
        self._problem.setProperty("tone", "error")
        self._problem.hide()
        self.add(self._row, 4)
        self.add(self._problem, 0)

    def show_chosen(self, chosen: Chosen) -> None:
        """Show what is set."""
        self._row.switch.setChecked(chosen.notifications)

    def _save(self, on: bool) -> None:
        def saved() -> None:
            self._problem.hide()
            self.say_saved()

        def failed(error: StudioError) -> None:
            self._row.switch.setChecked(not on)
            self._problem.setText(str(error))
            self._problem.show()

        self._saving.change("notifications", on, saved, failed)
