"""The listener for the system browser: one redirect, on both IP stacks, from nobody else."""

from __future__ import annotations

import contextlib
import logging
import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from desk import ACME_SALES, HUBSPOT, PLAIN, SYSTEM, Desk, query_of, sign_in

from studio.authorization.errors import AuthorizationError
from studio.authorization.loopback import LoopbackListener

STATE = "s-7Qx2"
FAMILIES = {"127.0.0.1": socket.AF_INET, "::1": socket.AF_INET6}


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


STACKS = ["127.0.0.1", *(["::1"] if has_ipv6() else [])]


def free_port() -> int:
    """A port that is free on every IP stack of this machine."""
    while True:
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as second:
                if "::1" in STACKS:
                    second.bind(("::1", port))
                return port


def callback(port: int) -> str:
    return f"http://localhost:{port}/callback"


def taken(url: str) -> bool:
    return query_of(url).get("state") == STATE


@pytest.fixture
def listener() -> Iterator[LoopbackListener]:
    listener = LoopbackListener.open([callback(free_port())], taken)
    yield listener
    listener.close()


def say(listener: LoopbackListener, request: bytes, address: str = "127.0.0.1") -> bytes:
    """Send these bytes, and read until the other side hangs up."""
    port = int(listener.callback_url.split(":")[2].split("/")[0])
    with socket.create_connection((address, port), timeout=5) as line:
        line.sendall(request)
        answer = b""
        while piece := line.recv(65536):
            answer += piece
    return answer


def get(target: str, host: str, *headers: str, method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {target} HTTP/1.1", f"Host: {host}", *headers, "", ""]).encode()


def ask(listener: LoopbackListener, target: str, *headers: str, **how: str) -> int:
    """The status of a request that is well addressed, unless told otherwise."""
    host = how.get("host", listener.callback_url.split("/")[2])
    answer = say(listener, get(target, host, *headers, method=how.get("method", "GET")))
    return int(answer.split()[1])


GOOD = f"/callback?code=c0de&state={STATE}"


@pytest.mark.parametrize("address", STACKS)
def test_the_redirect_is_taken_on_every_ip_stack(listener: LoopbackListener, address: str) -> None:
    host = listener.callback_url.split("/")[2]
    answer = say(listener, get(GOOD, host), address)
    assert answer.startswith(b"HTTP/1.0 200")
    assert b"You can go back to Action Studio" in answer
    assert listener.wait(5) == f"http://{host}{GOOD}"


def test_a_browser_that_says_what_it_does_is_welcome(listener: LoopbackListener) -> None:
    assert ask(listener, GOOD, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document") == 200


def test_after_one_redirect_nobody_is_answered_any_more(listener: LoopbackListener) -> None:
    assert ask(listener, GOOD) == 200
    assert listener.wait(5) is not None
    for address in STACKS:
        with pytest.raises(ConnectionRefusedError):
            say(listener, get(GOOD, "x"), address)


def test_of_many_that_come_at_once_one_is_taken(listener: LoopbackListener) -> None:
    targets = [f"/callback?code={n}&state={STATE}" for n in range(20)]

    def answered(target: str) -> int:
        try:
            return ask(listener, target)
        except OSError:
            return 0

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(answered, targets))
    assert statuses.count(200) == 1
    taken_one = listener.wait(5)
    assert taken_one is not None
    assert taken_one.endswith(targets[statuses.index(200)])


@pytest.mark.parametrize(
    ("target", "headers", "how", "status"),
    [
        (f"/callback?code=c&state={STATE}x", (), {}, 400),
        ("/callback?code=c", (), {}, 400),
        ("/callback?error=access_denied", (), {}, 400),
        (GOOD, ("Origin: https://evil.example",), {}, 403),
        (GOOD, ("Origin: null",), {}, 403),
        (GOOD, ("Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"), {}, 403),
        (GOOD, ("Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"), {}, 403),
        (GOOD, ("Sec-Fetch-Mode: cors",), {}, 403),
        (GOOD, (), {"method": "POST"}, 405),
        (GOOD, (), {"method": "HEAD"}, 405),
        (GOOD, (), {"method": "OPTIONS"}, 405),
        (GOOD, (), {"host": "evil.example"}, 421),
        (GOOD, (), {"host": "127.0.0.1:80"}, 421),
        (GOOD, ("Host: evil.example",), {}, 421),
        ("/favicon.ico", (), {}, 404),
        (f"/callback/?code=c&state={STATE}", (), {}, 404),
        (f"/Callback?code=c&state={STATE}", (), {}, 404),
        (f"/x/../callback?code=c&state={STATE}", (), {}, 404),
        (f"http://localhost/callback?code=c&state={STATE}", (), {}, 404),
        ("//evil.example/callback", (), {}, 404),
    ],
)
def test_nothing_else_is_taken_and_the_wait_goes_on(
    listener: LoopbackListener,
    target: str,
    headers: tuple[str, ...],
    how: dict[str, str],
    status: int,
) -> None:
    assert ask(listener, target, *headers, **how) == status
    assert listener.refused == 1
    assert ask(listener, GOOD) == 200
    assert listener.wait(5) is not None


@pytest.mark.parametrize(
    "noise", [b"", b"\x00\xff\r\n\r\n", b"GET\r\n\r\n", b"A" * 70000 + b"\r\n"]
)
def test_noise_ends_nothing(listener: LoopbackListener, noise: bytes) -> None:
    port = int(listener.callback_url.split(":")[2].split("/")[0])
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(noise)
        line.shutdown(socket.SHUT_WR)
        line.recv(1000)
    assert ask(listener, GOOD) == 200


def test_connections_that_say_nothing_do_not_keep_the_browser_out(
    listener: LoopbackListener,
) -> None:
    port = int(listener.callback_url.split(":")[2].split("/")[0])
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(8)]
    try:
        assert ask(listener, GOOD) == 200
        assert listener.wait(5) is not None
    finally:
        for one in silent:
            one.close()


