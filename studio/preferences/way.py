"""How requests leave this computer: for the HTTP client and the login window alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlsplit

ProxyKind = Literal["system", "none", "manual"]


@dataclass(frozen=True, repr=False)
class WayOut:
    """Which proxy stands in between, and who is believed beside the system's authorities."""

    proxy: ProxyKind = "system"
    """What the environment and the system say; none at all; or the one below."""
    address: str = ""
    """The manual proxy, `http://proxy.example:8080`; empty while it was not entered."""
    user: str = ""
    password: str = ""
    ca_file: str = ""
    """A PEM file with authorities that are believed as well; empty for none."""

    @property
    def host(self) -> str:
        """The manual proxy's host."""
        return urlsplit(self.address).hostname or ""

    @property
    def port(self) -> int:
        """The manual proxy's port."""
        parts = urlsplit(self.address)
        return parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def proxy_url(self) -> str:
        """The manual proxy with its name and password, as HTTP clients take it."""
        if not self.user:
            return self.address
        scheme, _, rest = self.address.partition("://")
        whose = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        return f"{scheme}://{whose}@{rest}"
