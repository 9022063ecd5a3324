"""Save as Picture, Save as SVG, Print: where to, and doing it without keeping anybody waiting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.exchange_files import write_whole
from ui.background import Background, Task
from ui.dialogs.canvas import Canvas

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

KINDS = {"png": ("Save as Picture", "PNG (*.png)"), "svg": ("Save as SVG", "SVG (*.svg)")}


class SavingPicture(QObject):
    """Draws on the GUI thread, where scenes live; packs and writes on a worker.

    Signals:
        saved: The file.
        failed: Why it is not there.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, canvas: Canvas, background: Background, host: QWidget) -> None:
        super().__init__(host)
        self._canvas = canvas
        self._background = background
        self._host = host

    def ask(self, kind: str) -> None:
        """Ask where the file shall lie; the rest follows from the answer."""
        title, files = KINDS[kind]
        dialog = QFileDialog(self._host, title, str(self._place(kind)))
        dialog.setObjectName(f"dialog.save_{kind}.dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(files)
        dialog.setDefaultSuffix(kind)
        dialog.fileSelected.connect(lambda name: self.write(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, path: Path) -> None:
        """Write the dialog task to a file: as an SVG where its name ends so, else as a PNG."""
        pack = self._svg() if path.suffix.lower() == ".svg" else self._png()

        def work(task: Task[str]) -> str:
            write_whole(path, pack())
            return str(path)

        self._background.run(
            work, done=self.saved.emit, failed=self.failed.emit, owner=self, keeps=True
        )

    def print_it(self) -> None:
        """Ask for a printer, then print."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._canvas.dialog.name)
        dialog = QPrintDialog(printer, self._host)
        dialog.setObjectName("dialog.print.dialog")
        dialog.accepted.connect(lambda: self._print_on(printer))
        dialog.finished.connect(dialog.deleteLater)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def _print_on(self, printer: QPrinter) -> None:
        from ui.dialogs import picture

        look = picture.light_look(self._canvas.look.family)
        picture.print_scene(picture.scene_of(self._canvas, look), printer)

    def _svg(self) -> Callable[[], bytes]:
        from ui.dialogs import picture

        drawn = picture.svg(picture.scene_of(self._canvas))
        return lambda: drawn

    def _png(self) -> Callable[[], bytes]:
        from ui.dialogs import picture

        image = picture.picture(picture.scene_of(self._canvas))

        def pack() -> bytes:
            from PySide6.QtCore import QBuffer, QByteArray, QIODevice
            from PySide6.QtGui import QImageWriter

            held = QByteArray()
            buffer = QBuffer(held)
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            QImageWriter(buffer, b"png").write(image)
            buffer.close()
            return bytes(held.data())

        return pack

    def _place(self, kind: str) -> Path:
        """A name in the person's folder of pictures."""
        where = QStandardPaths.StandardLocation.PicturesLocation
        folder = Path(QStandardPaths.writableLocation(where))
        kept = "".join(c if c.isalnum() or c in " -_" else "-" for c in self._canvas.dialog.name)
        return (folder if folder.is_dir() else Path.home()) / f"{kept}.{kind}"
