"""What is settled before anybody looks at a request: its length, and a slash at its end."""

from __future__ import annotations

from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

# Our guess: users of the API report 16,000 characters as too many and 15,000 as fine.
LONGEST_TARGET = 16_384
"""Bytes of path and query together."""
TOO_LONG_PAGE = """<html>
<head><title>414 Request-URI Too Large</title></head>
<body>
<center><h1>414 Request-URI Too Large</h1></center>
</body>
</html>
"""
ROOTS = ("/crm/", "/account-info/")


class Sizes:
    """Answers 414 to addresses that are too long; takes a trailing slash off the API's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = str(scope["path"])
            if len(scope.get("raw_path") or path) + len(scope["query_string"]) > LONGEST_TARGET:
                await HTMLResponse(TOO_LONG_PAGE, 414)(scope, receive, send)
                return
            if path.endswith("/") and path.startswith(ROOTS):
                scope = dict(scope) | {"path": path.rstrip("/")}
        await self._app(scope, receive, send)
