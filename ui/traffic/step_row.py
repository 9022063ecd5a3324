"""One step of a story: drawn between its lanes, and explained beside them."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from studio.traffic.facts import path
from studio.traffic.values import Step, StepResult, Story
from ui.controls import Mono, Text
from ui.controls.card import StyledButton
from ui.theme.theme import Theme
from ui.traffic.lanes import Drawn

TONES: dict[StepResult, str] = {"failed": "error", "ended": "warn", "good": "ok", "open": ""}


def slug(key: str) -> str:
    """A step's key as a part of an object name: "call createDealService" has a dash."""
    return re.sub(r"[^\w]+", "-", key).strip("-")


class StepRow(StyledButton):
    """Click or Enter shows what was sent."""

    def __init__(self, theme: Theme, story: Story, number: int) -> None:
        step = story.steps[number]
        name = f"traffic.step.{slug(step.key)}"
        super().__init__(name, _label(step), "step")
        self.step = step
        self.setProperty("result", step.result)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(14)
        lanes = tuple(lane for lane, _ in story.lanes)
        last = number == len(story.steps) - 1
        row.addWidget(Drawn(theme, lanes, step, first=number == 0, last=last))
        said = QVBoxLayout()
        said.setContentsMargins(0, 12, 0, 12)
        said.setSpacing(3)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Text(step.title, "strong", f"{name}.title"), 1)
        outcome = Text(step.outcome, "small", f"{name}.outcome", wrap=False)
        outcome.setProperty("tone", TONES[step.result])
        head.addWidget(outcome)
        said.addLayout(head)
        if (exchange := step.exchange) is not None:
            line = f"{exchange.method} {path(exchange.url)}"
            asked = Mono(line, f"{name}.request")
            asked.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            said.addWidget(asked)
        if step.trouble is not None:
            wrong = Text(step.trouble.message, "secondary", f"{name}.trouble")
            wrong.setProperty("tone", TONES[step.result])
            said.addWidget(wrong)
            said.addWidget(Text(step.trouble.next_step, "secondary", f"{name}.next"))
        said.addWidget(Text(step.why, "secondary", f"{name}.why"))
        if step.source:
            said.addWidget(Text(step.source, "small", f"{name}.source"))
        said.addStretch(1)
        row.addLayout(said, 1)


def _label(step: Step) -> str:
    """For who hears it: the step, what came of it, and what to do."""
    parts = [step.title, step.outcome]
    if step.trouble is not None:
        parts += [step.trouble.message, step.trouble.next_step]
    return ". ".join(part.rstrip(".") for part in (*parts, step.why) if part)
