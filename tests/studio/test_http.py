"""Requests that arrive, and all the ways in which they do not."""

from __future__ import annotations

import datetime
import gzip
import ipaddress
import json
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from loopback import LoopbackServer, answer, reset

from studio.clock import ManualClock, SystemClock
from studio.http import KEPT_BODY, HttpClient, HttpError, Request
from studio.ids import SystemIds
from studio.retry import Retry
from studio.workspace import Workspace
from studio.workspace.journal import Journal


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def workspace(tmp_path: Path, clock: ManualClock) -> Iterator[Workspace]:
    opened = Workspace.open(tmp_path / "mine.studio", clock=clock, ids=SystemIds())
    yield opened
    opened.close()


@pytest.fixture
def journal(workspace: Workspace) -> Journal:
    return Journal(workspace)


@pytest.fixture
def known() -> list[str]:
    """What the vault knows to be secret."""
    return []


@pytest.fixture
def client(journal: Journal, clock: ManualClock, known: list[str]) -> Iterator[HttpClient]:
    made = HttpClient(journal, clock, SystemIds(), lambda: known)
    yield made
    made.close()


def get(url: str, **options: object) -> Request:
    return Request("GET", url, "Look", **options)  # type: ignore[arg-type]


def post(url: str, **options: object) -> Request:
    return Request("POST", url, "Create", **{"json": {"a": 1}, **options})  # type: ignore[arg-type]


def failure(client: HttpClient, request: Request) -> HttpError:
    with pytest.raises(HttpError) as caught:
        client.send(request)
    assert caught.value.message
    assert caught.value.next_step
    assert caught.value.exchange_id
    return caught.value


class TestSending:
    def test_an_answer_comes_back_as_it_was_sent(self, client: HttpClient) -> None:
        body = json.dumps({"name": "Größe"}).encode()
        with LoopbackServer(answer(201, body, content_type="application/json")) as server:
            response = client.send(get(server.url + "deals?limit=1", headers={"X-One": "1"}))
        assert response.status == 201
        assert response.headers["content-type"] == "application/json"
        assert response.json_or_none() == {"name": "Größe"}
        assert response.text == body.decode()
        assert b"GET /deals?limit=1 HTTP/1.1" in server.requests[0]
        assert b"x-one: 1" in server.requests[0].lower()
        assert b"user-agent: action studio/" in server.requests[0].lower()

    def test_forms_and_json_are_encoded(self, client: HttpClient) -> None:
        with LoopbackServer(answer(200), answer(200)) as server:
            client.send(post(server.url, json=None, form={"a b": "ü&=", "c": ""}))
            client.send(post(server.url, json={"name": "ü"}))
        form, data = server.requests
        assert b"application/x-www-form-urlencoded" in form
        assert form.endswith(b"a+b=%C3%BC%26%3D&c=")
        assert b"application/json" in data
        assert json.loads(data.partition(b"\r\n\r\n")[2]) == {"name": "ü"}

    @pytest.mark.parametrize("status", [400, 401, 404, 409, 500])
    def test_an_error_status_is_an_answer(self, client: HttpClient, status: int) -> None:
        with LoopbackServer(answer(status, b"<html>")) as server:
            response = client.send(get(server.url))
        assert response.status == status
        assert response.json_or_none() is None

    def test_redirects_are_not_followed(self, client: HttpClient) -> None:
        with LoopbackServer(answer(302, location="/elsewhere"), answer(200)) as server:
            assert client.send(get(server.url)).status == 302
        assert len(server.requests) == 1

    def test_cookies_are_not_kept(self, client: HttpClient) -> None:
        with LoopbackServer(answer(200, set_cookie="session=1; Path=/"), answer(200)) as server:
            client.send(get(server.url))
            client.send(get(server.url))
        assert b"cookie" not in server.requests[1].lower()

    def test_packed_answers_are_unpacked(self, client: HttpClient) -> None:
        packed = gzip.compress(b'{"a": 1}')
        with LoopbackServer(answer(200, packed, content_encoding="gzip")) as server:
            assert client.send(get(server.url)).json_or_none() == {"a": 1}

    def test_a_connection_is_used_again(self, client: HttpClient) -> None:
        with LoopbackServer(answer(200), answer(200), keep_open=True) as server:
            client.send(get(server.url))
            client.send(get(server.url))
        assert server.connections == 1

    def test_many_threads_send_at_once(self, client: HttpClient, journal: Journal) -> None:
        # Said to close: a line that closes unsaid may be tried again, and is written down twice.
        closing = answer(200, connection="close")
        with LoopbackServer(*[closing] * 20) as server, ThreadPoolExecutor(6) as pool:
            found = list(pool.map(lambda _: client.send(get(server.url)).status, range(20)))
        assert found == [200] * 20
        assert len(journal.list()) == 20

    def test_the_services_own_id_is_found(self, client: HttpClient) -> None:
        with LoopbackServer(
            answer(200, x_hubspot_correlation_id="from-header"),
            answer(404, b'{"correlationId": "from-body"}'),
            answer(200),
        ) as server:
            found = [client.send(get(server.url)).correlation_id for _ in range(3)]
        assert found == ["from-header", "from-body", None]

    def test_importing_it_loads_no_httpx(self) -> None:
        program = "import sys, studio.http; sys.exit('httpx' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


