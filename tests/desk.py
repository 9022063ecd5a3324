"""A workspace, a clock and a person in front of both: for tests of set-up and authorization."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from resources import ROOT
from studio.app import Studio, open_studio
from studio.authorization.arriving import OtherAccount
from studio.authorization.login import LoginAttempt
from studio.authorization.values import Account, App, AuthorizationType, Choice
from studio.clock import ManualClock
from studio.connectors.catalogue import Catalogue
from studio.sandbox import SandboxOptions
from studio.vault import MemoryVault, Vault

HUBSPOT = "hubspot"
SYSTEM = Choice(AuthorizationType.PRE_AUTHORIZE, oauth=True, app=App.SYSTEM)
"""Pre-authorize the Integration, OAuth, System card."""
DANA, INES = "dana@acme.example", "ines@nordlicht.example"
ACME_SALES, NORDLICHT = 148209731, 139874512
PLAIN = False
"""Nothing on loopback is encrypted, and reading certificates takes 30 ms."""


class Desk:
    """One workspace that can be opened again and again, as after quitting or a kill.

    The sandbox runs by the same clock, so a token's end is reached by moving it. The vault
    outlives a restart as a keyring does, unless another one is given.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "Acme demo.studio"
        self.clock = ManualClock()
        self.vault: Vault = MemoryVault()
        self._opened: list[Studio] = []

    @property
    def studio(self) -> Studio:
        """The studio as it was opened last; opened now when it never was."""
        return self._opened[-1] if self._opened else self.open()

    def open(self, **options: Any) -> Studio:
        """Open the workspace; `options` as for `open_studio`."""
        sandbox = SandboxOptions(clock=self.clock)
        given: dict[str, Any] = {
            "vault": self.vault,
            "clock": self.clock,
            "sandbox": sandbox,
        } | options
        self._opened.append(open_studio(self.path, **given))
        return self._opened[-1]

    def restart(self, **options: Any) -> Studio:
        """Quit and start again."""
        self.studio.close()
        return self.open(**options)

    def close(self) -> None:
        """Quit whatever is open."""
        for studio in self._opened:
            studio.close()

    def begin(self, connector_id: str = HUBSPOT) -> LoginAttempt:
        """Choose the System card and press Authorize."""
        self.studio.actions.choose(connector_id, SYSTEM)
        return self.studio.authorization.begin(connector_id)

    def authorize(self, connector_id: str = HUBSPOT, **who: Any) -> Account:
        """All of it, with a code from the admin API in place of the pages. Another account than
        before is accepted."""
        attempt = self.begin(connector_id)
        try:
            return attempt.complete(self.redirect(attempt, **who))
        except OtherAccount:
            return attempt.accept()

    def enable(self, **who: Any) -> Account:
        """Authorize, then press Enable."""
        account = self.authorize(**who)
        self.studio.actions.enable(HUBSPOT)
        return account

    def install_all(self) -> None:
        """Install every template."""
        for template in self.studio.templates.for_connector(HUBSPOT):
            self.studio.templates.install(HUBSPOT, template.id)

    def redirect(self, attempt: LoginAttempt, *, state: str | None = None, **who: Any) -> str:
        """The address that the sign-in would end at.

        Args:
            attempt: Whose sign-in.
            state: Another than the attempt's own.
            who: `persona`, `portal_id`, `redirect_uri`, `scopes` for the admin API.
        """
        asked = query_of(attempt.authorize_url)
        code = self.admin("codes", **({"redirect_uri": attempt.callback_url} | who))["code"]
        answer = {"code": code, "state": asked["state"] if state is None else state}
        return f"{attempt.callback_url}?{urlencode(answer)}"

    def admin(self, path: str, **body: Any) -> dict[str, Any]:
        """Call the sandbox's admin API."""
        info = self.studio.environment.ensure_sandbox()
        answer = httpx.post(f"{info.admin_url}/{path}", json=body, verify=PLAIN)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def admin_get(self, path: str) -> dict[str, Any]:
        """Ask the sandbox's admin API."""
        info = self.studio.environment.ensure_sandbox()
        told: dict[str, Any] = httpx.get(f"{info.admin_url}/{path}", verify=PLAIN).json()
        return told

    def revoke(self) -> None:
        """End the authorization at the service, as an admin there can."""
        info = self.studio.environment.ensure_sandbox()
        answer = httpx.post(
            f"{info.base_url}/oauth/2026-03/token/revoke",
            data={
                "client_id": info.client_id,
                "client_secret": info.client_secret,
                "token": self.secret("refresh_token"),
            },
            verify=PLAIN,
        )
        assert answer.status_code == 200, answer.text

    def secret(self, kind: str) -> str:
        """The newest `access_token` or `refresh_token` in the vault."""
        entries = [f"{HUBSPOT}.sandbox.{slot}.{kind}" for slot in ("a", "b")]
        found = [secret for entry in entries if (secret := self.vault.get(entry))]
        assert len(found) == 1, "exactly one slot is in use"
        return found[0]

    def sent(self, words: str) -> int:
        """How many requests were sent for a purpose that has `words` in it."""
        return sum(words in exchange.purpose for exchange in self.studio.journal.list())

    @property
    def renewals(self) -> int:
        return self.sent("Renew the access token")

    @property
    def exchanges(self) -> int:
        return self.sent("Exchange the authorization code")


