"""What handlers ask: is this request struck by a fault that was armed?"""

from __future__ import annotations

from starlette.requests import Request

STRUCK = "struck"
"""Where the layer leaves the names in `scope["state"]`."""


def struck(request: Request, name: str) -> bool:
    """Whether the fault `name` strikes this request. Asking does not count it down."""
    return name in request.scope.get("state", {}).get(STRUCK, ())