class TestFaults:
    def test_nobody_listens(self, client: HttpClient) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        error = failure(client, get(f"http://127.0.0.1:{port}/"))
        assert (error.kind, error.unsent) == ("connect", True)
        assert f"127.0.0.1:{port}" in error.message
        assert error.code == "http.connect"

    def test_an_unknown_name(self, client: HttpClient) -> None:
        assert failure(client, get("https://no-such-host.invalid/")).kind == "dns"

    @pytest.mark.parametrize("fault", [reset, lambda connection: None], ids=["reset", "closed"])
    def test_a_line_that_breaks_before_the_answer(self, client: HttpClient, fault: object) -> None:
        with LoopbackServer(fault) as server:  # type: ignore[arg-type]
            error = failure(client, post(server.url))
        assert (error.kind, error.unsent) == ("connect", False)
        assert "may have arrived" in error.next_step

    def test_an_answer_that_is_cut_off(self, client: HttpClient, journal: Journal) -> None:
        whole = answer(200, b'{"access_token": "canary-canary", "more": "text"}')
        with LoopbackServer(whole[:-20]) as server:
            assert failure(client, get(server.url)).kind == "protocol"
        (row,) = journal.list()
        assert row.status == 200
        assert row.response_body.startswith('{"access_token": "[redacted]"')

    @pytest.mark.parametrize(
        "nonsense",
        [
            b"hello\r\n\r\n",
            b"HTTP/1.1 abc OK\r\n\r\n",
            answer(200, b"no gzip", content_encoding="gzip"),
        ],
        ids=["text", "status", "gzip"],
    )
    def test_an_answer_that_is_none(self, client: HttpClient, nonsense: bytes) -> None:
        with LoopbackServer(nonsense) as server:
            assert failure(client, get(server.url)).kind == "protocol"

    def test_an_answer_that_is_too_large(
        self, client: HttpClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("studio.http.client.LARGEST_BODY", 1000)
        with LoopbackServer(answer(200, b"x" * 1000), answer(200, b"x" * 1001)) as server:
            assert len(client.send(get(server.url)).body) == 1000
            assert failure(client, get(server.url)).kind == "too_large"

    def test_a_packed_answer_that_grows_too_large(
        self, client: HttpClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("studio.http.client.LARGEST_BODY", 100_000)
        packed = gzip.compress(b"x" * 10_000_000)
        with LoopbackServer(answer(200, packed, content_encoding="gzip")) as server:
            assert failure(client, get(server.url)).kind == "too_large"

    @pytest.mark.parametrize("address", ["ftp://127.0.0.1/", "127.0.0.1/x", "http://[::1", ""])
    def test_an_address_that_is_none(self, client: HttpClient, address: str) -> None:
        error = failure(client, get(address))
        assert error.kind == "protocol"
        assert "cannot be sent" in error.message

    @pytest.mark.parametrize(
        ("method", "header"), [("GET", "a\r\nb"), ("GET", "ü"), ("GET", "a\0"), ("B AD", "a")]
    )
    def test_a_request_that_is_not_http_is_never_sent(
        self, client: HttpClient, method: str, header: str
    ) -> None:
        with LoopbackServer(answer(200)) as server:
            error = failure(client, Request(method, server.url, "Look", headers={"X-A": header}))
        assert error.kind == "protocol"
        assert "cannot be sent" in error.message
        assert server.requests == []


class TestTime:
    """These wait in real time, as sockets do: a quarter of a second each."""

    PATIENCE = 0.25

    def took(self, client: HttpClient, request: Request) -> float:
        start = time.monotonic()
        error = failure(client, request)
        assert error.kind == "timeout"
        assert "0.25 seconds" in error.message
        return time.monotonic() - start

    def test_no_answer_at_all(self, client: HttpClient) -> None:
        with LoopbackServer(lambda connection: server.ended.wait(5) and None) as server:
            assert self.took(client, post(server.url, timeout=self.PATIENCE)) < 1

    @pytest.mark.parametrize("whole", [b"HTTP/1.1 200 OK\r\nx-a: ", answer(200, b"x" * 500)[:-490]])
    def test_an_answer_that_comes_drop_by_drop(self, client: HttpClient, whole: bytes) -> None:
        """Each drop is in time; the whole is not."""

        def drip(connection: socket.socket) -> None:
            connection.sendall(whole)
            while not server.ended.wait(0.05):
                connection.sendall(b"x")

        with LoopbackServer(drip) as server:
            took = self.took(client, get(server.url, timeout=self.PATIENCE))
        assert took < 1

    def test_patience_bounds_what_a_request_allows_itself(
        self, journal: Journal, clock: ManualClock
    ) -> None:
        client = HttpClient(journal, clock, SystemIds(), patience=0.2)
        with LoopbackServer(lambda connection: server.ended.wait(5)) as server:
            start = time.monotonic()
            error = failure(client, post(server.url, timeout=30.0))
            assert time.monotonic() - start < 3
        assert "within 0.2 seconds" in error.message
        assert "may have arrived" in error.next_step
        client.close()

    def test_the_next_request_has_all_its_time_again(self, client: HttpClient) -> None:
        def slow(connection: socket.socket) -> None:
            server.ended.wait(0.15)
            connection.sendall(answer(200))

        with LoopbackServer(slow, slow, slow, keep_open=True) as server:
            for _ in range(3):
                assert client.send(get(server.url, timeout=self.PATIENCE)).status == 200


class TestRetry:
    def test_a_passing_fault_is_waited_out(
        self, client: HttpClient, clock: ManualClock, journal: Journal
    ) -> None:
        with LoopbackServer(
            answer(503, retry_after="3"), answer(502), answer(200, b"at last")
        ) as server:
            response = client.send(get(server.url))
        assert response.text == "at last"
        assert clock.monotonic() == pytest.approx(3.8)
        rows = journal.list()
        assert [row.status for row in rows] == [200, 502, 503]
        assert rows[0].id == response.exchange_id

    def test_it_ends_with_the_last_answer(self, client: HttpClient) -> None:
        with LoopbackServer(*[answer(503)] * 6) as server:
            assert client.send(get(server.url)).status == 503
        assert len(server.requests) == 4

    def test_a_burst_limit_is_waited_out_even_for_a_post(
        self, client: HttpClient, clock: ManualClock
    ) -> None:
        body = b'{"policyName": "TEN_SECONDLY_ROLLING", "status": "error"}'
        with LoopbackServer(answer(429, body), answer(201)) as server:
            assert client.send(post(server.url)).status == 201
        assert clock.monotonic() == 10

    def test_a_daily_limit_is_told_at_once(self, client: HttpClient, clock: ManualClock) -> None:
        with LoopbackServer(answer(429, b'{"policyName": "DAILY"}'), answer(200)) as server:
            assert client.send(get(server.url)).status == 429
        assert clock.monotonic() == 0

    def test_a_post_is_not_sent_twice(self, client: HttpClient) -> None:
        with LoopbackServer(answer(503), answer(201)) as server:
            assert client.send(post(server.url)).status == 503
        with LoopbackServer(reset, answer(201)) as server:
            assert failure(client, post(server.url)).kind == "connect"
        assert len(server.requests) == 1

    def test_a_code_is_sent_once_and_no_more(self, client: HttpClient, journal: Journal) -> None:
        with LoopbackServer(answer(429), answer(200)) as server:
            assert client.send(post(server.url, retry=Retry.NEVER)).status == 429
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        failure(client, post(f"http://127.0.0.1:{port}/", retry=Retry.NEVER))
        assert len(journal.list()) == 2

    def test_a_get_whose_line_broke_is_sent_again(self, client: HttpClient) -> None:
        with LoopbackServer(reset, answer(200)) as server:
            assert client.send(get(server.url)).status == 200


class TestSafeLines:
    @pytest.fixture
    def self_signed(self, tmp_path: Path) -> ssl.SSLContext:
        pytest.importorskip("cryptography")
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
        begin = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
        alternative = x509.SubjectAlternativeName(
            [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        )
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(begin)
            .not_valid_after(begin + datetime.timedelta(days=36500))
            .add_extension(alternative, critical=False)
            .sign(key, hashes.SHA256())
        )
        pem = tmp_path / "pem"
        pem.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        return context

    def test_a_certificate_nobody_vouches_for(
        self, client: HttpClient, self_signed: ssl.SSLContext
    ) -> None:
        with LoopbackServer(answer(200), tls=self_signed) as server:
            error = failure(client, get(server.url))
        assert error.kind == "tls"
        assert "self-signed certificate" in error.message
        assert server.requests == []

    def test_a_certificate_the_computer_trusts(
        self,
        client: HttpClient,
        self_signed: ssl.SSLContext,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "pem"))
        with LoopbackServer(answer(200), tls=self_signed) as server:
            assert client.send(get(server.url)).status == 200

    @pytest.mark.parametrize("content", [None, "no certificate"])
    def test_certificates_that_cannot_be_read(
        self,
        client: HttpClient,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        content: str | None,
    ) -> None:
        if content:
            (tmp_path / "company.pem").write_text(content)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "company.pem"))
        client.warm_up()
        error = failure(client, get("https://service.invalid/"))
        assert error.kind == "tls"
        assert "SSL_CERT_FILE" in error.next_step

    def test_a_server_that_does_not_speak_tls(self, client: HttpClient) -> None:
        def plain(connection: socket.socket) -> None:
            connection.sendall(answer(200))

        with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: plain(listener.accept()[0]))
            error = failure(client, get(f"https://127.0.0.1:{listener.getsockname()[1]}/"))
        assert error.kind == "tls"


