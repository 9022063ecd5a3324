"""How the login window's pages leave this computer: the proxy and authorities of Settings."""

from __future__ import annotations

from PySide6.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QSslCertificate
from PySide6.QtWebEngineCore import QWebEngineProfile, QWebEngineProfileBuilder

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


def new_profile(way: WayOut) -> QWebEngineProfile:
    """A profile off the record, which believes the system's authorities and the chosen file's."""
    builder = QWebEngineProfileBuilder()
    if way.ca_file:
        builder.setAdditionalTrustedCertificates(QSslCertificate.fromPath(way.ca_file))
    return builder.createOffTheRecordProfile()
