"""What the studio asks of its own sandbox: every call of the Sandbox place, on a real one."""

from __future__ import annotations

import threading
from datetime import datetime

import httpx
import pytest
from desk import ACME_SALES, HUBSPOT, Desk

from studio.errors import StudioError
from studio.sandbox_control import SandboxControl

DEAL = "10099894869"


@pytest.fixture
def control(desk: Desk) -> SandboxControl:
    """The control of a sandbox that runs."""
    desk.studio.environment.ensure_sandbox()
    return desk.studio.sandbox


def test_nothing_can_be_asked_while_it_does_not_run_and_nothing_starts_it(desk: Desk) -> None:
    with pytest.raises(StudioError, match="not running") as refused:
        desk.studio.sandbox.state()
    assert refused.value.code == "sandbox.not_running"
    assert desk.studio.environment.running_sandbox() is None


def test_the_state_tells_the_world_and_who_can_sign_in(control: SandboxControl) -> None:
    state = control.state()
    assert state.world == "acme"
    sales = next(a for a in state.accounts if a.portal_id == ACME_SALES)
    assert (sales.name, sales.deals > 0, sales.contacts > 0) == ("Acme Sales", True, True)
    dana = next(p for p in state.personas if p.sign_in_name == "dana@acme.example")
    assert dana.password == "sandbox-dana"
    assert dana.name
    assert dana.role
    assert ACME_SALES in dana.accounts
    assert "sandbox-dana" not in repr(state)


def test_what_the_studio_asks_its_own_sandbox_is_no_traffic(
    desk: Desk, control: SandboxControl
) -> None:
    control.state()
    control.faults()
    assert desk.studio.journal.list() == ()
    assert control.journal()[0] == ()


def test_the_clock_moves_stops_and_comes_back(desk: Desk, control: SandboxControl) -> None:
    before = datetime.fromisoformat(control.clock().now)
    moved = control.advance(90)
    assert (datetime.fromisoformat(moved.now) - before).total_seconds() == 90
    assert control.freeze(True).frozen
    desk.clock.advance(30)
    assert control.clock().now == moved.now
    assert control.set_rate(10).rate == 10
    back = control.back_to_now()
    assert (back.offset_seconds, back.frozen, back.rate) == (0, False, 1)


def test_a_jump_to_the_end_of_the_tokens_ends_them(desk: Desk) -> None:
    desk.enable()
    control = desk.studio.sandbox
    first = desk.studio.authorization.access_token(HUBSPOT)
    before = datetime.fromisoformat(control.clock().now)
    after = datetime.fromisoformat(control.jump("token_expiry").now)
    assert after > before
    base = desk.studio.environment.endpoints(HUBSPOT).api
    answer = httpx.get(
        f"{base}/account-info/v3/details",
        headers={"Authorization": f"Bearer {first}"},
        verify=False,
    )
    assert answer.status_code == 401


def test_rules_change_one_by_one(control: SandboxControl) -> None:
    rules = control.set_rules(limits=True)
    assert rules.limits
    rules = control.set_rules(search_lag_seconds=5, rotation=True)
    assert (rules.limits, rules.search_lag_seconds, rules.rotation) == (True, 5, True)
    assert control.state().rules == rules


def test_a_reset_keeps_the_connection_and_a_snapshot_leads_back(desk: Desk) -> None:
    desk.enable()
    control = desk.studio.sandbox
    token = desk.studio.authorization.access_token(HUBSPOT)
    api = desk.studio.environment.endpoints(HUBSPOT).api
    bearer = {"Authorization": f"Bearer {token}"}
    deal = f"{api}/crm/v3/objects/deals/{DEAL}"
    assert httpx.delete(deal, headers=bearer, verify=False).status_code == 204
    kept = control.snapshot("Before")
    assert kept.name == "Before"

    state = control.reset()
    assert [each.name for each in state.snapshots] == ["Before"]
    assert httpx.get(deal, headers=bearer, verify=False).status_code == 200

    control.restore("Before")
    assert httpx.get(deal, headers=bearer, verify=False).status_code == 404


def test_another_world_comes_with_a_reset_and_an_unknown_one_is_refused(
    control: SandboxControl,
) -> None:
    assert control.reset(world="platform").world == "platform"
    with pytest.raises(StudioError) as refused:
        control.reset(world="atlantis")
    assert refused.value.code == "sandbox.refused"
    assert refused.value.next_step
    assert control.state().world == "platform"


