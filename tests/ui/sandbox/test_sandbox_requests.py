"""The sandbox's requests on the screen: live, with what struck them, and their bodies."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QTableView

from studio.journeys.format import Step
from studio.sandbox_values import JournalEntry
from ui.journeys.waiting import wait_for
from ui.sandbox.request_panel import laid_out
from ui.sandbox.requests_model import KEPT, RequestsModel

DEAL = "deals/10099894869"
ROW = "sandbox.requests.table >> deals.get"


def test_requests_appear_as_they_are_made_and_open_with_their_bodies(visitor: Any) -> None:
    visitor.do(
        Step(click="sandbox.tab.requests"),
        Step(expect="sandbox.requests.none", contains="No request yet"),
    )
    made = visitor.crm("POST", "deals", properties={"dealname": "Journal deal"})
    assert made.status_code == 201
    visitor.do(
        Step(expect="sandbox.requests.table >> deals.create", contains="201", within=2),
        Step(click="sandbox.requests.table >> deals.create"),
        Step(expect="sandbox.request.status", text="201"),
        Step(expect="sandbox.request.sent", contains='"dealname": "Journal deal"'),
        Step(expect="sandbox.request.answered", contains=made.json()["id"]),
        Step(press="Escape"),
        Step(expect="sandbox.request", gone=True),
    )


def test_what_a_fault_struck_is_marked_and_found_by_its_name(visitor: Any) -> None:
    visitor.admin("POST", "faults", name="server_error_500", route="deals.get")
    assert visitor.crm("GET", DEAL).status_code == 500
    assert visitor.crm("GET", "contacts").status_code == 200
    visitor.do(
        Step(click="sandbox.tab.requests"),
        Step(expect=ROW, contains="Server error 500"),
        Step(type="sandbox.requests.filter", text="server_error_500"),
        Step(expect="sandbox.requests.table", count=1),
        Step(expect="sandbox.requests.count", contains="1 of "),
        Step(click=ROW),
        Step(expect="sandbox.request.fault", text="Server error 500"),
        Step(press="Escape"),
        Step(type="sandbox.requests.filter", text="nothing like it"),
        Step(expect="sandbox.requests.none", text="No request fits the filter."),
    )
    table = visitor.window.findChild(QTableView, "sandbox.requests.table")
    table.model().filter("server_error_500")
    assert table.model().tinted(0)


def test_nothing_is_followed_while_following_is_off(visitor: Any) -> None:
    visitor.crm("GET", DEAL)
    visitor.do(Step(click="sandbox.tab.requests"), Step(expect=ROW))
    visitor.do(Step(click="sandbox.requests.follow"))
    table = visitor.window.findChild(QTableView, "sandbox.requests.table")
    before = table.model().rowCount()
    visitor.crm("GET", "contacts")
    made = visitor.admin("GET", "state")["requests"]
    desk = visitor.window.context.sandbox
    wait_for(lambda: desk.state.requests == made, 5, lambda: "the desk has not heard of it")
    assert table.model().rowCount() == before
    visitor.do(
        Step(click="sandbox.requests.follow"),
        Step(expect="sandbox.requests.table >> contacts.list"),
    )


def test_the_newest_is_on_top_and_the_oldest_go(qtbot: Any, visitor: Any) -> None:
    model = RequestsModel(visitor.window)
    entries = [JournalEntry(n, "2026-01-01T00:00:00Z", "GET", f"/{n}") for n in range(1, 6)]
    assert model.add(entries) == 5
    assert model.add(entries) == 0
    assert model.entry(0).number == 5  # type: ignore[union-attr]
    model.add([JournalEntry(n, "", "GET", "/") for n in range(6, KEPT + 10)])
    assert model.rowCount() == KEPT


def test_bodies_are_laid_out_where_they_can_be_read() -> None:
    assert laid_out('{"a":[1,2]}') == '{\n  "a": [\n    1,\n    2\n  ]\n}'
    assert laid_out("grant_type=refresh_token") == "grant_type=refresh_token"
    assert laid_out('{"cut": ') == '{"cut": '
