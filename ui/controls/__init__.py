"""The controls every page is made of: one way each to show a button, a card, an error."""

from ui.controls.button import Button, IconButton
from ui.controls.card import Card, CardButton
from ui.controls.empty_state import EmptyState
from ui.controls.flow_layout import FlowLayout
from ui.controls.notice import Notice
from ui.controls.option_card import OptionCard, OptionGroup
from ui.controls.pill import Pill
from ui.controls.scroll_column import ScrollColumn
from ui.controls.sheet import DialogSheet
from ui.controls.skeleton import Skeleton
from ui.controls.slide_over import SlideOver
from ui.controls.tabs import Tabs
from ui.controls.text import Chip, FieldRow, Heading, Mono, Rule, Text

__all__ = [
    "Button",
    "Card",
    "CardButton",
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
    "Rule",
    "ScrollColumn",
    "Skeleton",
    "SlideOver",
    "Tabs",
    "Text",
]
