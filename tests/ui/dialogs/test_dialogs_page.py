"""The Dialogs page and the canvas, as a person finds and walks through them."""

from __future__ import annotations

import msgspec
import pytest
from dialog_tasks import dialog_task
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from studio.connectors.catalogue import Catalogue
from studio.dialogs.definitions import END, Entity
from studio.dialogs.installing import connect
from studio.journeys.format import Step
from ui.dialogs.canvas import LARGEST, SMALLEST, Canvas
from ui.dialogs.connections import Connection
from ui.dialogs.items import NodeItem
from ui.dialogs.layout import arrange
from ui.journeys.driver import WidgetDriver
from ui.theme.theme import Theme


def do(driver: WidgetDriver, *steps: Step) -> None:
    for step in steps:
        driver.carry_out(step)


def canvas_of(driver: WidgetDriver) -> Canvas:
    found = driver.window.findChild(Canvas)
    assert found is not None
    return found


def test_search_narrows_the_list_and_says_when_nothing_is_left(set_up: WidgetDriver) -> None:
    do(
        set_up,
        Step(click="nav.dialogs"),
        Step(expect="dialogs.open.create-a-deal"),
        Step(type="dialogs.search", text="contact"),
        Step(expect="dialogs.open.create-a-deal", gone=True),
        Step(expect="dialogs.open.delete-contact"),
        Step(type="dialogs.search", text="zzz"),
        Step(expect="dialogs.list", contains="No dialog task has this"),
    )


def test_a_dialog_task_opens_with_enter_and_back_leads_to_the_list(set_up: WidgetDriver) -> None:
    do(set_up, Step(click="nav.dialogs"), Step(expect="dialogs.open.update-a-deal"))
    row = set_up.window.findChild(object, "dialogs.open.update-a-deal")
    row.setFocus()
    do(
        set_up,
        Step(press="Return"),
        Step(expect="dialog.name", text="Update a Deal"),
        Step(expect="window.here", text="Update a Deal"),
        Step(expect="dialog.node.dealUpdate", contains="List of Items"),
        Step(click="dialog.back"),
        Step(expect="dialogs.open.create-a-deal"),
        Step(expect="window.here", text="Dialogs"),
    )


def test_a_dialog_task_that_opens_late_leaves_the_keyboard_to_who_types(
    set_up: WidgetDriver,
) -> None:
    do(set_up, Step(click="talk_to_bot.open"), Step(click="talk_to_bot.input"))
    studio = set_up.window.studio
    assert studio is not None
    dialog = next(one for one in studio.dialogs.list() if one.name == "Create a Deal")
    set_up.window.show_place("dialogs", open=dialog.id)
    do(set_up, Step(expect="dialog.name", text="Create a Deal"))
    assert QApplication.focusWidget().objectName() == "talk_to_bot.input"


def test_it_leaves_the_keyboard_there_also_while_another_window_is_in_front(
    set_up: WidgetDriver,
) -> None:
    do(set_up, Step(click="talk_to_bot.open"), Step(click="talk_to_bot.input"))
    studio = set_up.window.studio
    assert studio is not None
    dialog = next(one for one in studio.dialogs.list() if one.name == "Create a Deal")
    other = QWidget()
    other.show()
    other.activateWindow()
    QTest.qWaitForWindowActive(other)
    set_up.window.show_place("dialogs", open=dialog.id)
    do(set_up, Step(expect="dialog.name", text="Create a Deal"))
    other.close()
    held = set_up.window.focusWidget()
    assert held is not None
    assert held.objectName() == "talk_to_bot.input", "a person comes back to where they typed"


@pytest.mark.parametrize("template", [t.id for t in Catalogue().templates("hubspot")])
def test_every_template_is_drawn_top_down_in_order(
    qapp: QApplication, theme: Theme, template: str
) -> None:
    canvas = Canvas(dialog_task(template), theme)
    names = [item.node.name for item in canvas.nodes()]
    dialog = dialog_task(template)
    assert names[0] == dialog.intent.name
    assert names[-1] == dialog.nodes[-1].name
    assert len(names) == dialog.node_count
    assert len(set(names)) == len(names)
    canvas.deleteLater()


