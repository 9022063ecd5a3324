"""Profiles and drafts are kept, their secrets in the vault only, and nothing typed is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from desk import HUBSPOT, Desk, Keyring
from profile_bench import CALLBACK, CANARY, OAUTH_V2, changed, everything_in, header

from studio.authorization.profiles.service import NEW, Profiles
from studio.authorization.profiles.values import ProfileError
from studio.ids import SeededIds
from studio.vault import KeyringVault, MemoryVault, VaultError
from studio.workspace.integrations import Integrations

VALUES = OAUTH_V2 | {"authorization_fields": [header("X-Api-Key", f"{CANARY}-in-a-row")]}


class StubbornVault(MemoryVault):
    """A keyring that can be locked."""

    locked = False

    def set(self, name: str, secret: str) -> None:
        self._refuse()
        super().set(name, secret)

    def get(self, name: str) -> str | None:
        self._refuse()
        return super().get(name)

    def delete(self, name: str) -> None:
        self._refuse()
        super().delete(name)

    def _refuse(self) -> None:
        if self.locked:
            raise VaultError("The keyring is locked.", "Unlock it.", code="vault.locked")


@pytest.fixture
def profiles(desk: Desk) -> Profiles:
    return desk.studio.profiles


def entries(desk: Desk) -> set[str]:
    """The names of everything that lies in the vault."""
    assert isinstance(desk.vault, MemoryVault)
    return set(desk.vault._secrets)


def select(desk: Desk, profile_id: str | None) -> None:
    """Choose the profile on the Authorization tab."""
    Integrations(desk.studio.workspace, desk.clock).change(HUBSPOT, profile_id=profile_id)


def test_a_saved_profile_is_there_whole_after_a_restart(desk: Desk, profiles: Profiles) -> None:
    saved = profiles.save("oauth_v2", VALUES)
    again = desk.restart().profiles.get(saved.id)
    assert again.text("client_secret") == CANARY
    assert again.rows("authorization_fields")[0]["value"] == f"{CANARY}-in-a-row"
    assert again.text("callback_url") == CALLBACK
    assert again.lost == ()
    (line,) = desk.studio.profiles.list()
    assert (line.name, line.mechanism_label, line.description, line.users) == (
        "My HubSpot",
        "OAuth v2",
        "For the demo",
        (),
    )


def test_no_secret_of_a_profile_or_draft_is_in_any_file(desk: Desk, profiles: Profiles) -> None:
    profiles.keep_draft(NEW, "oauth_v2", VALUES)
    assert CANARY.encode() not in everything_in(desk.path.parent)
    saved = profiles.save("oauth_v2", VALUES, draft_key=NEW)
    profiles.save("oauth_v2", VALUES | {"client_secret": f"{CANARY}-again"}, profile_id=saved.id)
    profiles.keep_draft(saved.id, "basic", {"description": f"{CANARY} by mistake", **VALUES})
    assert CANARY.encode() not in everything_in(desk.path.parent)
    profiles.delete(saved.id)
    desk.close()
    assert CANARY.encode() not in everything_in(desk.path.parent)


def test_each_secret_is_an_entry_of_its_own_and_goes_with_the_profile(
    desk: Desk, profiles: Profiles
) -> None:
    saved = profiles.save("oauth_v2", VALUES)
    assert len(entries(desk)) == 2
    profiles.save("oauth_v2", VALUES | {"authorization_fields": []}, profile_id=saved.id)
    assert len(entries(desk)) == 1
    profiles.delete(saved.id)
    assert entries(desk) == set()
    assert desk.studio.workspace.read("SELECT * FROM profile_secrets") == []


def test_a_long_secret_survives_the_keyring(tmp_path: Path) -> None:
    keyring = Keyring()
    desk = Desk(tmp_path)
    studio = desk.open(vault=KeyringVault(keyring, "ns"))
    long = {"name": "a", "authorization_fields": [header("X", "k" * 5000)]}
    saved = studio.profiles.save("basic", long)
    again = desk.restart(vault=KeyringVault(keyring, "ns")).profiles.get(saved.id)
    assert again.rows("authorization_fields")[0]["value"] == "k" * 5000
    desk.studio.profiles.delete(saved.id)
    assert keyring.entries == {}
    desk.close()


def test_a_profile_with_errors_is_not_saved_and_its_draft_stays(profiles: Profiles) -> None:
    typed = VALUES | {"token_url": "nowhere"}
    profiles.keep_draft(NEW, "oauth_v2", typed)
    with pytest.raises(ProfileError) as caught:
        profiles.save("oauth_v2", typed, draft_key=NEW)
    assert caught.value.code == "profile.invalid"
    assert caught.value.field == "token_url"
    assert profiles.list() == ()
    draft = profiles.draft(NEW)
    assert draft is not None
    assert draft.values["token_url"] == "nowhere"
    assert draft.values["client_secret"] == CANARY


def test_a_name_is_taken_once(profiles: Profiles) -> None:
    profiles.save("oauth_v2", VALUES)
    with pytest.raises(ProfileError) as caught:
        profiles.save("basic", {"name": "MY HUBSPOT"})
    assert [finding.code for finding in caught.value.findings] == ["name_taken"]


def test_a_name_that_another_window_took_meanwhile_is_refused_in_words(
    desk: Desk, profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles.save("oauth_v2", VALUES)
    before = entries(desk)
    monkeypatch.setattr(profiles, "other_names", lambda profile_id=None: ())
    with pytest.raises(ProfileError) as caught:
        profiles.save("oauth_v2", VALUES | {"name": "my hubspot"})
    assert caught.value.code == "profile.invalid"
    assert entries(desk) == before


def test_a_profile_in_use_is_not_deleted_and_its_users_are_named(
    desk: Desk, profiles: Profiles
) -> None:
    saved = profiles.save("oauth_v2", VALUES)
    select(desk, saved.id)
    with pytest.raises(ProfileError) as caught:
        profiles.delete(saved.id)
    assert caught.value.code == "profile.in_use"
    assert caught.value.users == ("HubSpot",)
    assert profiles.list()[0].users == ("HubSpot",)
    select(desk, None)
    profiles.delete(saved.id)
    assert profiles.list() == ()
    with pytest.raises(ProfileError):
        profiles.get(saved.id)


def test_the_audit_log_tells_what_changed_and_no_secret(desk: Desk, profiles: Profiles) -> None:
    saved = profiles.save("oauth_v2", VALUES)
    profiles.save(
        "oauth_v2",
        VALUES | {"description": "For Ada", "client_secret": f"{CANARY}-2"},
        profile_id=saved.id,
    )
    profiles.delete(saved.id)
    deleted, second, first = desk.studio.changes.list(3)
    assert first.change == "Authorization profile My HubSpot created"
    assert first.after["client_secret"] == "[secret]"
    assert second.change == "Authorization profile My HubSpot changed"
    assert second.before == {"description": "For the demo", "client_secret": "[secret]"}
    assert second.after == {"description": "For Ada", "client_secret": "[secret] changed"}
    assert deleted.change == "Authorization profile My HubSpot deleted"
    assert CANARY not in repr((first, second, deleted))


def test_only_the_fields_of_the_mechanism_are_saved(profiles: Profiles) -> None:
    saved = profiles.save("basic", VALUES)
    assert "client_secret" not in saved.values
    assert set(saved.values) == {"name", "description", "authorization_fields"}


def test_the_callback_shown_is_the_workspaces_own_and_cannot_be_typed(
    desk: Desk, profiles: Profiles
) -> None:
    saved = profiles.save("oauth_v2", VALUES | {"callback_url": "https://evil.example/"})
    assert saved.text("callback_url") == profiles.callback_url == CALLBACK
    japan = "https://jp-bots-idp.kore.ai/workflows/callback/"
    desk.studio.settings.set("authorization.callback_url", japan)
    assert profiles.get(saved.id).text("callback_url") == profiles.callback_url == japan
    desk.studio.settings.set("authorization.callback_url", "https://evil.example/")
    assert profiles.callback_url == CALLBACK


class TestDrafts:
    def test_what_was_typed_is_there_after_a_crash(self, desk: Desk, profiles: Profiles) -> None:
        assert profiles.keep_draft(NEW, "oauth_v2", VALUES) is None
        program = f"""
