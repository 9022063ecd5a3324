"""Reading JSON that others wrote."""

from __future__ import annotations

import json
import re
from typing import Any

_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def read(text: bytes | str) -> Any:
    """What `text` says. Raises ValueError for what is no JSON, RecursionError when it is too deep.

    JSON can hold half of a letter (an escaped surrogate without its pair, RFC 8259 section 8.2),
    which can be neither kept nor shown: it becomes the sign for a letter that cannot be read.
    """
    data = json.loads(text)
    written = text.encode("utf-8", "replace") if isinstance(text, str) else text
    if not _HALF.search(written):
        return data
    whole = json.dumps(data, ensure_ascii=False).encode("utf-16", "surrogatepass")
    return json.loads(whole.decode("utf-16", "replace"))
