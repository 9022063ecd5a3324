"""Each fault at the token exchange, at the refresh and at a CRM call: what the studio makes of it.

The three columns of TABLE say what comes of a fault at each place.

    exchange, refresh
        `goes on`: as if nothing had happened. Else the code of the error, `http.…` in full and
        `authorization.…` without that word. `waits: code`: an answer that names a time within
        patience is waited for; the error comes when it never ends.
    crm: "create a deal" with a name and a stage (a search, for faults that only strike there)
        `goes on`; `waits`; `over`: the dialog task ends with these words; `again`: nothing was
        done and Try again is offered; `look`: it may have been done, the bot says to look first.

`not there`: the fault makes no sense at that place, and arming it there is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from stage import AHEAD, LIFE, PATIENCE, Stage, assert_for_people, bounded, failure

from studio.actions import ActionState
from studio.authorization.errors import NeedsAuthorization
from studio.dialogs.chat import ChatMessage
from studio.dialogs.trouble import OFFER
from studio.sandbox.faults.catalogue import FAULTS

NO = "not there"
TABLE = [
    # fault, exchange, refresh, crm
    ("answer_never", "http.timeout", "http.timeout", "look: did not answer within 1 second"),
    ("slow_headers", "http.timeout", "http.timeout", "look: did not answer within 1 second"),
    ("slow_body", "http.timeout", "http.timeout", "look: did not answer within 1 second"),
    ("reset_before_answer", "http.connect", "http.connect", "look: broke the connection off"),
    ("reset_in_body", "http.connect", "http.connect", "look: broke the connection off"),
    ("close_in_body", "http.protocol", "http.protocol", "look: not a whole HTTP answer"),
    ("truncated_json", "no_token", "no_token", "look: breaks off"),
    ("wrong_content_type", "goes on", "goes on", "goes on"),
    ("wrong_charset", "no_token", "no_token", "look: cannot be read"),
    ("wrong_charset_utf16", "goes on", "goes on", "goes on"),
    ("empty_body", "no_token", "no_token", "look: nothing at all"),
    ("html_instead_of_json", "no_token", "no_token", "look: a web page"),
    ("json_null", "no_token", "no_token", "look: another kind"),
    ("json_list", "no_token", "no_token", "look: another kind"),
    ("huge_body", "http.too_large", "http.too_large", "look: more than 10 MB"),
    ("redirect_loop", "http.redirect", "http.redirect", "again: a redirect"),
    ("redirect_elsewhere", "http.redirect", "http.redirect", "again: to elsewhere.invalid"),
    ("bad_request_400", "refused", "refused", "over: did not accept this"),
    ("unauthorized_401", "client_secret", "client_secret", "again: authorize HubSpot again"),
    ("expired_token_401", NO, NO, "again: authorize HubSpot again"),
    ("forbidden_403", "refused", "refused", "again: lacks a scope"),
    ("missing_scope_403", NO, NO, "again: (crm.objects.deals.write)"),
    ("not_found_404", NO, NO, "over: No Record Found"),
    ("conflict_409", NO, NO, "over: exists already"),
    ("locked_423", NO, NO, "again: (423)"),
    ("rate_limit_429", "unavailable", "unavailable", "again: no more requests"),
    ("rate_limit_429_retry_after", "unavailable", "waits: unavailable", "waits"),
    ("rate_limit_429_daily", "unavailable", "unavailable", "again: no more requests"),
    ("search_rate_limit_429", NO, NO, "again: no more requests"),
    ("server_error_500", "unavailable", "unavailable", "look: (500)"),
    ("bad_gateway_502", "unavailable", "unavailable", "look: (502)"),
    ("unavailable_503", "unavailable", "unavailable", "again: (503)"),
    ("unavailable_503_retry_after", "unavailable", "waits: unavailable", "again: (503)"),
    ("gateway_timeout_504", "unavailable", "unavailable", "look: (504)"),
    ("edge_521", "unavailable", "unavailable", "again: (521)"),
    ("edge_525", "unavailable", "unavailable", "again: (525)"),
    ("migration_477", "unavailable", "waits: unavailable", "again: (477)"),
    ("code_used", "code_unknown", NO, NO),
    ("code_expired", "code_expired", NO, NO),
    ("redirect_mismatch", "redirect_mismatch", NO, NO),
    ("bad_verifier", "verifier", NO, NO),
    ("wrong_client_secret", "client_secret", "client_secret", NO),
    ("unknown_client", "client_unknown", "client_unknown", NO),
    ("hub_gone", "revoked", "revoked", NO),
    ("token_expires_early", "goes on", "goes on", NO),
    ("token_short_lived", "goes on", "goes on", NO),
    ("clock_ahead", "goes on", "goes on", "goes on"),
    ("clock_behind", "goes on", "goes on", "goes on"),
    ("refresh_token_revoked", NO, "revoked", NO),
    ("refresh_without_refresh_token", NO, "goes on", NO),
    ("refresh_rotates", NO, "goes on", NO),
    ("scope_missing_after_consent", "goes on", NO, NO),
    ("embedded_sign_in_refused", NO, NO, NO),  # of a page: see tests/ui/authorization
    ("account_switched", "goes on", NO, NO),
    ("introspection_inactive", NO, NO, NO),
    ("search_lag", NO, NO, "goes on"),
    ("tls_failure", "http.tls", "http.tls", "again: No safe connection"),
    ("dns_failure", "http.dns", "http.dns", "again: could not be found"),
]
WAIT = ("answer_never", "slow_headers", "slow_body")
BY_NAME = {fault.name: fault for fault in FAULTS}
SEARCH = ("search_rate_limit_429", "search_lag")


def rows(place: int) -> list[object]:
    """One column of the table."""
    return [pytest.param(row[0], row[place], id=f"{row[0]}-{row[place]}") for row in TABLE]


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[bool, Stage]]:
    """A patient studio, and one whose time-outs are short for faults that make it wait."""
    made = {
        hurried: Stage(tmp_path_factory.mktemp("stage"), PATIENCE if hurried else None)
        for hurried in (False, True)
    }
    yield made
    for stage in made.values():
        stage.desk.close()


@pytest.fixture
def stage(stages: dict[bool, Stage], fault: str) -> Iterator[Stage]:
    stage = stages[fault in WAIT].made_ready()
    yield stage
    stage.clear()


def test_the_table_has_a_row_for_every_fault() -> None:
    assert sorted(row[0] for row in TABLE) == sorted(BY_NAME)


def armed(stage: Stage, fault: str, route: str, expected: str) -> bool:
    """Arm the fault; False where it is refused, as the table says it is."""
    answer = stage.arm(fault, route)
    there = expected != NO
    assert (answer.status_code == 200) == there, answer.text
    assert there or "makes no sense" in answer.json()["error"]
    return there


@pytest.mark.parametrize(("fault", "expected"), rows(1))
def test_at_the_token_exchange(stage: Stage, fault: str, expected: str) -> None:
    if not armed(stage, fault, "exchange", expected):
        return
    mark = stage.newest()
    with bounded(PATIENCE):
        if expected == "goes on":
            stage.desk.authorize()
            assert stage.struck()
        else:
            with stage.nothing_lost():
                error = failure(stage.desk.authorize)
                assert stage.struck() == 1
    exchanges = [e for e in stage.sent_since(mark) if "Exchange" in e.purpose]
    assert len(exchanges) == 1, "a code is sent once"
    if expected != "goes on":
        assert error.code == (expected if "." in expected else f"authorization.{expected}")
        assert error.exchange_id == exchanges[0].id
        assert error.correlation_id == exchanges[0].correlation_id
        assert stage.action.problem is not None, "it stays on the Authorization tab"
        assert stage.action.problem.message == error.message
    stage.clear()
    stage.desk.authorize()
    assert stage.action.problem is None
    assert stage.token() == stage.desk.secret("access_token")


@pytest.mark.parametrize(("fault", "expected"), rows(2))
def test_at_the_refresh(stage: Stage, fault: str, expected: str) -> None:
    if not armed(stage, fault, "refresh", expected):
        return
    old = stage.token()
    waits, _, code = expected.rpartition(": ")
    code = code if "." in code else f"authorization.{code}"
    over = "revoked" in expected
    # The old token still works: that is all that matters to whoever calls.
    stage.desk.clock.advance(LIFE - AHEAD + 1)
    if expected == "goes on":
        with bounded(PATIENCE):
            assert stage.token() != old
            assert stage.struck() == 1
        stage.desk.clock.advance(LIFE)
        stage.clear()
        assert stage.token()
        return
    if over:
        error = failure(stage.token)
        assert isinstance(error, NeedsAuthorization)
        assert error.code == code
        assert stage.action.state is ActionState.ERROR
        assert stage.action.choice.complete
        stage.clear()
        stage.desk.authorize()
        assert stage.action.enabled
        return
    with bounded(PATIENCE), stage.nothing_lost():
        assert stage.token() == old
    # And when it has ended.
    stage.desk.clock.advance(AHEAD)
    with bounded(PATIENCE), stage.nothing_lost():
        error = failure(stage.token)
    assert not isinstance(error, NeedsAuthorization)
    assert error.code == code
    assert error.exchange_id == stage.newest().id
    assert error.correlation_id == stage.newest().correlation_id
    assert stage.action.problem is None, "nothing is asked of the person"
    stage.clear()
    if waits:
        assert stage.arm(fault, "refresh", count=1).status_code == 200
    assert stage.token() not in ("", old)


@pytest.mark.parametrize(("fault", "expected"), rows(3))
def test_at_a_crm_call(stage: Stage, fault: str, expected: str) -> None:
    route = "deals.search" if fault in SEARCH else "deals.create"
    if expected != NO and route not in BY_NAME[fault].routes:
        route = "crm"
    if not armed(stage, fault, route, expected):
        return
    outcome, _, words = expected.partition(": ")
    before = stage.deals()
    if outcome == "waits":
        stage.clear()
        assert stage.arm(fault, route, count=1).status_code == 200
    if fault.startswith("clock"):
        stage.desk.clock.advance(LIFE - AHEAD - 10)  # good for us, ended for a clock that is ahead
    name = f"Deal of {fault}"
    mark = stage.newest()
    with bounded(PATIENCE):
        told = ask(stage, fault, name)
    assert outcome == "waits" or stage.struck()
    if outcome in ("goes on", "waits"):
        assert_done(stage, fault, name, told, before + 1)
        renewals = [e for e in stage.sent_since(mark) if "Renew" in e.purpose]
        assert len(renewals) == (fault == "clock_ahead"), "by 401, once"
        return
    assert words in told.text
    assert_traced(stage, told)
    if outcome == "over":
        assert stage.kept() is None
        assert stage.deals() == before
        stage.clear()
        assert_done(stage, fault, name, ask(stage, fault, name), before + 1)
        return
    assert_for_people(told.text)
    assert told.quick_replies == OFFER
    assert ("look before you try again" in told.text) == (outcome == "look")
    assert stage.deals() - before in ((0, 1) if outcome == "look" else (0,))
    assert stage.says("what now?").quick_replies == OFFER, "it waits for the person's word"
    mark = stage.newest()
    done = stage.deals() - before
    with bounded(PATIENCE):
        assert words in stage.says("Try again").text, "the same again, not a hang"
    assert stage.sent_since(mark)
    stage.clear()
    assert_done(stage, fault, name, stage.says("try again"), before + 2 * done + 1)


def ask(stage: Stage, fault: str, name: str) -> ChatMessage:
    """Have a deal made, or looked for; the bot's last words."""
    if fault in SEARCH:
        return stage.says("search deals for Nike")
    stage.says("Create a deal")
    stage.says(name)
    return stage.says("Contract Sent")


def assert_done(stage: Stage, fault: str, name: str, told: ChatMessage, deals: int) -> None:
    assert stage.kept() is None
    if fault in SEARCH:
        assert told.kind in ("list", "text")
        assert "deal" in told.text.lower()
        return
    assert told.text == f"{name} is created."
    assert dict(told.fields)["Stage"] == "Contract Sent"
    assert stage.deals() == deals, "made once for each word of the person"


def assert_traced(stage: Stage, told: ChatMessage) -> None:
    """The service's own id stands in the words where it sent one; the exchange can be seen."""
    assert told.exchange_id is not None
    exchange = stage.desk.studio.journal.get(told.exchange_id)
    assert exchange is not None
    if exchange.correlation_id and "Record Found" not in told.text:
        assert exchange.correlation_id in told.text
