"""The Sandbox place as a person uses it: start, clock, rules, world, ways back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QTableView, QWidget

from studio.journeys.format import Step
from ui.journeys.waiting import wait_for

DEAL = "deals/10099894869"


def test_it_says_that_it_does_not_run_and_starts_and_stops_when_asked(
    visit: Callable[..., Any],
) -> None:
    visitor = visit()
    visitor.do(
        Step(expect="sandbox.running", text="Not running"),
        Step(expect="sandbox.overview.empty", contains="starts by itself"),
        Step(click="sandbox.start"),
        Step(expect="sandbox.running", text="Running"),
        Step(expect="window.sandbox", contains="Sandbox on 127.0.0.1:"),
        Step(click="sandbox.stop"),
        Step(expect="sandbox.running", text="Not running"),
        Step(expect="window.sandbox", contains="when it is needed"),
    )


def test_the_address_can_be_copied_for_another_program(visitor: Any) -> None:
    visitor.do(Step(click="sandbox.base_url.copy"))
    base_url = visitor.studio.environment.ensure_sandbox().base_url
    assert QGuiApplication.clipboard().text() == base_url


def test_the_status_bar_leads_to_the_place(visitor: Any) -> None:
    visitor.do(
        Step(click="nav.actions"),
        Step(expect="window.here", text="Actions"),
        Step(click="window.sandbox"),
        Step(expect="window.here", text="Sandbox"),
    )


def test_the_clock_can_be_moved_stopped_and_brought_back(visitor: Any) -> None:
    visitor.do(
        Step(expect="sandbox.clock.away", contains="same as this computer's"),
        Step(click="sandbox.clock.half_hour"),
        Step(expect="sandbox.clock.away", contains="ahead of"),
        Step(click="sandbox.clock.freeze"),
        Step(expect="sandbox.clock.away", contains="Frozen."),
        Step(expect="sandbox.clock.freeze", text="Run"),
        Step(click="sandbox.clock.rate.10"),
        Step(expect="sandbox.clock.rate.10", checked=True),
        Step(click="sandbox.clock.now"),
    )
    clock = visitor.admin("GET", "clock")
    wait_for(
        lambda: not visitor.admin("GET", "clock")["frozen"], 5, lambda: f"it still stands: {clock}"
    )
    visitor.do(Step(expect="sandbox.clock.away", contains="same as this computer's"))


def test_the_clock_runs_on_the_screen_by_itself(visitor: Any) -> None:
    label = visitor.window.findChild(QWidget, "sandbox.clock.shown")
    before = label.text()
    wait_for(lambda: label.text() != before, 5, lambda: "the clock stands still")


def test_a_clock_that_another_program_moves_is_followed(visitor: Any) -> None:
    visitor.admin("POST", "clock", advance_seconds=86_400)
    visitor.do(Step(expect="sandbox.clock.away", contains="1 day ahead of"))


def test_rules_are_changed_at_once_and_shown_as_the_sandbox_has_them(visitor: Any) -> None:
    visitor.do(
        Step(click="sandbox.rules.limits"),
        Step(click="sandbox.rules.rotation"),
        Step(click="sandbox.rules.lag.5"),
    )

    def kept() -> tuple[object, ...]:
        state = visitor.admin("GET", "state")
        return state["limits"], state["rotation"], state["search_lag_seconds"]

    wait_for(lambda: kept() == (True, True, 5), 5, lambda: f"the sandbox has {kept()}")


def test_one_key_resets_the_records_from_anywhere_and_restore_is_the_way_back(
    visitor: Any,
) -> None:
    assert visitor.crm("DELETE", DEAL).status_code == 204
    visitor.do(
        Step(click="nav.dialogs"),
        Step(press="Ctrl+Shift+R"),
        Step(expect="window.result.title", contains="as at the start"),
        Step(expect="window.result.text", contains="Before reset"),
    )
    assert visitor.crm("GET", DEAL).status_code == 200
    visitor.do(
        Step(click="window.result.restore"),
        Step(expect="window.result.title", contains="as it was in “Before reset"),
    )
    assert visitor.crm("GET", DEAL).status_code == 404


def test_the_key_says_so_when_there_is_nothing_to_reset(visit: Callable[..., Any]) -> None:
    visitor = visit()
    visitor.do(
        Step(press="Ctrl+Shift+R"),
        Step(expect="window.result.title", contains="not running"),
    )
    assert visitor.studio.environment.sandbox_address() is None


def test_resetting_everything_asks_first(visitor: Any) -> None:
    token = visitor.admin("POST", "tokens")
    assert token["access_token"]
    visitor.do(
        Step(click="sandbox.reset_everything"),
        Step(expect="sandbox.reset_all"),
        Step(click="sandbox.reset_all.cancel"),
        Step(expect="sandbox.reset_all", gone=True),
    )
    assert visitor.admin("GET", "state")["grants"]
    visitor.do(
        Step(click="sandbox.reset_everything"),
        Step(click="sandbox.reset_all.reset"),
        Step(expect="window.result.title", contains="Everything"),
    )
    assert visitor.admin("GET", "state")["grants"] == []


def test_snapshots_are_listed_newest_first_and_each_leads_back(visitor: Any) -> None:
    visitor.do(
        Step(click="sandbox.snapshot"),
        Step(expect="sandbox.snapshots.1.name", contains="Snapshot "),
    )
    assert visitor.crm("DELETE", DEAL).status_code == 204
    visitor.do(
        Step(click="sandbox.reset"),
        Step(expect="sandbox.snapshots.1.name", contains="Before reset"),
        Step(click="sandbox.snapshots.2.restore"),
        Step(expect="window.result.title", contains="as it was in “Snapshot"),
    )
    assert visitor.crm("GET", DEAL).status_code == 200


def test_another_world_is_shown_only_after_a_question(visitor: Any) -> None:
    choose = (
        Step(click="sandbox.world.choice"),
        Step(press="Down"),
        Step(press="Return"),
        Step(expect="sandbox.change_world"),
    )
    visitor.do(
        *choose,
        Step(click="sandbox.change_world.cancel"),
        Step(expect="sandbox.world.choice", contains="Acme"),
        *choose,
        Step(click="sandbox.change_world.change"),
        Step(expect="window.result.title", contains="platform"),
        Step(expect="sandbox.world.choice", contains="Platform"),
    )


def test_personas_are_shown_with_the_password_to_copy(visitor: Any) -> None:
    visitor.do(
        Step(click="sandbox.tab.personas"),
        Step(expect="sandbox.personas.super_admin.sign_in.value", text="dana@acme.example"),
        Step(click="sandbox.personas.super_admin.password.copy"),
    )
    assert QGuiApplication.clipboard().text() == "sandbox-dana"


def test_whoever_starts_again_is_where_they_were(visitor: Any) -> None:
    visitor.do(
        Step(click="sandbox.tab.records"),
        Step(click="sandbox.records.kind.contacts"),
        Step(type="sandbox.records.filter", text="maria"),
        Step(expect="sandbox.records.count", contains="contact"),
        Step(restart=True),
        Step(expect="window.here", text="Records"),
    )
    visitor.start()
    visitor.do(
        Step(expect="sandbox.records.kind.contacts", checked=True),
        Step(expect="sandbox.records.filter", text="maria"),
    )


def test_the_palette_offers_what_can_be_done_with_it(visitor: Any) -> None:
    visitor.do(
        Step(press="Ctrl+K"),
        Step(type="command_palette.field", text="reset sandbox"),
        Step(press="Return"),
        Step(expect="window.result.title", contains="as at the start"),
    )


@pytest.mark.parametrize(
    ("tab", "shown"),
    [
        ("overview", "sandbox.base_url.copy"),
        ("faults", "sandbox.faults.server_error_500.on"),
        ("personas", "sandbox.personas.super_admin.password.copy"),
        ("records", "sandbox.records.table"),
        ("requests", "sandbox.requests.filter"),
    ],
)
def test_every_control_has_a_name_for_tests_and_one_for_screen_readers(
    visitor: Any, tab: str, shown: str
) -> None:
    visitor.do(Step(click=f"sandbox.tab.{tab}"), Step(expect=shown))
    page = visitor.window.findChild(QWidget, "sandbox")
    controls = [
        control
        for kind in (QAbstractButton, QLineEdit, QTableView)
        for control in page.findChildren(kind)
        if control.isVisible() and not isinstance(control.parent(), QLineEdit | QTableView)
    ]
    names = [control.objectName() for control in controls]
    assert shown in names
    assert [name for name in names if not name.startswith("sandbox.")] == []
    assert len(set(names)) == len(names)
    assert [c.objectName() for c in controls if not c.accessibleName()] == []