@pytest.mark.parametrize("address", STACKS)
def test_a_port_that_somebody_has_on_one_stack_is_not_used(address: str) -> None:
    first, second = free_port(), free_port()
    with socket.socket(FAMILIES[address]) as squatter:
        squatter.bind((address, first))
        squatter.listen()
        listener = LoopbackListener.open([callback(first), callback(second)], taken)
        try:
            assert listener.callback_url == callback(second)
        finally:
            listener.close()


@pytest.mark.parametrize("everywhere", ["0.0.0.0", *(["::"] if "::1" in STACKS else [])])
def test_a_port_that_somebody_has_on_all_addresses_is_not_used(everywhere: str) -> None:
    first, second = free_port(), free_port()
    family = socket.AF_INET6 if ":" in everywhere else socket.AF_INET
    with socket.socket(family) as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind((everywhere, first))
        squatter.listen()
        listener = LoopbackListener.open([callback(first), callback(second)], taken)
        try:
            assert listener.callback_url == callback(second)
        finally:
            listener.close()


def squat(address: str, port: int) -> None:
    with socket.socket(FAMILIES[address]) as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind((address, port))
        squatter.listen()


@pytest.mark.parametrize("address", STACKS)
def test_nobody_can_listen_beside_it(listener: LoopbackListener, address: str) -> None:
    port = int(listener.callback_url.split(":")[2].split("/")[0])
    with pytest.raises(OSError, match="in use"):
        squat(address, port)


def test_without_a_free_port_it_says_what_to_do() -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)), pytest.raises(AuthorizationError) as caught:
        LoopbackListener.open([callback(port)], taken)
    assert caught.value.code == "authorization.no_port"
    assert str(port) in caught.value.message
    assert "login window" in caught.value.next_step


def test_the_port_can_be_used_again_at_once() -> None:
    port = free_port()
    for _ in range(3):
        listener = LoopbackListener.open([callback(port)], taken)
        assert ask(listener, GOOD) == 200
        assert listener.wait(5) is not None


def test_it_is_this_machine_only_that_it_listens_to(listener: LoopbackListener) -> None:
    addresses = {one.socket.getsockname()[0] for one in listener._servers}
    assert addresses == set(STACKS)


def test_waiting_ends_in_time_and_when_it_is_cancelled(listener: LoopbackListener) -> None:
    assert listener.wait(0.05) is None
    with pytest.raises(ConnectionRefusedError):
        ask(listener, GOOD)
    other = LoopbackListener.open([callback(free_port())], taken)
    threading.Timer(0.05, other.cancel).start()
    assert other.wait(30) is None


def test_a_redirect_after_the_cancel_is_not_taken() -> None:
    listener = LoopbackListener.open([callback(free_port())], taken)
    listener.cancel()
    assert ask(listener, GOOD) == 410
    assert listener.wait(5) is None


