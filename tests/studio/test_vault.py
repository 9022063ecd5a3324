"""Secrets are kept whole or not at all, never in a file, and hold nobody up."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import settings as search
from hypothesis import strategies as st
from keyring.backends import chainer, fail, null

from studio.vault import KeyringVault, LazyVault, MemoryVault, VaultError, open_vault
from studio.vault.opening import trusted
from studio.vault.system import LONGEST_ENTRY


class Drawer:
    """A keyring in memory that is as strict as Windows', and can be cut off at any change."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.changes_left: int | None = None

    def get_password(self, service: str, user: str) -> str | None:
        return self.entries.get((service, user))

    def set_password(self, service: str, user: str, secret: str) -> None:
        self._change()
        assert len(secret.encode("utf-16-le")) <= LONGEST_ENTRY * 2
        self.entries[service, user] = secret

    def delete_password(self, service: str, user: str) -> None:
        self._change()
        del self.entries[service, user]

    def _change(self) -> None:
        if self.changes_left is not None:
            if self.changes_left == 0:
                raise RuntimeError("killed")
            self.changes_left -= 1


class Silent(Drawer):
    """A keyring that waits for the person before it answers."""

    def __init__(self) -> None:
        super().__init__()
        self.unlocked = threading.Event()
        self.asked = 0

    def get_password(self, service: str, user: str) -> str | None:
        self.asked += 1
        self.unlocked.wait()
        return super().get_password(service, user)


LENGTHS = [0, 1, 40, 1278, 1279, 1280, 2560, 2561, 5000]


@pytest.mark.parametrize("length", LENGTHS)
def test_a_secret_of_any_length_is_given_back_whole(length: int) -> None:
    vault = KeyringVault(Drawer(), "workspace")
    secret = ("0123456789" * 500)[:length]
    vault.set("token", secret)
    assert vault.get("token") == secret


@search(max_examples=30, deadline=None)
@given(secrets=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_the_last_secret_set_is_the_one_given_back(secrets: list[str]) -> None:
    vault = KeyringVault(Drawer(), "workspace")
    for secret in secrets:
        vault.set("token", secret * 400)
        assert vault.get("token") == secret * 400


def test_a_long_secret_in_wide_letters_fits_the_entries_too() -> None:
    vault = KeyringVault(Drawer(), "workspace")
    vault.set("token", "🔑" * 2000)
    assert vault.get("token") == "🔑" * 2000


@pytest.mark.parametrize("length", LENGTHS)
def test_deleting_leaves_nothing(length: int) -> None:
    drawer = Drawer()
    vault = KeyringVault(drawer, "workspace")
    vault.set("token", "x" * 4000)
    vault.set("token", "x" * length)
    vault.delete("token")
    vault.delete("token")
    assert vault.get("token") is None
    assert drawer.entries == {}


@pytest.mark.parametrize(
    ("old", "new"), [(100, 4000), (4000, 6000), (6000, 4000), (4000, 100), (3000, 3000)]
)
def test_whoever_is_killed_while_setting_reads_the_old_or_the_new(old: int, new: int) -> None:
    for changes in range(20):
        drawer = Drawer()
        vault = KeyringVault(drawer, "workspace")
        vault.set("token", "o" * old)
        drawer.changes_left = changes
        try:
            vault.set("token", "n" * new)
            finished = True
        except VaultError:
            finished = False
        drawer.changes_left = None
        after = KeyringVault(drawer, "workspace")
        assert after.get("token") in (["n" * new] if finished else ["o" * old, "n" * new])
        after.set("token", "z" * 2000)
        assert after.get("token") == "z" * 2000
        after.delete("token")
        assert drawer.entries == {}, f"something is left behind after {changes} changes"
        if finished:
            return
    pytest.fail("never finished")


def test_whoever_is_killed_while_deleting_never_reads_a_part() -> None:
    for changes in range(5):
        drawer = Drawer()
        vault = KeyringVault(drawer, "workspace")
        vault.set("token", "x" * 4000)
        drawer.changes_left = changes
        with pytest.raises(VaultError):
            vault.delete("token")
        drawer.changes_left = None
        assert KeyringVault(drawer, "workspace").get("token") in (None, "x" * 4000)
        vault.delete("token")
        assert drawer.entries == {}


def test_workspaces_do_not_see_each_others_secrets() -> None:
    drawer = Drawer()
    KeyringVault(drawer, "one").set("token", "secret of one")
    assert KeyringVault(drawer, "two").get("token") is None
    KeyringVault(drawer, "two").delete("token")
    assert KeyringVault(drawer, "one").get("token") == "secret of one"


def test_a_locked_keyring_is_told_after_a_while_and_works_once_it_is_unlocked() -> None:
    drawer = Silent()
    vault = KeyringVault(drawer, "workspace", patience=0.05)
    start = time.monotonic()
    with pytest.raises(VaultError, match="locked") as caught:
        vault.get("token")
    assert time.monotonic() - start < 2
    assert caught.value.code == "vault.locked"
    assert "Unlock" in caught.value.next_step
    assert "Unlock" in vault.status().explanation
    drawer.unlocked.set()
    vault.set("token", "kept")
    assert vault.get("token") == "kept"
    assert "Unlock" not in vault.status().explanation


def test_a_locked_keyring_is_not_asked_over_and_over() -> None:
    drawer = Silent()
    vault = KeyringVault(drawer, "workspace", patience=0.02)

    def get(_: int) -> str:
        with pytest.raises(VaultError) as caught:
            vault.get("token")
        return caught.value.code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(get, range(8))) == {"vault.locked"}
    assert drawer.asked == 1
    drawer.unlocked.set()


