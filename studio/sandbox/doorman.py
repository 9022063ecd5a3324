"""Lets in only what is addressed to this machine: no rebinding, no other site's admin calls."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

ADMIN = "/sandbox-admin"


class Doorman:
    """Checks Host on every request, and Origin on the admin API (no CORS is offered)."""

    def __init__(self, app: ASGIApp, *, base_url: str) -> None:
        self._app = app
        port = urlsplit(base_url).port
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._origins = {f"http://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            refusal = self._refusal(Headers(scope=scope), scope["path"])
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refusal(self, headers: Headers, path: str) -> PlainTextResponse | None:
        if headers.get("host", "").lower() not in self._hosts:
            return PlainTextResponse("This sandbox answers only on this machine.\n", 421)
        origin = headers.get("origin")
        if path.startswith(ADMIN) and origin is not None and origin not in self._origins:
            return PlainTextResponse("The admin API is not for other sites.\n", 403)
        return None
