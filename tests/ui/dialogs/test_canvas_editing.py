"""Working on a dialog task on its canvas, as a person does: in the window, and kept at once."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from studio.app import Studio
from studio.dialogs.definitions import END, NOT_CONNECTED, BotAction, Dialog, Entity
from studio.journeys.format import Step
from ui.dialogs.canvas import Canvas
from ui.dialogs.dialog_view import DialogView
from ui.journeys.driver import WidgetDriver


def do(driver: WidgetDriver, *steps: Step) -> None:
    for step in steps:
        driver.carry_out(step)


def opened(driver: WidgetDriver, template: str = "create-a-deal") -> DialogView:
    do(
        driver,
        Step(click="nav.dialogs"),
        Step(click=f"dialogs.open.{template}"),
        Step(expect="dialog.canvas"),
        Step(expect="dialog.saved", text="Saved"),
    )
    found = driver.window.findChildren(DialogView)
    return next(view for view in found if view.isVisible())


def studio_of(driver: WidgetDriver) -> Studio:
    assert driver.window.context is not None
    return driver.window.context.studio


def kept(driver: WidgetDriver, view: DialogView) -> Dialog:
    do(driver, Step(expect="dialog.saved", text="Saved"))
    assert view.editing is not None
    return studio_of(driver).dialogs.get(view.editing.dialog.id)


def middle(canvas: Canvas, name: str, bottom: bool = False) -> QPoint:
    item: Any = next(i for i in canvas.nodes() if i.node.name == name)
    place = item.place
    corner = canvas.mapFromScene(place.x, place.y)
    zoom = canvas.zoom()
    return corner + QPoint(
        int(place.width * zoom / 2), int(place.height * zoom * (1 if bottom else 0.5))
    )


def drag(canvas: Canvas, start: QPoint, end: QPoint) -> None:
    port = canvas.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.2, 0.6, 1.0):
        at = start + (end - start) * share
        QTest.mouseMove(port, at)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)


def test_an_entity_is_added_after_the_selected_node_and_kept(set_up: WidgetDriver) -> None:
    view = opened(set_up)
    view.canvas.choose("dealName")
    do(
        set_up,
        Step(click="dialog.add"),
        Step(press="e"),
        Step(expect="dialog.properties.name", text="newEntity"),
        Step(expect="dialog.node.newEntity", contains="ENTITY"),
        Step(expect="dialog.warnings", text="View Warnings (1)"),
    )
    dialog = kept(set_up, view)
    names = [node.name for node in dialog.nodes]
    assert names.index("newEntity") == names.index("dealName") + 1
    assert dialog.node("dealName").transitions[-1].then == "newEntity"
    assert dialog.node("newEntity").transitions[-1].then == "dealStage"


def test_undo_and_redo_are_kept_too(set_up: WidgetDriver) -> None:
    view = opened(set_up)
    view.canvas.choose("dealStage")
    view.canvas.setFocus()
    before = kept(set_up, view)
    do(set_up, Step(press="Delete"), Step(expect="dialog.node.dealStage", gone=True))
    after = kept(set_up, view)
    assert after.entity("dealStage") is None
    assert isinstance(after.node(after.node("dealName").transitions[-1].then), BotAction)
    do(set_up, Step(click="dialog.undo"), Step(expect="dialog.node.dealStage"))
    assert kept(set_up, view).nodes == before.nodes
    do(set_up, Step(click="dialog.redo"), Step(expect="dialog.node.dealStage", gone=True))
    assert kept(set_up, view).nodes == after.nodes


def test_a_node_stays_where_it_was_dragged_to(set_up: WidgetDriver) -> None:
    view = opened(set_up)
    canvas = view.canvas
    canvas.choose("dealName")
    start = middle(canvas, "dealName")
    drag(canvas, start, start + QPoint(-160, 24))
    node = kept(set_up, view).node("dealName")
    assert node.position is not None
    place = canvas.place_of("dealName")
    assert place is not None
    assert (place.x(), place.y()) == (node.position.left, node.position.top)
    assert node.position.left % 8 == 0
    do(set_up, Step(restart=True), Step(expect="dialog.node.dealName"))
    view = next(v for v in set_up.window.findChildren(DialogView) if v.isVisible())
    assert view.canvas.place_of("dealName") == place


def test_a_connection_is_drawn_from_the_port_to_another_node(set_up: WidgetDriver) -> None:
    view = opened(set_up)
    canvas = view.canvas
    canvas.choose("dealName")
    last = kept(set_up, view).nodes[-1].name
    canvas.fit()
    drag(canvas, middle(canvas, "dealName", bottom=True), middle(canvas, last))
    assert kept(set_up, view).node("dealName").transitions[-1].then == last
    do(set_up, Step(expect="dialog.warnings", contains="View Warnings"))
    do(set_up, Step(click="dialog.warnings"), Step(expect="dialog.warnings.0", contains="No conn"))
    do(set_up, Step(click="dialog.warnings.0"), Step(expect="dialog.warnings.list", gone=True))
    assert canvas.chosen_name() == "dealStage"


def test_the_keyboard_alone_adds_connects_and_moves(set_up: WidgetDriver) -> None:
    view = opened(set_up)
    canvas = view.canvas
    canvas.setFocus()
    canvas.choose("dealName")
    do(set_up, Step(press="C"), Step(press="Up"), Step(press="Return"))
    assert kept(set_up, view).node("dealName").transitions[-1].then == NOT_CONNECTED
    do(set_up, Step(press="Alt+Right"), Step(press="Alt+Right"))
    moved = kept(set_up, view).node("dealName").position
    assert moved is not None
    do(set_up, Step(press="Ctrl+Z"))
    assert kept(set_up, view).node("dealName").position is None, "both steps are one to undo"
    do(set_up, Step(press="Home"), Step(press="A"), Step(press="Return"))
    dialog = kept(set_up, view)
    assert dialog.first == "newMessage"
    assert dialog.node("newMessage").transitions[-1].then == "dealName"


def test_a_service_goes_into_the_bot_action_that_is_selected(set_up: WidgetDriver) -> None:
    view = opened(set_up)
    around = next(n for n in kept(set_up, view).nodes if isinstance(n, BotAction))
    view.canvas.choose(around.nodes[0].name)
    do(set_up, Step(click="dialog.add"), Step(press="s"), Step(expect="dialog.node.newService"))
    inside = kept(set_up, view).container_of("newService")
    assert inside is not None
    assert inside.name == around.name


def test_what_cannot_be_kept_says_why_and_stays_on_screen(set_up: WidgetDriver) -> None:
    view = opened(set_up)
    assert view.editing is not None
    studio = studio_of(set_up)
    other = studio.dialogs.create("Taken", "", "hubspot")
    dialog = msgspec.structs.replace(view.editing.dialog, name="taken")
    view.editing.change(dialog, "Rename")
    do(
        set_up,
        Step(expect="dialog.saved", text="Not saved"),
        Step(expect="dialog.notice", contains="There is a dialog task named taken already"),
        Step(expect="dialog.name", text="taken"),
    )
    studio.dialogs.delete(other.id)
    do(set_up, Step(click="dialog.save_again"), Step(expect="dialog.saved", text="Saved"))
    assert studio.dialogs.get(dialog.id).name == "taken"


def test_what_was_changed_a_moment_ago_is_there_after_quitting(set_up: WidgetDriver) -> None:
    view = opened(set_up)
    view.canvas.choose("dealName")
    do(set_up, Step(click="dialog.add"), Step(press="m"), Step(restart=True))
    do(set_up, Step(expect="dialog.node.newMessage"))
    dialog = studio_of(set_up).dialogs.list()[0]
    assert isinstance(studio_of(set_up).dialogs.get(dialog.id).nodes[0], Entity)
    assert studio_of(set_up).dialogs.get(dialog.id).nodes[1].name == "newMessage"
    assert studio_of(set_up).dialogs.get(dialog.id).nodes[-1].transitions[-1].then == END
