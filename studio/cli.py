"""The command: `action-studio` and what can stand after it.

Exit status everywhere: 0 done, 1 it ran and something failed, 2 it could not run.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn, Protocol

from studio import __version__
from studio.errors import StudioError

DONE, FAILED, COULD_NOT_RUN = 0, 1, 2
COMMANDS = ("sandbox", "replay", "export", "import", "doctor")
_COMMANDS_AND_HELP = frozenset({*COMMANDS, "-h", "--help"})
"""Without one of these the window opens, and what commands take need not be set up first."""


class OpenWindow(Protocol):
    """Opens the window and stays until it is closed; answers with the exit status."""

    def __call__(self, workspace: Path | None, *, exit_when_ready: bool = False) -> int: ...


@dataclass(frozen=True)
class ReplayRequest:
    """What `action-studio replay` was asked to do."""

    journeys: tuple[str, ...]
    """Names of shipped journeys, or files."""
    shots: Path | None = None
    report: Path | None = None
    junit: Path | None = None
    watch: bool = False
    """On the real screen, at a pace a person can follow."""
    first: int = 1
    """The step to begin with, when the workspace has come that far already."""
    workspace: Path | None = None
    """None uses a new one that is gone afterwards."""
    faults: tuple[str, ...] = ()
    """Each as `NAME[:ROUTE][*COUNT][@STEP]`."""
    seed: int = 1
    """Of time and names on a new workspace: the same seed, the same journals."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(
            COULD_NOT_RUN, f"{self.prog}: {message}{_hint(message)}; see {self.prog} --help\n"
        )


def _hint(message: str) -> str:
    """The command that was probably meant by a word that is none."""
    import difflib

    words = message.removeprefix("unrecognized arguments: ").split()
    near = difflib.get_close_matches(words[0], COMMANDS, 1) if words else []
    return f" (did you mean {near[0]}?)" if near else ""


def run(
    argv: Sequence[str],
    *,
    open_window: OpenWindow,
    replay: Callable[[ReplayRequest], int],
) -> int:
    """Carry out a command line.

    Args:
        argv: What stands after `action-studio`.
        open_window: Shows the window; handed in, because the core knows no screen.
        replay: Replays journeys on real widgets; handed in likewise.

    Returns:
        The exit status.
    """
    try:
        with_commands = bool(_COMMANDS_AND_HELP.intersection(argv))
        args = _parser(with_commands=with_commands).parse_args(argv)
    except SystemExit as end:
        return int(end.code or 0)
    try:
        match args.command:
            case "sandbox":
                return _sandbox(args)
            case "replay":
                return _replay(args, replay)
            case "export" | "import":
                from studio import exchange_files

                exchange_files.carry_out(args, _say)
                return DONE
            case "doctor":
                return _doctor(as_json=args.json)
            case _:
                return open_window(args.workspace, exit_when_ready=args.exit_when_ready)
    except StudioError as error:
        _complain(str(error))
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        return FAILED


def _parser(*, with_commands: bool) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="action-studio",
        description="Set up the actions of an XO assistant, offline or for real.",
    )
    parser.add_argument("--version", action="version", version=f"Action Studio {__version__}")
    parser.add_argument(
        "--workspace", type=Path, metavar="FILE", help="open this workspace; made if new"
    )
    parser.add_argument(
        "--exit-when-ready", action="store_true", help="quit once the window takes input"
    )
    parser.set_defaults(command=None)
    if with_commands:
        _add_commands(parser)
    return parser


def _add_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    sandbox = commands.add_parser(
        "sandbox",
        help="the sandbox alone, for other programs",
        epilog="The first line on stdout is one JSON object: where everything is, the app "
        "registered there, who can sign in, and redirect_uris: the addresses that a sign-in may "
        "lead back to, the platform's callback first, then some on localhost for other programs.",
    )
    sandbox.add_argument("--port", type=_port, default=0, metavar="N", help="default: any free one")
    sandbox.add_argument("--seed", type=int, default=1, metavar="N", help="same seed, same answers")
    sandbox.add_argument("--state", type=Path, metavar="FILE", help="keep records in this file")
    sandbox.add_argument(
        "--world", default="acme", metavar="NAME", help="records to start with (default: acme)"
    )

    sandbox.add_argument(
        "--list-faults", action="store_true", help="print the faults that can be armed"
    )

    replays = commands.add_parser(
        "replay", help="replay journeys on the real widgets, and conversations without a window"
    )
    replays.add_argument("journeys", nargs="*", metavar="NAME-or-FILE")
    replays.add_argument("--list", action="store_true", help="print the journeys that ship")
    replays.add_argument("--shots", type=Path, metavar="DIR", help="keep the pictures here")
    replays.add_argument("--report", type=Path, metavar="DIR", help="write a report here")
    replays.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit XML here")
    replays.add_argument("--watch", action="store_true", help="on the screen, to watch")
    replays.add_argument(
        "--from",
        type=_step,
        default=1,
        metavar="N",
        dest="first",
        help="begin with step N, on a workspace that came that far",
    )
    replays.add_argument(
        "--workspace",
        type=Path,
        metavar="FILE",
        dest="replay_workspace",
        help="use this workspace instead of a new one",
    )

    replays.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NAME[@STEP]",
        help="arm a fault once before that step; NAME:ROUTE and NAME*COUNT are more exact",
    )
    replays.add_argument(
        "--seed", type=int, default=1, metavar="N", help="same seed, same journals (default: 1)"
    )

    from studio import exchange_files

    exchange_files.add_commands(commands)

    doctor = commands.add_parser("doctor", help="what works on this machine")
    doctor.add_argument("--json", action="store_true", help="print JSON")


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 0 to 65535")
    return int(text)


def _step(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no step; give a number from 1 on")
    return int(text)


def _sandbox(args: argparse.Namespace) -> int:
    if args.list_faults:
        from studio.sandbox.alone import list_faults

        return list_faults(sys.stdout)
    from studio.sandbox.alone import serve

    return serve(port=args.port, seed=args.seed, state=args.state, world=args.world, out=sys.stdout)


def _replay(args: argparse.Namespace, replay: Callable[[ReplayRequest], int]) -> int:
    if args.list:
        from studio.journeys.reading import shipped

        for name, journey in shipped().items():
            _say(f"{name}  {journey.title}")
        return DONE
    if not args.journeys:
        _complain("name a journey or a file; action-studio replay --list prints the names")
        return COULD_NOT_RUN
    from studio.conversations.command import replay_those_among

    journeys, passed = replay_those_among(args.journeys, args.seed, _say)
    if not journeys:
        return DONE if passed else FAILED
    status = replay(
        ReplayRequest(
            journeys=journeys,
            shots=args.shots,
            report=args.report,
            junit=args.junit,
            watch=args.watch,
            first=args.first,
            workspace=args.replay_workspace or args.workspace,
            faults=tuple(args.fault),
            seed=args.seed,
        )
    )
    return status if passed else FAILED


def _doctor(*, as_json: bool) -> int:
    from studio.doctor import examine

    findings = list(examine())
    if as_json:
        _say(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            mark = "ok  " if finding.works else ("FAIL" if finding.needed else "note")
            _say(f"{mark}  {finding.name}: {finding.detail}")
            if finding.next_step:
                _say(f"      {finding.next_step}")
    return FAILED if any(f.needed and not f.works for f in findings) else DONE


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _complain(text: str) -> None:
    sys.stderr.write(f"action-studio: {text}\n")
