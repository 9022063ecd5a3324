"""What was granted, and for which account: said, never silently gone on with."""

from __future__ import annotations

from typing import Any

import httpx
from desk import HUBSPOT, INES, PLAIN, SYSTEM, Desk, sign_in


def arm(desk: Desk, fault: str, route: str, **more: Any) -> None:
    info = desk.studio.environment.ensure_sandbox()
    body = {"name": fault, "route": route, **more}
    assert httpx.post(f"{info.admin_url}/faults", json=body, verify=PLAIN).status_code == 200


def test_a_scope_that_was_not_granted_is_named_until_it_is(desk: Desk) -> None:
    desk.studio.actions.choose(HUBSPOT, SYSTEM)
    arm(desk, "scope_missing_after_consent", "exchange", count=1)
    account = desk.authorize()
    assert len(account.missing) == 1
    missing = account.missing[0]
    assert missing.reason
    assert missing.name not in {scope.name for scope in account.scopes}
    desk.restart()
    shown = desk.studio.authorization.account(HUBSPOT)
    assert shown is not None
    assert shown.missing == account.missing
    assert desk.authorize().missing == ()


def test_another_account_than_before_is_said_with_both_names(desk: Desk) -> None:
    first = desk.authorize()
    assert first.instead_of is None
    second = desk.authorize(persona=INES)
    assert second.account_id != first.account_id
    assert second.instead_of == (first.name, first.account_id)
    change = desk.studio.changes.list()[0]
    assert (change.before["account"], change.before["id"]) == (first.name, first.account_id)
    assert change.after["account"] == second.name
    desk.restart()
    shown = desk.studio.authorization.account(HUBSPOT)
    assert shown == second
    assert desk.authorize(persona=INES).instead_of is None, "the same account once more"


def test_tokens_for_another_account_than_was_chosen_show_whose_they_are(desk: Desk) -> None:
    first = desk.authorize()
    arm(desk, "account_switched", "exchange", count=1)
    second = desk.authorize()
    assert second.account_id != first.account_id
    assert second.instead_of == (first.name, first.account_id)


def test_a_service_whose_clock_is_off_all_the_time_is_no_obstacle(desk: Desk) -> None:
    for fault in ("clock_ahead", "clock_behind"):
        attempt = desk.begin()
        arm(desk, fault, "any")
        account = attempt.complete(sign_in(attempt))
        assert account.account_id
        assert desk.studio.authorization.access_token(HUBSPOT)
        info = desk.studio.environment.ensure_sandbox()
        httpx.delete(f"{info.admin_url}/faults", verify=PLAIN)


def test_an_introspection_that_knows_nothing_does_not_cost_the_sign_in(desk: Desk) -> None:
    desk.begin()
    arm(desk, "introspection_inactive", "introspect")
    account = desk.authorize()
    assert account.account_id
    assert account.signed_in_as == ""
