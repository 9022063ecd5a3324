"""The CRM over HTTP against a dictionary: nothing lost, nothing invented, whatever the order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sandbox_bench import Bench

DEALS = "/crm/v3/objects/deals"
STAGES = ("appointmentscheduled", "contractsent", "closedwon")
names = st.sampled_from(["Alpha", "Beta", "Gamma", "Ärger", "日本", "a b"])
amounts = st.sampled_from(["0", "1", "10", "2.5", ""])
values = st.fixed_dictionaries(
    {"dealname": names},
    optional={"amount": amounts, "dealstage": st.sampled_from(STAGES)},
)
ASKED = ("dealname", "amount", "dealstage")


class DealsAgainstAModel(RuleBasedStateMachine):
    """Deals of an account that begins empty, and what a dictionary says of them."""

    bench: ClassVar[Bench]
    living = Bundle("living")
    dead = Bundle("dead")

    def __init__(self) -> None:
        super().__init__()
        self.walk: Walk | None = None

    @initialize()
    def begin(self) -> None:
        self.bench.admin("reset", {})
        self.api = self.bench.api()
        for record in self.pages({"limit": "100"}):
            self.api.delete(f"{DEALS}/{record['id']}")
        self.left = {record["id"] for record in self.pages({"archived": "true"})}
        self.model: dict[str, dict[str, str]] = {}
        self.bin: dict[str, dict[str, str]] = {}

    def teardown(self) -> None:
        if hasattr(self, "api"):
            self.finish_walk()
            self.api.close()

    @rule(target=living, given=values)
    def create(self, given: dict[str, str]) -> str:
        made = self.call("POST", DEALS, 201, {"properties": given})
        return self.made(made["id"], given)

    @rule(target=living, many=st.lists(values, min_size=1, max_size=5))
    def create_a_batch(self, many: list[dict[str, str]]) -> Any:
        inputs = [{"properties": given} for given in many]
        done = self.call("POST", f"{DEALS}/batch/create", 201, {"inputs": inputs})
        ids = [one["id"] for one in done["results"]]
        return multiple(*(self.made(one, given) for one, given in zip(ids, many, strict=True)))

    @rule(deal=living, given=values)
    def update(self, deal: str, given: dict[str, str]) -> None:
        changed = self.call("PATCH", f"{DEALS}/{deal}", 200, {"properties": given})
        assert changed["id"] == deal
        self.changed(deal, given)

    @rule(deals=st.lists(living, min_size=1, max_size=4, unique=True), given=values)
    def update_a_batch(self, deals: list[str], given: dict[str, str]) -> None:
        inputs = [{"id": deal, "properties": given} for deal in deals]
        done = self.call("POST", f"{DEALS}/batch/update", 200, {"inputs": inputs})
        assert [one["id"] for one in done["results"]] == deals
        for deal in deals:
            self.changed(deal, given)

    @rule(deal=living)
    def a_refused_update_changes_nothing(self, deal: str) -> None:
        bad = {"dealname": "never", "amount": "much"}
        self.call("PATCH", f"{DEALS}/{deal}", 400, {"properties": bad})

    @rule(target=dead, deal=consumes(living))
    def archive(self, deal: str) -> str:
        self.call("DELETE", f"{DEALS}/{deal}", 204)
        return self.gone(deal)

    @rule(target=dead, deals=st.lists(consumes(living), min_size=1, max_size=3))
    def archive_a_batch(self, deals: list[str]) -> Any:
        inputs = [{"id": deal} for deal in deals]
        self.call("POST", f"{DEALS}/batch/archive", 204, {"inputs": inputs})
        return multiple(*(self.gone(deal) for deal in deals))

    @rule(deal=living)
    def get(self, deal: str) -> None:
        got = self.call("GET", f"{DEALS}/{deal}?properties={','.join(ASKED)}", 200)
        assert told(got) == self.model[deal]

    @rule(deal=dead)
    def an_archived_one_is_only_seen_as_such(self, deal: str) -> None:
        self.call("GET", f"{DEALS}/{deal}", 404)
        got = self.call("GET", f"{DEALS}/{deal}?archived=true&properties={','.join(ASKED)}", 200)
        assert told(got) == self.bin[deal]

    @rule(known=st.lists(living, max_size=4, unique=True), gone=st.lists(dead, max_size=2))
    def read_a_batch(self, known: list[str], gone: list[str]) -> None:
        ids = [*known, *dict.fromkeys(gone)]
        if not ids:
            return
        body = {"inputs": [{"id": one} for one in ids], "properties": list(ASKED)}
        done = self.call("POST", f"{DEALS}/batch/read", 207 if gone else 200, body)
        assert {one["id"]: told(one) for one in done["results"]} == {
            one: self.model[one] for one in known
        }

    @rule(name=names, limit=st.integers(1, 7))
    def search(self, name: str, limit: int) -> None:
        expected = [deal for deal, kept in self.model.items() if kept.get("dealname") == name]
        found: list[str] = []
        after: str | None = None
        while True:
            condition = {"propertyName": "dealname", "operator": "EQ", "value": name}
            body: dict[str, Any] = {"filterGroups": [{"filters": [condition]}], "limit": limit}
            page = self.call(
                "POST", f"{DEALS}/search", 200, body | ({"after": after} if after else {})
            )
            assert page["total"] == len(expected)
            found += [one["id"] for one in page["results"]]
            if "paging" not in page:
                break
            after = page["paging"]["next"]["after"]
        assert sorted(found) == sorted(expected)

    @rule(limit=st.integers(1, 4))
    def start_a_walk(self, limit: int) -> None:
        self.finish_walk()
        self.walk = Walk(limit, set(self.model))

    @rule()
    def go_on_with_the_walk(self) -> None:
        if self.walk is not None and not self.walk.over:
            self.walk.step(self)

    def finish_walk(self) -> None:
        """Whatever was written meanwhile: what was there throughout is met once, none twice."""
        if self.walk is None:
            return
        while not self.walk.over:
            self.walk.step(self)
        assert self.walk.throughout <= set(self.walk.met)
        self.walk = None

    @invariant()
    def the_list_is_the_model(self) -> None:
        if not hasattr(self, "api"):
            return
        listed = self.pages({"limit": "100", "properties": ",".join(ASKED)})
        assert {one["id"]: told(one) for one in listed} == self.model
        binned = {one["id"] for one in self.pages({"limit": "100", "archived": "true"})}
        assert binned - self.left == set(self.bin)

    def made(self, deal: str, given: dict[str, str]) -> str:
        assert deal not in self.model
        assert deal not in self.bin
        self.model[deal] = {}
        self.changed(deal, given)
        return deal

    def changed(self, deal: str, given: dict[str, str]) -> None:
        kept = self.model[deal] | given
        self.model[deal] = {name: value for name, value in kept.items() if value != ""}

    def gone(self, deal: str) -> str:
        self.bin[deal] = self.model.pop(deal)
        if self.walk is not None:
            self.walk.throughout.discard(deal)
        return deal

    def pages(self, query: dict[str, str]) -> Iterator[dict[str, Any]]:
        after: dict[str, str] = {}
        met: set[str] = set()
        while True:
            body = self.api.get(DEALS, params=query | after).json()
            fresh = {one["id"] for one in body["results"]}
            assert not fresh & met
            met |= fresh
            yield from body["results"]
            if "paging" not in body:
                return
            after = {"after": body["paging"]["next"]["after"]}

    def call(self, method: str, path: str, status: int, body: object = None) -> Any:
        answer = self.api.request(method, path, json=body)
        assert answer.status_code == status, answer.text
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        return answer.json() if is_json else None


class Walk:
    """Going through a list page by page, with other things happening between the pages."""

    def __init__(self, limit: int, throughout: set[str]) -> None:
        self.query = {"limit": str(limit)}
        self.throughout = throughout
        self.met: list[str] = []
        self.over = False

    def step(self, machine: DealsAgainstAModel) -> None:
        body = machine.api.get(DEALS, params=self.query).json()
        fresh = [one["id"] for one in body["results"]]
        assert not set(fresh) & set(self.met)
        self.met += fresh
        self.over = "paging" not in body
        if not self.over:
            self.query["after"] = body["paging"]["next"]["after"]


def told(record: dict[str, Any]) -> dict[str, str]:
    """The properties the model knows of, without those that are null."""
    values = record["properties"]
    return {name: values[name] for name in ASKED if values.get(name) is not None}


@pytest.mark.timeout(120)
def test_no_record_is_lost_or_invented_and_a_walk_meets_each_once(bench: Bench) -> None:
    DealsAgainstAModel.bench = bench
    run_state_machine_as_test(
        DealsAgainstAModel,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            # Making a failure smaller takes minutes over HTTP; the steps of it are printed anyway.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_walk_while_others_write_meets_each_record_once(api: httpx.Client) -> None:
    ids = [
        api.post(DEALS, json={"properties": {"dealname": f"{n}"}}).json()["id"] for n in range(30)
    ]
    query, met, turn = {"limit": "5"}, [], 0
    while True:
        body = api.get(DEALS, params=query).json()
        met += [one["id"] for one in body["results"]]
        # One from behind, one from ahead, and a new one between every two pages.
        for doomed in (met[-2], ids[-1 - turn]):
            api.delete(f"{DEALS}/{doomed}")
        api.post(DEALS, json={"properties": {"dealname": "new"}})
        turn += 1
        if "paging" not in body or turn > 20:
            break
        query["after"] = body["paging"]["next"]["after"]
    assert turn < 20
    assert len(met) == len(set(met))
    there = {one["id"] for one in api.get(DEALS, params={"limit": "100"}).json()["results"]}
    throughout = set(ids) & there
    assert throughout <= set(met)
