"""What went wrong with an integration, beside the control that mends it."""

from __future__ import annotations

from studio.authorization.values import Problem
from ui.controls import Mono, Notice
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


def problem_notice(problem: Problem) -> Notice:
    """What happened, what to do next, and the remote service's id of the failed request."""
    tone: NoticeTone = "warn" if problem.code in OWN_DOING else "error"
    notice = Notice(tone, problem.message, problem.next_step, name="authorization.notice")
    if problem.correlation_id:
        notice.column.addWidget(
            Mono(f"Correlation ID {problem.correlation_id}", "authorization.notice.correlation")
        )
    return notice
