"""Trying one node by itself: a request against the current environment, a script on sample data.

A request goes the way it goes in a conversation: the same client, the same token, the same journal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from studio.dialogs.calling import Services
from studio.dialogs.definitions import Dialog, Message, Script, Service
from studio.dialogs.placeholders import placeholders, sample_context
from studio.dialogs.scripting import Scripting
from studio.dialogs.steps import CallService, RunScript
from studio.dialogs.templating import fill
from studio.end_users.values import DEVELOPER
from studio.errors import StudioError
from studio.workspace.journal import Journal


@dataclass(frozen=True)
class Tried:
    """What came of a request. Headers and body are redacted, as in Traffic.

    Args:
        status: None when no answer came that can be used.
        elapsed_ms: How long the exchange took, in milliseconds.
        failure: Why there is no answer that can be used.
        exchange_id: The exchange in the journal; None when nothing was sent.
    """

    status: int | None
    elapsed_ms: float | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    failure: StudioError | None = None
    exchange_id: str | None = None


@dataclass(frozen=True)
class Ran:
    """What a script left behind: what it printed, and the context after it."""

    printed: tuple[str, ...]
    context: dict[str, Any]


class Trials:
    """Tries nodes. Every method blocks: call it on a worker thread."""

    def __init__(self, services: Services, scripting: Scripting, journal: Journal) -> None:
        self._services = services
        self._scripting = scripting
        self._journal = journal

    def request(
        self, dialog: Dialog, node: Service, values: dict[str, str], user: str = DEVELOPER
    ) -> Tried:
        """Send the request of a service node once.

        Args:
            dialog: The dialog task.
            node: The service node.
            values: What its placeholders stand for, by their path.
            user: The end user whose account is used, where each has their own.

        Raises:
            StudioError: a placeholder has no value; `field` is its path.
        """
        for one in placeholders(dialog, node.request):
            if one.in_address and not values.get(one.path, "").strip():
                # Without it the address is another one: of all records, say.
                raise StudioError(
                    f"context.{one.path} stands in the URL and has no value.",
                    "Enter one, then test again.",
                    field=one.path,
                    code="dialogs.value_missing",
                )
        request = fill(node.request, sample_context(dialog, values), node.name)
        answer = self._services.call(dialog, CallService(node, request), user)
        exchange = self._journal.get(answer.exchange_id) if answer.exchange_id else None
        if exchange is None:
            return Tried(answer.status, failure=answer.failure)
        return Tried(
            answer.status if answer.status is not None else exchange.status,
            exchange.elapsed_ms,
            exchange.response_headers,
            exchange.response_body,
            answer.failure,
            exchange.id,
        )

    def script(self, dialog: Dialog, node: Script | Message, context: dict[str, Any]) -> Ran:
        """Run the script of a node on a copy of `context`.

        Raises:
            ScriptError: it threw, ran too long or took too much memory; says in which line.
        """
        result = self._scripting.run(dialog, RunScript(node, context))
        if isinstance(result, StudioError):
            raise result
        left, printed = result
        return Ran(printed, left)
