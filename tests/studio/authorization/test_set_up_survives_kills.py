"""Killed after any step of Pre-authorize with a profile: the same step, the same input."""

from __future__ import annotations

import signal
from multiprocessing import get_context
from pathlib import Path

import pytest
from desk import HUBSPOT, Desk
from setup_bench import STEPS, desk_in, set_up_until, take, values

from studio.authorization.values import App

SPAWN = get_context("spawn")


def reached(desk: Desk) -> str:
    """The last step that the workspace knows of, as the tab would show it."""
    studio = desk.studio
    action = studio.actions.get(HUBSPOT)
    if action.enabled:
        return "enabled"
    if action.account is not None:
        return "authorized"
    if action.choice.profile_id:
        return "selected"
    if studio.profiles.list():
        return "saved"
    if studio.profiles.draft("new") is not None:
        return "draft"
    if action.choice.app is App.CUSTOM:
        return "card"
    return "oauth" if action.choice.oauth else "type"


@pytest.mark.parametrize("last", STEPS)
def test_a_kill_after_each_step_leaves_that_step(tmp_path: Path, last: str) -> None:
    program = SPAWN.Process(target=set_up_until, args=(tmp_path, last))
    program.start()
    program.join(60)
    assert program.exitcode == -signal.SIGKILL
    desk = desk_in(tmp_path)
    try:
        # A sign-in under way is gone with its window: Authorize is to be pressed again.
        assert reached(desk) == ("selected" if last == "begun" else last)
        if last == "draft":
            draft = desk.studio.profiles.draft("new")
            assert draft is not None
            assert dict(draft.values)["client_secret"] == values(desk)["client_secret"]
        for step in STEPS[STEPS.index(last) + 1 :]:
            take(desk, step)
        assert desk.studio.actions.get(HUBSPOT).enabled
        assert desk.studio.authorization.access_token(HUBSPOT)
    finally:
        desk.close()
