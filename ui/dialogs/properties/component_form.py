"""Component Properties as a form: what a node is made of wherever it is used."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.dialogs import edits
from studio.dialogs.checking import check_node_name
from studio.dialogs.definitions import (
    ENTITY_TYPE_LABELS,
    BotAction,
    Entity,
    EntityType,
    Intent,
    Item,
    Message,
    SampleResponse,
    Script,
    Service,
)
from studio.dialogs.item_lines import item_lines, read_item_lines
from studio.errors import StudioError
from ui.controls import Button, CheckBox, IconButton, Text
from ui.dialogs.code import Code
from ui.dialogs.properties.component import Ways, show_request
from ui.dialogs.properties.fields import NODE, line, paragraph, select
from ui.dialogs.properties.node_edit import NodeEdit
from ui.dialogs.properties.page import PropertyPage
from ui.dialogs.words import kind_in_words
from ui.theme.theme import Theme


def fill(page: PropertyPage, edit: NodeEdit, theme: Theme, ways: Ways, *, integrated: bool) -> None:
    """Show the form of a node's component."""
    node = edit.node
    line(
        page,
        "Name",
        node.name,
        "component.name",
        lambda text: edit.set(name=text.strip()),
        lambda text: _check_name(edit, text.strip()),
    )
    line(
        page,
        "Display Name",
        node.display_name,
        "component.display_name",
        lambda text: edit.set(display_name=text),
    )
    match node:
        case Intent():
            paragraph(
                page,
                "Description",
                node.description,
                "component.description",
                lambda text: edit.set(description=text),
            )
        case Entity():
            _entity(page, edit, node)
        case Service():
            _service(page, edit, node, theme, ways, integrated=integrated)
        case Script():
            _code(page, node, theme, ways, "Script Definition")
        case Message():
            _message(page, edit, node, theme, ways)
        case BotAction():
            _bot_action(page, edit, node, ways, integrated=integrated)


def _check_name(edit: NodeEdit, name: str) -> None:
    dialog = edit.dialog
    taken = {dialog.intent.name, *(one.name for one in dialog.every_node)} - {edit.node.name}
    check_node_name(name, taken)


def _entity(page: PropertyPage, edit: NodeEdit, node: Entity) -> None:
    def retype(key: str) -> None:
        changed = edits.replace(node_now(), entity_type=cast("EntityType", key))
        dialog = edits.change_node(edit.dialog, edit.node.name, changed)
        edit.apply(dialog, f"Make {edit.node.name} a {ENTITY_TYPE_LABELS[key]}")

    def node_now() -> Entity:
        return cast("Entity", edit.node)

    types = ENTITY_TYPE_LABELS.items()
    select(page, "Type", types, node.entity_type, "component.type", retype)
    paragraph(
        page,
        "User Prompt",
        node.prompt,
        "component.user_prompt",
        lambda text: edit.set(prompt=text),
    )
    paragraph(
        page,
        "Error Prompts",
        node.error_prompt,
        "component.error_prompts",
        lambda text: edit.set(error_prompt=text),
    )
    if node.entity_type == "list_of_items":
        _items(page, edit, node.items)
    if node.entity_type == "custom":
        line(
            page,
            "Pattern",
            node.regex_pattern,
            "component.pattern",
            lambda text: edit.set(regex_pattern=_pattern(text)),
        )
        page.note("A regular expression that the whole answer has to match.")
    box = CheckBox("Sensitive Entity", f"{NODE}.component.sensitive")
    box.setChecked(node.sensitive)
    box.toggled.connect(lambda on: edit.set(sensitive=on))
    page.add(box)


def _items(page: PropertyPage, edit: NodeEdit, items: tuple[Item, ...]) -> None:
    paragraph(
        page,
        "List of Items",
        item_lines(items),
        "component.items",
        lambda text: edit.set(items=read_item_lines(text)),
        lines=max(4, min(10, len(items) + 1)),
    )
    page.note("One item a line: Title | value | synonym, synonym")


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        message = f"This is no regular expression: {error}."
        raise StudioError(message, "Change the pattern.") from error
    return text


