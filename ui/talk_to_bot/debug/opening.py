"""Opens the debug panel of a conversation, and makes conversations tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.conversations.format import ConversationTest, write
from studio.conversations.making import make_test
from studio.dialogs.conversation import TalkToBot
from studio.errors import StudioError
from studio.exchange_files import write_whole
from ui.background import Task
from ui.place import Context

if TYPE_CHECKING:
    from ui.talk_to_bot.debug.panel import DebugPanel


class Debugging(QObject):
    """The debug panel of the Talk to Bot panel.

    Args:
        user: Answers with the end user who talks now.
    """

    def __init__(self, context: Context, host: QWidget, user: Callable[[], str]) -> None:
        super().__init__(host)
        self._context = context
        self._host = host
        self._user = user
        self.panel: DebugPanel | None = None

    def open(self) -> None:
        """Show the panel, or bring it to the front."""
        if self.panel is not None and self.panel.isVisible():
            self.panel.raise_()
            self.panel.activateWindow()
            return
        studio = self._context.studio
        # Built where it may take a while; it is there as soon as somebody has talked.
        self._context.background.run(lambda task: studio.talk, done=self._show, owner=self)

    def leave(self) -> None:
        """The window closes: nothing waits any more."""
        if self.panel is not None:
            self.panel.close()

    def started_over(self) -> None:
        """A conversation that is paused goes on, so that it can be started over."""
        studio = self._context.studio
        self._context.background.run(lambda task: studio.talk.stepping.resume(), owner=self)

    def look(self) -> None:
        """Another end user talks, or everything was forgotten."""
        if self.panel is not None:
            self.panel.look()

    def _show(self, talk: TalkToBot) -> None:
        from ui.talk_to_bot.debug.panel import DebugPanel

        running = self._context.running
        if self.panel is None:
            panel = DebugPanel(
                self._host.window(),
                self._context,
                lambda: talk.tracer.turns(self._user()),
                talk.stepping,
            )
            panel.exchange_asked.connect(
                lambda exchange: self._context.navigate("traffic", exchange=exchange)
            )
            panel.test_asked.connect(self.ask_for_test)
            self.panel = panel
            if running is not None:
                running.listen(talk.tracer.watch)
                running.turn_changed.connect(lambda user, turn: panel.turn_changed())
        self.panel.look()
        self.panel.show()

    def ask_for_test(self) -> None:
        """Ask where the file shall lie, then write it."""
        where = QStandardPaths.StandardLocation.DocumentsLocation
        folder = Path(QStandardPaths.writableLocation(where))
        start = (folder if folder.is_dir() else Path.home()) / "conversation.toml"
        dialog = QFileDialog(self._host, "Make this a test", str(start))
        dialog.setObjectName("debug.make_test.file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("Conversations (*.toml)")
        dialog.setDefaultSuffix("toml")
        dialog.fileSelected.connect(lambda name: self.write_test(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write_test(self, path: Path) -> None:
        """Write what was said and what came of it to a file that can be replayed."""
        studio, user = self._context.studio, self._user()

        def work(task: Task[ConversationTest]) -> ConversationTest:
            journal = studio.journal
            test = make_test(
                path.stem,
                studio.talk.tracer.turns(user),
                lambda sequence: [one for _, one in journal.of_sequence(sequence)],
            )
            write_whole(path, write(test).encode())
            return test

        self._context.background.run(
            work,
            done=lambda test: self._tell(f"{len(test.turns)} turns in {path.name}."),
            failed=self._refused,
            owner=self,
            keeps=True,
        )

    def _refused(self, error: StudioError) -> None:
        self._tell(f"{error.message} {error.next_step}")

    def _tell(self, words: str) -> None:
        if self.panel is not None:
            self.panel.footer_text.setObjectName("debug.said")
            self.panel.footer_text.setText(words)