def test_an_error_of_the_keyring_never_shows_the_secret() -> None:
    class Chatty(Drawer):
        def set_password(self, service: str, user: str, secret: str) -> None:
            raise RuntimeError(f"could not store {secret}")

    with pytest.raises(VaultError) as caught:
        KeyringVault(Chatty(), "workspace").set("token", "canary")
    assert "canary" not in str(caught.value)
    assert caught.value.code == "vault.refused"


def test_every_secret_that_passed_is_known_for_redaction() -> None:
    drawer = Drawer()
    KeyringVault(drawer, "workspace").set("old", "from an earlier run")
    for vault in (KeyringVault(drawer, "workspace"), MemoryVault()):
        vault.set("token", "first")
        vault.set("token", "second")
        vault.delete("token")
        vault.get("old")
        assert {"first", "second"} <= set(vault.known_secrets())
    assert "from an earlier run" not in MemoryVault().known_secrets()


def test_known_secrets_never_wait_for_the_keyring() -> None:
    vault = KeyringVault(Silent(), "workspace", patience=5)

    def keep() -> None:
        with contextlib.suppress(VaultError):  # it gives up after five seconds
            vault.set("token", "on its way")

    threading.Thread(target=keep, daemon=True).start()
    start = time.monotonic()
    assert vault.known_secrets() in ((), ("on its way",))
    assert time.monotonic() - start < 1


def test_memory_says_that_it_is_memory_and_why() -> None:
    vault = MemoryVault("There is no keyring.")
    vault.set("token", "secret")
    assert vault.get("token") == "secret"
    assert vault.status().label == "Memory only"
    assert vault.status().explanation.startswith("There is no keyring.")
    vault.delete("token")
    vault.delete("token")
    assert vault.get("token") is None


def test_a_lazy_vault_opens_once_and_only_when_asked() -> None:
    opened: list[MemoryVault] = []

    def open_it() -> MemoryVault:
        opened.append(MemoryVault())
        return opened[-1]

    vault = LazyVault(open_it)
    assert vault.known_secrets() == ()
    assert opened == []
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: vault.set(f"t{number}", "s"), range(8)))
    assert len(opened) == 1
    assert vault.status().kind == "memory"
    assert vault.known_secrets() == ("s",)


class PlaintextKeyring(Drawer):
    pass


PlaintextKeyring.__module__ = "keyrings.alt.file"


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring(), PlaintextKeyring()])
def test_a_keyring_that_is_not_the_systems_is_not_trusted(backend: object) -> None:
    assert trusted(backend) is None


def test_a_chain_is_searched_for_the_first_that_is_trusted() -> None:
    class System(Drawer):
        pass

    System.__module__ = "keyring.backends.macOS"
    system = System()

    class Chain(chainer.ChainerBackend):
        backends = [PlaintextKeyring(), system]  # noqa: RUF012 - the shape of the parent

    Chain.__module__ = "keyring.backends.chainer"
    assert trusted(Chain()) is system


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("keyring.backends.null.Keyring", "switched off"),
        ("keyring.backends.fail.Keyring", "offers no keyring"),
    ],
)
def test_without_a_usable_keyring_secrets_stay_in_memory(choice: str, said: str) -> None:
    import keyring
    from keyring.core import load_keyring

    before = keyring.get_keyring()
    keyring.set_keyring(load_keyring(choice))
    try:
        vault = open_vault("workspace")
    finally:
        keyring.set_keyring(before)
    assert vault.status().kind == "memory"
    assert said in vault.status().explanation


def test_importing_the_vault_loads_no_keyring() -> None:
    program = "import sys, studio.vault; sys.exit('keyring' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_whether_a_secret_is_there_is_told_without_asking_the_keyring() -> None:
    memory = MemoryVault()
    memory.set("kept", "s")
    assert (memory.holds("kept"), memory.holds("other")) == (True, False)
    silent = Silent()
    assert KeyringVault(silent, "w").holds("kept") is None
    assert silent.asked == 0
    lazy = LazyVault(lambda: memory)
    assert lazy.holds("kept") is None
    lazy.get("kept")
    assert lazy.holds("kept") is True
