"""The smallest set of scopes: nothing too much, nothing missing, and why each is there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import httpx
import pytest
from desk import PLAIN, Desk
from preflight_bench import (
    CATALOGUE,
    GOOD,
    HUBSPOT,
    SCOPES,
    registration,
    running_sandbox,
    situation,
)

from studio.authorization.preflight import Registration, check
from studio.authorization.preflight.composing import Composition, compose
from studio.connectors.templates import Template
from studio.dialogs.definitions import BotActionSpec, Service
from studio.sandbox import RunningSandbox

TEMPLATES = {template.id: template for template in CATALOGUE.templates(HUBSPOT)}
KNOWLEDGE = CATALOGUE.preflight(HUBSPOT).scopes


def composed(*template_ids: str, app: Registration | None = None) -> Composition:
    chosen = [TEMPLATES[one] for one in template_ids]
    return compose(CATALOGUE.get(HUBSPOT), KNOWLEDGE, chosen, app)


def test_nothing_chosen_asks_for_what_signing_in_needs() -> None:
    (scope,) = [one for one in composed().scopes if one.required]
    assert (scope.name, scope.templates) == ("oauth", ())
    assert scope.because


def test_one_template_asks_for_its_own_scopes_and_says_which_template_needs_them() -> None:
    composition = composed("get-deal-by-id")
    assert composition.required == ("oauth", "crm.objects.deals.read")
    deals = composition.scopes[1]
    assert deals.reason == "View, list and search deals"
    assert deals.templates == ("Get Deal by Id",)


def test_all_templates_need_what_the_connector_asks_for_and_no_more() -> None:
    assert composed(*TEMPLATES).required == SCOPES


def test_what_the_app_requires_of_every_link_is_asked_for_although_no_template_needs_it() -> None:
    app = Registration(required_scopes=(*SCOPES, "crm.lists.read"))
    composition = composed("get-deal-by-id", app=app)
    assert set(composition.required) == {*SCOPES, "crm.lists.read"}
    lists = composition.scopes[len(SCOPES)]
    assert lists.name == "crm.lists.read"
    assert lists.because


def test_only_optional_scopes_that_the_app_declares_are_offered() -> None:
    assert "crm.objects.owners.read" in composed().optional
    app = Registration(declared_scopes=(*SCOPES, "crm.schemas.deals.read"))
    assert composed(app=app).optional == ("crm.schemas.deals.read",)


def test_what_was_not_granted_is_told_with_the_templates_that_suffer() -> None:
    composition = composed("create-a-deal", "get-deal-by-id")
    lost = composition.missing(["oauth", "crm.objects.deals.read"])
    assert lost[0].name == "crm.objects.deals.write"
    assert lost[0].templates == ("Create a Deal",)
    assert lost[0].required
    assert not any(one.required for one in lost[1:])
    assert composition.missing([*composition.required, *composition.optional]) == ()


@pytest.mark.parametrize("chosen", list(itertools.combinations(sorted(TEMPLATES), 2)))
def test_the_composed_set_passes_preflight_and_a_smaller_one_does_not(
    chosen: tuple[str, ...],
) -> None:
    where = situation(templates={TEMPLATES[one].name: TEMPLATES[one].scopes for one in chosen})
    names = composed(*chosen).required

    def found(scope: tuple[str, ...]) -> set[str]:
        report = check(GOOD.with_value("scope", " ".join(scope)), where)
        return {one.id for one in report.about("scope")}

    assert found(names) == set()
    for name in names:
        assert found(tuple(other for other in names if other != name)) - {"scopes-unneeded"}


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSandbox]:
    with running_sandbox() as running:
        yield running


def services(template: Template) -> Iterator[Service]:
    components = CATALOGUE.components(HUBSPOT)
    for node in template.nodes:
        for child in node.nodes if isinstance(node, BotActionSpec) else ():
            if isinstance(child, Service):
                yield child
            elif hasattr(child, "component"):
                component = components[child.component]
                if isinstance(component, Service):
                    yield component


def refused(running: RunningSandbox, template: Template, scopes: tuple[str, ...]) -> bool:
    """Whether the service answers 403 to one of the template's calls under these scopes."""
    info = running.info
    made = httpx.post(f"{info.admin_url}/tokens", json={"scopes": list(scopes)}, verify=PLAIN)
    headers = {"Authorization": f"Bearer {made.json()['access_token']}"}
    statuses = set()
    for service in services(template):
        before, mark, _ = service.request.path.partition("{{")
        path = f"{before}1" if mark else before
        answer = httpx.request(
            service.request.method, info.base_url + path, json={}, headers=headers, verify=PLAIN
        )
        statuses.add(answer.status_code)
    assert statuses
    return 403 in statuses


@pytest.mark.parametrize("template_id", sorted(TEMPLATES))
def test_each_template_works_with_its_composed_scopes_and_fails_without_any_of_them(
    template_id: str, running: RunningSandbox
) -> None:
    template, names = TEMPLATES[template_id], composed(template_id).required
    assert not refused(running, template, names)
    for name in names:
        assert refused(running, template, tuple(other for other in names if other != name)), name


def test_a_workspace_composes_for_what_is_installed(desk: Desk) -> None:
    preflight = desk.studio.preflight
    desk.studio.templates.install(HUBSPOT, "create-a-deal")
    composition = preflight.scopes_for(HUBSPOT)
    (needed,) = [one for one in composition.scopes if one.templates == ("Create a Deal",)][1:]
    assert needed.name == "crm.objects.deals.write"
    assert set(composition.required) == set(SCOPES), "the sandbox's app requires all five"
    assert preflight.situation(HUBSPOT).templates == {
        "Create a Deal": TEMPLATES["create-a-deal"].scopes
    }
    chosen = preflight.situation(HUBSPOT, ["delete-deal"])
    assert list(chosen.templates) == ["Delete Deal"]


def test_the_system_app_passes_in_the_sandbox(desk: Desk) -> None:
    report = desk.studio.preflight.of_system_app(HUBSPOT)
    assert report.findings == ()
    assert not report.blocks


def test_the_sandbox_tells_all_that_a_verdict_needs(running: RunningSandbox) -> None:
    told = registration(running.info)
    assert set(SCOPES) <= set(told.required_scopes or ())
    assert set(told.required_scopes or ()) <= set(told.declared_scopes or ())
    assert CATALOGUE.get(HUBSPOT).callback_url in (told.redirect_uris or ())
    assert set(CATALOGUE.get(HUBSPOT).loopback_callback_urls) <= set(told.redirect_uris or ())
