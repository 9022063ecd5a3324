"""From what was written down to a story: every step in order, with the one that failed marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from studio.traffic import facts
from studio.traffic.explaining import IN_BROWSER, KINDS, next_step
from studio.traffic.noting import OWN_DOING
from studio.traffic.values import Lane, Step, StepResult, Story, Trouble
from studio.workspace import sequences
from studio.workspace.journal import Exchange
from studio.workspace.sequences import Noted

WINDOWS = {"window": "Login window", "browser": "Browser"}
FOUND_BY_CHECKING = frozenset(
    f"authorization.{code}"
    for code in (
        "foreign_callback",
        "state_mismatch",
        "mix_up",
        "no_code",
        "declined",
        "refused",
        "unavailable",
    )
)
"""Ends that the redirect itself tells of, before anything is sent."""
SENT, TO_THE_LETTER = "the one that was sent", "the same to the letter"
NOT_OURS = {
    "authorization.foreign_callback": ("Callback", "another address"),
    "authorization.state_mismatch": ("State", "not the one that was sent"),
    "authorization.mix_up": ("Issuer", "another service than the one that was asked"),
    "authorization.no_code": ("Code", "none"),
}
GRANTS = {
    "authorization_code": "exchange",
    "refresh_token": "renew",
    "password": "password",
    "client_credentials": "client_credentials",
}
HINTS = {"access_token": "introspect", "refresh_token": "revoke"}


class Teller:
    """Tells one sequence.

    Args:
        service: What the service is called.
    """

    def __init__(
        self,
        sequence: sequences.Sequence,
        noted: Sequence[Noted],
        exchanges: Sequence[tuple[int, Exchange]],
        service: str,
    ) -> None:
        self._sequence = sequence
        self._noted = noted
        self._exchanges = exchanges
        opened = next((one for one in noted if one.kind == "opened"), None)
        self._where = str(opened.facts.get("where", "window")) if opened else "window"
        self._service = service
        self._failed = next((one for one in noted if one.kind == "failed"), None)

    def story(self) -> Story:
        """All of it."""
        window: tuple[tuple[Lane, str], ...] = ()
        if self._sequence.kind == "authorization":
            window = (("window", WINDOWS.get(self._where, WINDOWS["window"])),)
            steps = self._sign_in()
        else:
            steps = [self._of_exchange(exchange) for _, exchange in self._exchanges]
        lanes: tuple[tuple[Lane, str], ...] = (
            ("studio", "Studio"),
            *window,
            ("service", self._service),
        )
        return Story(self._sequence, lanes, tuple(_numbered(steps)))

    def _sign_in(self) -> list[Step]:
        steps: list[Step] = []
        waiting = list(self._exchanges)
        for noted in self._noted:
            # What was noted knows which exchanges came before it.
            while waiting and waiting[0][0] <= noted.after:
                steps.append(self._of_exchange(waiting.pop(0)[1]))
            steps += self._of_note(noted)
        steps += [self._of_exchange(exchange) for _, exchange in waiting]
        return steps

    def _of_note(self, noted: Noted) -> list[Step]:
        match noted.kind:
            case "opened":
                return [self._opened(noted), self._signed_in(noted)]
            case "returned":
                return [self._returned(noted), self._checked(noted)]
            case "failed":
                shown = self._at_check or self._at_window or self._failed_exchange
                return [] if shown else [self._end(noted)]
            case "kept":
                return [self._step("kept", noted.at, facts=tuple(_kept(noted.facts)))]
            case "asked":
                named = (("Before", str(noted.facts["before"])), ("Now", str(noted.facts["now"])))
                return [self._step("asked", noted.at, facts=named)]
            case "called_off":
                return [replace(self._step("called_off", noted.at), result="ended")]
            case _:
                return []

    def _opened(self, noted: Noted) -> Step:
        facts_of_it = facts.of_address(str(noted.facts["url"]), "Authorization URL")
        return self._step("opened", noted.at, facts=facts_of_it, outcome="handed over")

    def _signed_in(self, noted: Noted) -> Step:
        """Nobody writes this step down: what is known of it is what came after."""
        step = self._step("signed_in", noted.at)
        if self._returned_at:
            return replace(step, outcome="done")
        if self._at_window:
            return self._troubled(step, "not finished")
        if any(one.kind == "called_off" for one in self._noted):
            return replace(step, result="ended", outcome="not finished")
        return replace(step, result="open", outcome="nothing came back yet")

    def _returned(self, noted: Noted) -> Step:
        url = str(noted.facts["url"])
        query = parse_qsl(url.partition("?")[2].partition("#")[0], keep_blank_values=True)
        names = " and ".join(dict.fromkeys(name for name, _ in query)) or "nothing"
        step = self._step("returned", noted.at, facts=facts.of_address(url, "Callback"))
        titles = {"code": "Come back with a code", "error": "Come back with an error"}
        title = next((titles[name] for name, _ in query if name in titles), "Come back")
        return replace(step, title=title, outcome=f"brought {names}")

    def _checked(self, noted: Noted) -> Step:
        step = self._step("checked", noted.at)
        found = {"Callback": TO_THE_LETTER, "State": SENT}
        if self._at_check and self._failed is not None:
            wrong = NOT_OURS.get(str(self._failed.facts["code"]))
            facts_of_it = tuple((found | dict([wrong])).items()) if wrong else ()
            return self._troubled(replace(step, facts=facts_of_it), "refused")
        return replace(step, outcome="it is ours", facts=tuple(found.items()))

    def _end(self, noted: Noted) -> Step:
        return self._troubled(self._step("failed", noted.at), "")

    def _of_exchange(self, exchange: Exchange) -> Step:
        kind = self._kind(exchange)
        step = self._step(kind, exchange.at, facts=facts.of_exchange(exchange))
        if kind in ("call", "alone"):
            title = exchange.purpose.partition(": ")[2] or exchange.purpose
            step = replace(step, key=f"{kind} {title}", title=title)
        step = replace(
            step,
            exchange=exchange,
            outcome=facts.outcome(exchange),
            result=facts.result(exchange),
        )
        if self._failed_exchange == exchange.id:
            return self._troubled(step, step.outcome)
        if step.result != "failed":
            return step
        message = exchange.error or f"It was answered with the status {exchange.status}."
        return replace(step, trouble=Trouble(message, next_step(exchange.status)))

    def _kind(self, exchange: Exchange) -> str:
        sent = dict(parse_qsl(exchange.request_body)) if "=" in exchange.request_body else {}
        if self._sequence.kind != "turn":
            match sent.get("grant_type"):
                case str() as grant if grant in GRANTS:
                    return GRANTS[grant]
            if (hint := sent.get("token_type_hint")) in HINTS:
                return HINTS[hint]
        if self._sequence.kind == "authorization":
            return "account"
        return "call" if self._sequence.kind == "turn" else "alone"

    def _step(self, kind: str, at: str, *, facts: Any = (), outcome: str = "") -> Step:
        explained = KINDS[kind]
        if self._where == "browser":
            explained = IN_BROWSER.get(kind, explained)
        words = {
            "service": self._service,
            "window": WINDOWS.get(self._where, WINDOWS["window"]).lower(),
        }
        return Step(
            kind,
            at,
            explained.sender,
            explained.receiver,
            explained.title,
            explained.why.format(**words),
            explained.source,
            facts=facts,
            outcome=outcome,
        )

    def _troubled(self, step: Step, outcome: str) -> Step:
        assert self._failed is not None
        told = self._failed.facts
        result: StepResult = "ended" if told["code"] in OWN_DOING else "failed"
        trouble = Trouble(str(told["message"]), str(told["next_step"]))
        return replace(step, result=result, trouble=trouble, outcome=outcome)

    @property
    def _returned_at(self) -> bool:
        return any(one.kind == "returned" for one in self._noted)

    @property
    def _failed_exchange(self) -> str | None:
        """The exchange that ended the sign-in, where one did and it is still kept."""
        wanted = self._failed.facts.get("exchange_id") if self._failed else None
        kept = {exchange.id for _, exchange in self._exchanges}
        return str(wanted) if wanted in kept else None

    @property
    def _at_window(self) -> bool:
        return self._failed is not None and not self._returned_at

    @property
    def _at_check(self) -> bool:
        code = self._failed.facts["code"] if self._failed else ""
        return code in FOUND_BY_CHECKING and self._returned_at and not self._exchanges


def _kept(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    number = told.get("account_id") or ""
    yield "Account", f"{told.get('account', '')}{f' ({number})' if number else ''}"
    if told.get("signed_in_as"):
        yield "Signed in as", str(told["signed_in_as"])
    yield "Scopes", " ".join(told.get("scopes", ()))
    if told.get("missing"):
        yield "Asked for and not granted", " ".join(told["missing"])


def _numbered(steps: Iterable[Step]) -> Iterator[Step]:
    """A step that is taken again has a key of its own: the second try is compared with a second."""
    seen: dict[str, int] = {}
    for step in steps:
        seen[step.key] = seen.get(step.key, 0) + 1
        times = seen[step.key]
        yield step if times == 1 else replace(step, key=f"{step.key} #{times}")
