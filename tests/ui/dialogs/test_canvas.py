"""The canvas under a person's hands: walking, zooming, finding, lights, the mini map."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from studio.dialogs.definitions import END, Dialog, Service
from ui.dialogs.canvas import Canvas
from ui.dialogs.connections import Connection
from ui.dialogs.dialog_view import DialogView
from ui.dialogs.items import NodeItem
from ui.dialogs.mini_map import MiniMap
from ui.theme.theme import Theme

Show = Callable[..., DialogView]
Template = Callable[[str], Dialog]


def item(canvas: Canvas, name: str) -> NodeItem:
    return next(one for one in canvas.nodes() if one.node.name == name)


def press(canvas: Canvas, *keys: Qt.Key) -> str | None:
    for key in keys:
        QTest.keyClick(canvas, key)
    return canvas.chosen_name()


def in_view(canvas: Canvas, name: str) -> bool:
    drawn = canvas.mapFromScene(item(canvas, name).sceneBoundingRect()).boundingRect()
    return canvas.viewport().rect().contains(drawn.center())


def test_down_and_up_follow_the_connections(canvas: Canvas) -> None:
    down, up = Qt.Key.Key_Down, Qt.Key.Key_Up
    assert press(canvas, down) == "Update_a_Deal"
    assert press(canvas, down, down) == "dealUpdate"
    assert press(canvas, down) == "dealName", "the first of its connections"
    assert press(canvas, down) == "updateDealScript", "its only one, past dealStage"
    assert press(canvas, up) == "dealName", "the way back is the way that was come"
    canvas.choose("dealStage")
    canvas.choose("updateDealScript")
    assert press(canvas, up) == "dealStage"


def test_left_and_right_go_as_one_reads_into_bot_actions_too(canvas: Canvas) -> None:
    order = [one.node.name for one in canvas.nodes()]
    seen = [press(canvas, Qt.Key.Key_Right) for _ in order]
    assert seen == order
    assert press(canvas, Qt.Key.Key_Right) == order[-1]
    assert press(canvas, Qt.Key.Key_Home) == order[0]
    assert press(canvas, Qt.Key.Key_End) == order[-1]
    assert press(canvas, Qt.Key.Key_Left) == order[-2]


def test_the_walk_ends_where_the_dialog_task_ends(canvas: Canvas) -> None:
    last = canvas.nodes()[-1].node.name
    canvas.choose(last)
    assert press(canvas, Qt.Key.Key_Down) == last
    assert press(canvas, Qt.Key.Key_Escape) is None


def test_a_walk_through_a_loop_goes_round_and_does_not_hang(
    show: Show, leading: Callable[[dict[str, list[str]]], Dialog]
) -> None:
    canvas = show(leading({"a": ["b"], "b": ["a", END]})).canvas
    canvas.choose("a")
    assert press(canvas, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down) == "b"
    assert press(canvas, Qt.Key.Key_Up) == "a"


def test_what_is_selected_is_said_to_who_cannot_see_it(canvas: Canvas) -> None:
    canvas.choose("dealUpdate")
    assert "dealUpdate" in canvas.accessibleDescription()
    assert "List of Items" in canvas.accessibleDescription()


def test_opening_a_bot_action_leaves_every_other_node_as_it_was(canvas: Canvas) -> None:
    before = {one.node.name: one for one in canvas.nodes()}
    canvas.choose("updateDealAction")
    press(canvas, Qt.Key.Key_Return)
    closed = {one.node.name: one for one in canvas.nodes()}
    assert "updateDealService" not in closed
    assert all(before[name] is one for name, one in closed.items())
    assert canvas.chosen_name() == "updateDealAction"


def test_another_version_changes_what_changed(canvas: Canvas, template: Template) -> None:
    before = {one.node.name: one for one in canvas.nodes()}
    dialog = template("update-a-deal")
    import msgspec

    fewer = tuple(node for node in dialog.nodes if node.name != "dealStage")
    canvas.show_dialog(msgspec.structs.replace(dialog, nodes=fewer))
    now = {one.node.name: one for one in canvas.nodes()}
    assert set(before) - set(now) == {"dealStage"}
    assert all(before[name] is one for name, one in now.items())


def test_ctrl_and_the_wheel_zoom_where_the_pointer_is_and_the_wheel_alone_pans(
    canvas: Canvas,
) -> None:
    def turn(clicks: int, held: Qt.KeyboardModifier) -> None:
        at = QPointF(300, 300)
        event = QWheelEvent(
            at,
            QPointF(canvas.viewport().mapToGlobal(at.toPoint())),
            QPoint(),
            QPoint(0, 120 * clicks),
            Qt.MouseButton.NoButton,
            held,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(canvas.viewport(), event)

    before = canvas.verticalScrollBar().value()
    turn(-1, Qt.KeyboardModifier.NoModifier)
    assert canvas.zoom() == pytest.approx(1)
    assert canvas.verticalScrollBar().value() > before
    turn(2, Qt.KeyboardModifier.ControlModifier)
    assert canvas.zoom() == pytest.approx(1.44)
    turn(-3, Qt.KeyboardModifier.ControlModifier)
    assert canvas.zoom() == pytest.approx(1.44 / 1.728)


def test_two_fingers_zoom(canvas: Canvas) -> None:
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        QPointF(200, 200),
        QPointF(200, 200),
        QPointF(200, 200),
        0.25,
        QPointF(),
    )
    QApplication.sendEvent(canvas.viewport(), event)
    assert canvas.zoom() == pytest.approx(1.25)


def test_keys_zoom_and_pan(canvas: Canvas) -> None:
    press(canvas, Qt.Key.Key_Plus)
    assert canvas.zoom() == pytest.approx(1.2)
    QTest.keyClick(canvas, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert canvas.zoom() == pytest.approx(1)
    before = canvas.verticalScrollBar().value()
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.verticalScrollBar().value() == before + 60
    assert canvas.chosen_name() is None
    press(canvas, Qt.Key.Key_F)
    assert canvas.zoom() < 1
    press(canvas, Qt.Key.Key_0)
    assert canvas.zoom() == pytest.approx(1)


def test_what_fits_goes_on_fitting_when_the_properties_come(show: Show, template: Template) -> None:
    view = show(template("update-a-contact"))
    view.canvas.fit()
    view.canvas.choose("contactUpdate")
    QApplication.processEvents()
    seen = view.canvas.mapToScene(view.canvas.viewport().rect()).boundingRect()
    assert all(seen.contains(one.sceneBoundingRect().center()) for one in view.canvas.nodes())


def test_fit_shows_even_a_very_long_dialog_task_whole(
    show: Show, leading: Callable[[dict[str, list[str]]], Dialog]
) -> None:
    ways = {f"n{i}": [f"n{i + 1}" if i < 299 else END] for i in range(300)}
    canvas = show(leading(ways)).canvas
    canvas.fit()
    seen = canvas.mapToScene(canvas.viewport().rect()).boundingRect()
    assert seen.contains(canvas.content.center())
    assert seen.height() >= canvas.content.height() * 0.99
    canvas.zoom_out()
    assert canvas.mapToScene(canvas.viewport().rect()).boundingRect().height() >= seen.height()


def test_a_node_that_runs_is_lit_with_its_status(canvas: Canvas, theme: Theme) -> None:
    canvas.light("dealUpdate", "waitingForUserInput")
    assert item(canvas, "dealUpdate").words.endswith("waitingForUserInput")
    theme.choose("dark")
    QApplication.processEvents()
    assert item(canvas, "dealUpdate").status == "waitingForUserInput"
    canvas.light("dealUpdate", "")
    canvas.light("updateDealMessage", "execution")
    assert in_view(canvas, "updateDealMessage"), "who watches sees it without panning"
    canvas.lights_out()
    assert not any(one.status for one in canvas.nodes())


def test_a_light_inside_a_closed_bot_action_shows_on_the_bot_action(canvas: Canvas) -> None:
    canvas.choose("updateDealAction")
    press(canvas, Qt.Key.Key_Return)
    canvas.light("updateDealService", "error")
    assert item(canvas, "updateDealAction").status == "error"
    press(canvas, Qt.Key.Key_Return)
    assert item(canvas, "updateDealAction").status == ""
    assert item(canvas, "updateDealService").status == "error"


def test_the_connections_of_the_selected_node_stand_out(canvas: Canvas) -> None:
    def standing_out() -> int:
        accent = canvas.look.accent
        lines = [one for one in canvas.scene().items() if isinstance(one, Connection)]
        return sum(line.pen().color() == accent for line in lines)

    assert standing_out() == 0
    canvas.choose("dealUpdate")
    assert standing_out() == 3
    canvas.choose("dealName")
    assert standing_out() == 1


def found(view: DialogView) -> tuple[QLineEdit, Callable[[], str]]:
    QTest.keyClick(view.canvas, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = view.findChild(QLineEdit, "dialog.find")
    count = view.findChild(QLabel, "dialog.find.count")
    return field, count.text


def test_find_leads_from_one_node_to_the_next(show: Show, template: Template) -> None:
    view = show(template("update-a-deal"))
    view.activateWindow()
    view.canvas.setFocus()
    QTest.qWaitForWindowActive(view)
    field, count = found(view)
    QTest.keyClicks(field, "dealname")
    assert view.canvas.chosen_name() == "dealName", "a name comes before what mentions it"
    total = int(count().split(" of ")[1])
    assert total > 1
    seen = []
    for _ in range(total):
        seen.append(view.canvas.chosen_name())
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert len(set(seen)) == total
    assert count() == f"1 of {total}"
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert count() == f"{total} of {total}"


def test_find_looks_into_what_nodes_hold_and_opens_a_bot_action(
    show: Show, template: Template
) -> None:
    view = show(template("update-a-deal"))
    view.canvas.choose("updateDealAction")
    press(view.canvas, Qt.Key.Key_Return)
    field, count = found(view)
    field.setText("/crm/v3/objects/deals/")
    chosen = view.canvas.chosen_name()
    assert isinstance(item(view.canvas, chosen or "").node, Service)
    field.setText("no such words")
    assert count() == "Nothing found"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()


def test_the_mini_map_leads_to_where_it_is_clicked(show: Show, template: Template) -> None:
    view = show(template("update-a-contact"), 1200, 500)
    overview = view.findChild(MiniMap)
    assert overview.isVisible()
    before = overview.view_rect()
    QTest.mouseClick(overview, Qt.MouseButton.LeftButton, pos=QPoint(overview.width() // 2, 118))
    after = overview.view_rect()
    assert after.top() > before.top()
    assert in_view(view.canvas, "updateContactMessage")


def test_the_mini_map_goes_where_it_is_of_no_use(show: Show, template: Template) -> None:
    view = show(template("update-a-contact"), 1200, 500)
    overview = view.findChild(MiniMap)
    overview.set_wanted(False)
    assert not overview.isVisible()
    overview.set_wanted(True)
    assert overview.isVisible()
    view.resize(430, 500)
    QApplication.processEvents()
    assert not overview.isVisible()


def test_what_fits_across_stays_in_the_middle_when_the_properties_come(
    show: Show, template: Template
) -> None:
    view = show(template("create-a-deal"), 868, 620)
    view.canvas.choose("dealName")
    QApplication.processEvents()
    drawn = view.canvas.mapFromScene(view.canvas.content).boundingRect()
    assert abs(drawn.center().x() - view.canvas.viewport().rect().center().x()) <= 2


def test_the_mini_map_goes_when_all_fits(show: Show, template: Template) -> None:
    view = show(template("update-a-deal"), 1048, 720)
    overview = view.findChild(MiniMap)
    assert overview.isVisible()
    view.canvas.fit()
    QApplication.processEvents()
    assert not overview.isVisible()


def test_the_first_node_is_not_found_under_the_search_however_small(
    show: Show, template: Template
) -> None:
    view = show(template("update-a-deal"), 868, 620)
    view.canvas.fit()
    bar = view.findChild(QWidget, "dialog.find_bar")
    bar.open()
    bar.field.setText("Update_a_Deal")
    QApplication.processEvents()
    found = item(view.canvas, "Update_a_Deal").place
    box = QRectF(found.x, found.y, found.width, found.height)
    assert not bar.geometry().intersects(view.canvas.mapFromScene(box).boundingRect())


def test_what_is_selected_does_not_lie_under_the_mini_map(show: Show, template: Template) -> None:
    view = show(template("update-a-contact"), 1000, 620)
    overview = view.findChild(MiniMap)
    for one in view.canvas.nodes():
        view.canvas.choose(one.node.name)
        QApplication.processEvents()
        if not one._shown.container and overview.isVisible():
            drawn = view.canvas.mapFromScene(
                QRectF(one.place.x, one.place.y, one.place.width, one.place.height)
            ).boundingRect()
            assert not overview.geometry().intersects(drawn), one.node.name


def test_every_control_over_the_canvas_has_a_name(show: Show, template: Template) -> None:
    view = show(template("create-a-deal"))
    named = {one.objectName() for one in view.findChildren(QWidget)}
    assert {
        "dialog.canvas",
        "dialog.mini_map",
        "dialog.find.open",
        "dialog.display_options",
        "dialog.fit",
        "dialog.zoom_in",
    } <= named
