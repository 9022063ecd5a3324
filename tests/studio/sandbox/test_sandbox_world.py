"""The world in memory and on disk: one and the same, whatever happens."""

from __future__ import annotations

import http.client
import json
import random
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from sandbox_bench import ACME_SALES

from studio.clock import ManualClock
from studio.errors import StudioError
from studio.sandbox import RunningSandbox, SandboxOptions, start
from studio.sandbox.computed import Source
from studio.sandbox.definitions import Definitions
from studio.sandbox.records import Records
from studio.sandbox.search import find, read_search
from studio.sandbox.seeds import sow
from studio.sandbox.world import World

DEALS, CONTACTS = "/crm/v3/objects/deals", "/crm/v3/objects/contacts"
SOURCE = Source("INTEGRATION", "1")


def client(running: RunningSandbox) -> httpx.Client:
    tokens = httpx.post(f"{running.info.admin_url}/tokens", json={}).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    return httpx.Client(base_url=running.info.base_url, headers=bearer, verify=False)


def refuse(world: World, table: str, event: str) -> None:
    """Let the database fail every write of a kind from now on."""
    world.write(
        f"CREATE TRIGGER stop_{table} BEFORE {event} ON {table}"
        " BEGIN SELECT RAISE(ABORT, 'no'); END"
    )


def allow(world: World, table: str) -> None:
    world.write(f"DROP TRIGGER stop_{table}")


LINK = {
    "to": {"id": "301"},
    "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 3}],
}


@pytest.mark.parametrize(
    ("table", "event", "method", "path", "body"),
    [
        (
            "associations",
            "INSERT",
            "POST",
            DEALS,
            {"properties": {"dealname": "Half"}, "associations": [LINK]},
        ),
        ("facts", "INSERT", "POST", DEALS, {"properties": {"dealname": "Half"}}),
        (
            "changes",
            "INSERT",
            "PATCH",
            f"{DEALS}/10146264661",
            {"properties": {"dealname": "Half"}},
        ),
        ("changes", "INSERT", "DELETE", f"{DEALS}/10146264661", None),
    ],
)
def test_a_call_that_failed_in_the_file_is_nowhere(
    tmp_path: Path, table: str, event: str, method: str, path: str, body: Any
) -> None:
    state = tmp_path / "x.sandbox"
    running = start(SandboxOptions(state=state))
    # The file is locked for everybody else, so its own connection has to be told.
    world: World = running._built.world  # type: ignore[attr-defined]
    api = client(running)
    one = f"{running.info.admin_url}/records/{ACME_SALES}/deals/10146264661"
    try:

        def seen() -> Any:
            listed = api.get(DEALS, params={"limit": 100, "associations": "contacts"}).json()
            searched = api.post(f"{DEALS}/search", json={"limit": 100}).json()
            return listed, searched, httpx.get(one).json()

        before = seen()
        refuse(world, table, event)
        assert api.request(method, path, json=body).status_code == 500
        allow(world, table)
        assert seen() == before
        # And it goes on working.
        assert api.request(method, path, json=body).status_code < 300
        assert seen() != before
    finally:
        api.close()
        running.stop()


def test_a_create_that_failed_half_way_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.sandbox"
    world = World.open(path)
    sow(world, "acme")
    definitions = Definitions(world)
    records = Records(world, definitions, ManualClock())
    kinds = definitions.kinds(ACME_SALES)
    before = [one.id for one in records.every(ACME_SALES, kinds.contacts)]
    contact = records.get(ACME_SALES, kinds.contacts, 301)
    assert contact is not None
    refuse(world, "associations", "INSERT")
    values = {"email": "half@example.com"}
    with pytest.raises(sqlite3.IntegrityError):
        records.create(ACME_SALES, kinds.contacts, values, SOURCE, [(kinds.deals, 10146264661)])
    assert records.by_email(ACME_SALES, kinds.contacts, "half@example.com") is None
    assert [one.id for one in records.every(ACME_SALES, kinds.contacts)] == before
    allow(world, "associations")
    # An error of the caller after the write takes it back just the same.

    def fail() -> None:
        with world.change():
            records.update(contact, {"city": "Nowhere"})
            records.link(ACME_SALES, (kinds.contacts, 301), (kinds.deals, 10146264661))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert records.get(ACME_SALES, kinds.contacts, 301) == contact
    assert 10146264661 not in records.linked(contact, kinds.deals)
    made = records.create(ACME_SALES, kinds.contacts, values, SOURCE)
    records.forget()
    assert records.get(ACME_SALES, kinds.contacts, made.id) == made
    world.close()


def test_an_inner_change_can_fail_alone() -> None:
    world = World.open(None)

    def fail() -> None:
        with world.change():
            world.set_fact("inner", "1")
            raise KeyError

    with world.change():
        world.set_fact("outer", "1")
        with pytest.raises(KeyError):
            fail()
        assert (world.fact("outer"), world.fact("inner")) == ("1", "")
    world.close()


