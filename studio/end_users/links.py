"""Authorization links: sent in the conversation, opened once, by whom they were sent to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from studio.authorization.values import Choice
from studio.clock import Clock, from_iso, iso
from studio.end_users.values import LINK_SCHEME, Link, LinkError, LinkState
from studio.environment import Environment
from studio.ids import Ids
from studio.workspace.end_users import LinkRow, LinkRows
from studio.workspace.settings import Settings

MINUTES_SETTING = "authorization.link_minutes"
DEFAULT_MINUTES = 15
# Our guess: the platform does not document the lifetime of its link (fact sheet xo-platform 2.1).
LONGEST_MINUTES = 24 * 60
LINK_BYTES = 24


class Links:
    """Issues links and says what each is good for.

    Args:
        choice: Answers with what is chosen for a connector: a link is bound to its app.
    """

    def __init__(
        self,
        rows: LinkRows,
        settings: Settings,
        environment: Environment,
        choice: Callable[[str], Choice],
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._rows = rows
        self._settings = settings
        self._environment = environment
        self._choice = choice
        self._clock = clock
        self._ids = ids
        self._claimed: set[str] = set()

    @property
    def minutes(self) -> int:
        """How long a link that is sent from now on works."""
        kept = self._settings.get(MINUTES_SETTING)
        good = isinstance(kept, int) and not isinstance(kept, bool)
        return min(max(kept, 1), LONGEST_MINUTES) if good else DEFAULT_MINUTES

    def asked_for(self, connector_id: str) -> bool:
        """Whether end users sign in to this connector at all, as it is set up now."""
        return self._choice(connector_id).for_users

    def issue(self, user: str, connector_id: str) -> Link:
        """A fresh link; the one before is good for nothing any more."""
        now = self._clock.now()
        row = LinkRow(
            self._ids.token(LINK_BYTES),
            user,
            connector_id,
            self._environment.name,
            self._choice(connector_id).app_id,
            LinkState.OPEN.value,
            iso(now),
            iso(now + timedelta(minutes=self.minutes)),
        )
        self._rows.issue(row)
        return _link(row)

    def newest(self, user: str, connector_id: str) -> tuple[Link, LinkState] | None:
        """The link that was sent last and where it stands, as the conversation sees it."""
        row = self._rows.newest(user, connector_id, self._environment.name)
        if row is None:
            return None
        state = self._state(row)
        return _link(row), LinkState.IGNORED if state is LinkState.EXPIRED else state

    def state(self, link: str, user: str) -> LinkState:
        """What happens when this user opens it. `link` is its id or its address."""
        row = self._rows.get(link.removeprefix(LINK_SCHEME))
        if row is None:
            return LinkState.UNKNOWN
        return self._state(row) if row.end_user == user else LinkState.FOREIGN

    def seconds_left(self, link: Link) -> float:
        """How long the link works still; nothing or less when it does not."""
        return (link.expires_at - self._clock.now()).total_seconds()

    def claim(self, link: str, user: str) -> Link:
        """Use it up: from now on nobody else opens it, on any screen or in any program.

        Raises:
            LinkError: it cannot be opened; its `state` says why. A link that was sent to somebody
                else stays good for them.
        """
        state = self.state(link, user)
        if state is not LinkState.OPEN:
            raise LinkError(state)
        link_id = link.removeprefix(LINK_SCHEME)
        if not self._rows.change(link_id, LinkState.OPEN.value, LinkState.USED.value):
            raise LinkError(self.state(link, user))
        self._claimed.add(link_id)
        row = self._rows.get(link_id)
        assert row is not None
        return _link(row)

    def claim_again(self, link: str, user: str) -> Link:
        """The same link for who claimed it in this program, while nothing else came of it.

        Raises:
            LinkError: it is not theirs, or good for nothing any more.
        """
        found = self.get(link)
        if found is None or found.id not in self._claimed:
            return self.claim(link, user)
        row = self._rows.get(found.id)
        assert row is not None
        state = self._state(replace(row, state=LinkState.OPEN.value))
        if row.end_user != user:
            raise LinkError(LinkState.FOREIGN)
        if row.state != LinkState.USED.value or state is not LinkState.OPEN:
            raise LinkError(self._state(row) if state is LinkState.OPEN else state)
        return found

    def get(self, link: str) -> Link | None:
        """What a link is for, whoever asks; None when there is none."""
        row = self._rows.get(link.removeprefix(LINK_SCHEME))
        return _link(row) if row else None

    def give_back(self, link: Link) -> None:
        """It was claimed, and nothing could be opened: it may be opened again."""
        self._claimed.discard(link.id)
        self._rows.change(link.id, LinkState.USED.value, LinkState.OPEN.value)

    def withdraw(self, connector_id: str, user: str | None = None) -> None:
        """Open links are good for nothing any more: of this user, or of all."""
        self._rows.withdraw(connector_id, user)

    def _state(self, row: LinkRow) -> LinkState:
        if row.state != LinkState.OPEN.value:
            return LinkState(row.state)
        choice = self._choice(row.connector_id)
        bound = (row.environment, row.app) == (self._environment.name, choice.app_id)
        if not bound or not choice.for_users:
            return LinkState.WITHDRAWN
        late = self._clock.now() >= from_iso(row.expires_at)
        return LinkState.EXPIRED if late else LinkState.OPEN


def _link(row: LinkRow) -> Link:
    return Link(
        row.id,
        row.end_user,
        row.connector_id,
        row.environment,
        row.app,
        from_iso(row.issued_at),
        from_iso(row.expires_at),
    )