class _Form(HTMLParser):
    """The hidden fields of a page."""

    def __init__(self, page: httpx.Response) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if values.get("type") == "hidden":
            self.fields[values["name"]] = values["value"]


class Keyring:
    """A keyring as the operating system keeps one: it outlives the program."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, user: str) -> str | None:
        return self.entries.get((service, user))

    def set_password(self, service: str, user: str, secret: str) -> None:
        self.entries[service, user] = secret

    def delete_password(self, service: str, user: str) -> None:
        del self.entries[service, user]


def sign_in(
    attempt: LoginAttempt,
    name: str = DANA,
    password: str = "sandbox-dana",
    account: int = ACME_SALES,
) -> str:
    """Walk the service's pages as a browser does; the redirect, taken before it is followed."""
    origin = re.match(r"https?://[^/]+", attempt.authorize_url)
    assert origin is not None
    with httpx.Client(base_url=origin.group(), verify=PLAIN) as browser:
        page = browser.get(attempt.authorize_url, follow_redirects=True)
        for path, fields in (
            ("/oauth/sign-in", {"username": name, "password": password}),
            ("/oauth/choose-account", {"account": str(account)}),
            ("/oauth/consent", {}),
        ):
            answer = browser.post(path, data=_Form(page).fields | fields)
            assert answer.is_redirect, answer.text
            target = answer.headers["location"]
            if attempt.is_callback(target):
                return str(target)
            page = browser.get(target, follow_redirects=True)
    raise AssertionError("the pages did not lead to the callback")


def connector_with(folder: Path, **addresses: str) -> Catalogue:
    """The connector that ships, with other addresses in its sandbox: `token_url`, `account_url`…

    Args:
        folder: Where the copy is made.
        addresses: What to put in place of what the manifest says.
    """
    copy = folder / "connectors"
    if copy.exists():
        shutil.rmtree(copy)
    shutil.copytree(ROOT / "connectors", copy)
    manifest = copy / HUBSPOT / "manifest.toml"
    text = manifest.read_text("utf-8")
    for name, address in addresses.items():
        text, found = re.subn(
            rf'^{name} = ".*"$', f'{name} = "{address}"', text, count=1, flags=re.M
        )
        assert found == 1, name
    manifest.write_text(text, "utf-8")
    return Catalogue(copy)


def query_of(url: str) -> dict[str, str]:
    """The fields of a URL's query, each of which stands there once."""
    fields = parse_qs(urlsplit(url).query, keep_blank_values=True)
    assert all(len(values) == 1 for values in fields.values())
    return {name: values[0] for name, values in fields.items()}
