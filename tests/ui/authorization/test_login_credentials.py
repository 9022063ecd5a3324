"""Client certificates and security keys: a person chooses, Qt carries it out."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from company import Company
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtNetwork import QSsl, QSslCertificate, QSslKey
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from studio.preferences.way import WayOut
from ui.authorization.browser import Browser, Session
from ui.authorization.credentials import SecurityKeySheet
from ui.authorization.login_window import LoginWindow

DANA = "Dana of Example Company"


class Site:
    """Asks everybody for a certificate and says whose it got."""

    reason = "Signing in"

    def __init__(self, company: Company) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                shown = self.connection.getpeercert()  # type: ignore[attr-defined]
                whose = dict(part[0] for part in shown["subject"]) if shown else {}
                body = f"<p id=who>{whose.get('commonName', 'nobody')}".encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words: Any) -> None:
                pass

        context = company.server_side()
        context.load_verify_locations(company.pem)
        context.verify_mode = ssl.CERT_OPTIONAL
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.authorize_url = f"https://127.0.0.1:{self.server.server_port}/"

    def is_callback(self, url: str) -> bool:
        return False

    def is_declined(self, url: str) -> bool:
        return False


class BrowserOfDana(Browser):
    """The system has a certificate of hers."""

    pems: tuple[bytes, bytes]

    def _new(self) -> Session:
        session = super()._new()
        certificate, key = self.pems
        session.profile.clientCertificateStore().add(
            QSslCertificate(QByteArray(certificate), QSsl.EncodingFormat.Pem),
            QSslKey(QByteArray(key), QSsl.KeyAlgorithm.Ec, QSsl.EncodingFormat.Pem),
        )
        return session


@pytest.fixture
def asked(qtbot: Any, theme: Any, person: Any, tmp_path: Path) -> Iterator[LoginWindow]:
    """The login window, where a server wants to know who it is."""
    company = Company(tmp_path / "company")
    site = Site(company)
    browser = BrowserOfDana(theme, way=lambda: WayOut(ca_file=str(company.pem)))
    browser.pems = company.client(DANA)
    window = LoginWindow(browser, theme)
    window.start(site, "Sign in")
    window.show()
    person.until(lambda: person.sees("login.certificate"))
    yield window
    window.close()
    window.deleteLater()
    browser.close()
    site.server.shutdown()
    site.server.server_close()


@pytest.mark.webengine
def test_the_certificate_that_was_chosen_is_shown_to_the_server(asked: Any, person: Any) -> None:
    assert "127.0.0.1" in person.reads("login.certificate")
    assert DANA in person.reads("login.certificate.0")
    assert "Issued by Example Company CA" in person.reads("login.certificate.0")
    person.click("login.certificate.use")
    person.page_shows("#who")
    assert person.script("document.querySelector('#who').innerText") == DANA


@pytest.mark.webengine
@pytest.mark.parametrize("way", ["login.certificate.none", "Esc"])
def test_nobody_has_to_show_one(asked: Any, person: Any, way: str) -> None:
    if way == "Esc":
        QTest.keyClick(person.find("login.certificate"), Qt.Key.Key_Escape)
    else:
        person.click(way)
    person.page_shows("#who")
    assert person.script("document.querySelector('#who').innerText") == "nobody"


@pytest.fixture
def told() -> list[object]:
    return []


@pytest.fixture
def key(qtbot: Any, theme: Any, told: list[object]) -> Iterator[SecurityKeySheet]:
    host = QWidget()
    host.resize(800, 600)
    host.show()
    sheet = SecurityKeySheet(
        host,
        "login.example",
        account_chosen=told.append,
        pin_entered=told.append,
        again=lambda: told.append("again"),
        given_up=lambda: told.append("given up"),
    )
    sheet.open()
    yield sheet
    sheet.finish()
    host.close()


def test_a_key_with_several_accounts_asks_which(key: Any, person: Any, told: Any) -> None:
    key.show_accounts(["dana@acme.example", "ines@nordlicht.example"])
    person.click("login.key.account.1")
    assert told == ["ines@nordlicht.example"]


def test_a_pin_goes_to_the_key_and_stays_nowhere(key: Any, person: Any, told: Any) -> None:
    key.show_pin("NoError", 8)
    QTest.keyClicks(person.find("login.key.pin"), "4711")
    QTest.keyClick(person.find("login.key.pin"), Qt.Key.Key_Return)
    assert told == ["4711"]
    assert person.find("login.key.pin").text() == ""
    key.show_pin("WrongPin", 3)
    assert "wrong" in person.reads("login.key.problem")
    assert "3 tries are left" in person.reads("login.key.problem")


def test_a_touch_is_asked_for_and_a_failure_can_be_tried_again(
    key: Any, person: Any, told: Any
) -> None:
    key.show_touch()
    assert "Touch the security key" in person.reads("login.key.said")
    assert not person.sees("login.key.next")
    key.show_failure("KeyNotRegistered")
    assert "not registered" in person.reads("login.key.problem")
    person.click("login.key.next")
    assert told == ["again"]


def test_closing_it_gives_up_once_and_an_end_does_not(key: Any, person: Any, told: Any) -> None:
    key.show_touch()
    person.click("login.key.cancel")
    key.finish()
    assert told == ["given up"]
