"""Where secrets lie: the vault, and a list of what is in it, never with a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.errors import StudioError
from ui.controls import Button, Pill, Rule, Skeleton, Text
from ui.place import Context
from ui.settings.asking import RemoveQuestion
from ui.settings.saving import LANE
from ui.settings.section import Section

if TYPE_CHECKING:
    from studio.preferences.where_secrets_lie import KeptSecret, SecretPlaces, Whereabouts

NOTHING = "Nothing yet. Tokens, and the secrets of apps and profiles, will be listed here."


class SecretsSection(Section):
    """Signals: `removed` when something was taken out of the vault."""

    removed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(
            "secrets",
            "Where secrets lie",
            "Secrets are in the vault below and nowhere else: not in the workspace's file, its "
            "log, its traffic or its exports.",
        )
        self._context = context
        self._question: RemoveQuestion | None = None
        self._pill = Pill("", "neutral", "settings.secrets.vault")
        self._pill.hide()
        self.beside_title.addWidget(self._pill)
        self._vault_line = Text("", "secondary", "settings.secrets.vault.line")
        self.add(self._vault_line, 0)
        self._problem = Text("", "secondary", "settings.secrets.problem")
        self._problem.setProperty("tone", "error")
        self._problem.hide()
        self.add(self._problem, 0)
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(10)
        self._rows.addWidget(Skeleton(3))
        self.add(self._list)
        self._shown: tuple[KeptSecret, ...] | None = None

    def refresh(self) -> None:
        """Ask what is there."""
        self._run(lambda places: places.list(), self._show)

    def _show(self, found: Whereabouts) -> None:
        self._problem.hide()
        self._pill.show_state(found.vault.label, "warn" if found.vault.kind == "memory" else "ok")
        self._pill.show()
        self._vault_line.setText(found.vault.explanation)
        if found.secrets == self._shown:
            return
        self._shown = found.secrets
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                for one in (widget, *widget.findChildren(QWidget)):
                    one.setObjectName("")
                widget.hide()
                widget.deleteLater()
        if not found.secrets:
            self._rows.addWidget(Text(NOTHING, "secondary", "settings.secrets.none"))
        for number, secret in enumerate(found.secrets, 1):
            self._rows.addWidget(Rule())
            self._rows.addWidget(self._row(number, secret))

    def _row(self, number: int, secret: KeptSecret) -> QWidget:
        row = QWidget()
        name = f"settings.secrets.{number}"
        row.setObjectName(name)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Text(secret.name, "label", f"{name}.name"))
        words.addWidget(Text(secret.purpose, "secondary"))
        line.addLayout(words, 1)
        remove = Button("Remove", f"{name}.remove", kind="small")
        remove.setAccessibleName(f"Remove: {secret.name}")
        remove.clicked.connect(lambda: self._ask(secret))
        line.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _ask(self, secret: KeptSecret) -> None:
        question = self._question = RemoveQuestion(self.window(), secret)

        def finished(result: int) -> None:
            self._question = None
            question.deleteLater()
            if result:
                self._run(lambda places: places.remove(secret.id), self._removed)

        question.finished.connect(finished)
        question.open()

    def _removed(self, found: Whereabouts) -> None:
        self._show(found)
        self.say_saved()
        self.removed.emit()

    def _failed(self, error: StudioError) -> None:
        self._problem.setText(str(error))
        self._problem.show()

    def _run(self, work: Any, done: Any) -> None:
        studio = self._context.studio

        def on_worker(task: Any) -> Whereabouts:
            from studio.preferences.opening import open_secret_places

            places: SecretPlaces = open_secret_places(studio)
            found: Whereabouts = work(places)
            return found

        self._context.background.run(
            on_worker, done=done, failed=self._failed, owner=self, lane=LANE
        )
