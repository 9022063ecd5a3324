"""Addresses that lead nowhere, for faults that strike before a request is sent."""

from __future__ import annotations

from urllib.parse import urlsplit

from studio.sandbox.faults.switchboard import Switchboard

NO_HOST = "sandbox.invalid"
"""Never resolves (RFC 2606 section 2)."""


def address(board: Switchboard, base_url: str, route: str) -> str:
    """The base URL for a route, or one whose handshake or name fails while that is armed.

    Args:
        board: Where faults are armed; one that is counted is counted down.
        base_url: The sandbox's own, `http://127.0.0.1:<port>`.
        route: A route name; `exchange` and `refresh` are `token` too.
    """
    names = (route, "token") if route in ("exchange", "refresh") else (route,)
    struck = board.draw_address(names).names
    if "tls_failure" in struck:
        # Plain HTTP answers there, so that the handshake fails for real.
        return base_url.replace("http://", "https://", 1)
    if "dns_failure" in struck:
        return f"http://{NO_HOST}:{urlsplit(base_url).port}"
    return base_url
