"""How the login window's pages leave this computer: the proxy and authorities of Settings."""

from __future__ import annotations

from PySide6.QtNetwork import (
    QNetworkProxy,
    QNetworkProxyFactory,
    QSslCertificate,
    QSslConfiguration,
)

from studio.preferences.way import WayOut

NOBODY = "proxy.invalid"
"""Where requests go while the manual proxy's address is missing: nowhere (RFC 2606)."""


def take_way(way: WayOut) -> None:
    """Let the embedded browser use the proxy that is set. It leaves loopback alone."""
    if way.proxy == "system":
        QNetworkProxyFactory.setUseSystemConfiguration(True)
    elif way.proxy == "none":
        QNetworkProxy.setApplicationProxy(QNetworkProxy(QNetworkProxy.ProxyType.NoProxy))
    else:
        QNetworkProxy.setApplicationProxy(
            QNetworkProxy(
                QNetworkProxy.ProxyType.HttpProxy,
                way.host or NOBODY,
                way.port if way.address else 9,
                way.user,
                way.password,
            )
        )


def vouched_for(way: WayOut, chain: list[QSslCertificate], host: str) -> bool:
    """Whether the authorities of the chosen file vouch for a server that the system's do not.

    A profile off the record takes no authorities of its own (QWebEngineProfileBuilder leaves them
    out there), so the whole chain is checked here: signatures, dates, and the host's name.
    """
    if not way.ca_file:
        return False
    theirs = QSslCertificate.fromPath(way.ca_file)
    before = QSslConfiguration.defaultConfiguration()
    only_theirs = QSslConfiguration(before)
    only_theirs.setCaCertificates(theirs)
    QSslConfiguration.setDefaultConfiguration(only_theirs)  # what `verify` believes
    try:
        found = QSslCertificate.verify(chain, host)
    finally:
        QSslConfiguration.setDefaultConfiguration(before)
    return bool(theirs) and not found
