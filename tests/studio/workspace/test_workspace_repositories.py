"""Each repository gives back what it was given."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as search
from hypothesis import strategies as st

from studio.clock import ManualClock
from studio.local_user import local_user
from studio.workspace import Workspace
from studio.workspace.accounts import Accounts
from studio.workspace.changes import Changes
from studio.workspace.conversations import Conversations, Messages
from studio.workspace.dialogs import DialogRows
from studio.workspace.integrations import IntegrationRow, Integrations
from studio.workspace.journal import KEPT_EXCHANGES, Exchange, Journal
from studio.workspace.settings import Settings

NOON = "2026-01-05T09:00:00.000Z"
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@search(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=json_values)
def test_a_setting_is_given_back_as_it_was(workspace: Workspace, value: Any) -> None:
    Settings(workspace).set("any", value)
    assert Settings(workspace).get("any", "default") == value


def test_a_setting_nobody_made_has_its_default(workspace: Workspace) -> None:
    assert Settings(workspace).get("window.theme", "system") == "system"


def test_a_setting_that_cannot_be_read_has_its_default(workspace: Workspace) -> None:
    with workspace.transaction() as db:
        db.table("settings").insert({"key": "broken", "value": "{"})
    assert Settings(workspace).get("broken", 3) == 3


def test_an_integration_changes_field_by_field(workspace: Workspace, clock: ManualClock) -> None:
    integrations = Integrations(workspace, clock)
    assert integrations.get("hubspot") == IntegrationRow("hubspot")
    integrations.change("hubspot", oauth=True, app="system")
    integrations.change("hubspot", problem={"message": "The window was closed."})
    row = integrations.get("hubspot")
    assert (row.oauth, row.app) == (True, "system")
    assert row.problem == {"message": "The window was closed."}
    integrations.change("hubspot", problem=None)
    assert integrations.get("hubspot").problem is None
    integrations.delete("hubspot")
    assert integrations.get("hubspot") == IntegrationRow("hubspot")


def test_accounts_of_sandbox_and_live_stay_apart(workspace: Workspace, clock: ManualClock) -> None:
    accounts = Accounts(workspace, clock)
    accounts.keep("hubspot", "sandbox", {"name": "Acme", "id": 1})
    accounts.keep("hubspot", "live", {"name": "Nordlicht", "id": 2})
    accounts.keep("hubspot", "sandbox", {"name": "Acme", "id": 3})
    assert accounts.get("hubspot", "sandbox") == {"name": "Acme", "id": 3}
    accounts.delete("hubspot", "sandbox")
    assert accounts.get("hubspot", "sandbox") is None
    assert accounts.get("hubspot", "live") == {"name": "Nordlicht", "id": 2}


def add_dialog(rows: DialogRows, id: str, template_id: str | None = "create-a-deal") -> None:
    rows.add(
        id=id,
        name="Create a deal",
        description="Makes a deal",
        connector_id="hubspot",
        template_id=template_id,
        definition={"nodes": ["a"]},
    )


def test_a_dialog_is_found_by_its_id_and_by_its_template(
    workspace: Workspace, clock: ManualClock
) -> None:
    rows = DialogRows(workspace, clock)
    add_dialog(rows, "one")
    assert [row.id for row in rows.list()] == ["one"]
    row = rows.get("one")
    assert row is not None
    assert row == rows.of_template("hubspot", "create-a-deal")
    assert row.definition == {"nodes": ["a"]}
    assert row.trained is True
    assert (row.status, row.created_at) == ("Configured", NOON)
    assert rows.get("two") is None
    assert rows.of_template("hubspot", "delete-deal") is None


def test_a_template_cannot_be_installed_twice(workspace: Workspace, clock: ManualClock) -> None:
    rows = DialogRows(workspace, clock)
    add_dialog(rows, "one")
    with pytest.raises(sqlite3.IntegrityError):
        add_dialog(rows, "two")
    add_dialog(rows, "three", template_id=None)
    add_dialog(rows, "four", template_id=None)
    assert len(rows.list()) == 3


def test_a_shared_component_is_found_by_its_name(workspace: Workspace, clock: ManualClock) -> None:
    rows = DialogRows(workspace, clock)
    for id, shared in (("a", True), ("b", False)):
        rows.add_component(
            id=id,
            name="getAccount",
            type="service",
            connector_id="hubspot",
            shared=shared,
            definition={"method": "GET"},
        )
    found = rows.shared_component("hubspot", "getAccount")
    assert found is not None
    assert found.id == "a"
    assert set(rows.components(("a", "b", "c"))) == {"a", "b"}
    assert rows.components(()) == {}


def test_messages_come_oldest_first_with_their_exchange(
    workspace: Workspace, clock: ManualClock
) -> None:
    messages = Messages(workspace, clock)
    first = messages.add("user", "text", {"text": "Create a deal"})
    second = messages.add("bot", "card", {"text": "Größe 📦"}, exchange_id="x1")
    assert messages.list() == (first, second)
    assert messages.list(limit=1) == (second,)
    assert second.id > first.id
    messages.clear()
    assert messages.list() == ()


def test_a_conversation_stands_where_it_was_left(workspace: Workspace, clock: ManualClock) -> None:
    conversations = Conversations(workspace, clock)
    assert conversations.get("talk") is None
    conversations.keep("talk", "dialog", {"node": "askName"})
    conversations.keep("talk", None, {"node": "askStage"})
    assert conversations.get("talk") == {"node": "askStage"}
    conversations.delete("talk")
    assert conversations.get("talk") is None


def test_changes_come_newest_first(workspace: Workspace, clock: ManualClock) -> None:
    changes = Changes(workspace, clock)
    changes.add("Integrations", "Enabled", before={"state": "available"}, after={"state": "on"})
    clock.advance(1)
    changes.add("Dialogs", "Installed")
    newest, oldest = changes.list()
    assert (newest.module, newest.at) == ("Dialogs", "2026-01-05T09:00:01.000Z")
    assert (oldest.before, oldest.after) == ({"state": "available"}, {"state": "on"})
    assert oldest.who == local_user()


def exchange(id: str) -> Exchange:
    return Exchange(id=id, at=NOON, purpose="List deals", method="GET", url="http://127.0.0.1/")


def test_an_exchange_is_given_back_whole(workspace: Workspace) -> None:
    journal = Journal(workspace)
    full = Exchange(
        **{
            **vars(exchange("x")),
            "connector_id": "hubspot",
            "request_headers": {"accept": "application/json"},
            "request_body": "{}",
            "status": 429,
            "response_headers": {"retry-after": "1"},
            "response_body": "slow down",
            "elapsed_ms": 12.5,
            "error": "Too many requests",
            "correlation_id": "abc",
            "sequence": "turn",
        }
    )
    journal.add(full)
    journal.add(exchange("y"))
    assert journal.get("x") == full
    assert journal.get("z") is None
    assert [entry.id for entry in journal.list()] == ["y", "x"]


def test_the_journal_keeps_the_newest_exchanges_only(workspace: Workspace) -> None:
    journal = Journal(workspace)
    journal.add(exchange("oldest"))
    journal.add(exchange("second"))
    with workspace.transaction() as db:
        db.execute("UPDATE exchanges SET number = ? WHERE id = 'second'", [KEPT_EXCHANGES])
    assert [entry.id for entry in journal.list()] == ["second", "oldest"]
    journal.add(exchange("third"))
    assert [entry.id for entry in journal.list()] == ["third", "second"]
