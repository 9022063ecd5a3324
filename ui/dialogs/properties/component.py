"""Component Properties: what a node is made of wherever it is used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.dialogs.definitions import (
    ENTITY_TYPE_LABELS,
    BotAction,
    Entity,
    Intent,
    Message,
    SampleResponse,
    Script,
    Service,
)
from ui.controls import Button, Mono, Pill, Text
from ui.dialogs.code import Code
from ui.dialogs.properties.page import PropertyPage
from ui.dialogs.words import AnyNode, breakable, kind_in_words
from ui.theme.theme import Theme

NODE = "dialog.properties"


@dataclass(frozen=True)
class Ways:
    """What the properties lead to; None where it cannot be done here."""

    choose: Callable[[str], None]
    """Select a node on the canvas."""
    request: Callable[[Service], None] | None = None
    """Show a request whole, and try it."""
    script: Callable[[Script | Message], None] | None = None
    """Show a script whole, and run it."""
    response: Callable[[Service, SampleResponse | None], None] | None = None
    """Add a sample response, or change one."""
    used_by: Callable[[str, Callable[[tuple[str, ...]], None]], None] | None = None
    """Ask for the names of the dialog tasks that use a component."""


def fill(page: PropertyPage, node: AnyNode, theme: Theme, ways: Ways, *, integrated: bool) -> None:
    """Show what `node` is made of."""
    page.value("Name", node.name, "component.name")
    match node:
        case Intent():
            page.value("Display Name", node.display_name, "component.display_name")
        case Entity():
            _entity(page, node)
        case Service():
            _service(page, node, theme, ways, integrated=integrated)
        case Script():
            _script(page, node, theme, ways, "Script Definition")
        case Message():
            _script(page, node, theme, ways, "Bot Responses")
        case BotAction():
            _bot_action(page, node, ways, integrated=integrated)


def _entity(page: PropertyPage, node: Entity) -> None:
    page.value("Type", ENTITY_TYPE_LABELS[node.entity_type], "component.type")
    page.value("User Prompt", node.prompt, "component.user_prompt")
    page.value("Error Prompts", node.error_prompt, "component.error_prompts")
    if node.items:
        page.section(f"List of Items ({len(node.items)})")
        for item in node.items:
            page.pair(Text(item.title, "value"), Mono(item.value))


def _service(
    page: PropertyPage, node: Service, theme: Theme, ways: Ways, *, integrated: bool
) -> None:
    kind = "Integration Service" if integrated else "Custom Service"
    page.value("Service Type", kind, "component.service_type")
    page.value("Sub Type", "REST", "component.sub_type")
    view = None
    if (show := ways.request) is not None:
        view = Button("View Request", f"{NODE}.component.view_request", kind="link")
        view.clicked.connect(lambda: show(node))
    page.section("Request Definition", view)
    show_request(page, node, theme)
    show_samples(page, node)


def show_request(page: PropertyPage, node: Service, theme: Theme) -> None:
    """Method, path and body of a service."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(Pill(node.request.method, "ok"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Mono(breakable(node.request.path), f"{NODE}.component.path"), 1)
    page.add(line)
    if node.request.body:
        page.section("Body")
        page.add(Code(node.request.body.strip(), theme, "json", f"{NODE}.component.body", "Body"))


def show_samples(page: PropertyPage, node: Service) -> None:
    """The sample responses of a service."""
    page.section("Sample Responses")
    for sample in node.sample_responses:
        status = f"{sample.status}{', default' if sample.default else ''}"
        page.pair(Text(sample.name, "secondary"), Text(status, "value"))
    if not node.sample_responses:
        page.note("None")


def _script(
    page: PropertyPage, node: Script | Message, theme: Theme, ways: Ways, title: str
) -> None:
    view = None
    if (show := ways.script) is not None:
        view = Button("View Script", f"{NODE}.component.view_script", kind="link")
        view.clicked.connect(lambda: show(node))
    page.section(title, view)
    name = f"{NODE}.component.script"
    page.add(Code(node.script.strip(), theme, "javascript", name, title))


def _bot_action(page: PropertyPage, node: BotAction, ways: Ways, *, integrated: bool) -> None:
    page.section("Nodes")
    for child in node.nodes:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        go = Button(child.name, f"{NODE}.component.node.{child.name}", kind="link")
        go.clicked.connect(lambda _=False, name=child.name: ways.choose(name))
        line.addWidget(go)
        line.addStretch(1)
        line.addWidget(Text(kind_in_words(child, integrated=integrated), "small", wrap=False))
        page.add(row)
