"""Export and import from the window, and Dialog Settings."""

from __future__ import annotations

import json
from pathlib import Path

from studio.app import Studio
from studio.journeys.format import Step
from ui.dialogs.dialog_view import DialogView
from ui.dialogs.page import DialogsPage
from ui.journeys.driver import WidgetDriver


def do(driver: WidgetDriver, *steps: Step) -> None:
    for step in steps:
        driver.carry_out(step)


def page_of(driver: WidgetDriver) -> DialogsPage:
    do(driver, Step(click="nav.dialogs"), Step(expect="dialogs.open.create-a-deal"))
    page = driver.window.findChild(DialogsPage)
    assert page is not None
    return page


def studio_of(driver: WidgetDriver) -> Studio:
    assert driver.window.context is not None
    return driver.window.context.studio


def test_all_are_exported_and_imported_beside_or_in_place(
    set_up: WidgetDriver, tmp_path: Path
) -> None:
    page, file = page_of(set_up), tmp_path / "all.json"
    page.list.exchange.write(None, file)
    do(set_up, Step(expect="dialogs.notice", contains="12 dialog tasks exported"))
    assert len(json.loads(file.read_text("utf-8"))["dialogs"]) == 12
    page.list.exchange.look_into(file)
    do(
        set_up,
        Step(expect="dialogs.import.list", contains="It is here already, as Create a Deal"),
        Step(click="dialogs.import.replace"),
        Step(click="dialogs.import.import"),
        Step(expect="dialogs.import.done", contains="12 dialog tasks came in"),
        Step(click="dialogs.import.import"),
        Step(expect="dialog.name", text="Create a Deal"),
    )
    assert len(studio_of(set_up).dialogs.list()) == 12


def test_one_is_exported_from_the_builder_which_says_so(
    set_up: WidgetDriver, tmp_path: Path
) -> None:
    page_of(set_up)
    do(set_up, Step(click="dialogs.open.create-a-deal"), Step(expect="dialog.canvas"))
    view = next(v for v in set_up.window.findChildren(DialogView) if v.isVisible())
    file = tmp_path / "one.json"
    view.exchange.write([view.canvas.dialog.id], file)
    do(set_up, Step(expect="dialog.notice", contains="The dialog task is exported"))
    assert len(json.loads(file.read_text("utf-8"))["dialogs"]) == 1


def test_what_has_no_place_is_listed_before_it_comes_in(
    set_up: WidgetDriver, tmp_path: Path
) -> None:
    page = page_of(set_up)
    sample = Path(__file__).parents[2] / "studio" / "dialogs" / "portable" / "get-deal.json"
    page.list.exchange.look_into(sample)
    do(
        set_up,
        Step(expect="dialogs.import.unread", contains="not taken over"),
        Step(expect="dialogs.import.list", contains="dialogs[0].nodes[4].type"),
        Step(expect="dialogs.import.list", contains="it gets a number"),
        Step(click="dialogs.import.import"),
        Step(expect="dialogs.import.done", contains="Get Deal by Id (2)"),
        Step(click="dialogs.import.cancel"),
        Step(expect="dialogs.list", contains="Get Deal by Id (2)"),
    )


def test_a_broken_file_is_refused_with_its_key(set_up: WidgetDriver, tmp_path: Path) -> None:
    page, file = page_of(set_up), tmp_path / "broken.json"
    file.write_text('{"dialogs": [5], "dialogComponents": []}', "utf-8")
    page.list.exchange.look_into(file)
    do(set_up, Step(expect="dialogs.notice", contains="dialogs[0] has to be an object"))


def test_a_dialog_task_is_renamed_in_its_settings(set_up: WidgetDriver) -> None:
    page_of(set_up)
    do(
        set_up,
        Step(click="dialogs.open.create-a-deal"),
        Step(expect="dialog.name", text="Create a Deal"),
        Step(click="dialog.more"),
        Step(press="Down"),
        Step(press="Return"),
        Step(type="dialog.settings.name", text=""),
        Step(click="dialog.settings.save"),
        Step(expect="dialog.settings.name.remark", contains="has no name"),
        Step(type="dialog.settings.name", text="New business"),
        Step(click="dialog.settings.save"),
        Step(expect="dialog.name", text="New business"),
        Step(expect="dialog.saved", text="Saved"),
        Step(click="dialog.undo"),
        Step(expect="dialog.name", text="Create a Deal"),
    )
