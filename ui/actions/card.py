"""The card of one action."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QWidget

from studio.actions import Action, ActionState
from ui.controls import CardButton, IconButton, Pill, Text
from ui.controls.pill import Tone
from ui.theme.icons import svg_pixmap

WIDTH = 300
ICON = QSize(40, 40)
GEAR = QSize(30, 28)
GEAR_AT = 9
"""From the corner; it lies above the layout, so that names stand alike on every card."""

STATE_WORDS: dict[ActionState, tuple[str, Tone]] = {
    ActionState.AVAILABLE: ("Available", "neutral"),
    ActionState.ENABLED: ("Enabled", "ok"),
    ActionState.DISABLED: ("Disabled", "warn"),
    ActionState.ERROR: ("Needs authorization", "error"),
}


class ActionCard(CardButton):
    """Icon, name, category, description and what belongs to it. Click, Enter or Space opens it;
    a configured one has a gear, and its menu comes with the Menu key, too.

    Signals:
        open_asked, enable_asked, disable_asked, delete_asked: What the menu offers.
    """

    open_asked = Signal()
    enable_asked = Signal()
    disable_asked = Signal()
    delete_asked = Signal()

    def __init__(self, action: Action, icon: bytes) -> None:
        region = "configured" if action.configured else "available"
        super().__init__(f"actions.{region}.{action.connector_id}", action.name, spacing=12)
        self.connector_id = action.connector_id
        self.setFixedWidth(WIDTH)
        self._action = action
        self._gear: IconButton | None = None
        self._build(action, icon)
        if action.configured:
            self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            self.customContextMenuRequested.connect(lambda at: self._open_menu())

    def sizeHint(self) -> QSize:
        """Cards are of one width, and as high as their words need."""
        return QSize(WIDTH, self.heightForWidth(WIDTH))

    def _build(self, action: Action, icon: bytes) -> None:
        picture = QLabel()
        picture.setFixedSize(ICON)
        picture.setPixmap(svg_pixmap(icon, ICON, self.devicePixelRatioF()))
        names = QGridLayout()
        names.setHorizontalSpacing(6)
        names.setVerticalSpacing(0)
        names.setColumnStretch(0, 1)
        names.addWidget(Text(action.name, "strong"), 0, 0)
        names.addWidget(Text(action.category, "secondary"), 1, 0)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(names, 1)
        if action.configured:
            words, tone = STATE_WORDS[action.state]
            state = Pill(words, tone)
            state.setObjectName(f"{self.objectName()}.state")
            names.addWidget(state, 1, 1, Qt.AlignmentFlag.AlignRight)
            label = f"Settings of {action.name}"
            self._gear = IconButton(label, f"{self.objectName()}.gear", "gear", self)
            self._gear.setFixedSize(GEAR)
            self._gear.move(WIDTH - GEAR.width() - GEAR_AT, GEAR_AT)
            self._gear.clicked.connect(self._open_menu)

        pills = QHBoxLayout()
        pills.setSpacing(8)
        for words in (f"{action.template_count} templates", *action.authorization_labels):
            pills.addWidget(Pill(words, "neutral"))
        pills.addStretch(1)

        self.column.addLayout(head)
        self.column.addWidget(Text(_body(action), "lead"))
        self.column.addLayout(pills)
        self.setAccessibleDescription(f"{action.category}. {_body(action)}")
        for child in self.findChildren(QWidget):
            if child is not self._gear:
                child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _open_menu(self) -> None:
        assert self._gear is not None
        menu = QMenu(self)
        menu.setObjectName(f"{self.objectName()}.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Configurations", self.open_asked.emit)
        if self._action.can_disable:
            menu.addAction("Disable", self.disable_asked.emit)
        if self._action.state is ActionState.DISABLED:
            menu.addAction("Enable", self.enable_asked.emit)
        menu.addSeparator()
        menu.addAction("Delete", self.delete_asked.emit)
        menu.popup(self._gear.mapToGlobal(QPoint(0, self._gear.height() + 4)))


def _body(action: Action) -> str:
    """What the action is for; once it is set up, whose account it works with."""
    if action.configured and action.account is not None:
        return f"Connected to {action.account.name} as {action.account.signed_in_as}."
    return action.description
