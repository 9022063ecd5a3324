"""What a rule found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """Something is wrong with a field."""

    names: tuple[str, ...] = ()
    """The scopes, or the placeholders, that it is about."""
    near: str = ""
    """What was probably meant: a registered URL, a scope that is known."""
    others: tuple[str, ...] = ()
    """What suffers: the templates that need a scope."""
