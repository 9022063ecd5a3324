"""How quick the sandbox is: a record by id next to a bare server, searches, calls, reset, start.

    python tests/benchmarks/sandbox [--rounds N]

Ends with status 1 when a number is over its limit.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(HERE))

from line import Line  # noqa: E402  (beside this program, which is no package)

LEAST_RATIO = 0.35
LIMIT_SEARCH = 0.030
LIMIT_CALL = 0.005
LIMIT_RESET = 0.200
LIMIT_START = 0.400
DEALS, CONTACTS = "/crm/v3/objects/deals", "/crm/v3/objects/contacts"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
COMMAND = [sys.executable, "-c", "import sys; from ui.app import run; run()", "sandbox"]
if (Path(sys.executable).parent / "action-studio").exists():
    COMMAND = [str(Path(sys.executable).parent / "action-studio"), "sandbox"]


@contextmanager
def sandbox(*options: str) -> Iterator[dict[str, Any]]:
    """The program itself, and what it prints about itself."""
    process = subprocess.Popen(
        [*COMMAND, *options], stdout=subprocess.PIPE, env=ENVIRONMENT, cwd=ROOT, text=True
    )
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


@contextmanager
def bare(body: bytes) -> Iterator[int]:
    """The bare server's port."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answer.json"
        file.write_bytes(body)
        process = subprocess.Popen(
            [sys.executable, str(HERE / "bare.py"), str(file)],
            stdout=subprocess.PIPE,
            env=ENVIRONMENT,
            text=True,
        )
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()
            process.wait()


def port_of(info: dict[str, Any]) -> int:
    return int(info["base_url"].rpartition(":")[2])


def connect(info: dict[str, Any]) -> Line:
    """A line with a token for the account that has the ten thousand records."""
    token = Line(port_of(info)).ask("POST", "/sandbox-admin/tokens", {})["access_token"]
    return Line(port_of(info), token)


def rate(line: Line, request: bytes, seconds: float) -> float:
    """Requests a second."""
    end, count = time.perf_counter() + seconds, 0
    start = time.perf_counter()
    while time.perf_counter() < end:
        line.timed(request, 200)
        count += 1
    return count / (time.perf_counter() - start)


def by_id(line: Line, rounds: int) -> int:
    record = line.ask("GET", f"{DEALS}?limit=1")["results"][0]["id"]
    request = line.request("GET", f"{DEALS}/{record}")
    _, body = line.timed(request, 200)
    with bare(body) as port:
        other = Line(port)
        plain = other.request("GET", f"{DEALS}/{record}")
        for each, wanted in ((line, request), (other, plain)):
            rate(each, wanted, 0.3)
        pairs = [(rate(line, request, 0.4), rate(other, plain, 0.4)) for _ in range(rounds)]
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    ours, theirs = (statistics.median(pair[i] for pair in pairs) for i in (0, 1))
    verdict = "ok" if ratio >= LEAST_RATIO else "UNDER"
    print(
        f"{verdict:5} a record by id: {ours:.0f} requests/s, bare server {theirs:.0f}, "
        f"ratio {ratio:.2f} (at least {LEAST_RATIO}, {rounds} pairs)"
    )
    return int(ratio < LEAST_RATIO)


def searches(line: Line, rounds: int) -> int:
    """The slowest kinds of search over the whole world, each kind by its median."""
    newest = [{"propertyName": "createdate", "direction": "DESCENDING"}]

    def one(name: str, operator: str, **values: Any) -> dict[str, Any]:
        return {"propertyName": name, "operator": operator, **values}

    bodies: dict[str, tuple[str, dict[str, Any]]] = {
        "words": (CONTACTS, {"query": "a mar", "sorts": newest}),
        "by name": (CONTACTS, {"sorts": ["-lastname"], "limit": 200}),
        "filters": (
            DEALS,
            {
                "filterGroups": [
                    {"filters": [one("amount", "BETWEEN", value="1000", highValue="90000")]},
                    {
                        "filters": [
                            one("dealstage", "IN", values=["closedwon", "closedlost"]),
                            one("closedate", "GT", value="2020-01-01"),
                        ]
                    },
                    {"filters": [one("dealname", "CONTAINS_TOKEN", value="pil*")]},
                ],
                "sorts": ["-amount"],
            },
        ),
        "linked": (
            DEALS,
            {"filterGroups": [{"filters": [one("associations.contacts", "HAS_PROPERTY")]}]},
        ),
        "last page": (CONTACTS, {"sorts": newest, "limit": 100, "after": 5900}),
    }
    failed = 0
    for what, (path, body) in bodies.items():
        request = line.request("POST", f"{path}/search", body)
        times = [line.timed(request, 200)[0] for _ in range(rounds)]
        failed |= show(f"search, {what}", statistics.median(times[1:]), LIMIT_SEARCH)
    return failed


