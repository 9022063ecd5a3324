"""Puts the conversation with the bot, and the trying of single nodes, together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.dialogs.calling import Services
from studio.dialogs.conversation import TalkToBot
from studio.dialogs.stepping import Stepping
from studio.dialogs.tracing import Tracer
from studio.dialogs.trying import Trials
from studio.dialogs.waiting import Waiting
from studio.dialogs.walker import Walker
from studio.workspace.conversations import Conversations, Messages

if TYPE_CHECKING:
    from studio.app import Studio


def open_talk(studio: Studio) -> TalkToBot:
    """The conversation with the bot of the studio's workspace."""
    services = _services(studio)
    waiting = Waiting(studio.authorization, studio.end_users, studio.catalogue)
    messages = Messages(studio.workspace, studio.clock)
    conversations = Conversations(studio.workspace, studio.clock)
    tracer, stepping = Tracer(), Stepping()
    walker = Walker(
        services=services,
        scripting=studio.scripting,
        waiting=waiting,
        messages=messages,
        conversations=conversations,
        ids=studio.ids,
        workspace=studio.workspace,
        tracer=tracer,
        stepping=stepping,
    )
    return TalkToBot(
        dialogs=studio.dialogs,
        catalogue=studio.catalogue,
        understanding=studio.understanding,
        services=services,
        waiting=waiting,
        walker=walker,
        environment=studio.environment,
        messages=messages,
        conversations=conversations,
        ids=studio.ids,
        workspace=studio.workspace,
        tracer=tracer,
        stepping=stepping,
    )


def open_trials(studio: Studio) -> Trials:
    """Trying single nodes of the studio's dialog tasks."""
    return Trials(_services(studio), studio.scripting, studio.journal)


def _services(studio: Studio) -> Services:
    return Services(studio.actions, studio.authorization, studio.environment, lambda: studio.http)
