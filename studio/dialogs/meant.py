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
HINT = "Untrained utterances cannot be identified: press Train on the Dialogs page."
"""After the platform's warning while it trains (fact sheet xo-platform 6.4)."""


def unclear(candidates: Sequence[Dialog], dialogs: Sequence[Dialog]) -> Saying:
    """What to say instead; that some utterances are untrained, where that may be why.

    Args:
        candidates: The dialog tasks that may have been meant.
        dialogs: All that there are.
    """
    if not dialogs:
        return Saying("text", NO_DIALOGS)
    if candidates:
        return Saying("prompt", "Which of these did you mean?", quick_replies=_replies(candidates))
    hint = "" if all(dialog.trained for dialog in dialogs) else f"{HINT} "
    return Saying(
        "prompt",
        f"I did not understand that. {hint}You can say:",
        quick_replies=_replies(dialogs[:MOST_EXAMPLES]),
    )


def _replies(dialogs: Sequence[Dialog]) -> tuple[QuickReply, ...]:
    return tuple(QuickReply(dialog.name, dialog.name) for dialog in dialogs)
