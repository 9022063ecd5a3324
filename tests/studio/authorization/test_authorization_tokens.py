"""The life of a token: good when handed out, renewed in time and once, mourned when gone."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from desk import (
    ACME_SALES,
    DANA,
    HUBSPOT,
    INES,
    NORDLICHT,
    PLAIN,
    Desk,
    Keyring,
    connector_with,
)
from loopback import LoopbackServer, answer

from studio.actions import ActionState
from studio.authorization.errors import NeedsAuthorization
from studio.authorization.values import Choice
from studio.errors import StudioError
from studio.sandbox import SandboxOptions
from studio.vault import KeyringVault, MemoryVault, VaultError

LIFE = 1800
AHEAD = 300


def token(desk: Desk, rejected: str | None = None) -> str:
    return desk.studio.authorization.access_token(HUBSPOT, rejected=rejected)


def tokens_in(keyring: Keyring) -> list[str]:
    """The entries of tokens: the sandbox's app keeps its secret in the same keyring."""
    return [user for _, user in keyring.entries if user.endswith("_token")]


def failure(call: Callable[[], Any]) -> StudioError:
    with pytest.raises(StudioError) as caught:
        call()
    return caught.value


def account_of(desk: Desk, access_token: str) -> str | None:
    """The account that the service opens for the token; None when it takes no such token."""
    base = desk.studio.environment.ensure_sandbox().base_url
    bearer = {"Authorization": f"Bearer {access_token}"}
    answer = httpx.get(f"{base}/account-info/v3/details", headers=bearer, verify=PLAIN)
    return str(answer.json()["portalId"]) if answer.status_code == 200 else None


def works(desk: Desk, access_token: str) -> bool:
    """Whether the service takes the token."""
    return account_of(desk, access_token) is not None


def grant(access_token: str, refresh_token: str | None = None, life: float = LIFE) -> bytes:
    body = {"access_token": access_token, "token_type": "bearer", "expires_in": life}
    if refresh_token:
        body["refresh_token"] = refresh_token
    return answer(200, json.dumps(body).encode(), content_type="application/json")


REVOKED = answer(
    400,
    b'{"error": "invalid_grant", "status": "BAD_REFRESH_TOKEN"}',
    content_type="application/json",
)


def test_a_fresh_token_is_handed_out_without_asking_anybody(desk: Desk) -> None:
    desk.authorize()
    requests = len(desk.studio.journal.list())
    assert token(desk) == token(desk) == desk.secret("access_token")
    assert len(desk.studio.journal.list()) == requests


def test_a_token_is_renewed_ahead_of_its_end(desk: Desk) -> None:
    desk.authorize()
    first = token(desk)
    desk.clock.advance(LIFE - AHEAD - 1)
    assert token(desk) == first
    desk.clock.advance(2)
    second = token(desk)
    assert second != first
    assert works(desk, second)
    assert desk.renewals == 1
    account = desk.studio.authorization.account(HUBSPOT)
    assert account is not None
    assert (account.expires_at - desk.clock.now()).total_seconds() == LIFE


def test_a_token_that_ended_long_ago_is_renewed_silently(desk: Desk) -> None:
    desk.enable()
    desk.clock.advance(30 * 86400)
    assert works(desk, token(desk))
    assert desk.studio.actions.get(HUBSPOT).enabled


def test_a_short_lived_token_is_not_renewed_at_every_call(desk: Desk, tmp_path: Path) -> None:
    grants = [grant(f"access-token-{n}", "refresh-token", 120) for n in range(2)]
    with LoopbackServer(*grants) as server:
        desk.open(catalogue=connector_with(tmp_path, token_url=server.url))
        desk.authorize()
        desk.clock.advance(99)
        assert token(desk) == "access-token-0"
        desk.clock.advance(2)
        assert token(desk) == "access-token-1"