import os, signal
from pathlib import Path
from studio.app import open_studio
from studio.vault import MemoryVault
studio = open_studio(Path({str(desk.path)!r}), vault=MemoryVault())
studio.profiles.keep_draft("other", "basic", {{"name": "typed bef"}})
os.kill(os.getpid(), signal.SIGKILL)
"""
        subprocess.run([sys.executable, "-c", program], check=False)
        again = desk.restart().profiles
        assert set(again.draft_keys()) == {NEW, "other"}
        draft = again.draft(NEW)
        assert draft is not None
        assert draft.values["client_secret"] == CANARY
        other = again.draft("other")
        assert other is not None
        assert (other.mechanism, other.values["name"]) == ("basic", "typed bef")

    def test_changing_the_type_and_back_loses_nothing(self, profiles: Profiles) -> None:
        profiles.keep_draft(NEW, "oauth_v2", VALUES)
        draft = profiles.draft(NEW)
        assert draft is not None
        profiles.keep_draft(NEW, "basic", {**draft.values, "method": "POST"})
        draft = profiles.draft(NEW)
        assert draft is not None
        assert draft.values["client_secret"] == CANARY
        assert draft.values["authorization_url"] == VALUES["authorization_url"]

    def test_saving_drops_the_draft_and_its_secrets(self, desk: Desk, profiles: Profiles) -> None:
        profiles.keep_draft(NEW, "oauth_v2", VALUES)
        profiles.save("oauth_v2", VALUES, draft_key=NEW)
        assert profiles.draft(NEW) is None
        assert not [entry for entry in entries(desk) if "draft" in entry]

    def test_a_row_that_was_removed_takes_its_secret_along(
        self, desk: Desk, profiles: Profiles
    ) -> None:
        profiles.keep_draft(NEW, "oauth_v2", VALUES)
        profiles.keep_draft(NEW, "oauth_v2", VALUES | {"authorization_fields": []})
        assert entries(desk) == {f"profile_draft.{NEW}.client_secret"}

    def test_a_locked_keyring_keeps_the_rest_and_holds_the_secret_in_memory(
        self, tmp_path: Path
    ) -> None:
        desk = Desk(tmp_path)
        vault = StubbornVault()
        profiles = desk.open(vault=vault).profiles
        vault.locked = True
        trouble = profiles.keep_draft(NEW, "oauth_v2", OAUTH_V2)
        assert trouble is not None
        assert trouble.code == "vault.locked"
        draft = profiles.draft(NEW)
        assert draft is not None
        assert draft.values["client_secret"] == CANARY
        vault.locked = False
        assert profiles.keep_draft(NEW, "oauth_v2", OAUTH_V2) is None
        assert vault.get(f"profile_draft.{NEW}.client_secret") == CANARY
        desk.close()

    def test_a_secret_that_was_in_memory_only_is_told_as_lost(self, desk: Desk) -> None:
        desk.studio.profiles.keep_draft(NEW, "oauth_v2", OAUTH_V2)
        draft = desk.restart(vault=MemoryVault()).profiles.draft(NEW)
        assert draft is not None
        assert draft.lost == ("client_secret",)
        assert draft.values["client_secret"] == ""
        assert draft.values["client_id"] == OAUTH_V2["client_id"]

    def test_typing_on_writes_only_what_changed_to_the_vault(self, tmp_path: Path) -> None:
        written: list[str] = []

        class Counting(MemoryVault):
            def set(self, name: str, secret: str) -> None:
                written.append(name)
                super().set(name, secret)

        desk = Desk(tmp_path)
        profiles = desk.open(vault=Counting()).profiles
        for letters in ("F", "Fo", "For"):
            profiles.keep_draft(NEW, "oauth_v2", OAUTH_V2 | {"description": letters})
        assert written == [f"profile_draft.{NEW}.client_secret"]
        desk.close()


class TestCutOff:
    def test_a_keyring_that_fails_leaves_the_profile_as_it_was(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)
        vault = StubbornVault()
        profiles = desk.open(vault=vault, ids=SeededIds()).profiles
        saved = profiles.save("oauth_v2", VALUES)
        refused = vault.set

        def once(name: str, secret: str) -> None:
            if name.endswith("client_secret"):
                raise VaultError("Full.", "Make room.", code="vault.refused")
            refused(name, secret)

        vault.set = once  # type: ignore[method-assign]
        with pytest.raises(VaultError):
            profiles.save(
                "oauth_v2",
                changed(saved, client_secret="another-secret", description="new").values,
                profile_id=saved.id,
            )
        again = profiles.get(saved.id)
        assert again.text("client_secret") == CANARY
        assert again.text("description") == "For the demo"
        assert len(vault._secrets) == 2
        desk.close()

    def test_what_the_keyring_did_not_let_go_goes_with_the_next_change(
        self, tmp_path: Path
    ) -> None:
        desk = Desk(tmp_path)
        vault = StubbornVault()
        profiles = desk.open(vault=vault).profiles
        profiles.keep_draft(NEW, "oauth_v2", OAUTH_V2)
        vault.locked = True
        profiles.drop_draft(NEW)
        vault.locked = False
        assert vault._secrets
        profiles.drop_draft(NEW)
        assert vault._secrets == {}
        desk.close()
