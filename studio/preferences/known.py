"""Which settings there are, under which name each is kept, and what it may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from studio import callbacks
from studio.preferences import checking
from studio.preferences.values import LOOPBACK, Callback

REGIONS = tuple(Callback(address, label, address) for address, label in callbacks.REGIONS)
"""The platform's callbacks by region; the id is the address."""
PROXY_PASSWORD = "network.proxy.password"
PROXY_ADDRESS = "network.proxy_address"
POLICIES = ("both", "window", "browser")
PROXIES = ("system", "none", "manual")


def app_secret(connector_id: str) -> str:
    """The vault entry of the client secret of a System app on Live."""
    return f"system_app.{connector_id}.client_secret"


def app_client_id(connector_id: str) -> str:
    """What the client id of a System app on Live is kept under."""
    return f"system_app.{connector_id}.client_id"


def belongs_to(entry: str) -> str:
    """The key of the setting that a secret was entered for: it goes nowhere else.

    A proxy's password belongs to the proxy's address, a client secret to its client id.
    """
    if entry == PROXY_PASSWORD:
        return PROXY_ADDRESS
    return f"{entry.removesuffix('client_secret')}client_id"


def secret_of(key: str) -> str | None:
    """The vault entry of the secret that belongs to a setting; None for most settings."""
    if key == PROXY_ADDRESS:
        return PROXY_PASSWORD
    return f"{key.removesuffix('client_id')}client_secret" if key.endswith(".client_id") else None


def secret_field(entry: str) -> str:
    """The control of a secret, without `settings.`; errors name it so."""
    if entry == PROXY_PASSWORD:
        return "proxy_password"
    return f"{entry.removesuffix('client_secret')}secret"


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
    Setting("proxy_address", PROXY_ADDRESS, "Proxy address", "", checking.proxy_address),
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
