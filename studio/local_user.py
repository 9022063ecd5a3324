"""Who works at this computer: the name that the audit log writes down."""

from __future__ import annotations

UNKNOWN = "You"
"""Stands where the system knows no name."""


def local_user() -> str:
    """The person's full name as the system has it, else what they sign in to it with."""
    return _full_name() or _login() or UNKNOWN


def _login() -> str:
    import getpass

    try:
        return getpass.getuser().strip()
    except (OSError, KeyError, ImportError):  # an account without an entry, as in containers
        return ""


def _full_name() -> str:
    """The first part of the GECOS field, where there are such (passwd(5))."""
    try:
        import os
        import pwd

        name = pwd.getpwuid(os.getuid()).pw_gecos.partition(",")[0].strip()
    except (ImportError, KeyError):
        return ""
    return name if name.isprintable() else ""
