"""Finding the room for a request."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from sandbox_bench import Bench
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from studio.sandbox.routing import IndexedRouter


def named(name: str) -> object:
    class Endpoint:
        def __init__(self) -> None:
            self.name = name

        async def __call__(self, scope: object, receive: object, send: object) -> None:
            response = PlainTextResponse(f"{name} {scope['path_params']}")  # type: ignore[index]
            await response(scope, receive, send)  # type: ignore[arg-type]

    return Endpoint()


class Web:
    """Asks an application in the same process."""

    def __init__(self, application: Starlette) -> None:
        self._transport = httpx.ASGITransport(application)

    def request(self, method: str, path: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url="http://localhost", verify=False
            ) as client:
                return await client.request(method, path)

        return asyncio.run(ask())


@pytest.fixture
def web() -> Web:
    application = Starlette()
    application.router = IndexedRouter(
        [
            Route("/a/{id}", named("one"), methods=["GET", "PATCH"]),
            Route("/a/search", named("search"), methods=["POST"]),
            Route("/a/{id}/b", named("b")),
            Route("/a/{id:int}/c", named("number")),
            Route("/a/{id}/c", named("text")),
            Route("/{any}", named("any"), methods=["GET"]),
            Route("/{any}", named("any posted"), methods=["POST"]),
        ]
    )
    return Web(application)


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("GET", "/a/7", "one {'id': '7'}"),
        ("POST", "/a/search", "search {}"),
        ("GET", "/a/search", "one {'id': 'search'}"),
        ("GET", "/a/7/b", "b {'id': '7'}"),
        ("GET", "/a/7/c", "number {'id': 7}"),
        ("GET", "/a/x/c", "text {'id': 'x'}"),
        ("GET", "/q", "any {'any': 'q'}"),
        ("POST", "/q", "any posted {'any': 'q'}"),
    ],
)
def test_the_most_special_address_takes_it(web: Web, method: str, path: str, said: str) -> None:
    assert web.request(method, path).text == said


def test_a_wrong_method_is_told_which_are_right(web: Web) -> None:
    answer = web.request("DELETE", "/q")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")
    assert web.request("DELETE", "/a/search").headers["allow"] == "GET, HEAD, PATCH, POST"


@pytest.mark.parametrize("path", ["/", "/a/7/b/", "/a/7/d", "/a/7/b/c", "/a//b"])
def test_nothing_is_404(web: Web, path: str) -> None:
    assert web.request("GET", path).status_code == 404


def test_a_parameter_of_many_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="one part"):
        IndexedRouter([Route("/{rest:path}", named("x"))])


def test_a_wrong_method_is_405_for_the_api(bench: Bench, api: httpx.Client) -> None:
    answer = api.put("/crm/v3/objects/deals/10146264661", json={})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "DELETE, GET, HEAD, PATCH"
