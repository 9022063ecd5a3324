"""TLS and DNS that fail for the one request they were armed for."""

from __future__ import annotations

import httpx
import pytest
from desk import HUBSPOT, Desk
from faulty import active
from sandbox_bench import Bench

from studio.errors import StudioError
from studio.http import HttpError


def test_an_address_is_the_sandboxs_own_while_nothing_is_armed(bench: Bench) -> None:
    for route in ("exchange", "refresh", "token", "crm", "account", "authorize"):
        assert bench.running.address(route) == bench.running.info.base_url


def test_a_tls_handshake_fails_for_real(bench: Bench) -> None:
    bench.running.faults.arm("tls_failure", "crm", count=1)
    address = bench.running.address("crm")
    assert address.startswith("https://127.0.0.1:")
    with pytest.raises(httpx.ConnectError, match=r"(?i)ssl"):
        httpx.get(address, verify=False)
    assert bench.running.address("crm") == bench.running.info.base_url


def test_a_host_cannot_be_found(bench: Bench) -> None:
    bench.running.faults.arm("dns_failure", "exchange")
    address = bench.running.address("exchange")
    assert address.startswith("http://sandbox.invalid:")
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)
    assert bench.running.address("refresh") == bench.running.info.base_url


def test_token_is_the_exchange_and_the_refresh(bench: Bench) -> None:
    bench.running.faults.arm("dns_failure", "token")
    for route in ("exchange", "refresh", "token"):
        assert "sandbox.invalid" in bench.running.address(route)
    (entry,) = active(bench)
    assert (entry["struck"], entry["count"]) == (3, None)


def test_other_faults_are_not_used_up_by_addresses(bench: Bench) -> None:
    bench.running.faults.arm("server_error_500", "crm", count=1)
    assert bench.running.address("crm") == bench.running.info.base_url
    assert active(bench)[0]["struck"] == 0


def test_requests_do_not_use_up_faults_of_addresses(bench: Bench) -> None:
    bench.running.faults.arm("tls_failure", "crm", count=1)
    with bench.api() as api:
        assert api.get("/crm/v3/objects/deals").status_code == 200
    assert active(bench)[0]["struck"] == 0


@pytest.mark.parametrize(("fault", "kind"), [("tls_failure", "tls"), ("dns_failure", "dns")])
def test_the_exchange_fails_when_it_is_armed_just_before(desk: Desk, fault: str, kind: str) -> None:
    attempt = desk.begin()
    redirect = desk.redirect(attempt)
    desk.studio.environment.sandbox_faults().arm(fault, "exchange", count=1)
    with pytest.raises(HttpError) as failed:
        attempt.complete(redirect)
    assert failed.value.kind == kind
    assert desk.studio.environment.sandbox_faults().active() == []
    assert desk.authorize().name == "Acme Sales"


@pytest.mark.parametrize(("fault", "kind"), [("tls_failure", "tls"), ("dns_failure", "dns")])
def test_a_refresh_fails_when_it_is_armed_just_before(desk: Desk, fault: str, kind: str) -> None:
    desk.enable()
    desk.clock.advance(3600)
    desk.studio.environment.sandbox_faults().arm(fault, "refresh", count=1)
    with pytest.raises(HttpError) as failed:
        desk.studio.authorization.access_token(HUBSPOT)
    assert failed.value.kind == kind
    assert desk.studio.authorization.access_token(HUBSPOT)


@pytest.mark.parametrize("fault", ["tls_failure", "dns_failure"])
@pytest.mark.parametrize("route", ["account", "introspect"])
def test_only_the_question_it_is_armed_for_fails(desk: Desk, fault: str, route: str) -> None:
    attempt = desk.begin()
    redirect = desk.redirect(attempt)
    desk.studio.environment.sandbox_faults().arm(fault, route, count=1)
    account = attempt.complete(redirect)
    assert account.name == ("acme.example" if route == "account" else "Acme Sales")
    answered = [one.status for one in desk.studio.journal.list()]
    assert answered.count(200) == 2
    assert None in answered


@pytest.mark.parametrize("fault", ["tls_failure", "dns_failure"])
def test_the_sign_in_page_leads_nowhere(desk: Desk, fault: str) -> None:
    desk.studio.environment.sandbox_faults().arm(fault, "authorize", count=1)
    attempt = desk.begin()
    with pytest.raises(httpx.ConnectError):
        httpx.get(attempt.authorize_url, verify=False)
    assert desk.begin().authorize_url.startswith("http://127.0.0.1:")


def test_a_workspace_that_is_live_hands_out_no_wrong_address(desk: Desk) -> None:
    desk.studio.environment.sandbox_faults().arm("dns_failure", "exchange")
    desk.studio.settings.set("environment", "live")
    endpoints = desk.studio.environment.endpoints(HUBSPOT, "exchange")
    assert "invalid" not in endpoints.token_url
    assert endpoints.token_url.startswith("https://")


def test_a_fault_that_is_none_is_refused_with_the_nearest(desk: Desk) -> None:
    with pytest.raises(ValueError, match="did you mean tls_failure"):
        desk.studio.environment.sandbox_faults().arm("tls_failre")
    desk.studio.environment.close()
    with pytest.raises(StudioError):
        desk.studio.environment.sandbox_faults()
