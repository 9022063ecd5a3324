"""What was begun in one environment stays there, whatever the workspace is switched to."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import HUBSPOT, Desk, connector_with
from loopback import LoopbackServer, answer

from studio.authorization.token_store import Connection, access_entry
from studio.errors import StudioError

LIVE = "https://api.hubapi.com"


def hosts(desk: Desk) -> set[str]:
    """Where requests went."""
    return {exchange.url.split("/")[2].split(":")[0] for exchange in desk.studio.journal.list()}


def switching(desk: Desk, body: dict[str, object]) -> Callable[[socket.socket], None]:
    """An answer during which the workspace is switched to Live."""

    def reply(connection: socket.socket) -> None:
        desk.studio.settings.set("environment", "live")
        connection.sendall(answer(200, json.dumps(body).encode(), content_type="application/json"))

    return reply


@pytest.mark.parametrize("during", ["account_url", "token_url", "introspect_url"])
def test_a_switch_in_the_middle_of_a_sign_in_sends_nothing_to_the_other_environment(
    desk: Desk, tmp_path: Path, during: str
) -> None:
    body = {"access_token": "a-token-of-the-sandbox", "token_type": "bearer", "expires_in": 1800}
    with LoopbackServer(switching(desk, body)) as server:
        desk.open(catalogue=connector_with(tmp_path, **{during: server.url}))
        attempt = desk.begin()
        url = desk.redirect(attempt)
        with pytest.raises(StudioError) as caught:
            attempt.complete(url)
    assert caught.value.code == "authorization.environment_changed"
    assert hosts(desk) == {"127.0.0.1"}
    assert desk.studio.accounts.of(HUBSPOT) == ()
    desk.studio.settings.set("environment", "sandbox")
    assert desk.studio.authorization.account(HUBSPOT) is None


def test_a_renewal_that_was_begun_goes_where_it_was_begun(desk: Desk, tmp_path: Path) -> None:
    body = {"access_token": "renewed", "token_type": "bearer", "expires_in": 1800}
    desk.authorize()
    desk.clock.advance(3600)
    with LoopbackServer(switching(desk, body)) as server:
        desk.restart(catalogue=connector_with(tmp_path, token_url=server.url))
        bearer = desk.studio.authorization.bearer(HUBSPOT)
    assert (bearer.token, bearer.environment) == ("renewed", "sandbox")
    assert desk.vault.get(access_entry(Connection(HUBSPOT, "live"), "a")) is None
    assert hosts(desk) == {"127.0.0.1"}


def test_a_token_goes_to_its_own_environment_only(desk: Desk) -> None:
    desk.enable()
    bearer = desk.studio.authorization.bearer(HUBSPOT)
    desk.studio.settings.set("environment", "live")
    endpoints = desk.studio.environment.endpoints(HUBSPOT, "crm", environment=bearer.environment)
    assert endpoints.api.startswith("http://127.0.0.1:")
    assert desk.studio.environment.endpoints(HUBSPOT, "crm").api == LIVE
    with pytest.raises(StudioError) as caught:
        desk.studio.authorization.bearer(HUBSPOT)
    assert caught.value.code == "authorization.missing"


def test_an_account_of_the_other_environment_is_dropped_without_asking_it(desk: Desk) -> None:
    """Deleting on Live lets the sandbox's account go too; nothing is sent across."""
    account = desk.enable()
    desk.studio.settings.set("environment", "live")
    sent = len(desk.studio.journal.list())
    gone = desk.studio.authorization.drop(HUBSPOT)
    assert [(one.environment, one.account_id, one.revoked) for one in gone] == [
        ("sandbox", account.account_id, False)
    ]
    assert "not on Sandbox" in gone[0].why_not
    assert len(desk.studio.journal.list()) == sent
    assert desk.studio.accounts.of(HUBSPOT) == ()
