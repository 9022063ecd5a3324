"""Whose certificates are believed: the system's authorities, and a file of the person's choosing.

Loads OpenSSL, so it is imported by functions only, on a worker thread.
"""

from __future__ import annotations

import os
import ssl
import sys
from pathlib import Path

import certifi
import truststore


class UnusableCertificates(Exception):
    """The certificates to check a service with cannot be read."""

    def __init__(self, *, chosen: bool) -> None:
        super().__init__()
        self.chosen = chosen
        """Whether it is the file of Settings; else what SSL_CERT_FILE or SSL_CERT_DIR name."""


def authorities(ca_file: str = "") -> ssl.SSLContext:
    """What connections are checked with.

    Companies put their own authorities into the system's store, so that is what counts. Where
    SSL_CERT_FILE or SSL_CERT_DIR name others, those are believed as well; and where the system
    has none at all, those that certifi ships are.

    Args:
        ca_file: A PEM file with authorities that are believed as well.

    Raises:
        UnusableCertificates: a file that was named cannot be read.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        if file := os.environ.get("SSL_CERT_FILE"):
            context.load_verify_locations(cafile=file)
        elif folder := os.environ.get("SSL_CERT_DIR"):
            context.load_verify_locations(capath=folder)
        elif not _system_has_some():
            context.load_verify_locations(cafile=certifi.where())
    except OSError as error:
        raise UnusableCertificates(chosen=False) from error
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as error:
            raise UnusableCertificates(chosen=True) from error
    return context


def _system_has_some() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    paths = ssl.get_default_verify_paths()
    folder = Path(paths.capath) if paths.capath else None
    return bool(paths.cafile) or (folder is not None and any(folder.iterdir()))
