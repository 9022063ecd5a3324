"""What browsers ask for by themselves, and get without any fuss."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


class Icon:
    """`GET /favicon.ico`: there is none, and that is no error worth anybody's attention."""

    def routes(self) -> list[Route]:
        return [Route("/favicon.ico", self._none, methods=["GET"])]

    async def _none(self, request: Request) -> Response:
        return Response(status_code=204, headers={"Cache-Control": "max-age=86400"})
