"""Letting go: revoked at the service, gone from here, told; and what the window hears of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import HUBSPOT, Desk, connector_with
from loopback import LoopbackServer, answer

from studio.authorization.errors import NeedsAuthorization
from studio.authorization.events import AuthorizationEvent
from studio.errors import StudioError


@pytest.fixture
def heard(desk: Desk) -> Iterator[list[AuthorizationEvent]]:
    events: list[AuthorizationEvent] = []
    leave = desk.studio.authorization.watch(events.append)
    yield events
    leave()


def kinds(events: list[AuthorizationEvent]) -> list[str]:
    return [event.kind for event in events]


def test_dropping_takes_the_grant_back_at_the_service(desk: Desk) -> None:
    account = desk.enable()
    gone = desk.studio.authorization.drop(HUBSPOT)
    assert [(one.name, one.account_id, one.revoked) for one in gone] == [
        (account.name, account.account_id, True)
    ]
    assert desk.admin_get("state")["grants"] == []
    exchange = desk.studio.journal.get(gone[0].exchange_id or "")
    assert exchange is not None
    assert "[redacted]" in str(exchange.request_body)


def test_dropping_works_with_the_service_out_of_reach_and_says_so(desk: Desk) -> None:
    desk.enable()
    desk.studio.environment.sandbox_faults().arm("dns_failure", "revoke")
    gone = desk.studio.authorization.drop(HUBSPOT)
    assert not gone[0].revoked
    assert "could not be found" in gone[0].why_not
    assert desk.studio.authorization.account(HUBSPOT) is None
    assert desk.studio.authorization.drop(HUBSPOT) == ()


def test_tokens_that_arrive_after_letting_go_are_given_back(desk: Desk, tmp_path: Path) -> None:
    desk.authorize()
    desk.clock.advance(3600)
    body = b'{"access_token": "late", "refresh_token": "late-too", "token_type": "bearer"}'

    def late(connection: socket.socket) -> None:
        desk.studio.authorization.drop(HUBSPOT)
        connection.sendall(answer(200, body, content_type="application/json"))

    with LoopbackServer(late) as server:
        desk.restart(catalogue=connector_with(tmp_path, token_url=server.url))
        with pytest.raises(NeedsAuthorization):
            desk.studio.authorization.access_token(HUBSPOT)
    assert desk.sent("revocation") == 2
    assert desk.studio.accounts.of(HUBSPOT) == ()
    assert not any(desk.vault.get(f"{HUBSPOT}.sandbox.{slot}.refresh_token") for slot in ("a", "b"))


def test_disable_drops_tokens_and_enable_asks_for_authorization_again(desk: Desk) -> None:
    desk.enable()
    removed = desk.studio.actions.disable(HUBSPOT)
    assert [one.revoked for one in removed.accounts] == [True]
    action = desk.studio.actions.get(HUBSPOT)
    assert action.choice.complete, "the choice is kept"
    assert action.account is None
    assert not action.can_enable
    assert action.problem is None
    desk.authorize()
    assert not desk.studio.actions.enable(HUBSPOT).first_time


def test_delete_leaves_nothing_and_the_next_time_is_the_first(desk: Desk) -> None:
    account = desk.enable()
    secrets = (desk.secret("access_token"), desk.secret("refresh_token"))
    removed = desk.studio.actions.delete(HUBSPOT)
    assert [one.account_id for one in removed.accounts] == [account.account_id]
    assert not desk.studio.actions.get(HUBSPOT).configured
    assert desk.studio.accounts.of(HUBSPOT) == ()
    kept = "".join(str(change) for change in desk.studio.changes.list())
    assert not any(secret in kept for secret in secrets)
    desk.authorize()
    assert desk.studio.actions.enable(HUBSPOT).first_time


def test_what_is_lost_and_the_moment_it_works_again_are_told(
    desk: Desk, heard: list[AuthorizationEvent]
) -> None:
    desk.enable()
    desk.revoke()
    desk.clock.advance(3600)
    with pytest.raises(NeedsAuthorization):
        desk.studio.authorization.access_token(HUBSPOT)
    desk.authorize()
    assert kinds(heard) == ["authorized", "lost", "authorized", "recovered"]
    assert heard[1].problem is not None
    assert heard[1].problem.code == "authorization.revoked"


def test_trouble_that_heals_is_told_once_and_so_is_its_end(
    desk: Desk, heard: list[AuthorizationEvent]
) -> None:
    desk.enable()
    desk.clock.advance(3600)
    desk.studio.environment.sandbox_faults().arm("dns_failure", "refresh")
    for _ in range(2):
        with pytest.raises(StudioError):
            desk.studio.authorization.access_token(HUBSPOT)
    assert desk.studio.actions.get(HUBSPOT).enabled, "the person is asked for nothing"
    desk.studio.environment.sandbox_faults().clear()
    desk.studio.authorization.access_token(HUBSPOT)
    assert kinds(heard) == ["authorized", "failing", "recovered"]
