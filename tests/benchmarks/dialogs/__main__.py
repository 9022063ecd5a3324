"""What a conversation costs over the API calls that it makes, and how long training takes.

    python tests/benchmarks/dialogs [--turns N]

Each turn of a conversation against the sandbox alternates with the same calls made by httpx alone,
over a connection that is open, so that a noisy machine slows both. Ends with status 1 when the
median turn takes more than 1.25 times as long and more than 15 ms longer, or when 5,000
utterances take 2 seconds to train.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[3]))

import httpx
from desk import Desk

from studio.dialogs.definitions import Dialog, Intent
from studio.dialogs.training import Intents

RATIO, MORE_MS = 1.25, 15.0
UTTERANCES, TRAINING_LIMIT_S = 5000, 2.0
DEAL = {"dealname": "Nike", "dealstage": "closedwon", "pipeline": "default"}
WORDS = (
    *("deal", "contact", "stage", "order", "invoice", "client"),
    *("quarter", "region", "offer", "visit", "note", "budget"),
)


def timed(act: Callable[[], object]) -> float:
    """How long it took, in milliseconds."""
    begun = perf_counter()
    act()
    return (perf_counter() - begun) * 1000


def turns(desk: Desk, count: int) -> dict[str, tuple[list[float], list[float]]]:
    """By kind of turn, the times of the conversation and of the bare calls."""
    studio = desk.studio
    bearer = studio.authorization.bearer("hubspot", user="")
    api = studio.environment.endpoints("hubspot", "crm", environment=bearer.environment).api
    headers = {"Authorization": f"Bearer {bearer.token}"}
    client = httpx.Client(base_url=api, headers=headers, trust_env=False)
    account = "/account-info/v3/details"
    deals = "/crm/v3/objects/deals"

    def created() -> None:
        client.post(deals, json={"properties": DEAL}).raise_for_status()
        client.get(account).raise_for_status()

    def read() -> None:
        client.get(f"{deals}/10099894869").raise_for_status()
        client.get(account).raise_for_status()

    def searched() -> None:
        sorts = [{"propertyName": "createdate", "direction": "DESCENDING"}]
        client.post(f"{deals}/search", json={"sorts": sorts, "query": "nike"}).raise_for_status()
        client.get(account).raise_for_status()

    kinds: dict[str, tuple[str, Callable[[], None]]] = {
        "create": ("create a deal named Nike in closed won", created),
        "get": ("get deal 10099894869", read),
        "search": ("search deals for nike", searched),
    }
    times: dict[str, tuple[list[float], list[float]]] = {}
    for kind, (words, bare) in kinds.items():
        studio.talk.say(words)
        bare()
        talked, called = times.setdefault(kind, ([], []))
        for _ in range(count):
            talked.append(timed(partial(studio.talk.say, words)))
            called.append(timed(bare))
    client.close()
    return times


def training() -> float:
    """Seconds for 5,000 utterances over 50 dialog tasks, a fifth of them with an entity."""
    dialogs = []
    for number in range(50):
        utterances = []
        for index in range(UTTERANCES // 50):
            words = [WORDS[(index * step + number) % len(WORDS)] for step in (1, 5, 7)]
            mark = " {dealName}" if index % 5 == 0 else ""
            utterances.append(f"{' '.join(words)} {number} {index}{mark}")
        name = f"dialog {number}"
        dialogs.append(
            Dialog(
                id=name,
                name=name,
                description="",
                connector_id="hubspot",
                template_id=None,
                intent=Intent(name="i", display_name="i", utterances=tuple(utterances)),
                nodes=(),
            )
        )
    begun = perf_counter()
    intents = Intents(tuple(dialogs))
    took = perf_counter() - begun
    asked = timed(lambda: intents.find("stage order visit 7 nearly 40"))
    print(f"training: {UTTERANCES} utterances in {took:.2f} s, then found in {asked:.1f} ms")
    return took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=40)
    count = parser.parse_args().turns
    good = training() < TRAINING_LIMIT_S
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        try:
            desk.enable()
            desk.install_all()
            desk.studio.talk.warm_up()
            for kind, (talked, called) in turns(desk, count).items():
                turn, bare = statistics.median(talked), statistics.median(called)
                fits = turn <= max(bare * RATIO, bare + MORE_MS)
                good = good and fits
                words = f"turn {turn:.1f} ms, calls alone {bare:.1f} ms, ratio {turn / bare:.2f}"
                print(f"{kind}: {words}, {turn - bare:.1f} ms more{'' if fits else ': TOO MUCH'}")
        finally:
            desk.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
