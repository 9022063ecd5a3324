"""The vault on a real Secret Service (gnome-keyring) of its own."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import secret_service

pytestmark = [
    pytest.mark.secret_service,
    pytest.mark.skipif(
        secret_service.missing() is not None, reason=secret_service.missing() or "there is one"
    ),
]


def in_session(home: Path, program: str, *, locked: bool = False) -> str:
    done = secret_service.run([sys.executable, "-c", textwrap.dedent(program)], home, locked=locked)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_secrets_are_there_after_a_restart_and_gone_after_deleting(tmp_path: Path) -> None:
    first = """
        from studio.vault import open_vault
        vault = open_vault("workspace")
        assert vault.status().kind == "keyring", vault.status()
        vault.set("short", "a secret")
        vault.set("long", "0123456789" * 500)
        vault.set("long", "9876543210" * 400)
        vault.set("gone", "x" * 3000)
        vault.delete("gone")
        vault.delete("never there")
    """
    again = """
        import keyring
        from contextlib import closing
        import secretstorage
        from studio.vault import open_vault
        vault = open_vault("workspace")
        assert vault.get("short") == "a secret"
        assert vault.get("long") == "9876543210" * 400
        assert vault.get("gone") is None
        assert open_vault("another workspace").get("short") is None
        vault.delete("short")
        vault.delete("long")
        with closing(secretstorage.dbus_init()) as bus:
            print(len(list(secretstorage.get_default_collection(bus).get_all_items())))
    """
    in_session(tmp_path, first)
    assert in_session(tmp_path, again) == "0"


def test_a_locked_keyring_is_told_and_not_replaced_by_memory(tmp_path: Path) -> None:
    in_session(tmp_path, "from studio.vault import open_vault; open_vault('w').set('a', 'b')")
    program = """
        from studio.vault import VaultError, open_vault
        vault = open_vault("w", patience=10)
        print(vault.status().kind)
        try:
            vault.get("a")
        except VaultError as error:
            print(error.code)
    """
    assert in_session(tmp_path, program, locked=True).split() == ["keyring", "vault.locked"]


def test_a_keyring_that_stops_answering_holds_nobody_up(tmp_path: Path) -> None:
    program = """
        import os, signal, time
        from contextlib import closing
        import secretstorage
        from jeepney import DBusAddress, new_method_call
        from studio.vault import VaultError, open_vault
        vault = open_vault("w", patience=0.3)
        vault.set("a", "b")
        bus_itself = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus")
        question = new_method_call(
            bus_itself, "GetConnectionUnixProcessID", "s", ("org.freedesktop.secrets",)
        )
        with closing(secretstorage.dbus_init()) as bus:
            (daemon,) = bus.send_and_get_reply(question).body
        os.kill(daemon, signal.SIGSTOP)
        start = time.monotonic()
        try:
            vault.get("a")
        except VaultError as error:
            print(error.code, time.monotonic() - start < 2)
        os.kill(daemon, signal.SIGCONT)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                print(vault.get("a"))
                break
            except VaultError:
                pass
    """
    assert in_session(tmp_path, program).split() == ["vault.locked", "True", "b"]


def test_without_a_session_secrets_stay_in_memory(tmp_path: Path) -> None:
    program = """if True:
        from studio.vault import open_vault
        status = open_vault("w").status()
        print(status.kind, "Secret Service" in status.explanation)
    """
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**secret_service.environment(tmp_path), "DBUS_SESSION_BUS_ADDRESS": "unix:path=/none"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["memory", "True"]
