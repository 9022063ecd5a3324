"""The login window leaves this computer as Settings say: the same proxy, the same authorities."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from company import Company
from loopback import LoopbackServer
from PySide6.QtNetwork import QNetworkProxy, QNetworkProxyFactory

from studio.preferences.way import WayOut
from ui.authorization.browser import Browser, Session
from ui.authorization.way_out import NOBODY
from ui.theme.theme import Theme

pytestmark = pytest.mark.webengine
PAGE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\nConnection: close\r\n\r\n"
    b"<h1>Sign in</h1"
)
ASKED = (
    b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)


@dataclass(frozen=True)
class Page:
    """A page to open; nothing in it is a callback."""

    authorize_url: str
    reason: str = "Signing in"

    def is_callback(self, url: str) -> bool:
        return False

    def is_declined(self, url: str) -> bool:
        return False


@pytest.fixture
def browse(qtbot: Any, theme: Theme) -> Iterator[Callable[[WayOut, str], list[str]]]:
    """Opens an address in a session of its own; what came of it."""
    browsers: list[Browser] = []

    def go(way: WayOut, url: str) -> list[str]:
        browser = Browser(theme, None, lambda: way)
        browsers.append(browser)
        session: Session = browser.take()
        came: list[str] = []
        session.page.loaded.connect(lambda: came.append("loaded"))
        session.page.unreachable.connect(lambda address: came.append("unreachable"))
        session.page.certificate_refused.connect(lambda host, words: came.append("refused"))
        session.page.start(Page(url))
        qtbot.waitUntil(lambda: bool(came), timeout=8000)
        return came

    yield go
    for browser in browsers:
        browser.close()
    QNetworkProxyFactory.setUseSystemConfiguration(True)


def test_its_pages_go_through_the_proxy_with_its_password(
    browse: Callable[[WayOut, str], list[str]],
) -> None:
    with LoopbackServer(ASKED, PAGE, PAGE) as proxy:
        way = WayOut("manual", proxy.url.rstrip("/"), "dana", "canary-0815")
        assert browse(way, "http://service.invalid/") == ["loaded"]
    assert proxy.requests[0].startswith(b"GET http://service.invalid/ ")
    sent = base64.b64encode(b"dana:canary-0815")
    assert any(sent in request for request in proxy.requests)


def test_the_sandbox_is_reached_without_it(browse: Callable[[WayOut, str], list[str]]) -> None:
    with LoopbackServer(PAGE, PAGE) as sandbox:
        way = WayOut("manual", "http://127.0.0.1:9")
        assert browse(way, sandbox.url) == ["loaded"]


def test_nothing_passes_a_proxy_whose_address_is_missing(
    browse: Callable[[WayOut, str], list[str]],
) -> None:
    assert browse(WayOut("manual"), "http://service.invalid/") == ["unreachable"]
    assert QNetworkProxy.applicationProxy().hostName() == NOBODY


def test_a_companys_authority_is_believed_when_it_is_set(
    browse: Callable[[WayOut, str], list[str]], tmp_path: Path
) -> None:
    company = Company(tmp_path)
    with LoopbackServer(*[PAGE] * 9, tls=company.server_side()) as server:
        assert browse(WayOut(), server.url) == ["refused"]
        assert browse(WayOut(ca_file=str(company.pem)), server.url) == ["loaded"]
        other = Company(tmp_path / "other")
        assert browse(WayOut(ca_file=str(other.pem)), server.url) == ["refused"]
        elsewhere = server.url.replace("127.0.0.1", "localhost")
        assert browse(WayOut(ca_file=str(company.pem)), elsewhere) == ["refused"]
        gone = WayOut(ca_file=str(tmp_path / "gone.pem"))
        assert browse(gone, server.url) == ["refused"]


def test_a_session_that_waits_ready_is_not_used_once_it_is_set_anew(
    qtbot: Any, theme: Theme
) -> None:
    ways = [WayOut()]
    browser = Browser(theme, None, lambda: ways[-1])
    browser.warm_up()
    qtbot.waitUntil(lambda: browser._ready is not None, timeout=8000)
    waiting = browser._ready
    ways.append(WayOut("none"))
    taken = browser.take()
    assert taken is not waiting
    browser.warm_up()
    qtbot.waitUntil(lambda: browser._ready is not None, timeout=8000)
    waiting = browser._ready
    assert browser.take() is waiting
    browser.close()
    QNetworkProxyFactory.setUseSystemConfiguration(True)