def test_twenty_callers_renew_once(desk: Desk) -> None:
    desk.authorize()
    for rounds in (1, 2, 3):
        desk.clock.advance(LIFE)
        together = threading.Barrier(20)

        def call(_: int, together: threading.Barrier = together) -> str:
            together.wait()
            return token(desk)

        with ThreadPoolExecutor(20) as pool:
            tokens = set(pool.map(call, range(20)))
        assert len(tokens) == 1
        assert desk.renewals == rounds


def test_callers_who_wait_for_a_renewal_learn_that_it_failed_without_trying_again(
    desk: Desk, tmp_path: Path
) -> None:
    all_in = threading.Event()

    def refuse_when_all_wait(connection: Any) -> None:
        all_in.wait(5)
        connection.sendall(REVOKED)

    desk.enable()
    with LoopbackServer(refuse_when_all_wait) as server:
        desk.restart(catalogue=connector_with(tmp_path, token_url=server.url))
        desk.clock.advance(LIFE)
        with ThreadPoolExecutor(5) as pool:
            calls = [pool.submit(lambda: failure(lambda: token(desk))) for _ in range(5)]
            all_in.set()
            told = {call.result(10).code for call in calls}
        assert told <= {"authorization.revoked", "authorization.missing"}
        assert len(server.requests) == 1


def test_a_token_that_the_service_rejected_is_never_handed_out_again(desk: Desk) -> None:
    desk.authorize()
    first = token(desk)
    second = token(desk, rejected=first)
    assert second != first
    # Another call was under way with the first one; it needs no renewal of its own.
    assert token(desk, rejected=first) == second
    assert desk.renewals == 1


def test_a_rejected_token_is_not_handed_out_when_it_cannot_be_renewed(
    desk: Desk, tmp_path: Path
) -> None:
    desk.enable()
    first = token(desk)
    with LoopbackServer(answer(503), answer(503)) as server:
        desk.restart(catalogue=connector_with(tmp_path, token_url=server.url))
        assert failure(lambda: token(desk, rejected=first)).code == "authorization.unavailable"
        assert token(desk) == first, "for another call it may do"


