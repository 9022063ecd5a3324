"""What a token endpoint can answer instead of a token, and what the person is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desk import ACME_SALES, HUBSPOT, Desk, connector_with, query_of
from loopback import Answer, LoopbackServer, answer, reset

from studio.authorization.errors import NeedsAuthorization
from studio.authorization.values import Account, Problem
from studio.errors import StudioError

JSON = {"content_type": "application/json"}
GRANT = {
    "token_type": "bearer",
    "access_token": "an-access-token-of-the-test",
    "refresh_token": "a-refresh-token-of-the-test",
    "expires_in": 1800,
    "hub_id": 4711,
}


class Endpoint:
    """A service whose calls answer as told, behind the desk's connector."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self._desk = desk
        self._folder = folder
        self._servers: list[LoopbackServer] = []

    def put(self, name: str, *answers: Answer) -> LoopbackServer:
        """Let the address `name` of the manifest give these answers from now on."""
        server = LoopbackServer(*answers)
        server.__enter__()
        self._servers.append(server)
        self._desk.close()
        self._desk.open(catalogue=connector_with(self._folder, **{name: server.url}))
        return server

    def close(self) -> None:
        for server in self._servers:
            server.__exit__(None, None, None)


@pytest.fixture
def endpoint(desk: Desk, tmp_path: Path) -> Iterator[Endpoint]:
    endpoint = Endpoint(desk, tmp_path)
    yield endpoint
    desk.close()
    endpoint.close()


def says(status: int, body: Any, headers: dict[str, str] = JSON) -> bytes:
    return answer(status, json.dumps(body).encode(), **headers)


def failure(desk: Desk, call: Callable[[], Any] | None = None) -> StudioError:
    with pytest.raises(StudioError) as caught:
        call() if call else desk.authorize()
    return caught.value


REFUSALS = [
    # status and error (fact sheet hubspot-api 2.5), our code
    ("BAD_AUTH_CODE", "invalid_grant", "code_unknown"),
    ("EXPIRED_AUTH_CODE", "invalid_grant", "code_expired"),
    ("MISMATCH_REDIRECT_URI_AUTH_CODE", "invalid_grant", "redirect_mismatch"),
    ("BAD_REDIRECT_URI", "invalid_request", "redirect_mismatch"),
    ("BAD_CLIENT_ID", "invalid_client", "client_unknown"),
    ("BAD_CLIENT_SECRET", "invalid_client", "client_secret"),
    ("BAD_CODE_VERIFIER", "invalid_grant", "verifier"),
    ("BAD_HUB", "access_denied", "revoked"),
    ("BAD_GRANT_TYPE", "unsupported_grant_type", "refused"),
    ("SOMETHING_NEW", "something_new", "refused"),
]


def test_every_refusal_that_is_known_is_explained(desk: Desk, endpoint: Endpoint) -> None:
    bodies = [
        {"error": error, "error_description": "x", "status": status, "message": "x"}
        for status, error, _ in REFUSALS
    ]
    server = endpoint.put("token_url", *[says(400, body) for body in bodies])
    for tried, (status, _, code) in enumerate(REFUSALS, 1):
        told = failure(desk)
        assert told.code == f"authorization.{code}", status
        assert told.next_step, status
        assert len(server.requests) == tried, "a code is sent once"
        assert desk.studio.actions.get(HUBSPOT).problem == Problem.of(told)
        assert desk.studio.authorization.account(HUBSPOT) is None


def test_an_older_answer_without_the_standards_words_is_understood_too(
    desk: Desk, endpoint: Endpoint
) -> None:
    body = {"status": "BAD_CLIENT_SECRET", "message": "missing", "correlationId": "c-1"}
    endpoint.put("token_url", says(400, body))
    told = failure(desk)
    assert told.code == "authorization.client_secret"
    assert told.correlation_id == "c-1"


def test_a_refusal_says_where_to_look(desk: Desk, endpoint: Endpoint) -> None:
    headers = JSON | {"x_hubspot_correlation_id": "c-2"}
    endpoint.put("token_url", says(400, {"status": "BAD_AUTH_CODE"}, headers))
    told = failure(desk)
    assert told.correlation_id == "c-2"
    exchange = desk.studio.journal.get(told.exchange_id or "")
    assert exchange is not None
    assert exchange.status == 400


