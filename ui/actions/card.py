"""The card of one action."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studio.actions import Action, ActionState
from ui.controls import CardButton, Pill, Text
from ui.controls.pill import Tone
from ui.theme.icons import svg_pixmap

WIDTH = 300
ICON = QSize(40, 40)

STATE_WORDS: dict[ActionState, tuple[str, Tone]] = {
    ActionState.AVAILABLE: ("Available", "neutral"),
    ActionState.ENABLED: ("Enabled", "ok"),
    ActionState.DISABLED: ("Disabled", "warn"),
    ActionState.ERROR: ("Needs authorization", "error"),
}


class ActionCard(CardButton):
    """Icon, name, category, description and what belongs to it. Click, Enter or Space opens it."""

    def __init__(self, action: Action, icon: bytes) -> None:
        region = "configured" if action.configured else "available"
        super().__init__(f"actions.{region}.{action.connector_id}", action.name, spacing=12)
        self.connector_id = action.connector_id
        self.setFixedWidth(WIDTH)
        self._build(action, icon)

    def sizeHint(self) -> QSize:
        """Cards are of one width, and as high as their words need."""
        return QSize(WIDTH, self.heightForWidth(WIDTH))

    def _build(self, action: Action, icon: bytes) -> None:
        picture = QLabel()
        picture.setFixedSize(ICON)
        picture.setPixmap(svg_pixmap(icon, ICON, self.devicePixelRatioF()))
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(Text(action.name, "strong"))
        names.addWidget(Text(action.category, "secondary"))
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(picture)
        head.addLayout(names, 1)
        if action.configured:
            words, tone = STATE_WORDS[action.state]
            state = Pill(words, tone)
            state.setObjectName(f"{self.objectName()}.state")
            head.addWidget(state, 0, Qt.AlignmentFlag.AlignTop)

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
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def _body(action: Action) -> str:
    """What the action is for; once it is set up, whose account it works with."""
    if action.configured and action.account is not None:
        return f"Connected to {action.account.name} as {action.account.signed_in_as}."
    return action.description
