"""A set-up on the path Pre-authorize, Custom, whose program is killed after a step of it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from desk import Desk
from profile_bench import OAUTH_V2
from renewal_bench import FileKeyring

from studio.authorization.values import App, AuthorizationType, Choice
from studio.vault import KeyringVault

PRE = AuthorizationType.PRE_AUTHORIZE
STEPS = ("type", "oauth", "card", "draft", "saved", "selected", "begun", "authorized", "enabled")


def desk_in(folder: Path) -> Desk:
    """The desk with a keyring that outlives the program."""
    desk = Desk(folder)
    desk.vault = KeyringVault(FileKeyring(folder / "keyring"), "setup")
    return desk


CHOICES = {
    "type": Choice(PRE),
    "oauth": Choice(PRE, oauth=True),
    "card": Choice(PRE, True, App.CUSTOM),
}


def take(desk: Desk, step: str) -> None:
    """Take one step as a person does."""
    studio = desk.studio
    match step:
        case "type" | "oauth" | "card":
            studio.actions.choose("hubspot", CHOICES[step])
        case "draft":
            studio.profiles.keep_draft("new", "oauth_v2", values(desk))
        case "saved":
            draft = studio.profiles.draft("new")
            assert draft is not None
            studio.profiles.save(draft.mechanism, draft.values, draft_key="new")
        case "selected":
            profile_id = studio.profiles.list()[0].id
            studio.actions.choose("hubspot", Choice(PRE, True, App.CUSTOM, profile_id))
        case "begun":
            studio.authorization.begin("hubspot")
        case "authorized":
            attempt = studio.authorization.begin("hubspot")
            attempt.complete(desk.redirect(attempt))
        case "enabled":
            studio.actions.enable("hubspot")


def values(desk: Desk) -> dict[str, object]:
    info = desk.studio.environment.ensure_sandbox()
    return OAUTH_V2 | {"client_id": info.client_id, "client_secret": info.client_secret}


def set_up_until(folder: Path, last: str) -> None:
    """Take every step up to `last`, each in the same program, and be killed."""
    desk = desk_in(folder)
    for step in STEPS[: STEPS.index(last) + 1]:
        take(desk, step)
    os.kill(os.getpid(), signal.SIGKILL)