def test_a_service_in_trouble_is_not_taken_for_a_refusal(desk: Desk, endpoint: Endpoint) -> None:
    statuses = [408, 423, 429, 477, 500, 502, 503, 504, 521]
    answers = [says(status, {"error": "invalid_grant"}) for status in statuses]
    server = endpoint.put("token_url", *answers)
    for tried, status in enumerate(statuses, 1):
        told = failure(desk)
        assert told.code == "authorization.unavailable", status
        assert not isinstance(told, NeedsAuthorization), status
        assert len(server.requests) == tried, "a code is sent once"


ODD_ANSWERS = [
    # what the endpoint answers, our code, what is said
    (answer(200), "authorization.no_token", "nothing at all"),
    (says(200, None), "authorization.no_token", "null instead of data"),
    (says(200, [GRANT]), "authorization.no_token", "no JSON object"),
    (says(200, GRANT)[:-9], "http.protocol", "not a whole HTTP answer"),
    (answer(200, b'{"access_token": "abc', **JSON), "authorization.no_token", "breaks off"),
    (answer(200, '{"a": "ä"}'.encode("latin-1"), **JSON), "authorization.no_token", "read"),
    (says(200, GRANT | {"access_token": "a b"}), "authorization.no_token", "no access token"),
    (says(200, GRANT | {"token_type": "mac"}), "authorization.no_token", "unknown type mac"),
    (answer(302, location="https://wifi.example/?x=1"), "http.redirect", "wifi.example"),
    (answer(404, b"<html>Not here"), "authorization.token_address", "(404)"),
    (answer(407, b"<html>Who are you?"), "authorization.refused", "(407)"),
    (answer(429, retry_after="30"), "authorization.unavailable", "no more requests"),
]


def test_odd_answers_are_told_with_what_to_do_and_change_nothing(
    desk: Desk, endpoint: Endpoint
) -> None:
    account = desk.enable()
    server = endpoint.put("token_url", *[odd for odd, _, _ in ODD_ANSWERS for _ in "er"])
    for number, (_, code, words) in enumerate(ODD_ANSWERS, 1):
        for call in (desk.authorize, lambda: desk.studio.authorization.access_token(HUBSPOT)):
            told = failure(desk, call)
            assert (told.code, words in told.message) == (code, True), told.message
            assert told.exchange_id
            assert ("Authorize" in told.next_step) == (call == desk.authorize) or "redirect" in code
            desk.clock.advance(1801)
        assert len(server.requests) == 2 * number, "each form is sent once"
        action = desk.studio.actions.get(HUBSPOT)
        assert (action.account, action.enabled) == (account, True)
    assert "30 seconds" in told.next_step


def test_a_renewal_waits_when_it_is_told_how_long(desk: Desk, endpoint: Endpoint) -> None:
    desk.enable()
    busy = answer(503, retry_after="3")
    server = endpoint.put("token_url", busy, busy, says(200, GRANT))
    desk.clock.advance(1801)
    before = desk.clock.monotonic()
    assert desk.studio.authorization.access_token(HUBSPOT) == GRANT["access_token"]
    assert desk.clock.monotonic() - before == 6
    assert len(server.requests) == 3


@pytest.mark.parametrize("odd", ["soon", -5, True, None, [], "1e999", float("inf"), 0])
def test_an_odd_life_is_no_obstacle(desk: Desk, endpoint: Endpoint, odd: Any) -> None:
    endpoint.put("token_url", says(200, GRANT | {"expires_in": odd}), says(200, GRANT))
    desk.authorize()
    assert desk.studio.authorization.access_token(HUBSPOT) == GRANT["access_token"]


def test_a_page_in_place_of_a_token_is_told_as_such(desk: Desk, endpoint: Endpoint) -> None:
    endpoint.put("token_url", answer(200, b"<html>Welcome to our Wi-Fi"))
    told = failure(desk)
    assert told.code == "authorization.no_token"
    assert told.exchange_id


