"""Export and import of dialog tasks from the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSize, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.dialogs.portable.reading import Unread
from studio.dialogs.portable.service import Exported, Imported, Inspected
from studio.errors import StudioError
from studio.exchange_files import read_whole, write_whole
from ui.background import Task
from ui.controls import Button, CheckBox, DialogSheet, Notice, Pill, ScrollColumn, Text
from ui.place import Context

NAME = "dialogs.import"
SIZE = QSize(620, 560)
FILES = "Portable definitions (*.json *.zip)"


class Exchange(QObject):
    """Asks for files, and does what follows.

    Signals:
        told: A tone, a title and words: what came of an export, or why a file was refused.
        imported: Dialog tasks came in.
        dialog_asked: The id of one that is to be opened.
    """

    told = Signal(str, str, str)
    imported = Signal()
    dialog_asked = Signal(str)

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(host)
        self._context = context
        self._host = host

    def export(self, dialog_ids: Sequence[str] | None, name: str) -> None:
        """Ask where the file shall lie, then write it; all dialog tasks for None."""
        dialog = QFileDialog(self._host, "Export", str(_documents() / f"{_plain(name)}.json"))
        dialog.setObjectName("dialogs.export.file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(FILES)
        dialog.setDefaultSuffix("json")
        dialog.fileSelected.connect(lambda file: self.write(dialog_ids, Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_for_import(self) -> None:
        """Ask for a file, then show what it would bring."""
        dialog = QFileDialog(self._host, "Import", str(_documents()))
        dialog.setObjectName(f"{NAME}.file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(FILES)
        dialog.fileSelected.connect(lambda file: self.look_into(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, dialog_ids: Sequence[str] | None, path: Path) -> None:
        """Write dialog tasks to a file."""
        studio = self._context.studio

        def work(task: Task[Exported]) -> Exported:
            exported = studio.portable.export(dialog_ids)
            write_whole(path, exported.data)
            return exported

        def done(exported: Exported) -> None:
            count = exported.dialogs
            title = f"{count} dialog tasks exported" if count > 1 else "The dialog task is exported"
            words = [f"The file is {path}. It holds no secret."]
            words += [f"Left out: {one}." for one in exported.left_out]
            self.told.emit("ok", title, "\n".join(words))

        self._context.background.run(work, done=done, failed=self._refuse, owner=self, keeps=True)

    def look_into(self, path: Path) -> None:
        """Show what a file would bring."""
        studio = self._context.studio

        def work(task: Task[tuple[bytes, Inspected]]) -> tuple[bytes, Inspected]:
            data = read_whole(path)
            return data, studio.portable.inspect(data)

        def done(found: tuple[bytes, Inspected]) -> None:
            sheet = ImportSheet(self._host, self._context, path.name, *found)
            sheet.imported.connect(self.imported)
            sheet.dialog_asked.connect(self.dialog_asked)
            sheet.open()

        self._context.background.run(work, done=done, failed=self._refuse, owner=self)

    def _refuse(self, error: StudioError) -> None:
        self.told.emit("error", error.message, error.next_step)


class ImportSheet(DialogSheet):
    """What a file would bring; after Import, what it brought.

    Signals:
        imported: It is done.
        dialog_asked: *Go to Dialog*: the id of the first that came in.
    """

    imported = Signal()
    dialog_asked = Signal(str)

    def __init__(
        self, host: QWidget, context: Context, file: str, data: bytes, found: Inspected
    ) -> None:
        super().__init__(host, NAME, "Import", file)
        self._context = context
        self._data = data
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(SIZE.boundedTo(host.window().size() - QSize(48, 48)))
        self._list = ScrollColumn((0, 0, 12, 0), 8, f"{NAME}.list")
        self.body.addWidget(self._list, 1)
        here = [one for one in found.dialogs if one.replaces]
        for one in found.dialogs:
            self._list.column.addWidget(Text(one.name, "strong"))
            words = f"{one.nodes} nodes"
            if one.replaces:
                words += f". It is here already, as {one.replaces}."
            elif one.name_taken:
                words += ". Another dialog task has this name: it gets a number."
            self._list.column.addWidget(Text(words, "secondary"))
        if not found.dialogs:
            self._list.column.addWidget(Text("The file holds no dialog task.", "secondary"))
        self._show_unread(found.unread)
        self._replace = CheckBox("Replace what is here already", f"{NAME}.replace")
        self._replace.setToolTip("Without it, what the file holds comes in beside it")
        self._replace.setVisible(bool(here))
        self.body.addWidget(self._replace)
        self._cancel = self.add_button(Button("Cancel", f"{NAME}.cancel"))
        self._cancel.clicked.connect(self.reject)
        self._go = self.add_button(Button("Import", f"{NAME}.import", kind="primary"))
        self._go.setEnabled(bool(found.dialogs))
        self._go.clicked.connect(self._bring)

    def _show_unread(self, unread: tuple[Unread, ...]) -> None:
        if not unread:
            return
        column = self._list.column
        column.addSpacing(8)
        column.addWidget(Pill(f"{len(unread)} not taken over", "warn", f"{NAME}.unread"))
        for one in unread:
            column.addWidget(Text(f"{one.where}: {one.what}.", "small"))

    def _bring(self) -> None:
        studio, data, replacing = self._context.studio, self._data, self._replace.isChecked()
        self._go.set_busy(True, "Importing…")
        self._context.background.run(
            lambda task: studio.portable.import_(data, replacing=replacing),
            done=self._show,
            failed=self._show_error,
            owner=self,
            keeps=True,
        )

    def _show(self, imported: Imported) -> None:
        self._go.set_busy(False)
        self._list.clear()
        count = len(imported.dialogs)
        title = "1 dialog task came in" if count == 1 else f"{count} dialog tasks came in"
        names = "\n".join(name for _, name in imported.dialogs)
        self._list.column.addWidget(Notice("ok", title, names, name=f"{NAME}.done"))
        self._show_unread(imported.unread)
        self._replace.hide()
        self._cancel.setText("Close")
        self._go.setText("Go to Dialog")
        self._go.clicked.disconnect()
        self._go.clicked.connect(lambda: self._lead(imported.dialogs[0][0]))
        self.imported.emit()

    def _lead(self, dialog_id: str) -> None:
        self.accept()
        self.dialog_asked.emit(dialog_id)

    def _show_error(self, error: StudioError) -> None:
        self._go.set_busy(False)
        self._list.clear()
        self._list.column.addWidget(
            Notice("error", error.message, error.next_step, name=f"{NAME}.problem")
        )


def _documents() -> Path:
    where = QStandardPaths.StandardLocation.DocumentsLocation
    folder = Path(QStandardPaths.writableLocation(where))
    return folder if folder.is_dir() else Path.home()


def _plain(name: str) -> str:
    """A name that a file can have anywhere."""
    return "".join(c if c.isalnum() or c in " -_" else "-" for c in name)
