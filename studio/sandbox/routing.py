"""Finds the room for a request without trying every address in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from starlette.exceptions import HTTPException
from starlette.routing import Match, Route, Router
from starlette.types import Receive, Scope, Send

Segments = tuple[str, ...]


class IndexedRouter(Router):
    """Like starlette's, by index: addresses without parameters first, then by how many parts an
    address has and the parts before its first parameter, the longest first. Parameters stand for
    one part each; among addresses that begin alike the order given counts."""

    def __init__(self, routes: Iterable[Route]) -> None:
        super().__init__(redirect_slashes=False)
        self._fixed: dict[str, list[Route]] = defaultdict(list)
        self._open: dict[tuple[int, Segments], list[Route]] = defaultdict(list)
        for route in routes:
            if ":path}" in route.path:
                raise ValueError(f"{route.path}: a parameter stands for one part of an address")
            parts = tuple(route.path.split("/"))
            fixed = next((i for i, part in enumerate(parts) if "{" in part), None)
            if fixed is None:
                self._fixed[route.path].append(route)
            else:
                self._open[len(parts), parts[:fixed]].append(route)

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the first room that takes it; 405 when only the method is wrong,
        404 when there is none."""
        if scope["type"] != "http":
            return
        scope["router"] = self
        methods: set[str] = set()
        for route in self._candidates(scope["path"]):
            match, child = route.matches(scope)
            if match is Match.FULL:
                scope.update(child)
                await route.handle(scope, receive, send)
                return
            if match is Match.PARTIAL:
                methods |= route.methods or set()
        if methods:
            raise HTTPException(405, headers={"Allow": ", ".join(sorted(methods))})
        raise HTTPException(404)

    def _candidates(self, path: str) -> Iterator[Route]:
        yield from self._fixed.get(path, ())
        parts = tuple(path.split("/"))
        for length in range(len(parts) - 1, 0, -1):
            yield from self._open.get((len(parts), parts[:length]), ())
