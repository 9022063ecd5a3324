"""What the sandbox's tests use: clients of a running sandbox, and a person with a browser."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from studio.clock import ManualClock
from studio.sandbox import RunningSandbox

CALLBACK = "https://idp.kore.ai/workflows/callback/"
SCOPES = (
    "oauth crm.objects.deals.read crm.objects.deals.write "
    "crm.objects.contacts.read crm.objects.contacts.write"
)
SECRET = "a-secret-of-the-tests"
ACME_SALES = 148209731
VERIFIER = "v" * 64
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)


@dataclass
class Bench:
    """A sandbox and the clients to use it with."""

    running: RunningSandbox
    clock: ManualClock
    http: httpx.Client

    def admin(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Call the admin API: POST with a body, GET without."""
        url = f"{self.running.info.admin_url}/{path}"
        response = self.http.get(url) if body is None else self.http.post(url, json=body)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def token_call(self, path: str = "/oauth/2026-03/token", **fields: str) -> httpx.Response:
        """Post a form to a token endpoint, with the app's own credentials unless given."""
        own = {"client_id": self.running.info.client_id, "client_secret": SECRET}
        return self.http.post(path, data=own | fields)

    def api(self, **body: Any) -> httpx.Client:
        """A client with a fresh access token of the admin API's making."""
        token = self.admin("tokens", body)["access_token"]
        return httpx.Client(
            base_url=self.running.info.base_url,
            headers={"Authorization": f"Bearer {token}"},
            verify=False,  # nothing here is encrypted, and reading certificates takes 30 ms
        )

    def authorize_query(self, **changes: str | None) -> dict[str, str]:
        """The query of a good authorization request; None takes a parameter away."""
        query: dict[str, str | None] = {
            "client_id": self.running.info.client_id,
            "redirect_uri": CALLBACK,
            "scope": SCOPES,
            "state": "st at/e",
        }
        return {key: value for key, value in (query | changes).items() if value is not None}


class Page(HTMLParser):
    """What a browser would find on a page: ids, hidden fields, text."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.response = response
        self.by_id: dict[str, dict[str, str]] = {}
        self.hidden: dict[str, str] = {}
        self.tags: set[str] = set()
        self.feed(response.text)
        self.text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        if "id" in values:
            self.by_id[values["id"]] = values
        if values.get("type") == "hidden":
            self.hidden[values["name"]] = values["value"]


class Browser:
    """A person with a browser in front of the sandbox's pages."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.http = httpx.Client(base_url=bench.running.info.base_url, verify=False)
        self.page: Page

    def open(self, path: str = "/oauth/authorize", **changes: str | None) -> Page:
        query = self.bench.authorize_query(**changes)
        self.page = Page(self.http.get(path, params=query, follow_redirects=True))
        return self.page

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self.http.post(path, data=self.page.hidden | fields)

    def submit(self, path: str, **fields: str) -> Page:
        """Send the form of the page that is open, and go where that leads."""
        response = self.post(path, **fields)
        if response.is_redirect:
            response = self.http.get(response.headers["location"], follow_redirects=True)
        self.page = Page(response)
        return self.page

    def sign_in(self, name: str = "dana@acme.example", password: str = "sandbox-dana") -> Page:
        return self.submit("/oauth/sign-in", username=name, password=password)

    def choose(self, portal_id: int = ACME_SALES) -> Page:
        return self.submit("/oauth/choose-account", account=str(portal_id))

    def connect(self) -> dict[str, str]:
        """Press Connect app; what the callback is told."""
        response = self.post("/oauth/consent")
        assert response.status_code == 303, response.text
        location = response.headers["location"]
        assert location.startswith(CALLBACK)
        return {key: values[0] for key, values in parse_qs(urlsplit(location).query).items()}
