"""The audit log as a CSV file, for spreadsheets (RFC 4180)."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from studio.errors import Cancelled, StudioError
from studio.workspace.changes import Change

COLUMNS = ("User", "Module", "Change", "Date (UTC)", "Before", "After")
FORMULA_MARKS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
"""What a formula begins with, in the wide forms too (OWASP, CSV Injection)."""
BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel takes UTF-8 for the letters of the machine."""


def lines(changes: Iterable[Change]) -> Iterator[str]:
    """The lines of the file: first the names of the columns, then one for each entry.

    No cell is taken for a formula: where one could be, an apostrophe stands before it, which
    spreadsheets read as "what follows is text". Each line ends with CR LF.
    """
    yield _line(COLUMNS)
    for one in changes:
        yield _line((one.who, one.module, one.change, one.at, _json(one.before), _json(one.after)))


def save(changes: Iterable[Change], path: Path, stopped: Callable[[], bool] = lambda: False) -> int:
    """Write the entries to a file; answers with how many they are.

    A file that was there before stays as it was until all is written.

    Raises:
        StudioError: the file cannot be written; says why.
        Cancelled: `stopped` answered that nobody wants it any more.
    """
    part: Path | None = None
    count = -1  # the names of the columns are no entry
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=path.parent, suffix=".part", delete=False
        ) as file:
            part = Path(file.name)
            file.write(BYTE_ORDER_MARK)
            for line in lines(changes):
                if stopped():
                    raise Cancelled
                file.write(line)
                count += 1
        os.replace(part, path)
        part = None
    except OSError as error:
        raise StudioError(
            f"{path.name} could not be written: {error.strerror or error}.",
            "Close it where it is open, or choose another folder or name.",
            field="change_logs.download",
            code="change_logs.not_written",
        ) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    return count


def harmless(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula."""
    begins = text.lstrip()[:1]
    risky = begins in FORMULA_MARKS if begins else False
    return f"'{text}" if risky or text[:1] in ("\t", "\r", "\n") else text


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([harmless(cell) for cell in cells])
    return line.getvalue()


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)
