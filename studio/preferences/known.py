"""Which settings there are, under which name each is kept, and what it may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from studio.preferences import checking
from studio.preferences.values import LOOPBACK, Callback

REGIONS = (
    Callback("https://idp.kore.ai/workflows/callback/", "Default", ""),
    Callback("https://jp-bots-idp.kore.ai/workflows/callback/", "Japan", ""),
    Callback("https://de-bots-idp.kore.ai/workflows/callback/", "Germany", ""),
)
"""The platform's callbacks by region (fact sheet xo-platform 8, line 11); the id is the address."""
PROXY_PASSWORD = "network.proxy.password"
POLICIES = ("both", "window", "browser")
PROXIES = ("system", "none", "manual")


def app_secret(connector_id: str) -> str:
    """The vault entry of the client secret of a System app on Live."""
    return f"system_app.{connector_id}.client_secret"


@dataclass(frozen=True)
class Setting:
    """One thing that can be set."""

    id: str
    """Its control is `settings.<id>`, and errors name it so."""
    key: str
    """What it is kept under."""
    label: str
    """What the audit log calls it."""
    default: Any
    check: Callable[[str, Any], Any]
    """Field and value; the value as it is kept. Raises SettingError."""


SETTINGS = (
    Setting(
        "proxy",
        "network.proxy",
        "Proxy",
        "system",
        lambda field, value: checking.one_of(field, PROXIES, value),
    ),
    Setting("proxy_address", "network.proxy_address", "Proxy address", "", checking.proxy_address),
    Setting(
        "proxy_user",
        "network.proxy_user",
        "Proxy user name",
        "",
        lambda field, value: checking.one_line(field, "The user name", value),
    ),
    Setting("ca_file", "network.ca_file", "Company certificates", "", checking.pem_file),
    Setting(
        "callback",
        "authorization.callback_url",
        "Callback region",
        REGIONS[0].id,
        lambda field, value: checking.one_of(
            field, (*(region.id for region in REGIONS), LOOPBACK), value
        ),
    ),
    Setting(
        "link_minutes",
        "authorization.link_minutes",
        "Lifetime of authorization links (minutes)",
        15,
        checking.minutes,
    ),
    Setting(
        "login_policy",
        "authorization.login_policy",
        "Where people sign in",
        "both",
        lambda field, value: checking.one_of(field, POLICIES, value),
    ),
    Setting(
        "notifications",
        "notifications.desktop",
        "Desktop notifications",
        True,
        checking.yes_or_no,
    ),
)
BY_ID: Mapping[str, Setting] = {setting.id: setting for setting in SETTINGS}
