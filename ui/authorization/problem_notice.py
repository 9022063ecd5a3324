"""What went wrong with an integration, beside the control that mends it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from studio.authorization.values import Problem
from ui.controls import Button, Mono, Notice
from ui.controls.notice import NoticeTone

OWN_DOING = (
    "authorization.closed",
    "authorization.declined",
    "authorization.cancelled",
    "authorization.timed_out",
    "authorization.other_account_refused",
    "actions.chosen_anew",
    "actions.unfinished",
)
"""What the person did themselves is no error, only something to know."""


def problem_notice(problem: Problem, see: Callable[[str], None]) -> Notice:
    """What happened, what to do next, and the remote service's id of the failed request.

    Args:
        see: Leads to the exchange of this id, in Traffic.
    """
    tone: NoticeTone = "warn" if problem.code in OWN_DOING else "error"
    notice = Notice(tone, problem.message, problem.next_step, name="authorization.notice")
    if problem.correlation_id:
        notice.column.addWidget(
            Mono(f"Correlation ID {problem.correlation_id}", "authorization.notice.correlation")
        )
    if exchange_id := problem.exchange_id:
        button = Button("See the exchange", "authorization.notice.exchange", kind="small")
        button.clicked.connect(lambda: see(exchange_id))
        notice.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    return notice