def test_a_fault_is_on_until_it_is_switched_off(control: SandboxControl) -> None:
    known = {fault.name: fault for fault in control.faults().known}
    assert len(known) > 30
    assert all(fault.line and fault.route for fault in known.values())

    one = control.switch_on("rate_limit_429", count=2, probability=0.5)
    other = control.switch_on("server_error_500", route="deals.get")
    assert (one.count, one.probability, one.struck) == (2, 0.5, 0)
    assert other.route == "deals.get"
    assert [each.id for each in control.switch_off(one.id)] == [other.id]
    assert control.switch_off() == ()
    with pytest.raises(StudioError, match="no_such_fault"):
        control.switch_on("no_such_fault")


def test_records_come_in_pages_filtered_and_sorted(control: SandboxControl) -> None:
    first = control.records(ACME_SALES, "deals", count=5, sort="dealname")
    second = control.records(ACME_SALES, "deals", start=5, count=5, sort="dealname")
    names = [r.properties["dealname"] for r in (*first.records, *second.records)]
    assert names == sorted(names, key=lambda name: (name or "").casefold())
    assert len({r.id for r in (*first.records, *second.records)}) == 10
    assert first.total == second.total > 10
    nike = control.records(ACME_SALES, "deals", query="nike")
    assert 0 < nike.total < first.total
    assert all("nike" in str(r.properties).casefold() for r in nike.records)
    assert control.records(ACME_SALES, "deals", archived=True).total == 0


def test_a_record_tells_what_happened_to_it(desk: Desk) -> None:
    desk.enable()
    token = desk.studio.authorization.access_token(HUBSPOT)
    api = desk.studio.environment.endpoints(HUBSPOT).api
    httpx.patch(
        f"{api}/crm/v3/objects/deals/{DEAL}",
        json={"properties": {"dealstage": "contractsent"}},
        headers={"Authorization": f"Bearer {token}"},
        verify=False,
    )
    whole = desk.studio.sandbox.record(ACME_SALES, "deals", DEAL)
    assert whole.record.properties["dealstage"] == "contractsent"
    before, after = whole.history[0].changes["dealstage"]
    assert (before, after) == ("appointmentscheduled", "contractsent")
    assert DEAL in whole.url


def test_the_journal_tells_what_the_sandbox_answered(desk: Desk) -> None:
    desk.enable()
    entries, last = desk.studio.sandbox.journal()
    assert last == entries[-1].number
    token = next(entry for entry in entries if entry.route == "exchange")
    assert (token.method, token.status) == ("POST", 200)
    assert "access_token" in token.response_body
    secret = desk.studio.authorization.access_token(HUBSPOT)
    assert secret not in repr(entries)
    newer, _ = desk.studio.sandbox.journal(after=last)
    assert newer == ()


def test_who_watches_hears_of_one_that_starts_later_of_its_faults_and_of_its_end(
    desk: Desk,
) -> None:
    heard: list[str] = []
    rung = threading.Condition()

    def listen(topic: str) -> None:
        with rung:
            heard.append(topic)
            rung.notify_all()

    environment = desk.studio.environment
    leave = environment.watch_sandbox(listen)
    environment.ensure_sandbox()
    desk.studio.sandbox.switch_on("server_error_500")
    with rung:
        assert rung.wait_for(lambda: {"started", "faults"} <= set(heard), 5)
    environment.stop_sandbox()
    with rung:
        assert rung.wait_for(lambda: "stopped" in heard, 5)
    assert environment.sandbox_address() is None

    leave()
    heard.clear()
    environment.ensure_sandbox()
    assert heard == []


def test_a_sandbox_that_was_stopped_starts_again_where_it_was(desk: Desk) -> None:
    desk.enable()
    environment = desk.studio.environment
    environment.stop_sandbox()
    environment.stop_sandbox()
    token = desk.studio.authorization.access_token(HUBSPOT)
    answer = httpx.get(
        f"{environment.endpoints(HUBSPOT).api}/account-info/v3/details",
        headers={"Authorization": f"Bearer {token}"},
        verify=False,
    )
    assert answer.json()["portalId"] == ACME_SALES
