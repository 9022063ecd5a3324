"""A real browser comes back to the listener of the system browser's sign-in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from pytestqt.qtbot import QtBot

from studio.authorization.callback import belongs
from studio.authorization.loopback import LoopbackListener

pytestmark = pytest.mark.webengine
STATE = "a-state-of-the-test"
CALLBACKS = tuple(f"http://localhost:{port}/callback" for port in range(18765, 18785))


@pytest.fixture
def listener() -> Iterator[LoopbackListener]:
    listener = LoopbackListener.open(CALLBACKS)
    listener.expect(lambda url: belongs(url, listener.callback_url, STATE))
    yield listener
    listener.close()


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[QWebEnginePage]:
    profile = QWebEngineProfile()
    page = QWebEnginePage(profile)
    yield page
    with qtbot.waitSignal(page.destroyed, timeout=8000):
        page.deleteLater()
    profile.deleteLater()


class Service:
    """Shows one page; a form that is posted leads to `target`."""

    def __init__(self, text: str, target: str) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = self.path == "/"
                body = text.encode() if found else b""
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                self.send_response(303)
                self.send_header("Location", target)
                self.end_headers()

            def log_message(self, *words: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = QUrl(f"http://127.0.0.1:{self._server.server_port}/")

    def __enter__(self) -> Service:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def test_a_form_of_the_service_that_leads_back_is_taken_and_the_code_leaves_the_address_bar(
    qtbot: QtBot, listener: LoopbackListener, page: QWebEnginePage
) -> None:
    target = f"{listener.callback_url}?code=c0de&state={STATE}"
    consent = "<form method=post></form><script>document.forms[0].submit()</script>"
    with Service(consent, target) as service:
        page.load(service.url)
        qtbot.waitUntil(lambda: page.url().toString() == listener.callback_url, timeout=20_000)
    assert page.title() == "You can go back to Action Studio"
    assert listener.wait(5) == target


def test_a_page_that_makes_the_browser_ask_from_within_is_refused(
    qtbot: QtBot, listener: LoopbackListener, page: QWebEnginePage
) -> None:
    target = f"{listener.callback_url}?code=c0de&state={STATE}"
    evil = (
        f'<img src="{target}"><iframe src="{target}"></iframe>'
        f'<script>fetch("{target}", {{mode: "no-cors"}})</script>'
    )
    with Service(evil, target) as site:
        page.load(site.url)
        qtbot.waitUntil(lambda: listener.refused >= 3, timeout=20_000)
    assert listener.wait(0) is None
