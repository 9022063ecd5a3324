"""HubSpot's own Python client, unmodified, against a running sandbox: only the host is set.

One sandbox and one import of the client for the session; each test begins at the seeded world.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import hubspot
import pytest

from studio.clock import ManualClock
from studio.sandbox import RunningSandbox, SandboxOptions, start

SECRET = "a-secret-of-the-sdk-tests"
NAMES = ("ApiException", "NotFoundException", "ForbiddenException", "UnauthorizedException")
ALL_SCOPES = " ".join(
    ["oauth", "crm.objects.owners.read"]
    + [
        f"crm.{what}.{kind}.{verb}"
        for what in ("objects", "schemas")
        for kind in ("deals", "contacts")
        for verb in ("read", "write")
    ]
)


@dataclass
class Shop:
    """A running sandbox, and clients of it."""

    running: RunningSandbox
    clock: ManualClock
    http: httpx.Client
    client_secret: str = SECRET

    @property
    def base_url(self) -> str:
        return self.running.info.base_url

    def admin(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self.http.post(f"{self.running.info.admin_url}/{path}", json=body)
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.json()
        return content

    def client(self, access_token: str | None = None) -> Any:
        """The official client, as its documentation makes one for another host."""
        return hubspot.HubSpot(
            access_token=access_token, host=self.base_url, base_url=self.base_url
        )

    def granted(self, scopes: str = ALL_SCOPES, **who: Any) -> Any:
        """A client with a fresh access token."""
        return self.client(self.admin("tokens", scopes=scopes, **who)["access_token"])


@pytest.fixture(scope="session")
def _open_shop() -> Iterator[Shop]:
    clock = ManualClock()
    running = start(SandboxOptions(clock=clock, client_secret=SECRET))
    with httpx.Client(verify=False) as http:
        yield Shop(running, clock, http)
    running.stop()


@pytest.fixture
def shop(_open_shop: Shop) -> Iterator[Shop]:
    _open_shop.admin("reset")
    yield _open_shop
    assert _open_shop.running.mishaps == ()  # type: ignore[attr-defined]


@pytest.fixture
def hs(shop: Shop) -> Any:
    """A client that may do everything in Acme Sales."""
    return shop.granted()


@pytest.fixture
def refused() -> Callable[..., tuple[int, dict[str, Any]]]:
    """Calls something that must fail; the status and the JSON body of the exception."""

    def refused(call: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[int, dict[str, Any]]:
        try:
            call(*args, **kwargs)
        except Exception as failure:
            if type(failure).__name__ not in NAMES:
                raise
            return failure.status, json.loads(failure.body)  # type: ignore[attr-defined]
        pytest.fail("the call was not refused")

    return refused