class Watched(MemoryVault):
    """Writes down what is kept in which order, and refuses what it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []
        self.refuses = ""

    def set(self, name: str, secret: str) -> None:
        kind = name.rpartition(".")[2]
        if kind == self.refuses:
            raise VaultError("The keyring refused.", "Try again.", code="vault.refused")
        self.kept.append(kind)
        super().set(name, secret)


def test_the_refresh_token_is_kept_before_the_access_token_is_used(
    desk: Desk, tmp_path: Path
) -> None:
    vault = desk.vault = Watched()
    grants = [grant("access-token-1", "refresh-token-1"), grant("access-token-2", "rotated-2")]
    with LoopbackServer(*grants, grant("access-token-3")) as server:
        desk.open(catalogue=connector_with(tmp_path, token_url=server.url))
        desk.authorize()
        desk.clock.advance(LIFE)
        vault.kept.clear()
        vault.refuses = "access_token"  # as if the program was killed in between
        assert failure(lambda: token(desk)).code == "vault.refused"
        vault.refuses = ""
        assert vault.kept == ["refresh_token"]
        desk.restart(catalogue=connector_with(tmp_path, token_url=server.url))
        assert token(desk) == "access-token-3"
        assert b"rotated-2" in server.requests[-1]


def test_a_keyring_that_takes_no_token_leaves_the_account_there_was(desk: Desk) -> None:
    vault = desk.vault = Watched()
    account = desk.enable()
    first = token(desk)
    for kind in ("refresh_token", "access_token"):
        vault.refuses = kind
        assert failure(lambda: desk.authorize(persona=INES)).code == "vault.refused"
        vault.refuses = ""
        action = desk.studio.actions.get(HUBSPOT)
        assert action.account == account
        assert action.problem is not None
        assert action.problem.code == "vault.refused"
        assert token(desk) == desk.secret("access_token") == first


def test_a_revoked_authorization_needs_the_person(desk: Desk) -> None:
    desk.enable()
    desk.revoke()
    desk.clock.advance(LIFE)
    error = failure(lambda: token(desk))
    assert isinstance(error, NeedsAuthorization)
    assert error.code == "authorization.revoked"
    desk.restart()
    action = desk.studio.actions.get(HUBSPOT)
    assert action.state is ActionState.ERROR
    assert action.account is None
    assert not action.can_enable
    assert action.can_authorize
    assert "Authorize" in action.hint
    assert action.problem is not None
    assert action.problem.message == error.message
    assert isinstance(failure(lambda: token(desk)), NeedsAuthorization)
    assert desk.renewals == 1, "what has ended is not tried again"


def test_authorizing_again_ends_the_error_state(desk: Desk) -> None:
    desk.enable()
    desk.revoke()
    desk.clock.advance(LIFE)
    failure(lambda: token(desk))
    account = desk.authorize(persona=DANA)
    action = desk.studio.actions.get(HUBSPOT)
    assert action.state is ActionState.ENABLED
    assert (action.account, action.problem) == (account, None)
    assert works(desk, token(desk))
    told = [change.change for change in desk.studio.changes.list()]
    assert told[:2] == ["HubSpot authorized", "HubSpot needs authorization"]


def test_a_network_that_fails_is_no_reason_to_bother_anybody(desk: Desk, tmp_path: Path) -> None:
    desk.enable()
    first = token(desk)
    with LoopbackServer() as server:
        pass  # it is gone: connections are refused
    desk.restart(catalogue=connector_with(tmp_path, token_url=server.url))
    desk.clock.advance(LIFE - AHEAD + 1)
    assert token(desk) == first, "it works for some minutes yet"
    tried = desk.renewals
    desk.clock.advance(10)
    assert token(desk) == first
    assert desk.renewals == tried, "not tried again at every call"
    desk.clock.advance(30)
    assert token(desk) == first
    assert desk.renewals > tried
    desk.clock.advance(AHEAD)
    error = failure(lambda: token(desk))
    assert error.code == "http.connect"
    action = desk.studio.actions.get(HUBSPOT)
    assert action.enabled
    assert action.problem is None
    desk.restart()
    assert works(desk, token(desk))


def test_a_token_without_a_refresh_token_is_used_to_its_end(desk: Desk, tmp_path: Path) -> None:
    with LoopbackServer(grant("the-only-token")) as server:
        desk.open(catalogue=connector_with(tmp_path, token_url=server.url))
        account = desk.enable()
        assert not account.renews
        desk.clock.advance(LIFE - 1)
        assert token(desk) == "the-only-token"
        desk.clock.advance(2)
        error = failure(lambda: token(desk))
        assert error.code == "authorization.ended"
        assert desk.studio.actions.get(HUBSPOT).state is ActionState.ERROR


def test_after_a_restart_the_token_is_still_good(desk: Desk) -> None:
    account = desk.enable()
    first = token(desk)
    before = desk.studio.environment.sandbox_address()
    desk.restart()
    assert desk.studio.environment.sandbox_address() is None, "starting asks nobody"
    action = desk.studio.actions.get(HUBSPOT)
    assert (action.enabled, action.account) == (True, account)
    assert token(desk) == first
    assert works(desk, first)
    assert desk.studio.environment.sandbox_address() != before or before is None


def test_after_a_restart_a_token_that_ended_meanwhile_is_renewed(desk: Desk) -> None:
    desk.enable()
    first = token(desk)
    desk.studio.close()
    desk.clock.advance(86400)
    desk.open()
    second = token(desk)
    assert second != first
    assert works(desk, second)
    desk.restart()
    assert token(desk) == second


def test_tokens_that_were_in_memory_only_are_known_to_be_gone_at_the_next_start(
    desk: Desk,
) -> None:
    desk.enable()
    desk.restart(vault=MemoryVault())
    action = desk.studio.actions.get(HUBSPOT)
    assert action.state is ActionState.ERROR
    assert action.account is None
    assert action.problem is not None
    assert "in memory only" in action.problem.message
    assert "Authorize" in action.problem.next_step
    assert failure(lambda: token(desk)).code == "authorization.tokens_gone"
    assert desk.studio.actions.get(HUBSPOT).state is ActionState.ERROR
    desk.vault = desk.studio.vault
    desk.authorize()
    assert desk.studio.actions.get(HUBSPOT).enabled
    assert token(desk)


def test_tokens_in_memory_that_are_gone_before_enable_leave_the_action_available(
    desk: Desk,
) -> None:
    desk.authorize()
    desk.restart(vault=MemoryVault())
    action = desk.studio.actions.get(HUBSPOT)
    assert action.state is ActionState.AVAILABLE
    assert (action.account, action.can_enable, action.can_authorize) == (None, False, True)
    assert action.problem is not None


def test_a_keyring_that_is_away_is_no_loss(desk: Desk) -> None:
    keyring = Keyring()
    desk.vault = KeyringVault(keyring, "w")
    account = desk.enable()
    first = token(desk)
    desk.restart(vault=MemoryVault("The keyring is locked away."))
    error = failure(lambda: token(desk))
    assert not isinstance(error, NeedsAuthorization)
    assert "keyring" in error.message
    assert "locked away" in error.next_step
    action = desk.studio.actions.get(HUBSPOT)
    assert (action.enabled, action.account) == (True, account)
    desk.restart(vault=KeyringVault(keyring, "w"))
    assert token(desk) == first


def test_tokens_that_somebody_took_out_of_the_keyring_need_the_person(desk: Desk) -> None:
    keyring = Keyring()
    desk.vault = KeyringVault(keyring, "w")
    desk.enable()
    keyring.entries.clear()
    error = failure(lambda: token(desk))
    assert error.code == "authorization.tokens_gone"
    assert "no longer in the keyring" in error.message
    assert desk.studio.actions.get(HUBSPOT).state is ActionState.ERROR


def test_two_workspaces_in_one_keyring_do_not_see_each_others_tokens(
    desk: Desk, tmp_path: Path
) -> None:
    other = Desk(tmp_path)
    other.path = tmp_path / "Other.studio"
    keyring = Keyring()
    for seed, one in enumerate((desk, other), 1):
        one.vault = KeyringVault(keyring, one.open().workspace.id)
        one.restart(sandbox=SandboxOptions(clock=one.clock, seed=seed))
    try:
        desk.authorize()
        other.authorize(persona=INES)
        assert token(desk) != token(other)
        assert len(tokens_in(keyring)) == 4
    finally:
        other.close()


def test_before_anybody_signed_in_there_is_no_token_and_no_problem(desk: Desk) -> None:
    error = failure(lambda: token(desk))
    assert isinstance(error, NeedsAuthorization)
    assert error.code == "authorization.missing"
    assert desk.studio.actions.get(HUBSPOT).problem is None
    assert desk.studio.environment.sandbox_address() is None


class SlowToRenew(ThreadingHTTPServer):
    """A token endpoint that exchanges codes at once, and renews when it is told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _SlowAnswer)
        self.thinking = threading.Event()
        self.go_on = threading.Event()
        self.revoked = False
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()


