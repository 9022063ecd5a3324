"""What an editor asks of the store: changes are kept whole, and only where they were made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from desk import Desk

from studio.dialogs import edits
from studio.dialogs.definitions import END, Dialog, Entity, Message, Position, Service
from studio.errors import StudioError

replace = msgspec.structs.replace


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def installed(desk: Desk, template: str) -> Dialog:
    summary = desk.studio.templates.install("hubspot", template)
    return desk.studio.dialogs.get(summary.id)


def test_every_template_comes_back_as_it_was_saved(desk: Desk) -> None:
    for template in desk.studio.templates.for_connector("hubspot"):
        dialog = installed(desk, template.id)
        moved = edits.move_nodes(dialog, {dialog.nodes[0].name: Position(left=10, top=20.5)})
        saved = desk.studio.dialogs.save(moved, dialog)
        assert replace(saved, revision=0) == moved
        assert saved.revision == 1
        assert saved.trained


def test_a_shared_component_changes_for_all_who_use_it(desk: Desk) -> None:
    create, get = installed(desk, "create-a-deal"), installed(desk, "get-deal-by-id")
    node = next(n for n in create.every_node if n.name == "getAccountService")
    assert isinstance(node, Service)
    changed = edits.change_node(create, node.name, replace(node, description="Who we are"))
    desk.studio.dialogs.save(changed, create)
    other = next(
        n for n in desk.studio.dialogs.get(get.id).every_node if n.name == "getAccountService"
    )
    assert isinstance(other, Service)
    assert other.description == "Who we are"
    # What another dialog task changed since is not taken back by one that never touched it.
    desk.studio.dialogs.save(replace(get, description="Reads one"), get)
    again = desk.studio.dialogs.get(get.id)
    assert again.description == "Reads one"
    kept = next(n for n in again.every_node if n.name == "getAccountService")
    assert isinstance(kept, Service)
    assert kept.description == "Who we are"


def test_a_time_out_is_set_for_one_dialog_task_alone(desk: Desk) -> None:
    create, get = installed(desk, "create-a-deal"), installed(desk, "get-deal-by-id")
    node = next(n for n in create.every_node if n.name == "getAccountService")
    assert isinstance(node, Service)
    changed = edits.change_node(create, node.name, replace(node, timeout_seconds=7))
    assert desk.studio.dialogs.save(changed, create) != create
    other = next(
        n for n in desk.studio.dialogs.get(get.id).every_node if n.name == "getAccountService"
    )
    assert isinstance(other, Service)
    assert other.timeout_seconds == node.timeout_seconds


def test_a_renamed_component_is_named_anew_everywhere(desk: Desk) -> None:
    dialog = installed(desk, "create-a-deal")
    entity = dialog.nodes[0]
    renamed = edits.change_node(dialog, entity.name, replace(entity, name="title"))
    saved = desk.studio.dialogs.save(renamed, dialog)
    assert saved.first == "title"
    bodies = [n.request.body for n in saved.every_node if isinstance(n, Service)]
    assert any("{{context.entities.title}}" in body for body in bodies)
    assert not any(entity.name in body for body in bodies)
    assert "create a deal named {title}" in saved.intent.utterances


def test_a_dialog_task_from_scratch(desk: Desk) -> None:
    dialogs = desk.studio.dialogs
    made = dialogs.create("Greet a guest", "Says hello", "hubspot")
    assert made.first == END
    assert made.node_count == 1
    ask = edits.new_node(made, "entity", dialogs.new_component_id(), name="guest")
    with_ask = edits.add_node(made, ask)
    hello = edits.new_node(with_ask, "message", dialogs.new_component_id(), name="hello")
    whole = edits.add_node(with_ask, hello)
    saved = dialogs.save(whole, made)
    assert [node.name for node in saved.nodes] == ["guest", "hello"]
    assert isinstance(saved.nodes[0], Entity)
    assert isinstance(saved.nodes[1], Message)
    assert saved.first == "guest"
    assert saved.nodes[0].transitions[-1].then == "hello"
    assert saved.nodes[1].transitions[-1].then == END
    removed = edits.remove_node(saved, "guest")
    assert dialogs.save(removed, saved).first == "hello"


def test_a_clone_shares_what_is_shared_and_says_nothing(desk: Desk) -> None:
    dialog = installed(desk, "create-a-deal")
    copy = desk.studio.dialogs.clone(dialog.id)
    again = desk.studio.dialogs.clone(dialog.id)
    assert (copy.name, again.name) == ("Create a Deal (copy)", "Create a Deal (copy 2)")
    assert copy.intent.utterances == ()
    assert copy.template_id is None
    own = {n.component for n in dialog.every_node} & {n.component for n in copy.every_node}
    names = {n.name for n in copy.every_node if n.component in own and n.component}
    assert names == {"getAccountService"}


def test_deleting_takes_only_what_nobody_else_uses(desk: Desk) -> None:
    first = installed(desk, "create-a-deal")
    second = desk.studio.dialogs.clone(first.id)
    desk.studio.dialogs.delete(first.id)
    assert [d.id for d in desk.studio.dialogs.list()] == [second.id]
    assert desk.studio.dialogs.get(second.id).nodes == second.nodes
    with pytest.raises(StudioError, match="does not exist any more"):
        desk.studio.dialogs.get(first.id)
    assert any("deleted" in c.change for c in desk.studio.changes.list())


def test_new_utterances_are_untrained_and_unique(desk: Desk) -> None:
    dialog = installed(desk, "create-a-deal")
    other = installed(desk, "get-deal-by-id")
    before = dialog.intent.utterances
    intent = replace(dialog.intent, utterances=(*before, "sell something"))
    saved = desk.studio.dialogs.save(replace(dialog, intent=intent), dialog)
    assert not saved.trained
    assert saved.understood == before
    desk.studio.dialogs.mark_trained()
    trained = desk.studio.dialogs.get(dialog.id)
    assert trained.trained
    assert "sell something" in trained.understood
    taken = replace(other.intent, utterances=("Sell something",))
    with pytest.raises(StudioError, match="starts Create a Deal already") as refused:
        desk.studio.dialogs.save(replace(other, intent=taken), other)
    assert refused.value.field == "utterances"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (" ", "has no name"),
        ("x" * 256, "255 characters"),
        ("create a DEAL", "already"),
        ("bad\x07bell", "cannot be shown"),
    ],
)
def test_a_name_that_cannot_be(desk: Desk, name: str, said: str) -> None:
    installed(desk, "create-a-deal")
    with pytest.raises(StudioError, match=said) as refused:
        desk.studio.dialogs.create(name, "", "hubspot")
    assert refused.value.field == "name"
    assert len(desk.studio.dialogs.list()) == 1
