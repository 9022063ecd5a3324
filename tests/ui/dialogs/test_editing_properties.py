"""The properties as forms: what is entered is kept, what is wrong is said beside its field."""

from __future__ import annotations

from typing import cast

from studio.app import Studio
from studio.dialogs.definitions import Dialog, Entity, Message, Service
from studio.journeys.format import Step
from ui.dialogs.dialog_view import DialogView
from ui.journeys.driver import WidgetDriver

P = "dialog.properties"


def do(driver: WidgetDriver, *steps: Step) -> None:
    for step in steps:
        driver.carry_out(step)


def view_of(driver: WidgetDriver) -> DialogView:
    return next(view for view in driver.window.findChildren(DialogView) if view.isVisible())


def studio_of(driver: WidgetDriver) -> Studio:
    assert driver.window.context is not None
    return driver.window.context.studio


def opened(driver: WidgetDriver, node: str, template: str = "create-a-deal") -> None:
    do(
        driver,
        Step(click="nav.dialogs"),
        Step(click=f"dialogs.open.{template}"),
        Step(expect=f"dialog.node.{node}"),
        Step(click=f"dialog.node.{node}"),
        Step(expect=f"{P}.component.name", text=node),
    )


def kept(driver: WidgetDriver) -> Dialog:
    do(driver, Step(expect="dialog.saved", text="Saved"))
    editing = view_of(driver).editing
    assert editing is not None
    return studio_of(driver).dialogs.get(editing.dialog.id)


def test_a_prompt_is_kept_and_undone_at_once(set_up: WidgetDriver) -> None:
    opened(set_up, "dealName")
    before = kept(set_up)
    do(set_up, Step(type=f"{P}.component.user_prompt", text="How is it called?"))
    entity = kept(set_up).entity("dealName")
    assert entity is not None
    assert entity.prompt == "How is it called?"
    do(set_up, Step(click="dialog.undo"))
    do(set_up, Step(expect=f"{P}.component.user_prompt", contains="deal name"))
    assert kept(set_up).nodes == before.nodes


def test_a_rename_reaches_connections_and_canvas(set_up: WidgetDriver) -> None:
    opened(set_up, "dealName")
    do(
        set_up,
        Step(type=f"{P}.component.name", text="title"),
        Step(press="Tab"),
        Step(expect="dialog.node.title"),
        Step(expect=f"{P}.name", text="title"),
    )
    dialog = kept(set_up)
    assert dialog.first == "title"
    assert view_of(set_up).canvas.chosen_name() == "title"


def test_a_name_that_cannot_be_is_said_beside_it_and_stays(set_up: WidgetDriver) -> None:
    opened(set_up, "dealName")
    do(
        set_up,
        Step(type=f"{P}.component.name", text="deal name"),
        Step(expect=f"{P}.component.name.remark", contains="no spaces"),
        Step(expect=f"{P}.component.name", text="deal name"),
        Step(type=f"{P}.component.name", text="dealStage"),
        Step(expect=f"{P}.component.name.remark", contains="There is a node named dealStage"),
    )
    assert kept(set_up).entity("dealName") is not None
    do(
        set_up,
        Step(type=f"{P}.component.name", text="dealTitle"),
        Step(expect=f"{P}.component.name.remark", gone=True),
        Step(expect="dialog.node.dealTitle"),
    )
    assert kept(set_up).entity("dealTitle") is not None


def test_a_type_change_brings_its_fields(set_up: WidgetDriver) -> None:
    opened(set_up, "dealName")
    do(
        set_up,
        Step(click=f"{P}.component.type"),
        Step(press="Down"),
        Step(press="Return"),
        Step(expect=f"{P}.component.items"),
        Step(type=f"{P}.component.items", text="Small | s | little\nLarge"),
    )
    entity = cast("Entity", kept(set_up).entity("dealName"))
    assert [(i.title, i.value, i.synonyms) for i in entity.items] == [
        ("Small", "s", ("little",)),
        ("Large", "Large", ()),
    ]
    do(set_up, Step(type=f"{P}.component.items", text="a | x\nb | x"))
    do(set_up, Step(expect=f"{P}.component.items.remark", contains="Line 2 has the value x"))


def test_a_shared_component_says_whom_a_change_reaches(set_up: WidgetDriver) -> None:
    opened(set_up, "getAccountService")
    do(
        set_up,
        Step(expect=f"{P}.component.used_by", contains="A change here changes it in"),
        Step(expect=f"{P}.component.used_by", contains="more dialog tasks too"),
        Step(click="dialog.node.dealName"),
        Step(expect=f"{P}.component.name", text="dealName"),
        Step(expect=f"{P}.component.used_by", gone=True),
    )


