"""Download CSV: where to, and writing it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.errors import StudioError
from studio.workspace.changes import Wanted
from ui.place import Context

if TYPE_CHECKING:
    from ui.background import Task


class Download(QObject):
    """Asks for a file and writes the changes that are looked for.

    Signals:
        begun: The file is being written.
        ended: It is there, or it was stopped.
        saved: The file, and how many changes are in it.
        failed: Why it is not there.
    """

    begun = Signal()
    ended = Signal()
    saved = Signal(str, int)
    failed = Signal(object)

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(host)
        self._context = context
        self._host = host
        self._task: Task[int] | None = None

    def ask(self, wanted: Wanted) -> None:
        """Ask where the file shall lie; the rest follows from the answer."""
        dialog = QFileDialog(self._host, "Download Change Logs", str(self._place()))
        dialog.setObjectName("change_logs.download.dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("CSV (*.csv)")
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(lambda name: self.write(wanted, Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, wanted: Wanted, path: Path) -> None:
        """Write the changes to a file."""
        changes = self._context.studio.changes

        def work(task: Task[int]) -> int:
            from studio.change_log_csv import save

            return save(changes.each(wanted), path, lambda: task.cancelled)

        self.begun.emit()
        self._task = self._context.background.run(
            work,
            done=self._over(lambda count: self.saved.emit(str(path), count)),
            failed=self._over(self.failed.emit),
            owner=self,
        )

    def stop(self) -> None:
        """Write no further; what was there before stays."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self.ended.emit()

    def _over(self, tell: Callable[..., object]) -> Callable[[int | StudioError], None]:
        def end(result: int | StudioError) -> None:
            self._task = None
            self.ended.emit()
            tell(result)

        return end

    def _place(self) -> Path:
        """A name in the person's folder of downloads."""
        kind = QStandardPaths.StandardLocation.DownloadLocation
        folder = Path(QStandardPaths.writableLocation(kind))
        day = self._context.studio.clock.now().astimezone()
        name = f"{self._context.studio.workspace.name} change logs {day:%Y-%m-%d}.csv"
        return (folder if folder.is_dir() else Path.home()) / name
