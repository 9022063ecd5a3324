"""What the tests of authorization profiles share: good profiles, and a person's browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from studio.authorization.profiles.values import Profile
from studio.sandbox.mechanisms import CLIENT_ID, CLIENT_SECRET
from studio.sandbox.mechanisms_oauth1 import CONSUMER_KEY, CONSUMER_SECRET

CALLBACK = "https://idp.kore.ai/workflows/callback/"
CANARY = "canary-5e1f0a-never-on-disk"

OAUTH_V2: dict[str, Any] = {
    "name": "My HubSpot",
    "client_id": "1f0e5b1c-0000-4000-8000-00000000abcd",
    "client_secret": CANARY,
    "authorization_url": "https://app.hubspot.com/oauth/authorize",
    "token_url": "https://api.hubapi.com/oauth/2026-03/token",
    "refresh_url": "https://api.hubapi.com/oauth/2026-03/token",
    "scope": [{"key": "scope", "value": "oauth crm.objects.deals.read"}],
    "description": "For the demo",
}


def header(key: str, value: str, kind: str = "Header") -> dict[str, str]:
    """One Authorization Field."""
    return {"type": kind, "key": key, "value": value}


def profiles_of(base_url: str) -> dict[str, Profile]:
    """A profile of each mechanism that the sandbox has an endpoint for."""
    root = f"{base_url}/sandbox-auth"
    values: dict[str, dict[str, Any]] = {
        "basic": {"check_url": f"{root}/basic"},
        "api_key": {"check_url": f"{root}/api-key"},
        "oauth_v1": {
            "consumer_key": CONSUMER_KEY,
            "consumer_secret": CONSUMER_SECRET,
            "request_token_url": f"{root}/oauth1/request-token",
            "user_authorization_url": f"{root}/oauth1/authorize",
            "access_token_url": f"{root}/oauth1/access-token",
        },
        "oauth_v2_password": {"token_url": f"{root}/password/token"},
        "oauth_v2_client_credentials": {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "token_url": f"{root}/client-credentials/token",
            "scope": [{"key": "scope", "value": "read write"}],
        },
        "kerberos": {"check_url": f"{root}/spnego", "service_principal": "HTTP/localhost"},
    }
    return {
        mechanism: profile(mechanism, name=f"Sandbox {mechanism}", **fields)
        for mechanism, fields in values.items()
    }


def profile(mechanism: str, **values: Any) -> Profile:
    """A draft as a profile, as the page tests one that was not saved."""
    from studio.authorization.profiles.values import frozen

    return Profile("", mechanism, frozen(values))


def changed(before: Profile, **values: Any) -> Profile:
    """The same profile with other values."""
    return profile(before.mechanism, **{**before.values, **values})


def allow(page: str, name: str = "dana@acme.example", password: str = "sandbox-dana") -> str:
    """Sign in on the sandbox's OAuth 1 page; the redirect, taken before it is followed."""
    with httpx.Client(verify=False) as browser:
        token = httpx.URL(page).params["oauth_token"]
        assert "Allow access" in browser.get(page).text
        fields = {"oauth_token": token, "username": name, "password": password}
        answer = browser.post(page.partition("?")[0], data=fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def everything_in(folder: Path) -> bytes:
    """Every byte of every file under a folder."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
