"""Traffic: sequences to choose from, and the story of each."""

from __future__ import annotations

from urllib.parse import urlsplit

from studio.connectors.catalogue import Catalogue
from studio.traffic.telling import Teller
from studio.traffic.values import Story
from studio.workspace.journal import Exchange, Journal
from studio.workspace.sequences import Found, Sequence, Sequences, Wanted


class Traffic:
    """Reads what was written down; sends nothing and changes nothing. Every call may block."""

    def __init__(self, sequences: Sequences, journal: Journal, catalogue: Catalogue) -> None:
        self._sequences = sequences
        self._journal = journal
        self._catalogue = catalogue

    def search(self, wanted: Wanted, start: int, count: int) -> Found:
        """The sequences that fit, newest first: `count` of them, after the first `start`."""
        return self._sequences.search(wanted, start, count)

    def story(self, sequence_id: str) -> Story | None:
        """A sequence with its steps; None when it is not kept any more."""
        sequence = self._sequences.get(sequence_id)
        if sequence is None:
            return None
        exchanges = self._journal.of_sequence(sequence_id)
        noted = self._sequences.steps(sequence_id)
        service = self._service(sequence, [exchange for _, exchange in exchanges])
        return Teller(sequence, noted, exchanges, service).story()

    def sequence_of(self, exchange_id: str) -> str | None:
        """The sequence that an exchange belongs to; None when it is not kept any more."""
        exchange = self._journal.get(exchange_id)
        return exchange.sequence if exchange is not None else None

    def last_good(self, story: Story) -> Story | None:
        """The same thing when it last worked before this; None when it never did."""
        before = self._sequences.last_good(story.sequence)
        return self.story(before.id) if before is not None else None

    def _service(self, sequence: Sequence, exchanges: list[Exchange]) -> str:
        if sequence.connector_id is not None:
            for connector in self._catalogue.all():
                if connector.id == sequence.connector_id:
                    return connector.name
        for exchange in exchanges:
            try:
                return urlsplit(exchange.url).hostname or exchange.url
            except ValueError:
                return exchange.url
        return "Service"
