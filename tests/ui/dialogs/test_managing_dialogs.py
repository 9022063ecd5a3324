"""The Dialogs page: sort, clone, delete, create, train, components and the Marketplace."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication

from studio.app import Studio
from studio.journeys.format import Step
from ui.dialogs.rows import DialogRow
from ui.journeys.driver import WidgetDriver


def do(driver: WidgetDriver, *steps: Step) -> None:
    for step in steps:
        driver.carry_out(step)


def studio_of(driver: WidgetDriver) -> Studio:
    assert driver.window.context is not None
    return driver.window.context.studio


def titles(driver: WidgetDriver) -> list[str]:
    rows = [row for row in driver.window.findChildren(DialogRow) if row.isVisible()]
    return [row.dialog.name for row in sorted(rows, key=lambda row: row.y())]


def focus(driver: WidgetDriver, name: str) -> None:
    found: Any = driver.window.findChild(object, name)
    found.setFocus()


def test_the_list_is_sorted_and_stays_so_after_a_restart(set_up: WidgetDriver) -> None:
    do(set_up, Step(click="nav.dialogs"), Step(expect="dialogs.open.create-a-deal"))
    assert titles(set_up)[0] == "Create a Deal"
    do(
        set_up,
        Step(click="dialogs.sort"),
        Step(press="Down"),
        Step(press="Down"),
        Step(press="Return"),
        Step(expect="dialogs.sort", text="Name, Z to A"),
    )
    assert titles(set_up)[0] == "Update a Deal"
    do(set_up, Step(restart=True), Step(expect="dialogs.sort", text="Name, Z to A"))
    assert titles(set_up)[0] == "Update a Deal"


def test_a_row_shows_what_can_be_done_when_the_keyboard_is_on_it(set_up: WidgetDriver) -> None:
    do(set_up, Step(click="nav.dialogs"), Step(expect="dialogs.open.create-a-deal"))
    do(set_up, Step(expect="dialogs.row.create-a-deal.clone", visible=False))
    focus(set_up, "dialogs.open.create-a-deal")
    do(
        set_up,
        Step(expect="dialogs.row.create-a-deal.clone", visible=True),
        Step(press="Down"),
        Step(expect="dialogs.row.create-a-deal.clone", visible=False),
        Step(expect="dialogs.row.get-deal-by-id.edit", visible=True),
    )


def test_clone_and_delete(set_up: WidgetDriver) -> None:
    do(set_up, Step(click="nav.dialogs"), Step(expect="dialogs.open.create-a-deal"))
    focus(set_up, "dialogs.open.create-a-deal")
    do(set_up, Step(click="dialogs.row.create-a-deal.clone"))
    do(set_up, Step(expect="dialogs.list", contains="Create a Deal (copy)"))
    copy = studio_of(set_up).dialogs.list()[-1]
    do(
        set_up,
        Step(expect=f"dialogs.row.{copy.id}.delete", visible=True),
        Step(click=f"dialogs.row.{copy.id}.delete"),
        Step(expect="dialogs.delete", contains="This cannot be undone"),
        Step(click="dialogs.delete.cancel"),
        Step(expect="dialogs.delete", gone=True),
        Step(expect=f"dialogs.open.{copy.id}"),
    )
    focus(set_up, f"dialogs.open.{copy.id}")
    do(
        set_up,
        Step(press="Delete"),
        Step(click="dialogs.delete.delete"),
        Step(expect=f"dialogs.open.{copy.id}", gone=True),
    )
    assert len(studio_of(set_up).dialogs.list()) == 12


def test_a_dialog_is_created_from_scratch(set_up: WidgetDriver) -> None:
    do(
        set_up,
        Step(click="nav.dialogs"),
        Step(click="dialogs.create.open"),
        Step(press="Return"),
        Step(type="dialogs.create.name", text="create a deal"),
        Step(type="dialogs.create.description", text="Says hello"),
        Step(click="dialogs.create.proceed"),
        Step(expect="dialogs.create.name.remark", contains="already"),
        Step(expect="dialogs.create.description", text="Says hello"),
        Step(type="dialogs.create.name", text="Greet a guest"),
        Step(press="Return"),
        Step(expect="dialog.name", text="Greet a guest"),
        Step(expect="dialog.node.Greet_a_guest"),
        Step(expect="dialog.warnings", text="View Warnings (1)"),
    )


def test_untrained_utterances_are_said_and_trained(set_up: WidgetDriver) -> None:
    do(
        set_up,
        Step(click="nav.dialogs"),
        Step(click="dialogs.open.create-a-deal"),
        Step(expect="train.banner", visible=False),
        Step(click="dialog.node.createDeal"),
        Step(click="dialog.properties.tab.nlp"),
        Step(type="dialog.properties.nlp.new", text="sell something big"),
        Step(click="dialog.properties.nlp.add"),
        Step(expect="train.words", contains="You have untrained utterances"),
        Step(click="dialog.back"),
        Step(expect="dialogs.open.create-a-deal", contains="Not trained"),
        Step(click="train.train"),
        Step(expect="train.words", text="Utterances trained successfully"),
        Step(expect="dialogs.open.create-a-deal", contains="Trained"),
    )
    assert studio_of(set_up).understanding.untrained() == ()


def test_components_lead_to_the_dialog_tasks_that_use_them(set_up: WidgetDriver) -> None:
    do(
        set_up,
        Step(click="nav.dialogs"),
        Step(click="dialogs.components.open"),
        Step(type="dialogs.components.search", text="getAccount"),
    )
    use = next(c for c in studio_of(set_up).components.list() if c.name == "getAccountService")
    name = f"dialogs.components.{use.id}"
    do(
        set_up,
        Step(expect=f"{name}.shared", text="Shared"),
        Step(expect=name, contains="Create a Deal"),
        Step(click=f"{name}.used_by.0"),
        Step(expect="dialog.name", text="Create a Deal"),
        Step(expect="dialog.properties.name", text="getAccountService"),
    )


def test_a_component_that_nobody_uses_can_be_deleted(set_up: WidgetDriver) -> None:
    do(set_up, Step(click="nav.dialogs"), Step(click="dialogs.open.create-a-deal"))
    do(set_up, Step(click="dialog.node.dealStage"), Step(press="Delete"))
    do(set_up, Step(expect="dialog.saved", text="Saved"), Step(click="dialog.back"))
    unused = [c for c in studio_of(set_up).components.list() if not c.used_by]
    assert [one.name for one in unused] == ["dealStage"]
    name = f"dialogs.components.{unused[0].id}"
    do(
        set_up,
        Step(click="dialogs.components.open"),
        Step(click=f"{name}.delete"),
        Step(click="dialogs.components.delete.delete"),
        Step(expect=name, gone=True),
    )


def test_the_marketplace_leads_to_action_templates(set_up: WidgetDriver) -> None:
    do(
        set_up,
        Step(click="nav.dialogs"),
        Step(click="dialogs.create.open"),
        Step(press="Down"),
        Step(press="Return"),
        Step(expect="marketplace.hubspot.installed", text="Installed"),
        Step(expect="marketplace.hubspot.templates", contains="12 action templates, 12 installed"),
        Step(type="marketplace.search", text="nothing like it"),
        Step(expect="marketplace.none"),
        Step(type="marketplace.search", text="keyword"),
        Step(expect="marketplace.hubspot.templates", contains="Search Deal by Keyword"),
        Step(click="marketplace.hubspot"),
        Step(expect="integration_templates.create-a-deal.installed"),
        Step(click="integration_templates.category.Contacts"),
        Step(expect="integration_templates.create-a-deal", visible=False),
        Step(click="integration_templates.category."),
        Step(type="integration_templates.search", text="get deal"),
        Step(click="integration_templates.get-deal-by-id.details"),
        Step(expect="integration_templates.created.list", contains="getDealService"),
        Step(click="integration_templates.created.again"),
        Step(expect="integration_templates", contains="Installed as Get Deal by Id (2)."),
        Step(click="integration_templates.get-deal-by-id.details"),
        Step(click="integration_templates.created.undo"),
        Step(expect="integration_templates.get-deal-by-id.install", text="Install →"),
        Step(click="integration_templates.close"),
        Step(expect="dialogs.list", contains="Get Deal by Id (2)"),
        Step(expect="dialogs.open.get-deal-by-id", gone=True),
    )
    assert QApplication.activeModalWidget() is None
