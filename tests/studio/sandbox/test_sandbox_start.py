from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from studio.errors import StudioError
from studio.sandbox import SandboxOptions, start


def test_it_answers_as_soon_as_start_returns_and_is_gone_after_stop() -> None:
    running = start(SandboxOptions())
    info = running.info
    assert httpx.get(f"{info.admin_url}/state").status_code == 200
    running.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(info.base_url)
    running.stop()


def test_it_tells_where_everything_is() -> None:
    running = start(SandboxOptions(client_secret="my-secret"))
    info = running.info
    running.stop()
    assert info.base_url.startswith("http://127.0.0.1:")
    assert info.authorize_url == f"{info.base_url}/oauth/authorize"
    assert info.token_url == f"{info.base_url}/oauth/2026-03/token"
    assert info.client_secret == "my-secret"
    assert "my-secret" not in repr(info)
    assert "dana@acme.example" in info.sign_in_names


def test_two_starts_have_different_client_secrets() -> None:
    secrets = set()
    for _ in range(2):
        running = start(SandboxOptions())
        secrets.add(running.info.client_secret)
        running.stop()
    assert len(secrets) == 2


def test_a_taken_port_is_said_in_words() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(StudioError) as failure:
            start(SandboxOptions(port=other.getsockname()[1]))
    assert failure.value.code == "sandbox.port_taken"
    assert "port" in failure.value.next_step


def test_importing_it_imports_no_web_server() -> None:
    script = (
        "import sys, studio.sandbox;"
        "heavy = {'uvicorn', 'starlette', 'jinja2', 'sqlite3'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_it_writes_nothing_to_the_console(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    running = start(SandboxOptions(state=tmp_path / "x.sandbox"))
    httpx.get(f"{running.info.base_url}/nowhere")
    httpx.request("BREW", f"{running.info.base_url}/oauth/authorize")
    with socket.create_connection(
        ("127.0.0.1", int(running.info.base_url.rpartition(":")[2]))
    ) as s:
        s.sendall(b"this is not http\r\n\r\n")
        s.recv(1000)
    running.stop()
    assert capfd.readouterr() == ("", "")


def test_a_request_under_another_host_name_is_turned_away() -> None:
    running = start(SandboxOptions())
    try:
        answer = httpx.get(
            f"{running.info.base_url}/oauth/authorize", headers={"Host": "evil.test"}
        )
        assert answer.status_code == 421
        port = running.info.base_url.rpartition(":")[2]
        own = {"Host": f"localhost:{port}"}
        assert httpx.get(f"{running.info.admin_url}/state", headers=own).status_code == 200
    finally:
        running.stop()


def test_an_answer_does_not_wait_for_the_network_stack() -> None:
    """Nagle's algorithm would cost 40 ms an answer."""
    running = start(SandboxOptions())
    took = []
    with httpx.Client(base_url=running.info.base_url, verify=False) as client:
        for _ in range(8):
            before = time.perf_counter()
            client.get("/sandbox-admin/clock")
            took.append(time.perf_counter() - before)
    running.stop()
    assert min(took) < 0.03
