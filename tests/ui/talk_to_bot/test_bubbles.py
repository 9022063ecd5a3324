"""What a message looks like, whatever it says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from studio.dialogs.chat import ChatMessage
from ui.controls import ScrollColumn
from ui.controls.lines import TEXT_LINE, Lines
from ui.talk_to_bot.bubbles import MessageView
from ui.theme.theme import Theme

LONG = (
    "Something went wrong at HubSpot (500). "
    "(correlation ID 019b8d62-7a80-7006-a7f6-00112233445566778899) Try again in a few minutes."
)


def test_a_long_message_is_shown_to_its_last_line(qtbot: Any, theme: Theme) -> None:
    panel = ScrollColumn((16, 16, 16, 16), 12, "messages")
    qtbot.addWidget(panel)
    view = MessageView(ChatMessage(1, "bot", "problem", LONG, datetime(2026, 1, 5, tzinfo=UTC)))
    panel.column.addWidget(view)
    panel.resize(360, 600)
    panel.show()
    words = view.findChild(Lines)
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()), timeout=2000)
    assert words.height() >= 5 * TEXT_LINE
