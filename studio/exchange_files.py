"""`action-studio export` and `action-studio import`: dialog tasks as files, without a window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.errors import StudioError

if TYPE_CHECKING:
    import argparse

    from studio.app import Studio

Say = Callable[[str], None]
EXPORT = "write dialog tasks to a file"
IMPORT = "bring in the dialog tasks of a file"


def add_commands(commands: Any) -> None:
    """Add `export` and `import` to the commands of an argument parser."""
    for name, words in (("export", EXPORT), ("import", IMPORT)):
        files = commands.add_parser(name, help=words)
        files.add_argument("file", type=Path, metavar="FILE")
        files.add_argument(
            "--workspace",
            type=Path,
            metavar="FILE",
            dest="exchange_workspace",
            help="of this workspace instead of the default one",
        )
        if name == "export":
            files.add_argument(
                "--dialog", action="append", default=[], metavar="NAME", help="only this one"
            )
        else:
            files.add_argument(
                "--replace", action="store_true", help="replace dialog tasks with the same id"
            )


def carry_out(args: argparse.Namespace, say: Say) -> None:
    """Carry out one of the two. Raises StudioError when it cannot be done."""
    workspace = args.exchange_workspace or args.workspace
    if args.command == "export":
        export(workspace, args.dialog, args.file, say)
    else:
        import_(workspace, args.file, replacing=args.replace, say=say)


def export(workspace: Path | None, names: Sequence[str], file: Path, say: Say) -> None:
    """Write dialog tasks of a workspace to a file; all of them when none is named.

    Raises:
        StudioError: a name is not there, or the file cannot be written.
    """
    studio = _open(workspace)
    try:
        ids = [_id_of(studio, name) for name in names] or None
        exported = studio.portable.export(ids)
        write_whole(file, exported.data)
    finally:
        studio.close()
    say(f"{exported.dialogs} dialog tasks in {file}")
    for one in exported.left_out:
        say(f"left out: {one}")


def import_(workspace: Path | None, file: Path, *, replacing: bool, say: Say) -> None:
    """Bring the dialog tasks of a file into a workspace.

    Raises:
        StudioError: the file cannot be read; its key is named. Nothing was changed.
    """
    data = read_whole(file)
    studio = _open(workspace)
    try:
        imported = studio.portable.import_(data, replacing=replacing)
    finally:
        studio.close()
    for _, name in imported.dialogs:
        say(f"imported: {name}")
    for one in imported.unread:
        say(f"not taken over: {one.where}: {one.what}")


def read_whole(path: Path) -> bytes:
    """The bytes of a file. Raises StudioError when it cannot be read, or is too large."""
    from studio.dialogs.portable.forms import LARGEST

    try:
        if path.stat().st_size > LARGEST:
            raise StudioError(f"{path.name} is too large.", "Choose an exported definition.")
        return path.read_bytes()
    except OSError as error:
        raise StudioError(
            f"{path.name} could not be read: {error.strerror or error}.",
            "Choose another file.",
            code="files.unreadable",
        ) from error


def write_whole(path: Path, data: bytes) -> None:
    """Write a file wholly or not at all.

    Raises:
        StudioError: it cannot be written there; what was there before stays.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        raise StudioError(
            f"{path.name} could not be written: {error.strerror or error}.",
            "Choose another folder, or make room there, and save again.",
            code="files.not_written",
        ) from error


def _open(workspace: Path | None) -> Studio:
    from studio.app import open_studio
    from studio.workspace import default_path

    return open_studio(workspace or default_path())


def _id_of(studio: Studio, name: str) -> str:
    wanted = name.strip().casefold()
    for dialog in studio.dialogs.list():
        if dialog.name.casefold() == wanted:
            return dialog.id
    known = ", ".join(dialog.name for dialog in studio.dialogs.list()) or "none"
    raise StudioError(
        f"There is no dialog task named {name}.", f"There are: {known}.", field="dialog"
    )