def test_the_page_keeps_the_code_to_itself(listener: LoopbackListener) -> None:
    host = listener.callback_url.split("/")[2]
    answer = say(listener, get(GOOD, host)).decode()
    head, _, body = answer.partition("\r\n\r\n")
    assert "c0de" not in answer
    assert STATE not in answer
    assert "Cache-Control: no-store" in head
    assert "Referrer-Policy: no-referrer" in head
    assert "default-src 'none'" in head
    assert "server:" not in head.lower()
    assert "history.replaceState" in body
    assert not re.search(r"<(?:img|link|a|iframe|form)\b", body)
    assert "src=" not in body
    assert "http" not in body


def test_a_page_about_what_was_declined_says_so(listener: LoopbackListener) -> None:
    host = listener.callback_url.split("/")[2]
    answer = say(listener, get(f"/callback?error=access_denied&state={STATE}", host))
    assert b"Nothing was authorized" in answer
    redirect = listener.wait(5)
    assert redirect is not None
    assert "error=access_denied" in redirect


def test_nothing_of_a_request_is_logged_or_printed(
    listener: LoopbackListener, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(listener, GOOD, method="POST")
        ask(listener, "/callback?code=c0de&state=forged")
        say(listener, b"GET /callback?code=c0de HTTP/nine\r\n\r\n")
        ask(listener, GOOD)
    out, err = capfd.readouterr()
    assert "c0de" not in f"{out}{err}{caplog.text}"
    assert "callback" not in f"{out}{err}"


def test_signing_in_in_the_browser_ends_in_the_account(desk: Desk) -> None:
    desk.studio.actions.choose(HUBSPOT, SYSTEM)
    login = desk.studio.authorization.begin_in_browser(HUBSPOT)
    with ThreadPoolExecutor(1) as pool:
        account = pool.submit(login.wait, 30)
        redirect = sign_in(login.attempt)
        assert redirect.startswith(query_of(login.url)["redirect_uri"])
        assert httpx.get(redirect, verify=PLAIN).status_code == 200
        assert account.result(30).account_id == str(ACME_SALES)
    assert desk.studio.authorization.account(HUBSPOT) == account.result()
    assert desk.exchanges == 1
    with pytest.raises(httpx.ConnectError):
        httpx.get(redirect, verify=PLAIN)


def test_the_callback_that_is_listened_on_is_the_one_that_is_sent(desk: Desk) -> None:
    desk.studio.actions.choose(HUBSPOT, SYSTEM)
    login = desk.studio.authorization.begin_in_browser(HUBSPOT)
    try:
        sent = query_of(login.url)["redirect_uri"]
        assert sent == login.attempt.callback_url
        assert sent in desk.studio.catalogue.get(HUBSPOT).loopback_callback_urls
        assert sent in desk.studio.environment.ensure_sandbox().redirect_uris
    finally:
        login.close()


def test_a_second_browser_sign_in_calls_the_first_off_and_frees_its_port(desk: Desk) -> None:
    desk.studio.actions.choose(HUBSPOT, SYSTEM)
    first = desk.studio.authorization.begin_in_browser(HUBSPOT)
    second = desk.studio.authorization.begin_in_browser(HUBSPOT)
    try:
        assert first.attempt.callback_url != second.attempt.callback_url
        with pytest.raises(AuthorizationError) as caught:
            first.wait(30)
        assert caught.value.code == "authorization.superseded"
        assert desk.studio.actions.get(HUBSPOT).problem is None
    finally:
        second.close()


@pytest.mark.parametrize("how", ["cancelled", "timed_out"])
def test_a_browser_sign_in_that_does_not_come_back_says_why(desk: Desk, how: str) -> None:
    desk.studio.actions.choose(HUBSPOT, SYSTEM)
    login = desk.studio.authorization.begin_in_browser(HUBSPOT)
    if how == "cancelled":
        login.cancel()
    with pytest.raises(AuthorizationError) as caught:
        login.wait(0.05)
    assert caught.value.code == f"authorization.{how}"
    problem = desk.studio.actions.get(HUBSPOT).problem
    assert problem is not None
    assert problem.code == caught.value.code
    assert desk.exchanges == 0


def test_nothing_listens_when_nothing_is_chosen(desk: Desk) -> None:
    urls = desk.studio.catalogue.get(HUBSPOT).loopback_callback_urls
    free = LoopbackListener.open(urls)
    free.close()
    with pytest.raises(AuthorizationError) as caught:
        desk.studio.authorization.begin_in_browser(HUBSPOT)
    assert caught.value.code == "authorization.not_chosen"
    again = LoopbackListener.open(urls)
    again.close()
    assert again.callback_url == free.callback_url