def test_memory_says_what_the_tables_say_after_many_writes() -> None:
    clock = ManualClock()
    world = World.open(None)
    sow(world, "acme")
    definitions = Definitions(world)
    records = Records(world, definitions, clock)
    kinds = definitions.kinds(ACME_SALES)
    dice = random.Random(7)
    searches = [
        {"sorts": ["-amount"], "limit": 200},
        {"sorts": ["dealname"], "query": "a", "limit": 200},
        {
            "filterGroups": [
                {"filters": [{"propertyName": "amount", "operator": "GT", "value": "40"}]},
                {
                    "filters": [
                        {"propertyName": "dealname", "operator": "CONTAINS_TOKEN", "value": "b*"}
                    ]
                },
            ],
            "limit": 200,
        },
        {
            "filterGroups": [
                {"filters": [{"propertyName": "associations.contacts", "operator": "HAS_PROPERTY"}]}
            ],
            "limit": 200,
        },
    ]

    def everything() -> Any:
        found = [
            find(read_search(one, kinds.deals), ACME_SALES, kinds.deals, records, kinds.contacts)
            for one in searches
        ]
        return found, records.page(ACME_SALES, kinds.deals, start=0, limit=-1, archived=True)

    everything()
    for _ in range(150):
        in_use = records.every(ACME_SALES, kinds.deals)
        one = dice.choice(in_use)
        clock.advance(1)
        match dice.randrange(5):
            case 0:
                values = {"dealname": f"B{dice.randrange(9)} a", "amount": str(dice.randrange(99))}
                records.create(ACME_SALES, kinds.deals, values, SOURCE, [(kinds.contacts, 301)])
            case 1:
                records.update(one, {"amount": dice.choice([None, "7", "70.5"])})
            case 2:
                records.update(one, {"dealname": dice.choice(["Alpha", "beta", "Gamma b"])})
            case 3 if len(in_use) > 12:
                records.archive(one)
            case _:
                end = (kinds.deals, one.id), (kinds.contacts, 451)
                dice.choice([records.link, records.unlink])(ACME_SALES, *end)
    live = everything()
    records.forget()
    assert everything() == live
    world.close()


SERVE = """
import sys
from pathlib import Path
from studio.sandbox.alone import serve
sys.exit(serve(0, 1, Path(sys.argv[1]), sys.stdout))
"""


def test_killed_in_the_middle_of_writes_it_has_whole_calls_only(tmp_path: Path) -> None:
    state = tmp_path / "x.sandbox"
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(state)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    info = json.loads(process.stdout.readline())
    port = int(info["base_url"].rpartition(":")[2])
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("POST", "/sandbox-admin/tokens", "{}", {"Content-Type": "application/json"})
    token = json.loads(line.getresponse().read())["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    link = {
        "to": {"id": "10146264661"},
        "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 4}],
    }
    answered: list[str] = []
    for number in range(60):
        body = {"properties": {"email": f"n{number}@example.com"}, "associations": [link]}
        line.request("POST", CONTACTS, json.dumps(body), headers)
        if number == 59:
            process.kill()  # while the last one is under way
            break
        answered.append(json.loads(line.getresponse().read())["id"])
    process.wait()
    process.stdout.close()
    line.close()

    running = start(SandboxOptions(state=state))
    with client(running) as api:
        whole = api.get(f"{DEALS}/10146264661?associations=contacts").json()
        linked = {one["id"] for one in whole["associations"]["contacts"]["results"]}
        assert set(answered) <= linked
        found = api.post(
            f"{CONTACTS}/search", json={"query": "n", "limit": 200, "properties": ["email"]}
        ).json()["results"]
        made = {one["id"] for one in found if one["properties"]["email"].startswith("n")}
        # The last one is there with its link, or not at all.
        assert set(answered) <= made <= linked
        assert len(made) in (59, 60)
        again = api.post(CONTACTS, json={"properties": {"email": "later@example.com"}})
        assert again.json()["id"] not in linked
    running.stop()


VERSION_1 = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE records (
    portal_id INTEGER NOT NULL, kind TEXT NOT NULL, id INTEGER NOT NULL,
    properties TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    archived_at TEXT, PRIMARY KEY (portal_id, kind, id)) WITHOUT ROWID;
CREATE INDEX records_by_email ON records
    (portal_id, kind, lower(json_extract(properties, '$.email')));
CREATE TABLE associations (
    portal_id INTEGER NOT NULL, from_kind TEXT NOT NULL, from_id INTEGER NOT NULL,
    to_kind TEXT NOT NULL, to_id INTEGER NOT NULL,
    PRIMARY KEY (portal_id, from_kind, from_id, to_kind, to_id)) WITHOUT ROWID;
