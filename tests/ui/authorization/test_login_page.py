"""The embedded page: what a sign-in page may do, and what it may not."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from PySide6.QtCore import QUrl

from studio.authorization.login import LoginOutcome
from ui.authorization.browser import Browser
from ui.authorization.login_window import LoginWindow

pytestmark = pytest.mark.webengine


class Site:
    """A web site of a few pages that remembers what it was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.redirects: dict[str, str] = {}
        self.files: set[str] = set()
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.split("?")[0]
                site.asked.append(path)
                if path in site.redirects:
                    self.send_response(302)
                    self.send_header("Location", site.redirects[path])
                    self.end_headers()
                    return
                body = site.pages.get(path, "").encode()
                self.send_response(200)
                kind = "application/octet-stream" if path in site.files else "text/html"
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.scheme = "http"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def url(self, path: str) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server.server_port}{path}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class OneAttempt:
    """An attempt whose callback lies on the same site, so that a request to it would be seen."""

    reason = "Signing in to authorize HubSpot for Acme demo"

    def __init__(self, site: Site) -> None:
        self.authorize_url = site.url("/start")
        self._callback = site.url("/callback")

    def is_callback(self, url: str) -> bool:
        return url.split("?")[0] == self._callback

    def is_declined(self, url: str) -> bool:
        return url.endswith("/declined")


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    site.pages["/start"] = "<title>start</title><a id=next href=/next>next</a>"
    site.pages["/next"] = "<title>next</title><p id=there>there"
    yield site
    site.close()


@pytest.fixture
def window(qtbot: Any, theme: Any) -> Iterator[LoginWindow]:
    browser = Browser(theme)
    window = LoginWindow(browser, theme)
    window.callbacks = []
    window.endings = []
    window.callback_taken.connect(window.callbacks.append)
    window.ended.connect(window.endings.append)
    yield window
    window.endings.clear()
    window.close()
    window.deleteLater()
    browser.close()


@pytest.fixture
def start(window: LoginWindow, site: Site, person: Any) -> Any:
    """Show the site's first page, with a body of the test's own when one is given."""

    def start_it(body: str | None = None) -> None:
        if body is not None:
            site.pages["/start"] = f"<title>start</title><p id=ready>{body}"
        window.start(OneAttempt(site), "Sign in to HubSpot")
        window.show()
        person.page_shows("#ready" if body is not None else "#next")

    return start_it


def test_the_callback_is_taken_and_never_requested(window, site, start, person):
    site.redirects["/go"] = site.url("/callback") + "?code=abc&state=xyz"
    start("<a id=go href=/go>go</a>")
    person.page_click("#go")
    person.until(lambda: window.callbacks)
    assert window.callbacks == [site.url("/callback?code=abc&state=xyz")]
    assert "/go" in site.asked
    assert "/callback" not in site.asked
    assert window.endings == []
    assert not person.sees("login.notice")


def test_a_form_that_posts_to_the_callback_is_taken_too(window, site, start, person):
    start(f"<form method=post action='{site.url('/callback')}?code=1'><button id=go>go</button>")
    person.page_click("#go")
    person.until(lambda: window.callbacks)
    assert "/callback" not in site.asked


def test_a_frame_inside_the_page_does_not_end_the_sign_in(window, site, start, person):
    start(f"<iframe id=f src='{site.url('/callback')}?code=1'></iframe>")
    person.page_shows("#f")
    person.until(lambda: person.script("document.readyState") == "complete")
    assert window.callbacks == []
    assert "/callback" not in site.asked


@pytest.mark.parametrize(
    "link",
    [
        "<a id=go target=_blank href=/next>go</a>",
        "<a id=go onclick=\"window.open('/next')\">go</a>",
    ],
)
def test_what_wants_a_window_of_its_own_stays_in_this_one(window, start, person, link):
    start(link)
    person.page_click("#go")
    person.page_shows("#there")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "mailto:a@example.com", "foo://bar"])
