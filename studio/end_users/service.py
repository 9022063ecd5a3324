"""Everything the End users list asks for, and opening the links that were sent."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from studio.authorization.leaving import LetGo
from studio.authorization.values import Problem
from studio.connectors.catalogue import Catalogue
from studio.end_users.links import Links
from studio.end_users.values import DEVELOPER, EndUser, UserConnection
from studio.errors import StudioError
from studio.ids import Ids
from studio.workspace.changes import Changes
from studio.workspace.end_users import EndUserRows

if TYPE_CHECKING:
    from studio.authorization.browser_login import BrowserLogin
    from studio.authorization.login import LoginAttempt
    from studio.authorization.service import Authorization
    from studio.end_users.values import Link

T = TypeVar("T")

DEVELOPER_NAME = "Developer"
LONGEST_NAME = 255


class EndUsers:
    """The end users of the app. Calls may block: worker threads.

    Args:
        authorization: Built when it is first needed.
    """

    def __init__(
        self,
        rows: EndUserRows,
        links: Links,
        catalogue: Catalogue,
        authorization: Callable[[], Authorization],
        changes: Changes,
        ids: Ids,
    ) -> None:
        self._rows = rows
        self.links = links
        self._catalogue = catalogue
        self._authorization = authorization
        self._changes = changes
        self._ids = ids
        self._problems: dict[tuple[str, str], Problem] = {}

    def list(self) -> tuple[EndUser, ...]:
        """Everybody, the developer first, the others in the order they were added."""
        others = (EndUser(user_id, name) for user_id, name in self._rows.list())
        return (EndUser(DEVELOPER, DEVELOPER_NAME), *others)

    def name(self, user_id: str) -> str:
        """The name of an end user; the id itself when there is none."""
        return next((user.name for user in self.list() if user.id == user_id), user_id)

    def add(self, name: str) -> EndUser:
        """Add somebody.

        Raises:
            StudioError: the name is empty, too long, or taken (`end_users.name`).
        """
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME:
            raise _wrong_name(f"A name has 1 to {LONGEST_NAME} characters.")
        if any(user.name.casefold() == name.casefold() for user in self.list()):
            raise _wrong_name(f"{name} is there already.")
        user = EndUser(self._ids.uuid(), name)
        try:
            self._rows.add(user.id, name)
        except sqlite3.IntegrityError:  # another window was faster
            raise _wrong_name(f"{name} is there already.") from None
        self._changes.add("Global", f"End user {name} added", after={"name": name})
        return user

    def remove(self, user_id: str) -> tuple[LetGo, ...]:
        """Remove somebody, with accounts, links and conversation; what was let go.

        Raises:
            StudioError: it is the developer, or nobody (`end_users.not_removable`).
            VaultError: the keyring did not let the tokens go; call it again.
        """
        user = next((one for one in self.list() if one.id == user_id), None)
        if user is None or user.is_developer:
            raise StudioError(
                "This end user cannot be removed.",
                "Disconnect the account instead.",
                code="end_users.not_removable",
            )
        gone = [self.disconnect(user_id, connector.id) for connector in self._catalogue.all()]
        self._rows.delete(user_id)
        self._changes.add("Global", f"End user {user.name} removed", before={"name": user.name})
        return tuple(one for one in gone if one is not None)

    def connections(self, connector_id: str) -> tuple[UserConnection, ...]:
        """Who is connected, and to which account. Asks nobody: reads what was kept."""
        connector = self._catalogue.get(connector_id)
        lines = []
        for user in self.list():
            link, state = self.links.newest(user.id, connector_id) or (None, None)
            lines.append(
                UserConnection(
                    user,
                    connector_id,
                    connector.name,
                    self._authorization().account(connector_id, user.id),
                    link,
                    state,
                    self.problem(user.id, connector_id),
                    asked=self.links.asked_for(connector_id),
                )
            )
        return tuple(lines)

    def problem(self, user_id: str, connector_id: str) -> Problem | None:
        """Why this user's last sign-in ended without an account; None when it did not."""
        return self._problems.get((user_id, connector_id))

    def disconnect(self, user_id: str, connector_id: str) -> LetGo | None:
        """Disconnect: revoke and forget the user's account; None when there was none.

        Raises:
            VaultError: the keyring did not let the tokens go; the account does not count any more.
        """
        self.links.withdraw(connector_id, user_id)
        gone = self._authorization().disconnect(connector_id, user_id)
        if gone is not None:
            name = self._catalogue.get(connector_id).name
            self._changes.add(
                "Global",
                f"{name}: end user {self.name(user_id)} disconnected",
                before={"account": gone.name, "id": gone.account_id},
                after={"revoked": gone.revoked},
            )
        return gone

    def open_link(self, link: str, user: str, *, again: bool = False) -> LoginAttempt:
        """Begin the sign-in that a link is for; the link is used up.

        Args:
            link: Its address or id, as the button has it.
            user: Who opened it.
            again: The window that opened it begins anew: its page did not come, or the person
                takes the browser instead. No other window and no other program can.

        Raises:
            LinkError: it cannot be opened; `state` says why.
            StudioError: nothing could be opened, so the link works still.
        """
        return self._opened(
            link,
            user,
            again,
            lambda one, give_up: self._authorization().begin(
                one.connector_id, user=user, give_up=give_up
            ),
        )

    def open_link_in_browser(self, link: str, user: str, *, again: bool = False) -> BrowserLogin:
        """The same in the system's own browser. Raises as `open_link`."""
        return self._opened(
            link,
            user,
            again,
            lambda one, give_up: self._authorization().begin_in_browser(
                one.connector_id, user=user, give_up=give_up
            ),
        )

    def _opened(
        self,
        link: str,
        user: str,
        again: bool,
        begin: Callable[[Link, Callable[[StudioError], None]], T],
    ) -> T:
        claimed = self.links.claim_again(link, user) if again else self.links.claim(link, user)
        whose = (user, claimed.connector_id)
        self._problems.pop(whose, None)

        def give_up(error: StudioError) -> None:
            self._problems[whose] = Problem.of(error)

        try:
            return begin(claimed, give_up)
        except StudioError:
            self.links.give_back(claimed)
            raise


def _wrong_name(message: str) -> StudioError:
    return StudioError(
        message, "Enter another name.", field="end_users.name", code="end_users.name"
    )