def test_a_line_that_breaks_says_so_and_the_code_is_not_sent_again(
    desk: Desk, endpoint: Endpoint
) -> None:
    server = endpoint.put("token_url", reset)
    told = failure(desk)
    assert told.code == "http.connect"
    assert len(server.requests) == 1
    assert desk.studio.actions.get(HUBSPOT).problem == Problem.of(told)


def test_a_token_endpoint_that_is_down_can_be_tried_again(desk: Desk, endpoint: Endpoint) -> None:
    server = endpoint.put("token_url")
    server.__exit__(None, None, None)
    assert failure(desk).code == "http.connect"
    desk.restart(catalogue=None)
    assert desk.authorize().account_id == str(ACME_SALES)


def test_a_refusal_that_quotes_the_code_is_kept_without_it(desk: Desk, endpoint: Endpoint) -> None:
    def quotes(connection: Any) -> None:
        form = server.requests[-1].rpartition(b"\r\n\r\n")[2].decode()
        fields = query_of(f"?{form}")
        words = f"the code {fields['code']} of {fields['client_secret']} is odd"
        connection.sendall(says(400, {"error": "odd", "message": words}))

    server = endpoint.put("token_url", quotes)
    attempt = desk.begin()
    url = desk.redirect(attempt)
    told = failure(desk, lambda: attempt.complete(url))
    assert "the code [redacted] of [redacted] is odd" in told.message
    desk.studio.close()
    assert query_of(url)["code"].encode() not in desk.path.read_bytes()


def account_when(desk: Desk, endpoint: Endpoint, name: str, *answers: Answer) -> Account:
    endpoint.put(name, *answers)
    return desk.authorize()


def test_a_sign_in_that_worked_is_not_lost_because_nobody_tells_whose_account_it_is(
    desk: Desk, endpoint: Endpoint
) -> None:
    # Broken off, a GET is sent twice.
    troubles: list[Answer] = [says(404, {}), says(200, []), answer(200, b"<html>"), reset, reset]
    endpoint.put("account_url", *troubles)
    for _ in range(4):
        assert desk.authorize().account_id == str(ACME_SALES), "introspection tells it too"
        assert desk.studio.authorization.access_token(HUBSPOT)
    endpoint.put("introspect_url", *troubles)
    for _ in range(4):
        account = desk.authorize()
        assert (account.name, account.signed_in_as) == ("Acme Sales", "")


def test_an_account_that_nothing_tells_about_still_has_a_name(
    desk: Desk, endpoint: Endpoint
) -> None:
    told = {name: value for name, value in GRANT.items() if name != "hub_id"}
    account = account_when(desk, endpoint, "token_url", says(200, told))
    # The sandbox knows no such token, so neither call says anything.
    assert (account.name, account.account_id) == ("A HubSpot account", "")


def test_the_grant_itself_may_tell_the_account(desk: Desk, endpoint: Endpoint) -> None:
    account = account_when(desk, endpoint, "token_url", says(200, GRANT))
    assert (account.name, account.account_id) == ("4711", "4711")


@pytest.mark.parametrize(
    ("status", "needs_person"),
    [
        ("BAD_REFRESH_TOKEN", True),
        ("BAD_HUB", True),
        ("BAD_CLIENT_SECRET", False),
        ("SOMETHING_NEW", False),
    ],
)
def test_only_the_end_of_an_authorization_puts_the_action_into_its_error_state(
    desk: Desk, endpoint: Endpoint, status: str, needs_person: bool
) -> None:
    account = desk.enable()
    endpoint.put("token_url", says(400, {"error": "odd", "status": status, "message": "no"}))
    desk.clock.advance(1801)
    told = failure(desk, lambda: desk.studio.authorization.access_token(HUBSPOT))
    assert isinstance(told, NeedsAuthorization) == needs_person
    action = desk.studio.actions.get(HUBSPOT)
    assert action.state.value == ("error" if needs_person else "enabled")
    assert (action.account is None) == needs_person
    if not needs_person:
        assert action.account == account