def test_branches_carry_their_labels(qapp: QApplication, theme: Theme) -> None:
    canvas = Canvas(dialog_task("update-a-deal"), theme)
    labels = {i.label for i in canvas.scene().items() if isinstance(i, Connection)}
    assert {"Deal Name", "Deal Stage"} <= labels
    canvas.deleteLater()


def test_arrow_keys_walk_from_node_to_node_and_show_properties(set_up: WidgetDriver) -> None:
    do(
        set_up,
        Step(click="nav.dialogs"),
        Step(click="dialogs.open.create-a-deal"),
        Step(expect="dialog.node.createDealService"),
    )
    canvas = canvas_of(set_up)
    canvas.setFocus()
    seen = []
    for _ in range(7):
        QTest.keyClick(canvas, Qt.Key.Key_Down)
        seen.append(canvas.chosen_name())
    assert seen == [
        "createDeal",
        "dealName",
        "dealStage",
        "createDealAction",
        "createDealService",
        "getAccountService",
        "createDealMessage",
    ]
    do(set_up, Step(expect="dialog.properties.name", text="createDealMessage"))


def test_a_bot_action_opens_and_closes(qapp: QApplication, theme: Theme) -> None:
    canvas = Canvas(dialog_task("create-a-deal"), theme)
    canvas.choose("createDealAction")
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert "createDealService" not in [item.node.name for item in canvas.nodes()]
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert "createDealService" in [item.node.name for item in canvas.nodes()]
    canvas.deleteLater()


def test_zoom_keeps_to_its_limits_and_fit_shows_everything(set_up: WidgetDriver) -> None:
    do(set_up, Step(click="nav.dialogs"), Step(click="dialogs.open.update-a-contact"))
    do(set_up, Step(expect="dialog.node.contactUpdate"))
    canvas = canvas_of(set_up)
    for _ in range(30):
        canvas.zoom_by(1.5)
    assert canvas.zoom() == pytest.approx(LARGEST)
    for _ in range(30):
        canvas.zoom_by(0.5)
    assert canvas.zoom() == pytest.approx(SMALLEST)
    do(set_up, Step(click="dialog.fit"))
    shown = canvas.mapToScene(canvas.viewport().rect()).boundingRect()
    assert all(shown.contains(i.sceneBoundingRect().center()) for i in canvas.nodes())


def test_a_long_dialog_is_laid_out_without_overlap(qapp: QApplication, theme: Theme) -> None:
    entity = dialog_task("create-a-deal").entity("dealName")
    assert isinstance(entity, Entity)
    nodes = tuple(msgspec.structs.replace(entity, name=f"n{i}", transitions=()) for i in range(300))
    dialog = msgspec.structs.replace(dialog_task("create-a-deal"), nodes=connect(nodes))
    places = arrange(dialog, frozenset()).places
    canvas = Canvas(dialog, theme)
    tops = [places[f"n{i}"].y for i in range(300)]
    assert tops == sorted(set(tops))
    assert places[END].y > tops[-1]
    assert len([i for i in canvas.scene().items() if isinstance(i, NodeItem)]) == 301
    canvas.deleteLater()


def test_a_disabled_actions_services_are_custom_services(set_up: WidgetDriver) -> None:
    node = "dialog.node.createDealService"
    do(
        set_up,
        Step(click="nav.dialogs"),
        Step(click="dialogs.open.create-a-deal"),
        Step(expect=node, contains="INTEGRATION SERVICE"),
        Step(click="nav.actions"),
        Step(click="actions.configured.hubspot.gear"),
        Step(press="Down"),
        Step(press="Down"),
        Step(press="Return"),
        Step(expect="actions.configured.hubspot.state", text="Disabled"),
        Step(click="nav.dialogs"),
        Step(click="dialogs.open.create-a-deal"),
        Step(expect=node, contains="CUSTOM SERVICE"),
        Step(click=node),
        Step(expect="dialog.properties.kind", contains="Custom Service"),
    )