CREATE TABLE owners (
    portal_id INTEGER NOT NULL, id INTEGER NOT NULL, user_id INTEGER NOT NULL,
    email TEXT NOT NULL, first_name TEXT NOT NULL, last_name TEXT NOT NULL,
    created_at TEXT NOT NULL, PRIMARY KEY (portal_id, id)) WITHOUT ROWID;
CREATE TABLE codes (
    hash TEXT PRIMARY KEY, client_id TEXT NOT NULL, redirect_uri TEXT NOT NULL,
    challenge TEXT, sign_in_name TEXT NOT NULL, portal_id INTEGER NOT NULL,
    scopes TEXT NOT NULL, expires_at TEXT NOT NULL, used INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE grants (
    id INTEGER PRIMARY KEY, refresh_hash TEXT NOT NULL UNIQUE, client_id TEXT NOT NULL,
    sign_in_name TEXT NOT NULL, portal_id INTEGER NOT NULL, scopes TEXT NOT NULL,
    granted_at TEXT NOT NULL, revoked_at TEXT);
CREATE TABLE access_tokens (
    hash TEXT PRIMARY KEY, grant_id INTEGER NOT NULL REFERENCES grants (id),
    issued_at TEXT NOT NULL, expires_at TEXT NOT NULL) WITHOUT ROWID;
PRAGMA application_id = 0x48534258;
PRAGMA user_version = 1;
"""


def test_a_state_file_of_version_1_keeps_its_records_and_its_clock(tmp_path: Path) -> None:
    path = tmp_path / "x.sandbox"
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_1)
    properties = {
        "email": "old@example.com",
        "createdate": "2026-01-01T00:00:00Z",
        "hs_object_id": "5",
        "hs_object_source": "INTEGRATION",
        "hs_object_source_id": "1",
        "lastmodifieddate": "2026-01-01T00:00:00Z",
    }
    times = ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z")
    connection.execute(
        "INSERT INTO records VALUES (?, 'contacts', 5, ?, ?, ?, NULL)",
        (ACME_SALES, json.dumps(properties), *times),
    )
    facts = [
        ("seeded", "yes"),
        ("clock_offset_seconds", "3600.0"),
        ("last_record_id", "91804600000"),
    ]
    connection.executemany("INSERT INTO facts VALUES (?, ?)", facts)
    connection.commit()
    connection.close()
    for _ in range(2):
        running = start(SandboxOptions(state=path, clock=ManualClock()))
        state = httpx.get(f"{running.info.admin_url}/state").json()
        with client(running) as api:
            assert (state["world"], state["clock"]["offset_seconds"]) == ("acme", 3600)
            assert state["accounts"][0]["contacts"] == 1
            kept = api.get(f"{CONTACTS}/old@example.com?idProperty=email").json()
            assert kept["id"] == "5"
            taken = api.post(CONTACTS, json={"properties": {"email": "old@example.com"}})
            assert taken.status_code == 409
            url = f"{running.info.admin_url}/records/{ACME_SALES}/contacts/5"
            history = httpx.get(url).json()["history"]
            assert history[-1]["changes"]["email"] == [None, "old@example.com"]
        running.stop()


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.sandbox"
    start(SandboxOptions(state=path)).stop()
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 3])
    with pytest.raises(StudioError) as failure:
        start(SandboxOptions(state=path))
    assert failure.value.code == "sandbox.state_damaged"
    assert path.read_bytes() == content[: len(content) // 3]


def test_a_file_with_a_hole_in_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.sandbox"
    start(SandboxOptions(state=path)).stop()
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(content[:middle] + b"\x55" * 20_000 + content[middle + 20_000 :])
    with pytest.raises(StudioError) as failure:
        start(SandboxOptions(state=path))
    assert failure.value.code == "sandbox.state_damaged"


def test_two_sandboxes_cannot_have_one_file(tmp_path: Path) -> None:
    path = tmp_path / "x.sandbox"
    first = start(SandboxOptions(state=path))
    with pytest.raises(StudioError) as failure:
        start(SandboxOptions(state=path))
    assert failure.value.code == "sandbox.state_unwritable"
    assert httpx.get(f"{first.info.admin_url}/state").status_code == 200
    first.stop()
    start(SandboxOptions(state=path)).stop()


def test_a_state_file_goes_on_with_its_own_world(tmp_path: Path) -> None:
    path = tmp_path / "x.sandbox"
    for world in ("platform", "acme"):
        running = start(SandboxOptions(state=path, world=world))
        state = httpx.get(f"{running.info.admin_url}/state").json()
        assert (state["world"], state["accounts"][0]["deals"]) == ("platform", 9)
        running.stop()


def test_an_unknown_world_is_named_with_those_there_are(tmp_path: Path) -> None:
    path = tmp_path / "x.sandbox"
    with pytest.raises(StudioError) as failure:
        start(SandboxOptions(world="../acme", state=path))
    assert failure.value.code == "sandbox.unknown_world"
    assert "acme, large, platform" in failure.value.next_step
    assert not path.exists()
