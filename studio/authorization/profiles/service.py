"""Everything the page Authorization Profiles asks for: list, draft, check, save, delete, test."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from studio.authorization.profiles.auditing import note_deleted, note_saved
from studio.authorization.profiles.checking import check, has_errors
from studio.authorization.profiles.fields import CALLBACKS, Values
from studio.authorization.profiles.keeping import DraftKeeper, ProfileKeeper
from studio.authorization.profiles.mechanisms import MECHANISMS, Mechanism, mechanism
from studio.authorization.profiles.pasting import KnownService, Pasted, from_install_url
from studio.authorization.profiles.values import (
    Draft,
    Finding,
    Profile,
    ProfileError,
    ProfileLine,
    frozen,
)
from studio.clock import Clock
from studio.ids import Ids
from studio.vault import Vault, VaultError
from studio.workspace.changes import Changes
from studio.workspace.profiles import DraftRows, ProfileRow, ProfileRows, SecretEntries

if TYPE_CHECKING:
    from studio.authorization.profiles.testing import ProfileTests
    from studio.http import HttpClient
    from studio.preferences.values import LoginPolicy

NEW = "new"
"""The key of the draft of a new profile; that of a change to one is the profile's id."""


class Profiles:
    """The authorization profiles of a workspace. Calls may block, `check` and `paste` aside.

    Args:
        rows: Saved profiles.
        drafts: Unsaved forms.
        entries: What is written down of the vault.
        vault: Where secrets lie.
        changes: The audit log.
        clock: For time stamps of signed requests.
        ids: Names of profiles, and what must not be guessed.
        http: The one HTTP client, built when it is first needed.
        callback_url: The platform's callback as the workspace has chosen it.
        service_name: The name of a connector, to say who uses a profile.
        services: What install URLs can be completed with.
        here: The profile with its addresses as they are asked in this environment.
        loopback_urls: What a sign-in in the system's browser may come back to.
        policy: Where the workspace lets people sign in.
    """

    def __init__(
        self,
        *,
        rows: ProfileRows,
        drafts: DraftRows,
        entries: SecretEntries,
        vault: Vault,
        changes: Changes,
        clock: Clock,
        ids: Ids,
        http: Callable[[], HttpClient],
        callback_url: Callable[[], str] = lambda: CALLBACKS[0].id,
        service_name: Callable[[str], str] = str,
        services: Callable[[], Iterable[KnownService]] = tuple,
        here: Callable[[Profile], Profile] = lambda profile: profile,
        loopback_urls: Callable[[], tuple[str, ...]] = tuple,
        policy: Callable[[], LoginPolicy] = lambda: "both",
    ) -> None:
        self._rows = rows
        self._drafts = drafts
        self._draft_keeper = DraftKeeper(drafts, entries, vault)
        self._keeper = ProfileKeeper(rows, entries, vault, ids)
        self._changes = changes
        self._clock = clock
        self._ids = ids
        self._http = http
        self._callback_url = callback_url
        self._service_name = service_name
        self._services = services
        self._here = here
        self._loopback_urls = loopback_urls
        self._policy = policy

    @property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """What Authorization Type offers."""
        return MECHANISMS

    @property
    def callback_url(self) -> str:
        """The Callback URL that forms show and sign-ins send: this one value, both times."""
        return self._callback_url()

    def list(self) -> tuple[ProfileLine, ...]:
        """Every profile, by name. Reads no secret."""
        return tuple(self._line(row) for row in self._rows.list())

    def get(self, profile_id: str) -> Profile:
        """A profile, whole.

        Raises:
            ProfileError: there is none (`profile.unknown`).
            VaultError: its secrets could not be read.
        """
        return self._complete(self._keeper.read(self._row(profile_id)))

    def users(self, profile_id: str) -> tuple[str, ...]:
        """Names of the integrations that use it."""
        return tuple(self._service_name(one) for one in self._rows.users(profile_id))

    def other_names(self, profile_id: str | None = None) -> tuple[str, ...]:
        """The names that are taken by other profiles, for `check`."""
        return tuple(row.name for row in self._rows.list() if row.id != profile_id)

    def check(
        self, mechanism_id: str, values: Values, other_names: Iterable[str] = ()
    ) -> tuple[Finding, ...]:
        """What is wrong with a draft; fast enough for each keystroke, on any thread."""
        return check(mechanism_id, values, other_names=other_names)

    def paste(self, text: str) -> Pasted | None:
        """What a pasted install URL fills in; None when it is no install URL."""
        return from_install_url(text, self.callback_url, self._services())

    def draft(self, key: str = NEW) -> Draft | None:
        """What was typed and not saved under this key. Raises VaultError."""
        return self._draft_keeper.read(key)

    def draft_keys(self) -> tuple[str, ...]:
        """The keys of all drafts, the newest first."""
        return self._drafts.keys()

    def keep_draft(
        self, key: str, mechanism_id: str, values: Mapping[str, Any]
    ) -> VaultError | None:
        """Keep what is typed so far; call it at every change, on one worker thread.

        Fields of other mechanisms may be among the values: who changes the Authorization Type and
        changes it back finds everything again.

        Returns:
            None, or why the secrets among it are in memory only: the rest is kept all the same.
        """
        return self._draft_keeper.write(key, mechanism_id, _without_callback(values))

    def drop_draft(self, key: str = NEW) -> None:
        """Forget what was typed and not saved."""
        self._draft_keeper.delete(key)

    def save(
        self,
        mechanism_id: str,
        values: Mapping[str, Any],
        *,
        profile_id: str | None = None,
        draft_key: str | None = None,
    ) -> Profile:
        """Save Auth: keep a new profile, or a changed one, and drop its draft.

        Raises:
            ProfileError: `profile.invalid` with its findings, or `profile.unknown`. What was
                typed is still in the draft.
            VaultError: the secrets could not be kept; nothing changed.
        """
        before = self._keeper.read(self._row(profile_id)) if profile_id else None
        chosen = mechanism(mechanism_id)
        wanted = _only_shown(chosen, _without_callback(values))
        self._refuse_errors(check(mechanism_id, wanted, other_names=self.other_names(profile_id)))
        profile = Profile(profile_id or self._ids.uuid(), mechanism_id, _stripped(wanted))
        try:
            self._keeper.write(profile, lambda: note_saved(self._changes, before, profile))
        except sqlite3.IntegrityError:  # another window was faster
            self._refuse_errors(
                check(mechanism_id, profile.values, other_names=[profile.name]),
            )
            raise
        if draft_key is not None:
            self.drop_draft(draft_key)
        return self._complete(profile)

    def delete(self, profile_id: str) -> None:
        """Forget a profile and its secrets for good.

        Raises:
            ProfileError: `profile.in_use` with the names of its users, or `profile.unknown`.
        """
        row = self._row(profile_id)
        users = self.users(profile_id)
        if users:
            raise ProfileError(
                f"{row.name} is used by {', '.join(users)}.",
                "Select another profile there, or delete the integration, then delete this one.",
                code="profile.in_use",
                users=users,
            )

        self._keeper.delete(
            profile_id, lambda: note_deleted(self._changes, row.name, row.mechanism)
        )
        self._draft_keeper.delete(profile_id)

    @property
    def tests(self) -> ProfileTests:
        """Begins tests."""
        from studio.authorization.profiles.testing import ProfileTests

        return ProfileTests(
            complete=self._complete,
            here=self._here,
            http=self._http,
            clock=self._clock,
            ids=self._ids,
            loopback_urls=self._loopback_urls,
            policy=self._policy,
        )

    def _row(self, profile_id: str) -> ProfileRow:
        row = self._rows.get(profile_id)
        if row is None:
            raise ProfileError(
                "This authorization profile does not exist any more.",
                "Choose another one.",
                code="profile.unknown",
            )
        return row

    def _line(self, row: ProfileRow) -> ProfileLine:
        description = row.content.get("description", "")
        return ProfileLine(
            row.id,
            row.name,
            row.mechanism,
            mechanism(row.mechanism).label,
            description if isinstance(description, str) else "",
            row.updated_at,
            self.users(row.id),
        )

    def _complete(self, profile: Profile) -> Profile:
        if mechanism(profile.mechanism).field("callback_url") is None:
            return profile
        values = frozen({**profile.values, "callback_url": self.callback_url})
        return Profile(profile.id, profile.mechanism, values, profile.lost)

    def _refuse_errors(self, findings: tuple[Finding, ...]) -> None:
        if has_errors(findings):
            first = next(finding for finding in findings if finding.severity == "error")
            raise ProfileError(
                first.message,
                first.next_step,
                code="profile.invalid",
                field=first.field,
                findings=findings,
            )


def _without_callback(values: Mapping[str, Any]) -> Values:
    """The callback is the workspace's own and never kept with a profile."""
    return frozen({name: value for name, value in values.items() if name != "callback_url"})


def _only_shown(chosen: Mechanism, values: Values) -> Values:
    wanted = {field.id for field in chosen.shown(values)}
    return frozen({name: value for name, value in values.items() if name in wanted})


def _stripped(values: Values) -> Values:
    """The name without blanks around it: it is what people look for in the list."""
    name = values.get("name")
    return frozen({**values, "name": name.strip()}) if isinstance(name, str) else values
