"""Says that something is untrained, trains it, and says what came of it (xo-platform 6.4)."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from studio.dialogs.understanding import TRAINED, UNTRAINED, Trained
from studio.errors import StudioError
from ui.background import Task
from ui.controls import Button, Text
from ui.place import Context

SHOWN_MS = 4000
"""How long it says that all went well."""


class TrainBanner(QFrame):
    """Hidden while everything is trained.

    Signals:
        trained: Every utterance is understood now.
    """

    trained = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._task: Task[Trained] | None = None
        self.setObjectName("train.banner")
        self.setProperty("notice", "warn")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(12)
        self._words = Text("", "text", "train.words")
        row.addWidget(self._words, 1)
        self._bar = QProgressBar()
        self._bar.setObjectName("train.progress")
        self._bar.setAccessibleName("Trained utterances")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(140)
        row.addWidget(self._bar)
        self._train = Button("Train", "train.train", kind="primary")
        self._train.clicked.connect(self.train)
        row.addWidget(self._train)
        self._gone = QTimer(self)
        self._gone.setSingleShot(True)
        self._gone.setInterval(SHOWN_MS)
        self._gone.timeout.connect(self.hide)
        self.hide()

    def look(self) -> None:
        """Ask whether something is untrained."""
        studio = self._context.studio
        self._context.background.run(
            lambda task: studio.understanding.untrained(), done=self._show, owner=self
        )

    def train(self) -> None:
        """Learn every utterance there is."""
        studio = self._context.studio
        self._train.set_busy(True, "Training…")
        self._bar.setValue(0)
        self._bar.show()

        def work(task: Task[Trained]) -> Trained:
            return studio.understanding.train(
                lambda done, of: task.report((done, of)), lambda: task.cancelled
            )

        self._task = self._context.background.run(
            work, done=self._done, failed=self._failed, progressed=self._progressed, owner=self
        )

    def _show(self, names: tuple[str, ...]) -> None:
        if not names and not self._gone.isActive():
            self.hide()
        if not names:
            return
        self._gone.stop()
        self._tone("warn")
        self._words.setText(UNTRAINED)
        self._words.setToolTip("\n".join(names))
        self._bar.hide()
        self._train.show()
        self.show()

    def _progressed(self, value: tuple[int, int]) -> None:
        done, of = value
        self._bar.setRange(0, max(1, of))
        self._bar.setValue(done)

    def _done(self, trained: Trained) -> None:
        self._train.set_busy(False)
        self._train.hide()
        self._bar.hide()
        self._tone("ok")
        self._words.setText(TRAINED)
        self._gone.start()
        self.trained.emit()

    def _failed(self, error: StudioError) -> None:
        self._train.set_busy(False)
        self._bar.hide()
        self._tone("error")
        self._words.setText(f"{error.message} {error.next_step}")

    def _tone(self, tone: str) -> None:
        self.setProperty("notice", tone)
        self.style().unpolish(self)
        self.style().polish(self)
