"""Asking before an action is deleted, and saying what is gone afterwards."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from studio.actions import Action, GoneAccount, Holding, Removed
from ui.authorization.words import grouped
from ui.controls import Notice, Question, Text
from ui.controls.notice import NoticeTone

MOST = 5
"""So many accounts are named; the rest are counted."""


class DeleteAction(Question):
    """Says what will be removed; accepted means Delete."""

    def __init__(self, parent: QWidget, action: Action, holdings: tuple[Holding, ...]) -> None:
        before = ("This cannot be undone. It removes:",)
        super().__init__(parent, "actions.delete", f"Delete {action.name}?", before)
        for line in _removes(action, holdings):
            self.body.addWidget(Text(f"•  {line}"))
        self.body.addWidget(
            Text(
                "Dialogs and authorization profiles stay. Until the action is set up again, the "
                "dialogs cannot reach the service.",
                "secondary",
            )
        )


def gone_notice(removed: Removed, *, deleted: bool) -> Notice:
    """What is gone, and whether the service knows of it."""
    action = removed.action
    title = f"{action.name} was deleted" if deleted else f"{action.name} is disabled"
    lines = [_gone(one) for one in removed.accounts]
    if not lines:
        lines = ["No account was connected."]
    if deleted:
        lines.append("What was chosen on the Authorization tab is gone as well.")
    else:
        lines.append("What was chosen stays. Enabling it again asks for authorization.")
    tone: NoticeTone = "ok" if all(one.revoked for one in removed.accounts) else "warn"
    return Notice(tone, title, "\n".join(lines), name="actions.done")


def _removes(action: Action, holdings: tuple[Holding, ...]) -> list[str]:
    own = [one for one in holdings if not one.user]
    users = [one for one in holdings if one.user]
    lines = [
        f"the authorization for {_said(one.name, one.account_id)}, revoked at {action.name}"
        for one in own[:MOST]
    ]
    if users:
        count = "one end user" if len(users) == 1 else f"{len(users)} end users"
        lines.append(f"the accounts of {count}, revoked at {action.name}")
    lines.append("every token of it on this computer" if holdings else "no token: there is none")
    lines.append("what was chosen on the Authorization tab")
    return lines


def _gone(one: GoneAccount) -> str:
    whose = _said(one.name, one.account_id) + (" of an end user" if one.user else "")
    if one.revoked:
        return f"{whose}: revoked at the service, tokens removed from this computer."
    return f"{whose}: tokens removed from this computer, not revoked. {one.why_not}".strip()


def _said(name: str, number: str) -> str:
    return f"{name} ({grouped(number)})" if number and number != name else name or "an account"
