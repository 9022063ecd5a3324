"""One authorised call about deals or contacts, and the addresses such calls come in at."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.sandbox import errors
from studio.sandbox.access import Caller, Gate, Guarded
from studio.sandbox.answers import Handler, json_object
from studio.sandbox.definitions import Definitions
from studio.sandbox.people import Portal
from studio.sandbox.properties import Kind, Kinds

DATES = ("2026-03", "2026-09")
RECORD_ID = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True)
class Call:
    """A request whose token is good and whose path names a kind of record."""

    request: Request
    caller: Caller
    kinds: Kinds
    """The account's, with the properties it made."""
    kind: Kind

    @property
    def portal(self) -> Portal:
        return self.caller.portal

    @property
    def portal_id(self) -> int:
        return self.caller.portal.portal_id

    @property
    def other(self) -> Kind:
        """The kind that records of this one are associated with."""
        return self.kinds.other(self.kind)

    def path(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def names(self, key: str) -> list[str]:
        """A query list: the key repeated, joined by commas, or both (fact sheet 3)."""
        joined = ",".join(self.request.query_params.getlist(key))
        return list(dict.fromkeys(name.strip() for name in joined.split(",") if name.strip()))

    def flag(self, key: str) -> bool:
        """A truth value of the query; clients write `true` and `True`."""
        return self.request.query_params.get(key, "").lower() == "true"

    def whole(self, key: str, default: int) -> int:
        """A whole number of the query. Raises ApiError 400."""
        text = self.request.query_params.get(key, "")
        if not text:
            return default
        if not RECORD_ID.fullmatch(text):
            # Our guess: the text for a paging parameter that is no number.
            raise errors.validation(f"{key} must be a number, but was {text}")
        return int(text)

    def limit(self, default: int, largest: int) -> int:
        """The page size of the query. Raises ApiError 400 outside of 1 to `largest`."""
        limit = self.whole("limit", default)
        if not 1 <= limit <= largest:
            # Our guess: the text for a page size that is too large.
            raise errors.validation(f"limit must be between 1 and {largest}, but was {limit}")
        return limit

    async def body(self) -> dict[str, Any]:
        """The JSON object of the body. Raises ApiError 400, 413 or 415."""
        return await json_object(self.request)


Answering = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True)
class Entry:
    """What one method of one address does, and who may ask for it.

    `{kind}` in a scope stands for the plural of the kind in the path; scopes are alternatives.
    """

    answer: Answering
    scopes: tuple[str, ...]
    limited: bool = True
    """Whether the ten-second limit counts; a search has its own."""


READ = ("crm.objects.{kind}.read",)
WRITE = ("crm.objects.{kind}.write",)


class Doors:
    """Makes routes of which the path names the kind: plural, singular, type id, upper case."""

    def __init__(self, gate: Gate, definitions: Definitions) -> None:
        self._gate = gate
        self._definitions = definitions
        self._own = definitions.own

    def routes(self, path: str, methods: Mapping[str, Entry]) -> list[Route]:
        """One address with all its methods, so that a wrong method is told the right ones."""
        by_kind: dict[tuple[str, str], Handler] = {}
        for method, entry in methods.items():
            for kind in (self._own.deals, self._own.contacts):
                scopes = (scope.format(kind=kind.name) for scope in entry.scopes)
                by_kind[method, kind.name] = self._gate.guard(
                    self._of_kind(entry.answer, kind.name), *scopes, limited=entry.limited
                )
        unknown = self._gate.guard(_unknown_kind)

        async def endpoint(request: Request) -> Response:
            kind = self._own.find(request.path_params["kind"])
            if kind is None:
                return await unknown(request)
            method = "GET" if request.method == "HEAD" else request.method
            return await by_kind[method, kind.name](request)

        return [Route(path, endpoint, methods=list(methods))]

    def _of_kind(self, answer: Answering, name: str) -> Guarded:
        async def guarded(request: Request, caller: Caller) -> Response:
            kinds = self._definitions.kinds(caller.portal.portal_id)
            return await answer(Call(request, caller, kinds, kinds.named(name)))

        return guarded


def record_id(value: object) -> int:
    """The id a body or path names, as text or number. Raises ApiError 404 for other text."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not RECORD_ID.fullmatch(text):
        raise errors.id_not_numeric(text)
    return int(text)


async def _unknown_kind(request: Request, caller: Caller) -> Response:
    raise errors.unknown_kind(request.path_params["kind"])