def calls(line: Line, rounds: int, allowance: float = 0.0) -> int:
    """What the studio's templates ask for, with ten thousand records there.

    `allowance` is what the disk takes for a commit and no program can make shorter.
    """
    newest = [{"propertyName": "createdate", "direction": "DESCENDING"}]
    times: dict[str, list[float]] = {}

    def call(what: str, method: str, path: str, body: Any = None, expected: int = 200) -> Any:
        seconds, answer = line.timed(line.request(method, path, body), expected)
        times.setdefault(what, []).append(seconds)
        return json.loads(answer) if answer else None

    for number in range(rounds):
        for kind, base, made, changed in (
            ("deal", DEALS, {"dealname": f"Bench {number}", "pipeline": "default"}, "dealname"),
            ("contact", CONTACTS, {"email": f"bench{number}@example.com"}, "firstname"),
        ):
            if kind == "deal":
                made |= {"dealstage": "appointmentscheduled"}
            record = call(f"create a {kind}", "POST", base, {"properties": made}, 201)["id"]
            call(f"get a {kind}", "GET", f"{base}/{record}")
            call(f"list all {kind}s", "POST", f"{base}/search", {"sorts": newest})
            change = {"properties": {changed: f"Other {number}"}}
            call(f"update a {kind}", "PATCH", f"{base}/{record}", change)
            call(
                f"search a {kind}",
                "POST",
                f"{base}/search",
                {"sorts": newest, "query": "brightside"},
            )
            call("account", "GET", "/account-info/v3/details")
            call(f"delete a {kind}", "DELETE", f"{base}/{record}", expected=204)
    limit = LIMIT_CALL + allowance
    return max(show(f"{what}, p95", p95(each), limit) for what, each in times.items())


def bare_commits(folder: str, rounds: int) -> list[float]:
    """Seconds of commits that the disk confirms, of one small row each."""
    connection = sqlite3.connect(Path(folder) / "bare.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE rows (text TEXT)")
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        connection.execute("INSERT INTO rows VALUES ('row')")
        times.append(time.perf_counter() - begun)
    connection.close()
    return times


def resets(info: dict[str, Any], what: str, rounds: int) -> int:
    line = Line(port_of(info))
    request = line.request("POST", "/sandbox-admin/reset", {})
    times = [line.timed(request, 200)[0] for _ in range(rounds)]
    return show(f"reset of 10,000 records, {what}", statistics.median(times), LIMIT_RESET)


def starts(rounds: int) -> int:
    """From the start of the process until the state is told, by the default world."""

    def once() -> float:
        begun = time.perf_counter()
        with sandbox() as info:
            Line(port_of(info)).ask("GET", "/sandbox-admin/state")
            return time.perf_counter() - begun

    def python() -> float:
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", ""], check=True)
        return time.perf_counter() - begun

    once()
    pairs = [(once(), python()) for _ in range(rounds)]
    least = statistics.median(pair[1] for pair in pairs)
    return show(
        f"start to first answer (python alone {least * 1000:.0f} ms)",
        statistics.median(pair[0] for pair in pairs),
        LIMIT_START,
    )


def show(what: str, seconds: float, limit: float) -> int:
    """Print one number; 1 when it is over its limit."""
    verdict = "ok" if seconds <= limit else "OVER"
    print(f"{verdict:5} {what}: {seconds * 1000:.2f} ms (limit {limit * 1000:.0f} ms)")
    return int(seconds > limit)


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    failed = starts(rounds)
    with sandbox("--world", "large") as info:
        line = connect(info)
        measured: list[Callable[[], int]] = [
            lambda: by_id(line, rounds),
            lambda: searches(line, rounds * 3),
            lambda: calls(line, rounds * 12),
            lambda: resets(info, "in memory", rounds),
        ]
        for each in measured:
            failed |= each()
    with tempfile.TemporaryDirectory() as folder:
        state = str(Path(folder) / "world.sandbox")
        with sandbox("--world", "large", "--state", state) as info:
            disk = p95(bare_commits(folder, rounds * 50))
            print(f"with a state file (a bare commit takes {disk * 1000:.2f} ms here, p95):")
            failed |= calls(connect(info), rounds * 12, disk)
            failed |= resets(info, "in a state file", rounds)
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
