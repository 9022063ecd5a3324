"""A place: what the navigation leads to, and what a page gets to work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.background import Background
from ui.links import Links
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from studio.app import Studio
    from ui.sandbox.desk import SandboxDesk
    from ui.talk_to_bot.debug.running_nodes import RunningNodes


@dataclass(frozen=True)
class Context:
    """What every page gets: the core, the way off the GUI thread, and the ways to elsewhere."""

    studio: Studio
    background: Background
    theme: Theme
    links: Links
    navigate: Callable[..., None]
    """`navigate("dialogs", open="<dialog id>")`: shows a place; the rest goes to `go_to`."""
    talk_to_bot: Callable[[], None]
    """Opens the Talk to Bot panel."""
    sandbox: SandboxDesk | None = None
    """The window's way to the sandbox."""
    running: RunningNodes | None = None
    """What happens in conversations, while somebody looks."""


class Page(QWidget):
    """A page of the window.

    Signals:
        place_changed: Where on the page the person is, as JSON data; kept, and given back to
            `restore` when the program is started again.
        breadcrumb_changed: Words to add to the page's breadcrumb.
    """

    place_changed = Signal(dict)
    breadcrumb_changed = Signal(list)

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("role", "page")

    def show_page(self) -> None:
        """The page comes to the front: ask the core afresh."""

    def go_to(self, **target: Any) -> None:
        """Somebody leads the person to a certain spot of the page."""

    def restore(self, state: dict[str, Any]) -> None:
        """Take the person back to where `place_changed` last said they were."""


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    id: str
    group: str
    title: str
    breadcrumb: tuple[str, ...]
    icon: str
    build: Callable[[Context], Page]