def test_other_schemes_go_nowhere_and_the_page_stays(window, start, person, target):
    start(f"<a id=go href='{target}'>go</a>")
    person.page_click("#go")
    person.until(lambda: person.script("document.title") == "start")
    assert not person.sees("login.notice")
    assert window.endings == []


def test_a_download_is_refused_and_the_page_stays(window, site, start, person):
    site.files.add("/file.bin")
    site.pages["/file.bin"] = "x" * 10
    states = []
    start("<a id=go href=/file.bin download>go</a>")
    window._session.profile.downloadRequested.connect(lambda d: states.append(d.state()))
    person.page_click("#go")
    person.until(lambda: states)
    assert states[0].name == "DownloadCancelled"
    assert person.script("document.title") == "start"


def test_a_link_to_a_file_is_refused_and_the_page_stays(window, site, start, person):
    site.files.add("/file.bin")
    start("<a id=go href=/file.bin>go</a>")
    person.page_click("#go")
    person.until(lambda: "/file.bin" in site.asked)
    person.until(lambda: person.script("document.title") == "start")
    assert not person.sees("login.notice")


def test_boxes_of_the_page_do_not_stop_the_studio(start, person):
    start("text")
    asked = "[String(alert('hi')), String(confirm('sure?')), String(prompt('name?'))]"
    assert person.script(asked) == ["undefined", "false", "null"]


def test_the_page_gets_no_permission(start, person):
    start("text")
    person.script(
        "(navigator.geolocation.getCurrentPosition("
        "() => { document.title = 'yes' }, () => { document.title = 'no' }), 1)"
    )
    person.until(lambda: person.script("document.title") == "no")


def test_the_page_keeps_nothing_for_the_next_sign_in(start, window, person):
    start("text")
    person.script("(document.cookie = 'a=b; max-age=9999', localStorage.setItem('a', 'b'), 1)")
    assert person.script("document.cookie") == "a=b"
    start("again")
    assert person.script("document.cookie") == ""
    assert person.script("localStorage.getItem('a')") is None


def test_declining_is_told_apart_from_closing(window, site, start, person):
    start("<a id=no href=/declined>no</a>")
    person.page_click("#no")
    person.until(lambda: person.sees("login.notice"))
    assert window.endings == [LoginOutcome.DECLINED]
    person.click("login.dismiss")
    assert window.endings == [LoginOutcome.DECLINED]
    assert not window.isVisible()


def test_a_server_that_does_not_answer_has_its_own_state(window, site, person):
    attempt = OneAttempt(site)
    site.close()
    window.start(attempt, "Sign in")
    window.show()
    person.until(lambda: person.sees("login.notice"))
    assert site.url("") in person.reads("login.notice")
    assert window.endings == [LoginOutcome.UNREACHABLE]
    assert person.sees("login.retry")


def test_a_page_that_crashes_has_its_own_state(window, start, person):
    start("text")
    page = window._session.page
    page.renderProcessTerminated.emit(
        page.RenderProcessTerminationStatus.CrashedTerminationStatus, 1
    )
    person.until(lambda: person.sees("login.notice"))
    assert "stopped working" in person.reads("login.notice")
    assert window.endings == [LoginOutcome.UNREACHABLE]


def test_the_origin_follows_the_page(window, site, start, person):
    start()
    other = Site()
    try:
        other.pages["/start"] = "<p id=other>other"
        window._session.page.load(QUrl(other.url("/start")))
        person.until(lambda: person.reads("login.origin") == other.url(""))
    finally:
        other.close()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_a_certificate_nobody_vouches_for_is_refused(window, site, person, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=127.0.0.1",
            "-keyout",
            str(key),
            "-out",
            str(certificate),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    site.scheme = "https"
    window.start(OneAttempt(site), "Sign in")
    window.show()
    person.until(lambda: person.sees("login.notice"))
    assert "certificate of 127.0.0.1 was refused" in person.reads("login.notice")
    assert window.endings == [LoginOutcome.UNREACHABLE]
    assert site.asked == []