class _SlowAnswer(BaseHTTPRequestHandler):
    server: SlowToRenew

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["content-length"]))
        if b"grant_type=refresh_token" in form:
            self.server.thinking.set()
            self.server.go_on.wait(10)
            late = grant("came-too-late", "came-too-late-as-well")
            self.wfile.write(REVOKED if self.server.revoked else late)
        else:
            self.wfile.write(grant("newer-access-token", "newer-refresh-token"))

    def log_message(self, *arguments: Any) -> None:
        """Nothing on the console."""


@pytest.fixture
def slow(desk: Desk, tmp_path: Path) -> Iterator[SlowToRenew]:
    """An authorized desk whose token has ended, before an endpoint that takes its time."""
    with SlowToRenew() as server:
        desk.enable()
        desk.restart(catalogue=connector_with(tmp_path, token_url=server.url))
        desk.clock.advance(LIFE)
        yield server
        server.shutdown()


def test_what_was_dropped_while_it_was_renewed_stays_dropped(desk: Desk, slow: SlowToRenew) -> None:
    with ThreadPoolExecutor(1) as pool:
        renewing = pool.submit(lambda: failure(lambda: token(desk)))
        assert slow.thinking.wait(10)
        desk.studio.actions.choose(HUBSPOT, Choice())
        slow.go_on.set()
        assert isinstance(renewing.result(10), NeedsAuthorization)
    assert desk.studio.authorization.account(HUBSPOT) is None
    for slot in ("a", "b"):
        for kind in ("access_token", "refresh_token"):
            assert desk.vault.get(f"{HUBSPOT}.sandbox.{slot}.{kind}") is None