def _service(
    page: PropertyPage,
    edit: NodeEdit,
    node: Service,
    theme: Theme,
    ways: Ways,
    *,
    integrated: bool,
) -> None:
    kind = "Integration Service" if integrated else "Custom Service"
    page.value("Service Type", kind, "component.service_type")
    page.value("Sub Type", "REST", "component.sub_type")
    words = "Edit Request" if node.request.path else "Define Request"
    link = Button(words, f"{NODE}.component.edit_request", kind="link")
    link.clicked.connect(lambda: ways.request and ways.request(cast("Service", edit.node)))
    page.section("Request Definition", link)
    if node.request.path:
        show_request(page, node, theme)
    else:
        page.note("No request yet.")
    page.section("Sample Responses")
    for number, sample in enumerate(node.sample_responses):
        name = Button(sample.name, f"{NODE}.component.sample.{number}", kind="link")
        name.clicked.connect(partial(_open_response, edit, ways, sample))
        status = f"{sample.status}{', default' if sample.default else ''}"
        page.pair(_at_the_left(name), Text(status, "value"))
    add = Button("+Add Response", f"{NODE}.component.add_response", kind="link")
    add.clicked.connect(lambda: _open_response(edit, ways, None))
    _left(page, add)


def _open_response(edit: NodeEdit, ways: Ways, sample: SampleResponse | None) -> None:
    if ways.response is not None:
        ways.response(cast("Service", edit.node), sample)


def _code(page: PropertyPage, node: Script | Message, theme: Theme, ways: Ways, title: str) -> None:
    link = Button("Define Script", f"{NODE}.component.define_script", kind="link")
    link.clicked.connect(lambda: ways.script and ways.script(node))
    page.section(title, link)
    if node.script.strip():
        name = f"{NODE}.component.script"
        page.add(Code(node.script.strip(), theme, "javascript", name, title))
    else:
        page.note("No script yet.")


def _message(page: PropertyPage, edit: NodeEdit, node: Message, theme: Theme, ways: Ways) -> None:
    if node.script.strip() or not node.texts:
        _code(page, node, theme, ways, "Bot Responses")
    if not node.script.strip():
        for number, text in enumerate(node.texts):
            _response(page, edit, number, text)
        if len(node.texts) > 1:
            page.note("One of them is said, taken at random.")
        add = Button("Add Bot Response", f"{NODE}.component.add_bot_response", kind="link")
        add.clicked.connect(lambda: _set_texts(edit, (*_texts(edit), ""), "Add a bot response"))
        _left(page, add)


def _response(page: PropertyPage, edit: NodeEdit, number: int, text: str) -> None:
    def take(words: str) -> None:
        texts = list(_texts(edit))
        texts[number] = words
        edit.set(texts=tuple(texts))

    def remove() -> None:
        texts = _texts(edit)
        _set_texts(edit, texts[:number] + texts[number + 1 :], "Remove a bot response")

    title = f"Bot Response {number + 1}"
    away = IconButton(f"Remove {title}", f"{NODE}.component.response.{number}.remove", "trash")
    away.clicked.connect(remove)
    page.section(title, away)
    field = paragraph(page, "", text, f"component.response.{number}", take)
    field.inner.setAccessibleName(title)


def _texts(edit: NodeEdit) -> tuple[str, ...]:
    return cast("Message", edit.node).texts


def _set_texts(edit: NodeEdit, texts: tuple[str, ...], words: str) -> None:
    node = edits.replace(cast("Message", edit.node), texts=texts)
    edit.apply(edits.change_node(edit.dialog, node.name, node), words)


def _bot_action(
    page: PropertyPage, edit: NodeEdit, node: BotAction, ways: Ways, *, integrated: bool
) -> None:
    page.section("Nodes")
    for number, child in enumerate(node.nodes):
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        go = Button(child.name, f"{NODE}.component.node.{child.name}", kind="link")
        go.clicked.connect(_calling(ways.choose, child.name))
        across.addWidget(go)
        across.addStretch(1)
        across.addWidget(Text(kind_in_words(child, integrated=integrated), "small", wrap=False))
        up = IconButton(
            f"Move {child.name} up", f"{NODE}.component.node.{child.name}.up", "chevron-up"
        )
        up.setEnabled(number > 0)
        up.clicked.connect(_calling(lambda name: _move_up(edit, name), child.name))
        across.addWidget(up)
        page.add(row)
    if not node.nodes:
        page.note("None yet. Select this node and add a service or a script.")


def _move_up(edit: NodeEdit, name: str) -> None:
    edit.apply(edits.move_inside(edit.dialog, name, -1), f"Move {name} up")


def _calling(act: Callable[[str], object], name: str) -> Callable[[], object]:
    return lambda: act(name)


def _left(page: PropertyPage, widget: QWidget) -> None:
    page.add(_at_the_left(widget))


def _at_the_left(widget: QWidget) -> QWidget:
    row = QWidget()
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 0, 0, 0)
    across.addWidget(widget)
    across.addStretch(1)
    return row
