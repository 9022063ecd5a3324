"""What the bot says when words mean no dialog task, or more than one."""

from __future__ import annotations

from collections.abc import Sequence

from studio.dialogs.chat import QuickReply, Saying
from studio.dialogs.definitions import Dialog

NO_DIALOGS = (
    "I know nothing yet: no dialog is installed. Configure an action in App Settings > "
    "Integrations > Actions, then install its templates."
)
MOST_EXAMPLES = 4


def unclear(candidates: Sequence[Dialog], dialogs: Sequence[Dialog]) -> Saying:
    """What to say instead.

    Args:
        candidates: The dialog tasks that may have been meant.
        dialogs: All that there are.
    """
    if not dialogs:
        return Saying("text", NO_DIALOGS)
    if candidates:
        return Saying("prompt", "Which of these did you mean?", quick_replies=_replies(candidates))
    return Saying(
        "prompt",
        "I did not understand that. You can say:",
        quick_replies=_replies(dialogs[:MOST_EXAMPLES]),
    )


def _replies(dialogs: Sequence[Dialog]) -> tuple[QuickReply, ...]:
    return tuple(QuickReply(dialog.name, dialog.name) for dialog in dialogs)
