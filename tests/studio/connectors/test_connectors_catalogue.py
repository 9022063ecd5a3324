"""The connector that ships is whole, and a wrong one is refused by file and key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from resources import ROOT
from studio.connectors.catalogue import Catalogue
from studio.connectors.reading import ConnectorError
from studio.dialogs.definitions import BotActionSpec, Message, Service


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the connectors that ship, to be broken."""
    return Path(shutil.copytree(ROOT / "connectors", tmp_path / "connectors"))


def test_the_twelve_templates_are_there_in_the_documented_order() -> None:
    names = [template.name for template in Catalogue().templates("hubspot")]
    assert names == [
        "Create a Deal",
        "Get Deal by Id",
        "List All Deals",
        "Update a Deal",
        "Search Deal by Keyword",
        "Delete Deal",
        "Create a Contact",
        "Get Contact by Id",
        "List All Contacts",
        "Update a Contact",
        "Search Contact by Keyword",
        "Delete Contact",
    ]
    assert Catalogue().template_count("hubspot") == 12


@pytest.mark.parametrize("template", Catalogue().templates("hubspot"), ids=lambda t: t.id)
def test_each_template_has_utterances_samples_and_an_answer(template) -> None:  # type: ignore[no-untyped-def]
    assert len(template.intent.utterances) >= 4
    assert isinstance(template.nodes[-1], Message)
    action = next(node for node in template.nodes if isinstance(node, BotActionSpec))
    services = [node for node in action.nodes if isinstance(node, Service)]
    assert services
    for service in services:
        assert sum(sample.default for sample in service.sample_responses) == 1
    assert services[0].request.method == template.method


def test_live_uses_the_dated_token_endpoints_and_https_only() -> None:
    live = Catalogue().get("hubspot").environments.live
    assert live.token_url == "https://api.hubapi.com/oauth/2026-03/token"
    addresses = [value for value in live.__struct_fields__ if value.endswith("url")]
    assert all(getattr(live, name).startswith("https://") for name in addresses)


MANIFEST = "hubspot/manifest.toml"
TEMPLATE = "hubspot/templates/create-a-deal.toml"
BROKEN = [
    (MANIFEST, 'name = "HubSpot"', 'nome = "HubSpot"', "manifest.toml", "nome"),
    (MANIFEST, 'category = "CRM"', "category = 3", "category", "expected `str`"),
    (MANIFEST, 'id = "hubspot"', 'id = "hubspott"', "id", 'Write "hubspot"'),
    (TEMPLATE, 'id = "create-a-deal"', 'id = "other"', "id", 'Write "create-a-deal"'),
    (TEMPLATE, 'type = "entity"', 'type = "entitty"', "nodes[0]", "entitty"),
    (TEMPLATE, 'method = "POST"\npath', 'method = "FETCH"\npath', "request.method", "FETCH"),
    (TEMPLATE, 'path = "/crm', 'path = "crm', "request.path", "without a host"),
    (TEMPLATE, "entities.dealName}}", "entities.dealNam}}", "request.body", "dealName"),
    (TEMPLATE, '"{{context.entities.dealName}}"', "{{context.entities.dealName}}", "body", "JSON"),
    (TEMPLATE, "{{context.entities.dealName}}", "{{entities.dealName}}", "body", "context."),
    (TEMPLATE, '"get-account-service"', '"get-acount-service"', "component", "get-account-service"),
    (TEMPLATE, '"crm.objects.deals.write"', '"crm.deals.write"', "scopes[0]", "scope"),
    (TEMPLATE, 'name = "dealStage"', 'name = "dealName"', "name", "twice"),
    (TEMPLATE, 'name = "dealStage"', 'name = "deal stage"', "name", "without spaces"),
    (TEMPLATE, "named {dealName}", "named {dealNames}", "utterances", "dealName"),
    (TEMPLATE, "[intent]", "[intent", "create-a-deal.toml", "TOML"),
]


@pytest.mark.parametrize(("file", "old", "new", "place", "hint"), BROKEN)
def test_a_wrong_file_is_refused_with_its_name_the_key_and_a_hint(
    folder: Path, file: str, old: str, new: str, place: str, hint: str
) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    catalogue = Catalogue(folder)
    with pytest.raises(ConnectorError) as refused:
        catalogue.templates("hubspot")
    assert Path(file).name in str(refused.value)
    assert place in str(refused.value)
    assert hint in str(refused.value)


def test_a_transition_to_nowhere_names_the_nearest_node(folder: Path) -> None:
    path = folder / "hubspot/templates/update-a-deal.toml"
    path.write_text(
        path.read_text("utf-8").replace('"updateDealScript" }]', '"updateDealScrpt" }]')
    )
    with pytest.raises(ConnectorError, match="updateDealScript"):
        Catalogue(folder).templates("hubspot")


def test_a_file_outside_of_the_connectors_folder_is_not_read(folder: Path) -> None:
    path = folder / MANIFEST
    path.write_text(path.read_text("utf-8").replace('"icon.svg"', '"../../secret.svg"'))
    (folder.parent / "secret.svg").write_text("<svg/>")
    with pytest.raises(ConnectorError, match="no such file"):
        Catalogue(folder).icon("hubspot")
