"""Portable definitions: out and in again byte for byte, and nothing dropped without a word."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from desk import Desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.connectors.catalogue import Catalogue
from studio.dialogs import edits
from studio.dialogs.definitions import (
    Entity,
    Message,
    Position,
    SampleResponse,
    Script,
    Service,
    Test,
    Transition,
)
from studio.dialogs.warnings import warnings_of
from studio.errors import StudioError

HERE = Path(__file__).parent
TEMPLATES = [template.id for template in Catalogue().templates("hubspot")]
BROKEN = {
    "missing-component.json": "dialogs[0].nodes[1].componentId",
    "unknown-target.json": "dialogs[0].nodes[1].transitions[0].default",
    "wrong-type.json": "dialogComponents[1].message",
    "same-id-twice.json": "dialogComponents[2]._id",
    "bad-encoding.json": "dialogComponents[4].message[0].localeData.en.text",
}
replace = msgspec.structs.replace


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "other"
    folder.mkdir()
    desk = Desk(folder)
    yield desk
    desk.close()


def sample(name: str = "get-deal.json") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / name).read_text("utf-8"))
    return found


def as_bytes(data: Any) -> bytes:
    return json.dumps(data).encode()


@pytest.mark.parametrize("template", TEMPLATES)
def test_each_template_comes_out_and_in_and_out_the_same(
    desk: Desk, other: Desk, template: str
) -> None:
    made = desk.studio.templates.install("hubspot", template)
    first = desk.studio.portable.export([made.id])
    brought = other.studio.portable.import_(first.data, replacing=False)
    assert brought.unread == ()
    assert other.studio.portable.export().data == first.data
    before, after = desk.studio.dialogs.get(made.id), other.studio.dialogs.get(made.id)
    assert [n.name for n in before.every_node] == [n.name for n in after.every_node]
    assert before.intent.utterances == after.intent.utterances
    assert warnings_of(after) == ()


def test_all_of_them_together_too_and_they_still_talk(desk: Desk, other: Desk) -> None:
    desk.install_all()
    first = desk.studio.portable.export()
    other.enable()
    brought = other.studio.portable.import_(first.data, replacing=False)
    assert len(brought.dialogs) == 12
    assert brought.unread == ()
    assert other.studio.portable.export().data == first.data
    shared = [one for one in other.studio.components.list() if one.shared]
    assert [one.name for one in shared] == ["getAccountService"]
    assert len(shared[0].used_by) == len([1 for d in desk.studio.dialogs.all() if d.nodes])
    assert all(t.installed for t in other.studio.templates.for_connector("hubspot"))
    heard: list[Any] = []
    other.studio.understanding.train()
    other.studio.talk.say("create a deal named Nike in closed won", heard.append)
    assert heard[-1].text == "Nike is created."


def test_everything_a_person_can_set_survives(desk: Desk, other: Desk) -> None:
    dialogs = desk.studio.dialogs
    dialog = before = dialogs.create("Ünïcode & <b>bold</b>", "100% “quoted”", "hubspot")
    entity = Entity(
        name="when",
        entity_type="custom",
        prompt="When? 50% sure…",
        error_prompt="Again",
        regex_pattern=r"\d+%",
        asking="optional",
        default_value="7%",
        retries=3,
        on_exceeding="bye",
        display_name="The day",
        position=Position(left=-8.0, top=16.5),
    )
    service = Service(
        name="call",
        request=edits.replace(
            Service(name="x", request=_request()).request,
            headers={"X-One": "ü", "X-Api-Key": "hidden"},
        ),
        auth=False,
        timeout_seconds=7,
        on_failure="continue",
        failure_to="bye",
        sample_responses=(
            SampleResponse(name="ok", status=201, body='{"a": 1}', default=True),
            SampleResponse(name="raw", status=500, body="<html>"),
        ),
    )
    nodes = (
        entity,
        service,
        Script(name="work", script="context.x = '%7B';\n"),
        Message(name="bye", texts=("Bye {{context.entities.when}} 100%", "Ciao %41")),
    )
    for node in nodes:
        dialog = edits.add_node(dialog, replace(node, component=dialogs.new_component_id()))
    tests = (Test(op="exists", entity="when"), Test(op="less_than", context="x.y", value=5))
    ways = (Transition(then="bye", tests=tests, conjoin="or", label="Now"), Transition(then="call"))
    dialog = edits.set_transitions(dialog, "when", ways)
    intent = replace(dialog.intent, utterances=("say {when} and {nobody}", "100% of it"))
    dialogs.save(replace(dialog, intent=intent), before)
    first = desk.studio.portable.export()
    assert first.left_out == ("Ünïcode & <b>bold</b>: the header X-Api-Key of call",)
    assert b"hidden" not in first.data
    other.studio.portable.import_(first.data, replacing=False)
    assert other.studio.portable.export().data == first.data
    got, was = other.studio.dialogs.get(before.id), dialogs.get(before.id)
    assert got.nodes[0] == was.nodes[0] or got.nodes[0].transitions[0].tests[1].context == (
        "context.x.y"
    )
    assert got.nodes[2:] == was.nodes[2:]
    assert got.intent == was.intent
    assert not got.trained


def _request() -> Any:
    from studio.dialogs.definitions import Request

    path = "/crm/v3/objects/deals/{{context.entities.when}}?a=%20b"
    return Request(method="PATCH", path=path, body='{"a": "{{context.x}} 100%"}')


def test_an_import_that_is_here_already_is_told_and_replaced_or_kept_beside(desk: Desk) -> None:
    made = desk.studio.templates.install("hubspot", "create-a-deal")
    file = desk.studio.portable.export().data
    dialog = desk.studio.dialogs.get(made.id)
    desk.studio.dialogs.save(replace(dialog, description="Changed"), dialog)
    (incoming,) = desk.studio.portable.inspect(file).dialogs
    assert (incoming.replaces, incoming.name_taken) == ("Create a Deal", False)
    beside = desk.studio.portable.import_(file, replacing=False)
    assert beside.dialogs[0][1] == "Create a Deal (2)"
    assert any("starts Create a Deal already" in one.what for one in beside.unread)
    desk.studio.portable.import_(file, replacing=True)
    assert desk.studio.dialogs.get(made.id).description != "Changed"
    assert len(desk.studio.dialogs.list()) == 2


def test_the_platforms_form_comes_in_and_what_has_no_place_is_listed(desk: Desk) -> None:
    found = desk.studio.portable.import_(as_bytes(sample()), replacing=False)
    dialog = desk.studio.dialogs.get(found.dialogs[0][0])
    assert [node.name for node in dialog.every_node] == [
        "dealID",
        "getDealServiceAction",
        "getDealService",
        "getDealMessage",
    ]
    entity = dialog.entity("dealID")
    assert entity is not None
    assert entity.prompt == "Enter the deal ID"
    service = next(n for n in dialog.every_node if isinstance(n, Service))
    assert service.request.path == "/crm/v3/objects/deals/{{context.entities.dealID}}"
    assert service.sample == {"id": "10099894869"}
    assert dialog.intent.utterances == ("get deal by id", "get deal {dealID}")
    listed = {one.where: one.what for one in found.unread}
    assert "dialogAct" in listed["dialogs[0].nodes[4].type"]
    assert listed["widgets"] == "1 of them have no place here"
    assert "rtm" in listed["dialogComponents[4].message[1].channel"]
    assert "not known" in listed["dialogs[0].nodes[1].transitions[0].if.op"]


def test_a_host_that_is_not_the_integrations_gets_no_request(desk: Desk) -> None:
    data = sample()
    data["dialogComponents"][3]["endPoint"]["host"] = "evil.example"
    found = desk.studio.portable.import_(as_bytes(data), replacing=False)
    dialog = desk.studio.dialogs.get(found.dialogs[0][0])
    service = next(n for n in dialog.every_node if isinstance(n, Service))
    assert service.request.path == ""
    assert any("requests go to" in one.what for one in found.unread)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_definitions_are_refused_with_the_key_named(desk: Desk, name: str) -> None:
    data = (HERE / "broken" / name).read_bytes()
    with pytest.raises(StudioError) as refused:
        desk.studio.portable.import_(data, replacing=True)
    assert refused.value.field == BROKEN[name]
    assert BROKEN[name] in refused.value.message
    assert desk.studio.dialogs.list() == ()
    assert desk.studio.components.list() == ()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no JSON"),
        (b"[1, 2]", "an object"),
        (b"\xff\xfe{}", "UTF-8"),
        (b"{" * 100, "no JSON"),
        (b"[" * 200_000, "no JSON|nested|object"),
        (b"{}", "dialogs is missing"),
        (b"PK\x03\x04 not a zip", "ZIP"),
    ],
)
def test_what_is_no_definition_is_refused(desk: Desk, data: bytes, said: str) -> None:
    with pytest.raises(StudioError, match=said):
        desk.studio.portable.inspect(data)


def zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def test_a_zip_of_the_platform_is_read_and_one_of_xo_11_is_not(desk: Desk) -> None:
    inspected = desk.studio.portable.inspect(zipped("botDefinition.json", as_bytes(sample())))
    assert [one.name for one in inspected.dialogs] == ["Get Deal by Id"]
    with pytest.raises(StudioError, match="XO 11"):
        desk.studio.portable.inspect(zipped("appDefinition.json", b"{}"))
    with pytest.raises(StudioError, match="larger than"):
        desk.studio.portable.inspect(zipped("botDefinition.json", b" " * 21 * 1024 * 1024))


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    inner: Any = data.items() if isinstance(data, dict) else ()
    if isinstance(data, list):
        inner = enumerate(data)
    for key, value in inner:
        found += places(value, (*path, key))
    return found


PLACES = places(sample())
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=20),
    st.just([]),
    st.just({}),
    st.just([{}]),
    st.just("%"),
    st.just({"en": 1}),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.sampled_from(PLACES), value=ODD, drop=st.booleans())
def test_whatever_stands_in_a_file_it_is_read_or_refused(
    desk: Desk, place: tuple[Any, ...], value: Any, drop: bool
) -> None:
    data = sample()
    inner = data
    for key in place[:-1]:
        inner = inner[key]
    if drop and isinstance(inner, dict):
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    before = desk.studio.dialogs.versions()
    try:
        brought = desk.studio.portable.import_(as_bytes(data), replacing=True)
    except StudioError:
        assert desk.studio.dialogs.versions() == before
    else:
        for id, _ in brought.dialogs:
            desk.studio.dialogs.get(id)
            warnings_of(desk.studio.dialogs.get(id))
            desk.studio.dialogs.delete(id)
