"""Sequences in the workspace file: older files get them, and what is old goes."""

from __future__ import annotations

import time
from pathlib import Path

from studio.clock import ManualClock
from studio.ids import SeededIds
from studio.workspace import Workspace, migrations
from studio.workspace import journal as journal_module
from studio.workspace.journal import Exchange, Journal
from studio.workspace.sequences import Noted, Sequence, Sequences, Wanted

AT = "2026-01-05T09:00:00.000Z"


def exchange(number: int, **changes: object) -> Exchange:
    values = {
        "id": f"x{number}",
        "at": AT,
        "purpose": "List deals",
        "method": "GET",
        "url": f"http://127.0.0.1/{number}",
        "status": 200,
    }
    return Exchange(**(values | changes))  # type: ignore[arg-type]


def sign_in(name: str) -> Sequence:
    return Sequence(0, name, "authorization", "hubspot", "sandbox", "", name, AT, "open", "", "")


def test_a_file_of_the_version_before_keeps_its_exchanges_as_sequences(tmp_path: Path) -> None:
    path = tmp_path / "old.studio"
    old = migrations.STEPS[:3]
    before = Workspace.open(path, clock=ManualClock(), ids=SeededIds(), steps=old)
    columns = "id, at, purpose, method, url, request_headers, request_body, response_headers, "
    for number, (body, status) in enumerate(
        (("", 200), ("a=1&grant_type=refresh_token", 200), ("", 404)), 1
    ):
        with before.transaction() as db:
            db.execute(
                f"INSERT INTO exchanges ({columns} response_body, status) "
                "VALUES (?, ?, 'Ask', 'GET', 'http://x/', '{}', ?, '{}', '', ?)",
                [f"x{number}", AT, body, status],
            )
    before.close()
    after = Workspace.open(path, clock=ManualClock(), ids=SeededIds())
    found = Sequences(after).search(Wanted(), 0, 10).sequences
    assert [(one.id, one.kind, one.result) for one in found] == [
        ("x3", "call", "failed"),
        ("x2", "renewal", "good"),
        ("x1", "call", "good"),
    ]
    kept = Journal(after).get("x2")
    assert kept is not None
    assert kept.sequence == "x2"
    after.close()


def test_what_is_forgotten_takes_its_sequence_with_it(
    workspace: Workspace, monkeypatch: object
) -> None:
    monkeypatch.setattr(journal_module, "KEPT_EXCHANGES", 3)  # type: ignore[attr-defined]
    journal, sequences = Journal(workspace), Sequences(workspace)
    sequences.begin(sign_in("a"))
    for number in range(6):
        journal.add(exchange(number, sequence="turn" if number in (0, 5) else None))
    kept = {one.id for one in sequences.search(Wanted(), 0, 10).sequences}
    assert kept == {"a", "turn", "x3", "x4"}
    assert len(journal.of_sequence("turn")) == 1


def test_notes_stand_among_the_exchanges_they_came_between(workspace: Workspace) -> None:
    journal, sequences = Journal(workspace), Sequences(workspace)
    sequences.begin(sign_in("a"))
    sequences.note("a", Noted(AT, "opened", {"url": "x"}))
    journal.add(exchange(1, sequence="a"))
    sequences.note("a", Noted(AT, "kept"))
    assert [(one.kind, one.after) for one in sequences.steps("a")] == [("opened", 0), ("kept", 1)]


def test_pages_stay_as_they_are_while_more_is_written(workspace: Workspace) -> None:
    journal, sequences = Journal(workspace), Sequences(workspace)
    for number in range(4):
        journal.add(exchange(number))
    first = sequences.search(Wanted(), 0, 2)
    journal.add(exchange(9))
    second = sequences.search(Wanted(newest=first.newest), 2, 2)
    assert [one.id for one in (*first.sequences, *second.sequences)] == ["x3", "x2", "x1", "x0"]


def test_thousands_are_read_and_searched_without_a_wait(workspace: Workspace) -> None:
    journal, sequences = Journal(workspace), Sequences(workspace)
    with workspace.transaction():
        for number in range(4000):
            journal.add(exchange(number, response_body="x" * 2000))
    start = time.perf_counter()
    assert sequences.search(Wanted(), 3900, 100).total == 4000
    assert sequences.search(Wanted(words="/3999"), 0, 100).total == 1
    assert time.perf_counter() - start < 1
