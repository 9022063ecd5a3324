"""The definition in what was chosen: the file itself, or a ZIP as the platform makes it."""

from __future__ import annotations

import io
import zipfile

from studio.dialogs.portable.forms import LARGEST, broken

DEFINITION = "botDefinition.json"
APP_DEFINITION = "appDefinition.json"


def definition_in(data: bytes) -> bytes:
    """The bytes of the definition.

    Raises:
        StudioError: a ZIP that cannot be read, or without a definition of the XO 10 form.
    """
    if not data.startswith(b"PK\x03\x04"):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = {name.rpartition("/")[2]: name for name in archive.namelist()}
            if DEFINITION not in found:
                raise _without(APP_DEFINITION in found)
            with archive.open(found[DEFINITION]) as file:
                # Not what its list says it unpacks to: a file may lie about that.
                content = file.read(LARGEST + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise broken("", "is a ZIP that cannot be read") from error
    return content


def _without(app: bool) -> Exception:
    if app:
        what = f"holds {APP_DEFINITION}, the form of XO 11, which cannot be read"
        return broken(APP_DEFINITION, what)
    return broken(DEFINITION, "is missing in the ZIP")