class TestProxy:
    @pytest.fixture(autouse=True)
    def no_proxy_from_outside(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(name.upper(), raising=False)

    def test_a_proxy_from_the_environment_is_used(
        self, client: HttpClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with LoopbackServer(answer(200, b"by proxy")) as proxy:
            monkeypatch.setenv("HTTP_PROXY", proxy.url)
            assert client.send(get("http://service.invalid/deals")).text == "by proxy"
        assert proxy.requests[0].startswith(b"GET http://service.invalid/deals ")

    def test_loopback_never_goes_through_a_proxy(
        self, client: HttpClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
        monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9/")
        with LoopbackServer(answer(200), answer(200)) as server:
            assert client.send(get(server.url)).status == 200
            assert client.send(get(f"http://localhost:{server.port}/")).status == 200

    def test_a_host_named_in_no_proxy_goes_direct(
        self, client: HttpClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
        monkeypatch.setenv("NO_PROXY", "service.invalid")
        assert failure(client, get("http://service.invalid/")).kind == "dns"

    @pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "gopher://x", "http://[::1"])
    def test_a_proxy_that_cannot_be_used_is_told(
        self, client: HttpClient, monkeypatch: pytest.MonkeyPatch, proxy: str
    ) -> None:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        error = failure(client, get("https://service.invalid/"))
        assert error.kind == "connect"
        assert "HTTPS_PROXY" in error.next_step

    def test_a_proxy_that_refuses_is_told(
        self, client: HttpClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with LoopbackServer(answer(407), answer(407)) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"http://me:canary-secret@127.0.0.1:{proxy.port}")
            error = failure(client, get("https://service.invalid/"))
        assert "proxy" in error.message
        assert "canary" not in str(error)


class TestJournal:
    def test_an_exchange_is_written_down(
        self, client: HttpClient, journal: Journal, clock: ManualClock
    ) -> None:
        with LoopbackServer(answer(404, b'{"correlationId": "abc"}')) as server:
            client.send(post(server.url + "deals", connector_id="hubspot"))
        (row,) = journal.list()
        assert (row.method, row.url, row.status) == ("POST", server.url + "deals", 404)
        assert (row.purpose, row.connector_id, row.correlation_id) == ("Create", "hubspot", "abc")
        assert row.at == "2026-01-05T09:00:00.000Z"
        assert row.request_body == '{"a": 1}'
        assert row.response_body == '{"correlationId": "abc"}'
        assert row.request_headers["Content-Type"] == "application/json"

    def test_a_failure_is_written_down(self, client: HttpClient, journal: Journal) -> None:
        with LoopbackServer(reset) as server:
            error = failure(client, post(server.url))
        (row,) = journal.list()
        assert row.id == error.exchange_id
        assert row.status is None
        assert row.error == error.message

    def test_no_secret_is_found_in_any_byte_of_the_file(
        self, client: HttpClient, workspace: Workspace, known: list[str], tmp_path: Path
    ) -> None:
        canary = "CaNaRy-0123/4567+89"
        known.append(canary)
        page = f"<input type=hidden value='{canary}'><p>{canary}</p>".encode()
        tokens = json.dumps({"x": {"note": canary, "refresh_token": "other-canary-1"}}).encode()
        basic = "SWQ6Q2FOYVJ5LTAxMjMvNDU2Nys4OQ=="  # Id:CaNaRy-0123/4567+89
        with LoopbackServer(
            answer(200, tokens, set_cookie=f"a={canary}", x_echo=canary),
            answer(400, page, content_type="text/html"),
            answer(302, location=f"/callback?code=other-canary-2&note={canary}"),
            answer(200, tokens)[:-3],
            reset,
        ) as server:
            url = f"{server.url}oauth/v1/access-tokens/{canary}?note={canary}"
            headers = {"Authorization": f"Basic {basic}", "X-Note": f"{canary} {basic}"}
            form = {"code": "other-canary-3", "client_secret": "other-canary-4", "id": canary}
            client.send(get(url, headers=headers))
            client.send(post(server.url, json=None, form=form))
            client.send(
                post(
                    server.url,
                    json={"a": [canary], "b": "local-canary-5"},
                    secrets=("local-canary-5",),
                )
            )
            failure(client, get(server.url))
            failure(client, post(server.url + canary))
        workspace.close()
        content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert b"Look" in content
        for trace in (canary, "other-canary", "local-canary", "CaNaRy", basic, basic[4:-4]):
            where = content.find(trace.encode())
            assert where < 0, content[max(0, where - 200) : where + 60]

    def test_long_and_binary_bodies_are_kept_short(
        self, client: HttpClient, journal: Journal
    ) -> None:
        with LoopbackServer(
            answer(200, "ü".encode() * KEPT_BODY * 2),
            answer(200, b"\xff\xfe" * 600),
            answer(200, "Größe".encode()[:-2]),
        ) as server:
            assert len(client.send(get(server.url)).text) == KEPT_BODY * 2
            client.send(get(server.url))
            client.send(get(server.url))
        cut, binary, long = journal.list()
        assert long.response_body.startswith("ü" * KEPT_BODY)
        assert long.response_body.endswith("… (131,072 characters in all)")
        assert binary.response_body == "(1,200 bytes that are not text)"
        assert cut.response_body == "Grö"

    def test_a_journal_that_cannot_be_written_does_not_lose_the_answer(
        self, client: HttpClient, workspace: Workspace
    ) -> None:
        workspace.close()
        with LoopbackServer(answer(201, b"created")) as server:
            assert client.send(post(server.url)).text == "created"

    def test_durations_are_real(self, journal: Journal) -> None:
        client = HttpClient(journal, SystemClock(), SystemIds())

        def slow(connection: socket.socket) -> None:
            server.ended.wait(0.05)
            connection.sendall(answer(200))

        with LoopbackServer(slow) as server:
            response = client.send(get(server.url))
        client.close()
        assert 50 <= response.elapsed_ms < 1000
        assert journal.list()[0].elapsed_ms == response.elapsed_ms
