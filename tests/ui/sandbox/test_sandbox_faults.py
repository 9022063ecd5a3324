"""Faults on the screen: switching on and off, and a mark that nobody can miss."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from studio.journeys.format import Step
from studio.sandbox_values import ActiveFault
from ui.journeys.waiting import wait_for
from ui.sandbox.fault_mark import sentence
from ui.theme import tokens

SERVER_ERROR = "server_error_500"
DEAL = "deals/10099894869"


def test_a_fault_is_found_switched_on_as_wished_and_off_again(visitor: Any) -> None:
    row = f"sandbox.faults.{SERVER_ERROR}"
    visitor.do(
        Step(click="sandbox.tab.faults"),
        Step(expect=f"{row}.on"),
        Step(type="sandbox.faults.search", text="error 500"),
        Step(expect="sandbox.faults.hub_gone.on", gone=True),
        Step(click=f"{row}.more"),
        Step(click=f"{row}.count.times"),
        Step(type=f"{row}.times", text="2"),
        Step(type=f"{row}.chance", text="50"),
        Step(click=f"{row}.on"),
        Step(expect="sandbox.faults.active.title", text="1 fault on"),
        Step(expect="sandbox.faults.active.1", contains="2 times, in 50 % of requests"),
    )
    (on,) = visitor.admin("GET", "faults")["active"]
    assert (on["name"], on["count"], on["probability"]) == (SERVER_ERROR, 2, 0.5)
    visitor.do(
        Step(click="sandbox.faults.active.1.off"),
        Step(expect="sandbox.faults.active", gone=True),
    )
    assert visitor.admin("GET", "faults")["active"] == []


def test_a_fault_strikes_where_it_was_told_to(visitor: Any) -> None:
    row = f"sandbox.faults.{SERVER_ERROR}"
    visitor.do(
        Step(click="sandbox.tab.faults"),
        Step(click=f"{row}.more"),
        Step(click=f"{row}.route"),
        Step(press="Down"),
        Step(press="Return"),
        Step(click=f"{row}.on"),
        Step(expect="window.faults.words"),
    )
    (on,) = visitor.admin("GET", "faults")["active"]
    known = next(f for f in visitor.admin("GET", "faults")["known"] if f["name"] == SERVER_ERROR)
    assert on["route"] != known["route"]
    assert on["route"] in known["routes"]


def test_what_another_program_switches_on_is_seen_in_every_place_until_all_are_off(
    visitor: Any,
) -> None:
    visitor.do(Step(click="nav.actions"))
    visitor.admin("POST", "faults", name=SERVER_ERROR)
    visitor.do(
        Step(expect="window.environment", contains="1 fault", within=2),
        Step(expect="window.faults.words", contains="Server error 500"),
    )
    visitor.admin("POST", "faults", name="hub_gone", count=1)
    visitor.do(
        Step(expect="window.environment", contains="2 faults", within=2),
        Step(expect="window.faults.words", contains="Hub gone (once)"),
        Step(click="nav.dialogs"),
        Step(expect="window.faults.words", contains="Server error 500"),
    )
    visitor.admin("DELETE", "faults")
    visitor.do(
        Step(expect="window.faults", gone=True, within=2),
        Step(expect="window.environment", contains="Sandbox"),
    )


def test_the_mark_switches_all_off_and_leads_to_the_faults(visitor: Any) -> None:
    visitor.admin("POST", "faults", name=SERVER_ERROR)
    visitor.do(
        Step(click="nav.actions"),
        Step(click="window.environment"),
        Step(expect="window.here", text="Faults"),
        Step(expect="sandbox.faults.active.1", contains="has not struck yet"),
        Step(click="nav.actions"),
        Step(click="window.faults.switch_off"),
        Step(expect="window.faults", gone=True),
    )
    assert visitor.admin("GET", "faults")["active"] == []


def test_how_often_it_struck_is_followed_and_one_that_is_used_up_takes_the_mark_along(
    visitor: Any,
) -> None:
    visitor.admin("POST", "faults", name=SERVER_ERROR, count=2)
    visitor.do(
        Step(click="sandbox.tab.faults"),
        Step(expect="sandbox.faults.active.1", contains="has not struck yet"),
    )
    assert visitor.crm("GET", DEAL).status_code == 500
    visitor.do(Step(expect="sandbox.faults.active.1", contains="struck once"))
    assert visitor.crm("GET", DEAL).status_code == 500
    visitor.do(
        Step(expect="window.faults", gone=True),
        Step(expect="sandbox.faults.active", gone=True),
    )


def test_the_mark_goes_with_a_sandbox_that_is_stopped(visitor: Any) -> None:
    visitor.admin("POST", "faults", name=SERVER_ERROR)
    visitor.do(
        Step(expect="window.faults.words"),
        Step(click="sandbox.stop"),
        Step(expect="window.faults", gone=True),
        Step(expect="window.environment", contains="Sandbox"),
    )


def test_every_fault_the_sandbox_knows_is_listed_once(visitor: Any) -> None:
    visitor.do(Step(click="sandbox.tab.faults"))
    known = [fault["name"] for fault in visitor.admin("GET", "faults")["known"]]

    def listed() -> int:
        names = [f"sandbox.faults.{name}" for name in known]
        return sum(len(visitor.window.findChildren(QWidget, name)) for name in names)

    wait_for(lambda: listed() == len(known), 5, lambda: f"{listed()} of {len(known)} are listed")


def test_a_search_that_finds_nothing_says_so(visitor: Any) -> None:
    visitor.do(
        Step(click="sandbox.tab.faults"),
        Step(expect=f"sandbox.faults.{SERVER_ERROR}.on"),
        Step(type="sandbox.faults.search", text="solar flare"),
        Step(expect="sandbox.faults.none", contains="No fault"),
    )


def test_the_mark_names_two_and_counts_the_rest() -> None:
    on = [ActiveFault(str(n), name, "crm") for n, name in enumerate(("a_b", "c", "d", "e"))]
    assert sentence(tuple(on[:1])) == "1 fault is on in the sandbox: A b (always)"
    assert sentence(tuple(on[:2])).endswith("A b (always) and C (always)")
    rare = ActiveFault("9", "f", "crm", count=2, probability=0.5, struck=1)
    assert sentence((on[0], rare)).endswith(
        "A b (always) and F (2 more times, in 50 % of requests)"
    )
    assert sentence(tuple(on)).startswith("4 faults are on")
    assert sentence(tuple(on)).endswith("C (always) and 2 more")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_mark_can_be_read_in_both_themes(mode: str) -> None:
    colours = tokens.load()[mode]
    assert tokens.contrast(colours.error, colours.on_accent) >= 4.5
