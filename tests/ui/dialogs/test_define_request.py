"""Define Request and Add Response, as a person fills them in."""

from __future__ import annotations

from typing import cast

import pytest

from studio.app import Studio
from studio.dialogs.definitions import Service
from studio.journeys.format import Step
from ui.dialogs.dialog_view import DialogView
from ui.journeys.driver import WidgetDriver

R = "dialog.request"


def do(driver: WidgetDriver, *steps: Step) -> None:
    for step in steps:
        driver.carry_out(step)


def opened(driver: WidgetDriver, template: str, node: str) -> None:
    do(
        driver,
        Step(click="nav.dialogs"),
        Step(click=f"dialogs.open.{template}"),
        Step(expect=f"dialog.node.{node}"),
        Step(click=f"dialog.node.{node}"),
        Step(click="dialog.properties.component.edit_request"),
        Step(expect=f"{R}.url"),
    )


def studio_of(driver: WidgetDriver) -> Studio:
    assert driver.window.context is not None
    return driver.window.context.studio


def kept(driver: WidgetDriver, node: str) -> Service:
    do(driver, Step(expect=R, gone=True), Step(expect="dialog.saved", text="Saved"))
    view = next(v for v in driver.window.findChildren(DialogView) if v.isVisible())
    assert view.editing is not None
    dialog = studio_of(driver).dialogs.get(view.editing.dialog.id)
    return cast("Service", next(n for n in dialog.every_node if n.name == node))


def test_a_header_and_a_property_are_added_and_kept(set_up: WidgetDriver) -> None:
    opened(set_up, "create-a-deal", "createDealService")
    body = '{"properties": {"dealname": "{{context.entities.dealName}}", "description": "x"}}'
    do(
        set_up,
        Step(expect=f"{R}.url", text="https://api.hubapi.com/crm/v3/objects/deals"),
        Step(click=f"{R}.tab.headers"),
        Step(click=f"{R}.headers.add"),
        Step(type=f"{R}.header.1.name", text="X-Trace"),
        Step(type=f"{R}.header.1.value", text="one"),
        Step(click=f"{R}.tab.body"),
        Step(type=f"{R}.body", text=body),
        Step(click=f"{R}.save"),
    )
    service = kept(set_up, "createDealService")
    assert service.request.headers["X-Trace"] == "one"
    assert service.request.body == body
    assert service.request.method == "POST"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://evil.example/crm/v3", "the token must go nowhere else"),
        ("//evil.example/x", "two slashes"),
        ("https://api.hubapi.com.evil.example/x", "the token must go nowhere else"),
        ("https://api.hubapi.com/a b", "a space"),
    ],
)
def test_a_url_that_leads_elsewhere_is_refused(set_up: WidgetDriver, url: str, said: str) -> None:
    opened(set_up, "get-deal-by-id", "getDealService")
    do(
        set_up,
        Step(type=f"{R}.url", text=url),
        Step(expect=f"{R}.url.remark", contains=said),
        Step(click=f"{R}.save"),
        Step(expect=f"{R}.url", text=url),
        Step(click=f"{R}.cancel"),
        Step(expect=f"{R}.unsaved"),
        Step(click=f"{R}.discard"),
    )
    assert kept(set_up, "getDealService").request.path.startswith("/crm/v3/objects/deals/")


def test_what_cannot_be_sent_is_said_beside_it(set_up: WidgetDriver) -> None:
    opened(set_up, "create-a-deal", "createDealService")
    do(
        set_up,
        Step(click=f"{R}.tab.headers"),
        Step(click=f"{R}.headers.add"),
        Step(type=f"{R}.header.1.name", text="Authorization"),
        Step(type=f"{R}.header.1.value", text="Bearer x"),
        Step(expect=f"{R}.header.1.remark", contains="never kept"),
        Step(click=f"{R}.header.1.remove"),
        Step(click=f"{R}.tab.body"),
        Step(type=f"{R}.body", text='{"a": 1,\n"b": {{context.entities.dealName}}}'),
        Step(expect=f"{R}.body.remark", contains="in line 2"),
        Step(expect=f"{R}.body.remark", contains="quotes around placeholders"),
        Step(click=f"{R}.save"),
        Step(expect=f"{R}.body.remark"),
        Step(type=f"{R}.body", text='{"b": "{{context.entities.nobody}}"}'),
        Step(expect=f"{R}.body.remark", gone=True),
        Step(expect=f"{R}.unknown", contains="context.entities.nobody"),
    )


