"""What the selected node consists of, and trying its request or its script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from studio.dialogs.definitions import Dialog, Message
from studio.journeys.format import Step
from ui.dialogs.code import NumberedCode
from ui.dialogs.dialog_view import DialogView
from ui.journeys.driver import WidgetDriver

Show = Callable[..., DialogView]
Template = Callable[[str], Dialog]


def do(driver: WidgetDriver, *steps: Step) -> None:
    for step in steps:
        driver.carry_out(step)


def open_dialog(driver: WidgetDriver, template: str, node: str) -> None:
    do(
        driver,
        Step(click="nav.dialogs"),
        Step(click=f"dialogs.open.{template}"),
        Step(expect=f"dialog.node.{node}"),
        Step(click=f"dialog.node.{node}"),
        Step(expect="dialog.properties.name", text=node),
    )


def said(view: DialogView, name: str) -> str:
    found = view.properties.findChild(QWidget, f"dialog.properties.{name}")
    return found.text() if isinstance(found, (QLabel, QPushButton)) else ""


def read(view: DialogView) -> list[str]:
    QApplication.processEvents()
    return [one.text() for one in view.properties.findChildren(QLabel) if one.isVisible()]


def tab(view: DialogView, key: str) -> QPushButton:
    found = view.properties.findChild(QPushButton, f"dialog.properties.tab.{key}")
    assert isinstance(found, QPushButton)
    return found


def test_the_tabs_bear_the_platforms_names(show: Show, template: Template) -> None:
    view = show(template("create-a-deal"))
    view.canvas.choose("dealName")
    names = [tab(view, key).accessibleName() for key in ("component", "instance", "connection")]
    assert names == ["Component Properties", "Instance Properties", "Connection Properties"]
    assert tab(view, "nlp").accessibleName() == "NLP Properties"
    assert tab(view, "nlp").isVisible()
    view.canvas.choose("createDealService")
    assert not tab(view, "nlp").isVisible(), "a service has none"


def test_the_tab_stays_from_node_to_node_where_there_is_one(show: Show, template: Template) -> None:
    view = show(template("create-a-deal"))
    view.canvas.choose("dealName")
    tab(view, "instance").click()
    assert said(view, "instance.allowed_retries") == "5"
    view.canvas.choose("createDealService")
    assert said(view, "instance.timeout") == "20"
    view.canvas.choose("dealStage")
    tab(view, "nlp").click()
    view.canvas.choose("createDealMessage")
    assert tab(view, "component").isChecked()


def test_connections_say_if_and_else_and_lead_to_their_node(show: Show, template: Template) -> None:
    view = show(template("update-a-deal"))
    view.canvas.choose("dealUpdate")
    tab(view, "connection").click()
    words = read(view)
    assert [w for w in words if w in ("If", "Else If", "Else")] == ["If", "Else If", "Else"]
    assert "dealUpdate equal to dealName" in words
    assert said(view, "connection.0.label") == "Deal Name"
    go = view.properties.findChild(QPushButton, "dialog.properties.connection.1.target")
    go.click()
    assert view.canvas.chosen_name() == "dealStage"


def test_a_node_in_a_bot_action_leads_to_its_end(show: Show, template: Template) -> None:
    view = show(template("create-a-deal"))
    tab(view, "connection").click()
    view.canvas.choose("createDealService")
    assert said(view, "connection.0.target") == "getAccountService"
    view.canvas.choose("getAccountService")
    assert said(view, "connection.0.target") == "End of Bot Action"


def test_an_utterance_that_carries_an_entity_is_shown_with_it(
    show: Show, template: Template
) -> None:
    view = show(template("create-a-deal"))
    view.canvas.choose("dealName")
    tab(view, "nlp").click()
    words = read(view)
    assert any("{dealName}" in one for one in words)


def test_in_a_narrow_view_the_properties_lie_over_the_canvas_below_its_head(
    show: Show, template: Template
) -> None:
    view = show(template("create-a-deal"), 600, 620)
    before = view.canvas.width()
    view.canvas.choose("dealName")
    QApplication.processEvents()
    assert view.canvas.width() == before
    assert view.properties.geometry().right() == view.width() - 1
    back = view.findChild(QWidget, "dialog.name")
    assert not view.properties.geometry().intersects(back.geometry())
    drawn = next(one for one in view.canvas.nodes() if one.node.name == "dealName")
    shown = view.canvas.mapFromScene(drawn.sceneBoundingRect()).boundingRect()
    assert shown.center().x() < view.properties.x(), "what was chosen can still be seen"


def test_code_that_wraps_is_shown_to_its_last_line(show: Show, template: Template) -> None:
    view = show(template("update-a-deal"))
    for node, name in (("updateDealService", "body"), ("updateDealMessage", "script")):
        view.canvas.choose(node)
        QApplication.processEvents()
        code = view.properties.findChild(QPlainTextEdit, f"dialog.properties.component.{name}")
        last = code.cursorRect(_at_the_end(code))
        assert code.viewport().rect().contains(last), node


def test_the_titles_of_synonyms_are_not_cut_off(show: Show, template: Template) -> None:
    view = show(template("create-a-deal"))
    view.canvas.choose("dealStage")
    tab(view, "nlp").click()
    QApplication.processEvents()
    titles = [
        one
        for one in view.properties.findChildren(QLabel)
        if one.isVisible() and one.text() == "Decision Maker Bought-In"
    ]
    assert len(titles) == 1
    (title,) = titles
    across = title.fontMetrics().horizontalAdvance(title.text())
    wraps = title.wordWrap() and title.height() >= title.heightForWidth(title.width())
    assert title.width() >= across or wraps


def test_the_services_of_a_bot_action_keep_their_methods_spelling(
    show: Show, template: Template
) -> None:
    view = show(template("update-a-deal"))
    view.canvas.choose("updateDealAction")
    assert "Integration Service · PATCH" in read(view)


def _at_the_end(code: QPlainTextEdit) -> QTextCursor:
    cursor = code.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    return cursor


def test_a_request_is_tried_against_the_sandbox(set_up: WidgetDriver) -> None:
    open_dialog(set_up, "get-deal-by-id", "getDealService")
    do(
        set_up,
        Step(click="dialog.properties.component.edit_request"),
        Step(expect="dialog.request.method", text="GET"),
        Step(click="dialog.request.tab.test"),
        Step(expect="dialog.request.foot", contains="changes nothing"),
        Step(click="dialog.request.test"),
        Step(expect="dialog.request.problem", contains="Enter one"),
        Step(type="dialog.request.value.entities.dealID", text="10099894869"),
        Step(click="dialog.request.test"),
        Step(expect="dialog.request.status", text="200"),
        Step(expect="dialog.request.problem", gone=True),
        Step(expect="dialog.request.response_body", contains="Nike deal"),
        Step(expect="dialog.request.response_headers", contains="content-type"),
        Step(type="dialog.request.value.entities.dealID", text="404404"),
        Step(click="dialog.request.test"),
        Step(expect="dialog.request.status", text="404"),
    )
    studio = set_up.window.studio
    assert studio is not None
    token = studio.authorization.bearer("hubspot", user="").token
    sheet: Any = next(
        w for w in QApplication.topLevelWidgets() if w.objectName() == "dialog.request"
    )
    shown = "\n".join(one.toPlainText() for one in sheet.findChildren(NumberedCode))
    assert token not in shown
    assert studio.journal.list(1)[0].status == 404, "it is in Traffic like every other request"


def test_a_script_runs_on_sample_data(set_up: WidgetDriver) -> None:
    open_dialog(set_up, "create-a-deal", "createDealMessage")
    do(
        set_up,
        Step(click="dialog.properties.component.define_script"),
        Step(click="dialog.script.run"),
        Step(expect="dialog.script.printed.0", contains="is created."),
    )
    sheets = QApplication.topLevelWidgets()
    sheet: Any = next(one for one in sheets if one.objectName() == "dialog.script")
    sample = sheet.findChild(NumberedCode, "dialog.script.context")
    sample.setPlainText('{\n  "entities": {},\n')
    do(
        set_up,
        Step(click="dialog.script.run"),
        Step(expect="dialog.script.problem", contains="no JSON"),
        Step(expect="dialog.script.printed.0", gone=True),
    )
    assert len(sample.extraSelections()) == 1
    assert sample.toPlainText().startswith("{"), "what was typed stays"


def test_the_line_that_fails_is_marked(set_up: WidgetDriver) -> None:
    from ui.dialogs.script_sheet import DefineScript

    open_dialog(set_up, "create-a-deal", "createDealMessage")
    view = set_up.window.findChild(DialogView)
    node = Message(name="said", script="\n\nconst a = 1;\nthrow new Error('not today');\n")
    assert set_up.window.context is not None
    sheet = DefineScript(set_up.window, view.editing, node, set_up.window.context)
    sheet.open()
    do(
        set_up,
        Step(click="dialog.script.run"),
        Step(expect="dialog.script.problem", contains="not today"),
    )
    code = sheet.findChild(NumberedCode, "dialog.script.code")
    (mark,) = code.extraSelections()
    assert mark.cursor.block().text() == "throw new Error('not today');"
    sheet.close()
