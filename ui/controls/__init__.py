"""The controls every page is made of: one way each to show a button, a card, an error.

Each control's module is loaded when the control is first asked for: the first paint needs few.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.controls.button import Button, IconButton
    from ui.controls.card import Card, CardButton
    from ui.controls.check_box import CheckBox
    from ui.controls.empty_state import EmptyState
    from ui.controls.flow_layout import FlowLayout
    from ui.controls.notice import Notice
    from ui.controls.option_card import OptionCard, OptionGroup
    from ui.controls.pill import Pill
    from ui.controls.question import Question
    from ui.controls.scroll_column import ScrollColumn
    from ui.controls.segments import Segments
    from ui.controls.select import Select
    from ui.controls.sheet import DialogSheet
    from ui.controls.skeleton import Skeleton
    from ui.controls.slide_over import SlideOver
    from ui.controls.switch import Switch, SwitchRow
    from ui.controls.tabs import Tabs
    from ui.controls.text import Chip, FieldRow, Heading, Mono, Rule, Text

_MODULES = {
    "Button": "button",
    "Card": "card",
    "CardButton": "card",
    "CheckBox": "check_box",
    "Chip": "text",
    "DialogSheet": "sheet",
    "EmptyState": "empty_state",
    "FieldRow": "text",
    "FlowLayout": "flow_layout",
    "Heading": "text",
    "IconButton": "button",
    "Mono": "text",
    "Notice": "notice",
    "OptionCard": "option_card",
    "OptionGroup": "option_card",
    "Pill": "pill",
    "Question": "question",
    "Rule": "text",
    "ScrollColumn": "scroll_column",
    "Segments": "segments",
    "Select": "select",
    "Skeleton": "skeleton",
    "SlideOver": "slide_over",
    "Switch": "switch",
    "SwitchRow": "switch",
    "Tabs": "tabs",
    "Text": "text",
}

__all__ = [
    "Button",
    "Card",
    "CardButton",
    "CheckBox",
    "Chip",
    "DialogSheet",
    "EmptyState",
    "FieldRow",
    "FlowLayout",
    "Heading",
    "IconButton",
    "Mono",
    "Notice",
    "OptionCard",
    "OptionGroup",
    "Pill",
    "Question",
    "Rule",
    "ScrollColumn",
    "Segments",
    "Select",
    "Skeleton",
    "SlideOver",
    "Switch",
    "SwitchRow",
    "Tabs",
    "Text",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
