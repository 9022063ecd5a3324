"""What the End Users page says."""

from __future__ import annotations

from studio.authorization.leaving import LetGo
from studio.authorization.values import Account
from studio.end_users.values import LinkState, UserConnection
from ui.dialogs.words import moment

LINE = (
    "Who talks to the app. With Allow Users to Authorize the Integration, each of them connects an "
    "account of their own, by a link in the conversation."
)
NOT_ASKED = (
    "End users are not asked to sign in: {service} is not set up with Allow Users to Authorize the "
    "Integration."
)
NOT_CONNECTED = "Not connected: a link comes in the conversation when an account is needed."
LINKS = {
    LinkState.OPEN: "Not connected: a link was sent and waits to be opened.",
    LinkState.USED: "Not connected now. A fresh link comes in the conversation when an account is "
    "needed.",
    LinkState.EXPIRED: "Not connected: the last link expired. A fresh one comes when it is needed.",
    LinkState.IGNORED: "Not connected: the last link was not opened in time. "
    "A fresh one comes when it is needed.",
}


def connection_line(connection: UserConnection) -> str:
    """The state of one user's connection, in a line."""
    account = connection.account
    if account is not None:
        since = moment(account.authorized_at)
        who = f", as {account.signed_in_as}" if account.signed_in_as else ""
        return f"{account.name} ({account.account_id}){who}, since {since}"
    if not connection.asked:
        return NOT_ASKED.format(service=connection.connector_name)
    if connection.problem is not None:
        return f"Not connected. {connection.problem.message}"
    if connection.link_state is None:
        return NOT_CONNECTED
    return LINKS.get(connection.link_state, NOT_CONNECTED)


def state(connection: UserConnection) -> str:
    """The same in one or two words."""
    if connection.account is not None:
        return "Connected"
    return "Not connected" if connection.asked else "Not asked"


def account_details(account: Account) -> str:
    """What the account is stored under, and what it may be used for."""
    scopes = ", ".join(scope.name for scope in account.scopes)
    kept = f"Kept as {account.label}. " if account.label else ""
    return f"{kept}Scopes: {scopes}"


def let_go(name: str, gone: tuple[LetGo, ...]) -> tuple[str, str]:
    """What became of the accounts of somebody who was disconnected or removed."""
    if not gone:
        return f"{name} is not connected any more.", "There was no account."
    title = f"{name} is not connected to {' and '.join(one.name for one in gone)} any more."
    told = [
        "The authorization was revoked at the service, and its tokens are gone from here."
        if one.revoked
        else f"Its tokens are gone from here. {one.why_not}"
        for one in gone
    ]
    return title, " ".join(dict.fromkeys(told))
