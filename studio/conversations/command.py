"""The conversations among what `action-studio replay` was given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from studio.conversations.format import ConversationTest, is_conversation, read
from studio.conversations.running import run_alone, tell


def replay_those_among(
    names: Iterable[str], seed: int, say: Callable[[str], None]
) -> tuple[tuple[str, ...], bool]:
    """Replay the conversations among what is named.

    Args:
        names: Names of journeys, and files of either.
        seed: Of names on a new workspace.
        say: Told each line.

    Returns:
        What is no conversation, and whether all that were passed.

    Raises:
        StudioError: one is not right; the message says where.
    """
    rest, passed = [], True
    for name in names:
        test = _conversation(Path(name))
        if test is None:
            rest.append(name)
        else:
            passed = tell(test, run_alone(test, seed), say) and passed
    return tuple(rest), passed


def _conversation(path: Path) -> ConversationTest | None:
    if path.suffix != ".toml" or not path.is_file():
        return None
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None  # reading it as a journey says what is wrong
    return read(path.name, text) if is_conversation(text) else None
