"""What a conversation consists of: where it stands, and what should be done next."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from typing import Any

from studio.dialogs.chat import Saying
from studio.dialogs.definitions import Dialog, Entity, Message, Script, Service
from studio.dialogs.templating import FilledRequest
from studio.errors import StudioError


@dataclass
class ConversationState:
    """Where a dialog task stands."""

    dialog_id: str
    node: str
    child: int = 0
    """Which node of a Bot Action is next."""
    context: dict[str, Any] = field(default_factory=dict)
    asked: bool = False
    """The entity at `node` was asked for, and its answer is awaited."""
    retries: int = 0
    begun: str | None = None
    """The service node whose request was begun; None once it is answered."""
    exchange_id: str | None = None
    """The exchange of the dialog task's first service call, for the answer's message."""
    failed: str | None = None
    """The service node whose request failed; what the person wants to do about it is awaited."""
    signing_in: str | None = None
    """The service node that waits until the end user has signed in to the service."""
    more: dict[str, Any] | None = None
    """The next page of a list that was answered: see `paging`."""

    @property
    def waits_for_word(self) -> bool:
        """Whether a failed request is offered to be tried again."""
        return self.failed is not None

    @classmethod
    def start(cls, dialog: Dialog, entities: dict[str, str]) -> ConversationState:
        """A dialog task at its beginning, with the entities that the first words gave."""
        context = {"intent": dialog.intent.name, "entities": dict(entities)}
        return cls(dialog.id, dialog.first, context=context)

    def to_json(self) -> dict[str, Any]:
        """As JSON data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ConversationState:
        """What `to_json` wrote."""
        return cls(**data)


@dataclass(frozen=True)
class Ask:
    """Ask for an entity's value; answered with what the person typed."""

    entity: Entity
    saying: Saying | None
    """None when it was asked already and only the answer is awaited."""


@dataclass(frozen=True)
class Offer:
    """Offer to try a failed request again; answered with what the person typed."""

    saying: Saying | None
    """None when it was offered already and only the answer is awaited."""


@dataclass(frozen=True)
class SignIn:
    """Let the end user sign in to the service; answered with None once they have."""

    node: Service


@dataclass(frozen=True)
class CallService:
    """Send this request; answered with a `ServiceAnswer`."""

    node: Service
    request: FilledRequest


@dataclass(frozen=True)
class ServiceAnswer:
    """What came of a request."""

    status: int | None
    """None when no answer came, or none that can be used: then there is a `failure`."""
    body: Any = None
    failure: StudioError | None = None
    unsent: bool = False
    """The request certainly never reached the service, or was not acted upon."""
    exchange_id: str | None = None
    correlation_id: str | None = None
    needs_sign_in: bool = False
    """Nothing was sent: the end user has to sign in to the service first."""


@dataclass(frozen=True)
class RunScript:
    """Run this JavaScript on the context; answered with `(context, printed texts)`."""

    node: Script | Message
    context: dict[str, Any]


@dataclass(frozen=True)
class Pick:
    """Take one of several by chance; answered with its number, counted from 0."""

    count: int


@dataclass(frozen=True)
class Say:
    """Say this to the person; answered with None."""

    saying: Saying


Step = Ask | Offer | SignIn | CallService | RunScript | Pick | Say
Steps = Generator[Step, Any, None]
