"""Identity and randomness, passed in and never taken from the air."""

from __future__ import annotations

from typing import Protocol


class Ids(Protocol):
    """Where new names and secrets come from."""

    def uuid(self) -> str:
        """A new UUID (version 4) as 36 characters."""
        ...

    def token(self, size: int = 32) -> str:
        """`size` random bytes as base64url without padding (RFC 4648 section 5)."""
        ...


class SystemIds:
    """The operating system's randomness: for everything real.

    Its modules are imported late: OpenSSL comes with them, several megabytes that a window at
    rest has no use for.
    """

    def uuid(self) -> str:
        import uuid

        return str(uuid.uuid4())

    def token(self, size: int = 32) -> str:
        import secrets

        return secrets.token_urlsafe(size)


class SeededIds:
    """The same names in the same order for the same seed: for tests, replays and the sandbox."""

    def __init__(self, seed: int = 1) -> None:
        from random import Random

        self._random = Random(seed)

    def uuid(self) -> str:
        import uuid

        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def token(self, size: int = 32) -> str:
        import base64

        return base64.urlsafe_b64encode(self._random.randbytes(size)).rstrip(b"=").decode()
