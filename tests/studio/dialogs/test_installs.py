"""Installing templates: once more, under another name, cut off, and taken back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from desk import Desk

from studio.errors import StudioError


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def count(desk: Desk) -> tuple[int, int]:
    rows = desk.studio.workspace.read(
        "SELECT (SELECT count(*) FROM dialogs) AS d, (SELECT count(*) FROM dialog_components) AS c"
    )
    return rows[0]["d"], rows[0]["c"]


def test_what_was_created_is_listed_and_can_be_taken_back(desk: Desk) -> None:
    studio = desk.studio
    nothing = count(desk)
    made = studio.templates.install("hubspot", "create-a-deal")
    created = studio.installs.created(made.id)
    assert created.nodes[:3] == ("createDeal", "dealName", "dealStage")
    assert created.shared == ("getAccountService",)
    assert "createDealService" in created.components
    assert created.utterances > 3
    assert created.why_not == ""
    studio.installs.undo(made.id)
    left = studio.components.list()
    assert [one.name for one in left] == ["getAccountService"]
    assert count(desk)[0] == nothing[0]
    assert "install undone" in studio.changes.list()[0].change


def test_what_was_touched_cannot_be_taken_back(desk: Desk) -> None:
    studio = desk.studio
    made = studio.templates.install("hubspot", "create-a-deal")
    dialog = studio.dialogs.get(made.id)
    studio.dialogs.save(msgspec.structs.replace(dialog, description="Ours"), dialog)
    assert "was changed since" in studio.installs.created(made.id).why_not
    with pytest.raises(StudioError, match="was changed since"):
        studio.installs.undo(made.id)
    assert len(studio.dialogs.list()) == 1


def test_what_is_talked_about_cannot_be_taken_back(desk: Desk) -> None:
    desk.enable()
    made = desk.studio.templates.install("hubspot", "create-a-deal")
    desk.studio.talk.say("create a deal")
    assert "is under way" in desk.studio.installs.created(made.id).why_not


def test_installing_again_brings_a_second_one_that_is_understood_by_its_name(desk: Desk) -> None:
    studio = desk.studio
    first = studio.templates.install("hubspot", "create-a-deal")
    assert studio.templates.install("hubspot", "create-a-deal").id == first.id
    second = studio.templates.install("hubspot", "create-a-deal", again=True)
    assert second.name == "Create a Deal (2)"
    assert studio.dialogs.get(second.id).intent.utterances == ()
    meant = studio.understanding.intents().find("create a deal (2)").dialog
    assert meant is not None
    assert meant.id == second.id
    summaries = studio.templates.for_connector("hubspot")
    assert next(t for t in summaries if t.id == "create-a-deal").dialog_id == first.id


def test_a_name_that_is_taken_is_told_and_another_can_be_given(desk: Desk) -> None:
    studio = desk.studio
    studio.dialogs.create("create a deal", "Ours", "hubspot")
    before = count(desk)
    with pytest.raises(StudioError, match="already") as refused:
        studio.templates.install("hubspot", "create-a-deal")
    assert refused.value.field == "name"
    assert count(desk) == before
    free = studio.templates.name_for("hubspot", "create-a-deal")
    assert free == "Create a Deal (2)"
    assert studio.templates.install("hubspot", "create-a-deal", name=free).name == free


def test_an_install_that_is_cut_off_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = desk.studio
    before = count(desk)
    rows: Any = studio.templates._rows
    add = rows.add_component
    done: list[str] = []

    def fails_late(**fields: Any) -> None:
        if len(done) == 4:
            raise sqlite3.OperationalError("database or disk is full")
        done.append(fields["name"])
        add(**fields)

    monkeypatch.setattr(rows, "add_component", fails_late)
    with pytest.raises((StudioError, sqlite3.OperationalError)):
        studio.templates.install("hubspot", "create-a-deal")
    assert len(done) == 4
    assert count(desk) == before


def test_templates_are_of_a_category(desk: Desk) -> None:
    found = {t.category for t in desk.studio.templates.for_connector("hubspot")}
    assert found == {"Deals", "Contacts"}
