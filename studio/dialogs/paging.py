"""Going on in a list: the service names the next page, and the same request asks for it.

HubSpot's search answers with `paging.next.after` while there is more (hubspot-api, CRM search).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from studio.dialogs.chat import QuickReply, Saying
from studio.dialogs.definitions import Service
from studio.dialogs.requests import reads
from studio.dialogs.steps import ConversationState
from studio.dialogs.templating import FilledRequest

SHOW_MORE = QuickReply("Show more", "show_more")
WORDS = frozenset({"show more", "show_more", "more", "next", "show me more", "go on"})
NOTHING_MORE = "There is nothing more to show. Ask for a list first."
CONTEXT_KEY = "paging"
"""Where scripts find how many records were shown before: `context.paging.shown`. Ours."""


def means_more(words: str) -> bool:
    """Whether the person wants to see the next page."""
    return re.sub(r"[^\w ]", "", words).strip().casefold() in WORDS


def note_next(state: ConversationState, node: Service, body: Any) -> None:
    """Remember the next page of an answer, or that there is none.

    Args:
        state: Stands at the service, or at the Bot Action around it.
        node: The service that answered.
        body: What it answered.
    """
    if not reads(node.request.method, node.request.path) or not isinstance(body, dict):
        return
    results = body.get("results")
    if not isinstance(results, list):
        return
    after = _after(body)
    before = state.context.get(CONTEXT_KEY, {}).get("shown", 0)
    state.more = None
    if after is not None and results:
        state.more = {
            "node": state.node,
            "child": state.child,
            "service": node.name,
            "after": after,
            "shown": before + len(results),
        }


def for_page(request: FilledRequest, state: ConversationState, node: Service) -> FilledRequest:
    """The request for the page that is wanted, where one is."""
    wanted = state.context.get(CONTEXT_KEY)
    if not isinstance(wanted, dict) or wanted.get("service") != node.name:
        return request
    after = str(wanted["after"])
    if request.method == "POST" and isinstance(request.json, dict):
        return replace(request, json={**request.json, "after": after})
    joined = "&" if "?" in request.path else "?"
    return replace(request, path=f"{request.path}{joined}after={quote(after, safe='')}")


def turn_page(state: ConversationState) -> None:
    """Go back to the service, for its next page."""
    more = state.more
    assert more is not None
    state.node, state.child, state.more = more["node"], more["child"], None
    kept = {key: more[key] for key in ("service", "after", "shown")}
    state.context = {**state.context, CONTEXT_KEY: kept}
    state.exchange_id = None


def offered(saying: Saying, state: ConversationState) -> Saying:
    """A list with the offer to show more of it, where there is more."""
    if state.more is None or saying.kind != "list":
        return saying
    return replace(saying, quick_replies=(*saying.quick_replies, SHOW_MORE))


def _after(body: dict[str, Any]) -> str | None:
    paging = body.get("paging")
    following = paging.get("next") if isinstance(paging, dict) else None
    after = following.get("after") if isinstance(following, dict) else None
    return str(after) if isinstance(after, str | int) and str(after) else None
