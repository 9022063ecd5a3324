"""The audit log: what is in it, what never is, finding in it, the file for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from desk import HUBSPOT, SYSTEM, Desk
from hypothesis import given
from hypothesis import strategies as st

from studio import change_log_csv
from studio.authorization.profiles.mechanisms import MECHANISMS
from studio.errors import Cancelled, StudioError
from studio.local_user import local_user
from studio.workspace.changes import Change, Changes, Wanted

CANARY = "canary-Zq7-53cr37-value"


@pytest.fixture
def changes(desk: Desk) -> Changes:
    return desk.studio.changes


def found(changes: Changes, words: str = "", **wanted: Any) -> list[str]:
    return [one.change for one in changes.search(Wanted(words, **wanted), 0, 100).changes]


class TestWhatIsInIt:
    def test_the_whole_life_of_an_action_with_what_was_there_before(self, desk: Desk) -> None:
        desk.enable()
        desk.studio.templates.install(HUBSPOT, "create-a-deal")
        desk.studio.actions.disable(HUBSPOT)
        desk.studio.actions.delete(HUBSPOT)
        told = {one.change: one for one in desk.studio.changes.list()}
        assert list(reversed(told)) == [
            "HubSpot: choice on the Authorization tab",
            "HubSpot authorized",
            "HubSpot enabled",
            "Create a Deal installed",
            "HubSpot disabled",
            "HubSpot deleted",
        ]
        chosen = told["HubSpot: choice on the Authorization tab"]
        assert (chosen.before["app"], chosen.after["app"]) == (None, "system")
        assert told["HubSpot authorized"].after["account"] == "Acme Sales"
        assert (told["HubSpot enabled"].before, told["HubSpot enabled"].after) == (
            "available",
            "enabled",
        )
        disabled = told["HubSpot disabled"]
        assert (disabled.before, disabled.after) == ("enabled", "disabled")
        assert told["HubSpot deleted"].before["app"] == "system"
        assert told["HubSpot deleted"].after["state"] == "available"
        assert told["Create a Deal installed"].module == "Automation AI"
        assert {one.who for one in told.values()} == {local_user()}

    def test_what_did_not_happen_is_not_in_it(self, desk: Desk) -> None:
        desk.studio.actions.choose(HUBSPOT, SYSTEM)
        before = desk.studio.changes.list()
        desk.studio.actions.choose(HUBSPOT, SYSTEM)
        with pytest.raises(StudioError):
            desk.studio.actions.enable(HUBSPOT)
        with pytest.raises(StudioError):
            desk.studio.profiles.save("basic", {"name": ""})
        assert desk.studio.changes.list() == before

    def test_a_lost_authorization_is_in_it(self, desk: Desk) -> None:
        desk.enable()
        desk.revoke()
        desk.clock.advance(1801)
        with pytest.raises(StudioError):
            desk.studio.authorization.access_token(HUBSPOT)
        newest = desk.studio.changes.list(1)[0]
        assert newest.change == "HubSpot needs authorization"
        assert (newest.before, newest.after) == ("enabled", "error")

    def test_authorizing_again_tells_what_was_there_before(self, desk: Desk) -> None:
        desk.enable()
        desk.revoke()
        desk.clock.advance(1801)
        with pytest.raises(StudioError):
            desk.studio.authorization.access_token(HUBSPOT)
        desk.authorize(persona="ines@nordlicht.example")
        newest = desk.studio.changes.list(1)[0]
        assert newest.change == "HubSpot authorized"
        assert newest.before["account"] == "Acme Sales"
        assert newest.before["needs authorization"] is True
        assert newest.after["account"] != "Acme Sales"
        assert newest.before["scopes"] == newest.after["scopes"]

    def test_end_users_are_in_it(self, desk: Desk) -> None:
        user = desk.studio.end_users.add("Ada Example")
        desk.studio.end_users.remove(user.id)
        removed, added = desk.studio.changes.list()
        assert (added.change, added.before) == ("End user Ada Example added", None)
        assert removed.change == "End user Ada Example removed"
        assert removed.before == {"name": "Ada Example"}


class TestWhatIsNeverInIt:
    @pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda each: each.id)
    def test_no_secret_of_a_profile(self, desk: Desk, mechanism: Any, tmp_path: Path) -> None:
        values: dict[str, Any] = {}
        for field in mechanism.fields:
            kinds = {"secret": CANARY, "url": f"https://login.example/{field.id}", "text": "401"}
            if field.kind in kinds:
                values[field.id] = kinds[field.kind]
        values |= {
            "name": "Ours",
            "service_principal": "HTTP/intranet.example.com",
            "authorization_fields": [{"type": "Header", "key": "X-Key", "value": CANARY}],
        }
        profiles = desk.studio.profiles
        saved = profiles.save(mechanism.id, values)
        again = json.loads(json.dumps(values).replace(CANARY, f"{CANARY}-2"))
        profiles.save(mechanism.id, again | {"description": "Other"}, profile_id=saved.id)
        profiles.delete(saved.id)
        assert len(desk.studio.changes.list()) == 3
        assert CANARY not in repr(desk.studio.changes.list())
        rows = desk.studio.workspace.read("SELECT * FROM changes")
        assert CANARY not in repr(rows)
        change_log_csv.save(desk.studio.changes.each(Wanted()), tmp_path / "log.csv")
        assert CANARY not in (tmp_path / "log.csv").read_text("utf-8")

    def test_no_token_code_or_client_secret(self, desk: Desk) -> None:
        attempt = desk.begin()
        redirect = desk.redirect(attempt)
        attempt.complete(redirect)
        desk.studio.actions.enable(HUBSPOT)
        secrets = [
            desk.secret("access_token"),
            desk.secret("refresh_token"),
            desk.studio.environment.ensure_sandbox().client_secret,
            *redirect.partition("code=")[2].split("&state="),
        ]
        assert len(secrets) == 5
        desk.studio.actions.delete(HUBSPOT)
        told = "".join(change_log_csv.lines(desk.studio.changes.each(Wanted())))
        assert "HubSpot deleted" in told
        assert [secret for secret in secrets if secret in told] == []


class TestFinding:
    def test_every_word_has_to_fit_somewhere(self, changes: Changes) -> None:
        changes.add("Global", "HubSpot enabled", before="available", after="enabled")
        changes.add("Automation AI", "Create a Deal installed", after={"dialog": "dg-1"})
        assert found(changes, "hubspot ENABLED") == ["HubSpot enabled"]
        assert found(changes, "hubspot deal") == []
        assert found(changes, "dg-1") == ["Create a Deal installed"], "in the details"
        assert found(changes, "automation") == ["Create a Deal installed"]
        assert found(changes, "null") == [], "what is not there is no word"

    @pytest.mark.parametrize("typed", ["%", "_", "\\", "'", '"', "100%_\\'\""])
    def test_signs_are_looked_for_as_they_are(self, changes: Changes, typed: str) -> None:
        changes.add("Global", "Nothing special")
        assert found(changes, typed) == []
        changes.add("Global", "Noted", after={"text": f"before{typed}after"})
        assert found(changes, typed) == ["Noted"]

    @pytest.mark.parametrize("typed", ["müller", "MÜLLER", "Müller"])
    def test_letters_beyond_ascii_are_found_too(self, changes: Changes, typed: str) -> None:
        changes.add("Global", "Müller added")
        changes.add("Global", "Noted", after={"name": "Müller"})
        assert found(changes, typed) == ["Noted", "Müller added"]

    def test_by_module_and_by_time(self, desk: Desk, changes: Changes) -> None:
        changes.add("Global", "Old")
        desk.clock.advance(86_400)
        changes.add("Automation AI", "New")
        changes.add("Somewhere else", "Newer")
        assert found(changes, module="Global") == ["Old"]
        assert found(changes, since="2026-01-06T00:00:00.000Z") == ["Newer", "New"]
        assert changes.modules() == ("Automation AI", "Global", "Somewhere else")

    def test_pages_stay_as_they_are_while_more_is_written(self, changes: Changes) -> None:
        for number in range(10):
            changes.add("Global", f"Number {number}")
        first = changes.search(Wanted(), 0, 4)
        changes.add("Global", "Meanwhile")
        second = changes.search(Wanted(newest=first.newest), 4, 4)
        assert (first.total, second.total) == (10, 10)
        assert [one.change for one in (*first.changes, *second.changes)] == [
            f"Number {number}" for number in range(9, 1, -1)
        ]

    def test_all_of_it_is_read_in_parts(self, desk: Desk, changes: Changes) -> None:
        with desk.studio.workspace.transaction():
            for number in range(1203):
                changes.add("Global", f"Number {number}")
        each = [one.change for one in changes.each(Wanted())]
        assert each == [f"Number {number}" for number in range(1202, -1, -1)]

    def test_an_entry_that_is_damaged_is_shown_as_it_is(self, desk: Desk, changes: Changes) -> None:
        changes.add("Global", "Before")
        with desk.studio.workspace.transaction() as db:
            db.execute("UPDATE changes SET before = '{broken', after = NULL")
        (one,) = changes.list()
        assert (one.before, one.after) == ("{broken", None)


def change(**fields: Any) -> Change:
    given_: dict[str, Any] = {
        "id": 1,
        "at": "2026-01-05T09:00:00.000Z",
        "who": "Ada",
        "module": "Global",
        "change": "HubSpot enabled",
        "before": None,
        "after": "enabled",
    }
    return Change(**(given_ | fields))


def cells(*entries: Change) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(change_log_csv.lines(entries)), newline="")))


class TestTheFileForSpreadsheets:
    def test_names_of_columns_then_a_line_for_each_entry(self) -> None:
        names, row = cells(change(before={"name": 'Größe, "alt"'}))
        assert names == ["User", "Module", "Change", "Date (UTC)", "Before", "After"]
        assert row == [
            "Ada",
            "Global",
            "HubSpot enabled",
            "2026-01-05T09:00:00.000Z",
            '{"name": "Größe, \\"alt\\""}',
            '"enabled"',
        ]

    @pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", " ="])
    def test_no_cell_is_taken_for_a_formula(self, mark: str) -> None:
        text = f"{mark}HYPERLINK(1)"
        _, row = cells(change(change=text, who=text, module=text))
        assert row[:3] == [f"'{text}"] * 3

    @given(st.text(), st.text(), st.dictionaries(st.text(), st.text(), max_size=3))
    def test_whatever_is_in_it_comes_back_and_is_harmless(
        self, who: str, what: str, before: dict[str, str]
    ) -> None:
        _, row = cells(change(who=who, change=what, before=before))
        assert [cell.removeprefix("'") for cell in (row[0], row[2])] == [
            text.removeprefix("'") for text in (who, what)
        ]
        for cell in row:
            assert cell.lstrip()[:1] not in tuple("=+-@")

    def test_a_spreadsheet_takes_it_for_utf_8(self, tmp_path: Path) -> None:
        path = tmp_path / "log.csv"
        assert change_log_csv.save([change(), change(who="Zoë")], path) == 2
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbfUser,")
        assert data.count(b"\r\n") == 3
        assert "Zoë" in data.decode("utf-8")

    @pytest.mark.parametrize("stopped", [True, False])
    def test_what_was_there_before_stays_when_it_is_not_finished(
        self, tmp_path: Path, stopped: bool
    ) -> None:
        path = tmp_path / "log.csv"
        path.write_text("of yesterday", "utf-8")

        def breaks() -> Any:
            yield change()
            raise OSError(28, "No space left on device")

        expected: type[StudioError] = Cancelled if stopped else StudioError
        entries: Callable[[], Any] = (lambda: [change()]) if stopped else breaks
        with pytest.raises(expected):
            change_log_csv.save(entries(), path, lambda: stopped)
        assert path.read_text("utf-8") == "of yesterday"
        assert [one.name for one in tmp_path.iterdir()] == ["log.csv"], "nothing is left lying"

    def test_a_folder_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(StudioError, match=r"log\.csv could not be written") as caught:
            change_log_csv.save([change()], tmp_path / "nowhere" / "log.csv")
        assert "another folder" in caught.value.next_step


def test_the_person_has_a_name() -> None:
    assert local_user().strip()
