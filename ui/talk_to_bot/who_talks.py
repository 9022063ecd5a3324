"""Which end user talks to the bot."""

from __future__ import annotations

from PySide6.QtCore import Signal

from studio.end_users.values import DEVELOPER, EndUser
from ui.background import Task
from ui.controls import Select
from ui.place import Context

KEY = "talk_to_bot.user"
LANE = "settings"


class WhoTalks(Select):
    """Only shown when there is more than one end user to choose from.

    Signals:
        changed: Another end user talks from now on.
    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("talk_to_bot.user", "End user who talks", ((DEVELOPER, ""),))
        self._context = context
        self.user = DEVELOPER
        """The id of the end user who talks."""
        self._looked = False
        self.setMaximumWidth(150)
        self.chosen.connect(self._choose)
        self.hide()
        context.background.idle.connect(self._follow)

    def look(self) -> None:
        """Read who there is, and who talked last."""
        studio = self._context.studio

        def read(task: Task[tuple[tuple[EndUser, ...], str]]) -> tuple[tuple[EndUser, ...], str]:
            return studio.end_users.list(), str(studio.settings.get(KEY, DEVELOPER))

        self._context.background.run(
            read, done=lambda found: self._show(*found), owner=self, following=True
        )

    def _follow(self) -> None:
        """An end user may have been added or removed beside the panel."""
        panel = self.parentWidget()
        if panel is not None and panel.isVisible():
            self.look()

    def _show(self, users: tuple[EndUser, ...], user: str) -> None:
        locked = not self.isEnabled()
        self.set_choices((one.id, one.name) for one in users)
        # While the bot is at work, or a sign-in is under way, nobody else can take over.
        self.setEnabled(not locked)
        self.setVisible(len(users) > 1)
        user = self.user if self._looked else user
        self._looked = True
        there = any(one.id == user for one in users)
        self._talk_as(user if there else DEVELOPER)

    def _choose(self, user: str) -> None:
        studio = self._context.studio
        self._context.background.run(
            lambda task: studio.settings.set(KEY, user), lane=LANE, keeps=True
        )
        self._talk_as(user)

    def _talk_as(self, user: str) -> None:
        self.show_choice(user)
        if user != self.user:
            self.user = user
            self.changed.emit()
