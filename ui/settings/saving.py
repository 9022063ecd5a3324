"""Takes each change to the core at once, and brings back how everything is set now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.errors import StudioError
from studio.preferences.service import Preferences
from studio.preferences.values import Chosen
from ui.place import Context

LANE = "preferences"
TYPED = "preferences.typed"
"""What was typed and cannot be taken yet: no secret is ever among it."""


class Saving(QObject):
    """One for the page.

    Signals:
        changed: Everything as it is set now.
        failed: It could not be read.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._typed: dict[str, str] = {}
        self.known: Chosen | None = None
        """How everything was set when it was last asked."""
        self.changed.connect(self._take)

    @property
    def typed(self) -> dict[str, str]:
        """By setting, what was typed and not taken."""
        return dict(self._typed)

    def read(self) -> None:
        """Ask how everything is set."""
        settings, preferences = self._context.studio.settings, self._context.studio.preferences

        def work(task: Any) -> tuple[Chosen, Any]:
            return preferences.read(), settings.get(TYPED)

        def done(found: tuple[Chosen, Any]) -> None:
            chosen, typed = found
            if isinstance(typed, dict):
                self._typed = {str(key): str(text) for key, text in typed.items()}
            self.changed.emit(chosen)

        self._context.background.run(
            work, done=done, failed=self.failed.emit, owner=self, lane=LANE
        )

    def change(
        self,
        setting_id: str,
        value: Any,
        saved: Callable[[], None],
        failed: Callable[[StudioError], None],
    ) -> None:
        """Change one setting."""
        self.run(lambda preferences: preferences.change(setting_id, value), saved, failed)

    def run(
        self,
        work: Callable[[Preferences], Chosen],
        saved: Callable[[], None],
        failed: Callable[[StudioError], None],
    ) -> None:
        """Change something; afterwards everything is drawn as it is."""
        preferences = self._context.studio.preferences

        def done(chosen: Chosen) -> None:
            self.changed.emit(chosen)
            saved()

        self._context.background.run(
            lambda task: work(preferences), done=done, failed=failed, owner=self, lane=LANE
        )

    def _take(self, chosen: Chosen) -> None:
        self.known = chosen

    def keep_typed(self, setting_id: str, text: str | None) -> None:
        """Keep what cannot be taken yet, so that a restart shows it again; None forgets it."""
        typed = {key: one for key, one in self._typed.items() if key != setting_id}
        if text is not None:
            typed[setting_id] = text
        if typed == self._typed:
            return
        self._typed = typed
        settings = self._context.studio.settings
        self._context.background.run(lambda task: settings.set(TYPED, typed), lane=LANE, keeps=True)