def test_retries_and_time_out_have_limits(set_up: WidgetDriver) -> None:
    opened(set_up, "dealName")
    do(
        set_up,
        Step(click=f"{P}.tab.instance"),
        Step(type=f"{P}.instance.allowed_retries", text="11"),
        Step(expect=f"{P}.instance.allowed_retries.remark", contains="1 to 10"),
        Step(type=f"{P}.instance.allowed_retries", text="3"),
        Step(click="dialog.node.createDealService"),
        Step(type=f"{P}.instance.timeout", text="0"),
        Step(expect=f"{P}.instance.timeout.remark", contains="1 to 60"),
        Step(type=f"{P}.instance.timeout", text="30"),
    )
    dialog = kept(set_up)
    assert cast("Entity", dialog.entity("dealName")).retries == 3
    service = next(n for n in dialog.every_node if n.name == "createDealService")
    assert cast("Service", service).timeout_seconds == 30


def test_a_condition_is_added_filled_and_removed(set_up: WidgetDriver) -> None:
    opened(set_up, "dealName")
    do(
        set_up,
        Step(click=f"{P}.tab.connection"),
        Step(click=f"{P}.connection.add"),
        Step(expect=f"{P}.connection.0.then"),
        Step(click=f"{P}.connection.0.test.0.op"),
        Step(press="Down"),
        Step(press="Down"),
        Step(press="Return"),
        Step(type=f"{P}.connection.0.test.0.value", text="stop"),
        Step(type=f"{P}.connection.0.label", text="Stop it"),
        Step(click=f"{P}.connection.0.then"),
        Step(press="End"),
        Step(press="Up"),
        Step(press="Return"),
    )
    first = kept(set_up).node("dealName").transitions[0]
    assert (first.tests[0].entity, first.tests[0].op, first.tests[0].value) == (
        "dealName",
        "equal_to",
        "stop",
    )
    assert first.label == "Stop it"
    do(set_up, Step(click=f"{P}.connection.0.remove"))
    do(set_up, Step(expect=f"{P}.connection.0.test.0.op", gone=True))
    assert len(kept(set_up).node("dealName").transitions) == 1


def test_utterances_are_added_and_are_unique(set_up: WidgetDriver) -> None:
    opened(set_up, "createDeal")
    do(
        set_up,
        Step(click=f"{P}.tab.nlp"),
        Step(type=f"{P}.nlp.new", text="sell something\nnew business with {dealName}"),
        Step(click=f"{P}.nlp.add"),
        Step(expect=f"{P}.nlp.utterance.0"),
    )
    dialog = kept(set_up)
    assert "sell something" in dialog.intent.utterances
    assert not dialog.trained
    do(
        set_up,
        Step(type=f"{P}.nlp.new", text="Sell something"),
        Step(click=f"{P}.nlp.add"),
        Step(expect=f"{P}.nlp.new.remark", contains="is there already"),
        Step(expect=f"{P}.nlp.new", text="Sell something"),
        Step(type=f"{P}.nlp.new", text="list all deals"),
        Step(click=f"{P}.nlp.add"),
        Step(expect="dialog.notice", contains="starts List All Deals already"),
        Step(expect="dialog.saved", text="Not saved"),
        Step(click="dialog.undo"),
        Step(expect="dialog.saved", text="Saved"),
    )


def test_bot_responses_are_texts_where_there_is_no_script(set_up: WidgetDriver) -> None:
    opened(set_up, "dealName")
    do(
        set_up,
        Step(click="dialog.add"),
        Step(press="m"),
        Step(expect=f"{P}.component.name", text="newMessage"),
        Step(click=f"{P}.component.add_bot_response"),
        Step(type=f"{P}.component.response.0", text="Hello {{context.entities.dealName}}"),
        Step(click=f"{P}.component.add_bot_response"),
        Step(type=f"{P}.component.response.1", text="Hi"),
        Step(click=f"{P}.component.response.0.remove"),
        Step(expect=f"{P}.component.response.0", text="Hi"),
    )
    assert cast("Message", kept(set_up).node("newMessage")).texts == ("Hi",)


def test_what_a_rename_changed_stays_when_more_is_changed(set_up: WidgetDriver) -> None:
    """Its own conditions name the node as well; they must not get their old words back."""
    opened(set_up, "dealUpdate", "update-a-deal")
    do(
        set_up,
        Step(type=f"{P}.component.name", text="whatToChange"),
        Step(press="Tab"),
        Step(expect="dialog.node.whatToChange"),
        Step(type=f"{P}.component.user_prompt", text="What is to be changed?"),
        Step(expect="dialog.saved", text="Saved"),
    )
    node = cast("Entity", kept(set_up).entity("whatToChange"))
    assert node.prompt == "What is to be changed?"
    assert {test.entity for way in node.transitions for test in way.tests} == {"whatToChange"}