def test_placeholders_are_completed_while_they_are_typed(set_up: WidgetDriver) -> None:
    opened(set_up, "get-deal-by-id", "getDealService")
    field = set_up.window.findChild(object, "dialog.node.x")
    assert field is None
    do(
        set_up,
        Step(type=f"{R}.url", text="/crm/v3/objects/deals/{{dealI"),
        Step(press="Return"),
        Step(
            expect=f"{R}.url",
            text="/crm/v3/objects/deals/{{context.entities.dealID}}",
        ),
    )


def test_the_request_is_tried_as_it_is_typed_and_its_answer_kept(set_up: WidgetDriver) -> None:
    opened(set_up, "get-deal-by-id", "getDealService")
    do(
        set_up,
        Step(
            type=f"{R}.url",
            text="https://api.hubapi.com/crm/v3/objects/contacts/{{context.entities.dealID}}",
        ),
        Step(click=f"{R}.tab.test"),
        Step(type=f"{R}.value.entities.dealID", text="1401"),
        Step(click=f"{R}.test"),
        Step(expect=f"{R}.status", text="200"),
        Step(type=f"{R}.sample_name", text="aContact"),
        Step(click=f"{R}.save_sample"),
        Step(click=f"{R}.save"),
    )
    service = kept(set_up, "getDealService")
    assert service.request.path == "/crm/v3/objects/contacts/{{context.entities.dealID}}"
    sample = next(one for one in service.sample_responses if one.name == "aContact")
    assert sample.status == 200
    assert "1401" in sample.body


def test_a_response_is_added_changed_and_removed(set_up: WidgetDriver) -> None:
    opened(set_up, "get-deal-by-id", "getDealService")
    do(set_up, Step(click=f"{R}.cancel"), Step(expect=R, gone=True))
    count = len(kept(set_up, "getDealService").sample_responses)
    do(
        set_up,
        Step(click="dialog.properties.component.add_response"),
        Step(type="dialog.response.name", text="notFound"),
        Step(type="dialog.response.status", text="9"),
        Step(click="dialog.response.save"),
        Step(expect="dialog.response.remark", contains="100 to 599"),
        Step(type="dialog.response.status", text="404"),
        Step(type="dialog.response.body", text="not json"),
        Step(click="dialog.response.save"),
        Step(expect="dialog.response.remark", contains="take RAW"),
        Step(click="dialog.response.type.raw"),
        Step(click="dialog.response.save"),
        Step(expect="dialog.response", gone=True),
        Step(expect=f"dialog.properties.component.sample.{count}", text="notFound"),
    )
    assert kept(set_up, "getDealService").sample_responses[-1].body == "not json"
    do(
        set_up,
        Step(click=f"dialog.properties.component.sample.{count}"),
        Step(click="dialog.response.remove"),
        Step(expect=f"dialog.properties.component.sample.{count}", gone=True),
    )
    assert len(kept(set_up, "getDealService").sample_responses) == count


def test_a_script_is_written_checked_and_kept(set_up: WidgetDriver) -> None:
    do(
        set_up,
        Step(click="nav.dialogs"),
        Step(click="dialogs.open.create-a-deal"),
        Step(click="dialog.node.createDealMessage"),
        Step(click="dialog.properties.component.define_script"),
        Step(type="dialog.script.code", text="let a = 1;\nlet b = ;"),
        Step(expect="dialog.script.state", contains="in line 2"),
        Step(type="dialog.script.code", text='print("Hello " + context.entities.dealName);'),
        Step(expect="dialog.script.state", text="Saved"),
        Step(click="dialog.script.run"),
        Step(expect="dialog.script.said.0", contains="Hello"),
        Step(type="dialog.script.code", text="while (true) {}"),
        Step(click="dialog.script.run"),
        Step(expect="dialog.script.problem", contains="ran longer than", within=20),
        Step(type="dialog.script.code", text='print("Done");'),
        Step(click="dialog.script.save"),
        Step(expect="dialog.script", gone=True),
        Step(expect="dialog.saved", text="Saved"),
    )
    view = next(v for v in set_up.window.findChildren(DialogView) if v.isVisible())
    assert view.editing is not None
    dialog = studio_of(set_up).dialogs.get(view.editing.dialog.id)
    assert getattr(dialog.node("createDealMessage"), "script", "") == 'print("Done");\n'


def test_a_script_that_nobody_touched_is_said_to_be_saved(set_up: WidgetDriver) -> None:
    do(
        set_up,
        Step(click="nav.dialogs"),
        Step(click="dialogs.open.create-a-deal"),
        Step(click="dialog.node.createDealMessage"),
        Step(click="dialog.properties.component.define_script"),
        Step(theme="dark"),
        Step(expect="dialog.script.state", text="Saved", within=0.5),
    )