def test_a_renewal_for_the_old_account_never_lands_on_the_new_one(
    desk: Desk, slow: SlowToRenew
) -> None:
    with ThreadPoolExecutor(1) as pool:
        renewing = pool.submit(lambda: token(desk))
        assert slow.thinking.wait(10)
        desk.authorize()
        slow.go_on.set()
        assert renewing.result(10) == "newer-access-token"
    assert token(desk) == desk.secret("access_token") == "newer-access-token"
    assert desk.secret("refresh_token") == "newer-refresh-token"


class CutOff(Keyring):
    """A keyring that takes so many changes and then none, as when the program is killed."""

    def __init__(self, entries: dict[tuple[str, str], str], changes: int) -> None:
        super().__init__()
        self.entries = entries
        self.left = changes

    def set_password(self, service: str, user: str, secret: str) -> None:
        self._change()
        super().set_password(service, user, secret)

    def delete_password(self, service: str, user: str) -> None:
        self._change()
        super().delete_password(service, user)

    def _change(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise RuntimeError("killed")


def test_whoever_is_killed_while_changing_accounts_has_one_or_the_other(desk: Desk) -> None:
    keyring = Keyring()
    desk.vault = KeyringVault(keyring, "w")
    desk.enable()
    seen = set()
    for changes in range(6):
        desk.restart(vault=KeyringVault(CutOff(keyring.entries, changes), "w"))
        there = desk.studio.authorization.account(HUBSPOT)
        assert there is not None
        other = INES if there.signed_in_as == DANA else DANA
        with contextlib.suppress(StudioError):
            desk.authorize(persona=other)
        desk.restart()
        account = desk.studio.authorization.account(HUBSPOT)
        assert account is not None
        assert desk.studio.actions.get(HUBSPOT).enabled
        assert account_of(desk, token(desk)) == account.account_id
        desk.clock.advance(LIFE)
        assert account_of(desk, token(desk)) == account.account_id
        seen.add((changes, account.signed_in_as == other))
    assert {moved for _, moved in seen} == {True, False}


def test_dropping_leaves_nothing_in_the_vault(desk: Desk) -> None:
    keyring = Keyring()
    desk.vault = KeyringVault(keyring, "w")
    desk.authorize()
    desk.authorize(persona=INES, portal_id=NORDLICHT)
    assert len(tokens_in(keyring)) == 2
    desk.studio.authorization.drop(HUBSPOT)
    assert tokens_in(keyring) == []
    assert desk.studio.authorization.account(HUBSPOT) is None
    assert desk.authorize().account_id == str(ACME_SALES)


def test_the_end_of_the_old_authorization_is_not_blamed_on_the_new_one(
    desk: Desk, slow: SlowToRenew
) -> None:
    slow.revoked = True
    with ThreadPoolExecutor(1) as pool:
        renewing = pool.submit(lambda: token(desk))
        assert slow.thinking.wait(10)
        account = desk.authorize()
        slow.go_on.set()
        assert renewing.result(10) == "newer-access-token"
    action = desk.studio.actions.get(HUBSPOT)
    assert (action.enabled, action.account, action.problem) == (True, account, None)
