"""What a dialog task is made of: nodes, their components, and the connections between them.

Nodes are named by their component's name, which is unique in a dialog task. A node without
connections leads to the one after it; the last one leads to the End of Dialog.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

END = "end"
"""The target of a connection that leads to the End of Dialog."""

NOT_CONNECTED = ""
"""The target of a connection that leads nowhere yet; a conversation that gets there ends."""

EntityType = Literal["string", "list_of_items", "email", "phone_number", "number", "date", "custom"]

ENTITY_TYPE_LABELS: dict[str, str] = {
    "string": "String",
    "list_of_items": "List of Items",
    "email": "Email",
    "phone_number": "Phone Number",
    "number": "Number",
    "date": "Date",
    "custom": "Custom",
}
"""As the platform spells them (fact sheet xo-platform 7.3)."""

Operator = Literal[
    "exists",
    "does_not_exist",
    "equal_to",
    "not_equal_to",
    "greater_than",
    "less_than",
    "greater_than_or_equal_to",
    "less_than_or_equal_to",
    "contains",
]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A piece of a definition: nothing can be added by accident, or changed."""


class Position(Part, frozen=True, kw_only=True):
    """Where a node was put on the canvas: its upper left corner, in pixels at full size."""

    left: float
    top: float


class Test(Part, frozen=True, kw_only=True):
    """One comparison: of an entity's value, or of what stands at a path of the context."""

    __test__ = False  # not a test case, whatever pytest makes of the name

    op: Operator
    entity: str | None = None
    context: str | None = None
    value: Any = None


class Transition(Part, rename={"tests": "if"}, frozen=True, kw_only=True):
    """A connection to another node. Without tests it is the default and comes last."""

    then: str
    tests: tuple[Test, ...] = ()
    conjoin: Literal["and", "or"] = "and"
    label: str = ""


class Item(Part, frozen=True, kw_only=True):
    """One value of a list-of-items entity."""

    title: str
    value: str
    synonyms: tuple[str, ...] = ()


class Intent(Part, tag="intent", frozen=True, kw_only=True):
    """What a person says to start the dialog task.

    An utterance may hold entities, as in `create a deal named {dealName}`: what stands there is
    taken over and not asked for again.
    """

    name: str
    display_name: str
    utterances: tuple[str, ...]
    description: str = ""
    component: str = ""
    """The id of the component it shows: `dc-` and a UUID."""
    position: Position | None = None
    """None where the automatic layout decides."""


class Node(Part, frozen=True, kw_only=True):
    """What every node has. Templates name their nodes; components get ids with installing."""

    name: str
    """Unique in its dialog task, without spaces (fact sheet xo-platform 6.2)."""
    transitions: tuple[Transition, ...] = ()
    display_name: str = ""
    """What people read; the name where it is empty."""
    component: str = ""
    """The id of the component it shows: `dc-` and a UUID. Several dialog tasks may show one. A Bot
    Action has none: it is kept with its dialog task."""
    position: Position | None = None
    """None where the automatic layout decides."""


class Entity(Node, tag="entity", frozen=True, kw_only=True):
    """Something the person is asked for."""

    entity_type: EntityType
    prompt: str
    error_prompt: str
    items: tuple[Item, ...] = ()
    pattern: str = r".+"
    """What an utterance may carry for this entity, as a regular expression."""
    regex_pattern: str = ""
    """What a value of a Custom entity has to be, as a regular expression."""
    sensitive: bool = False
    """Its value is never shown in traces and never leaves with an export."""
    retries: int = 5
    """How often a value that does not fit is asked for again (platform: 1 to 10)."""
    asking: Literal["mandatory", "optional", "hidden"] = "mandatory"
    """Until there is a value, once, or never (fact sheet xo-platform 6.2)."""
    default_value: str | None = None
    """What an optional or hidden entity holds when nothing else came."""
    on_exceeding: str = END
    """Where the dialog task goes when the allowed tries are used up."""


class Request(Part, frozen=True, kw_only=True):
    """The request of a service node. `{{context.…}}` stands for a value of the context."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    headers: dict[str, str] = {}
    body: str = ""
    reads: bool = False
    """A search, say: it changes nothing, whatever its method."""


class SampleResponse(Part, frozen=True, kw_only=True):
    """An answer that was seen or expected, kept beside the request."""

    name: str
    status: int
    body: str = ""
    default: bool = False


class Service(Node, tag="service", frozen=True, kw_only=True):
    """A call of the connected service."""

    request: Request
    description: str = ""
    sample_responses: tuple[SampleResponse, ...] = ()
    timeout_seconds: int = 20
    """Platform: 1 to 60, default 20."""
    on_failure: Literal["close_task", "continue"] = "close_task"
    """What happens when no answer comes: end the task, or go on without one."""
    failure_to: str | None = None
    """The node at which it goes on then; None for the one that comes next anyway."""
    auth: bool = True
    """Whether the request carries the integration's token."""

    @property
    def sample(self) -> Any:
        """The data of the default sample response, None when it has none.

        It shows what kind of data (object, list) the service is documented to answer with.
        """
        default = next((sample for sample in self.sample_responses if sample.default), None)
        try:
            return msgspec.json.decode(default.body) if default and default.body else None
        except msgspec.DecodeError:  # a RAW one
            return None


class Script(Node, tag="script", frozen=True, kw_only=True):
    """JavaScript that changes the context."""

    script: str


class Message(Node, tag="message", frozen=True, kw_only=True):
    """What the bot says: JavaScript that prints it, or plain texts of which one is taken."""

    script: str = ""
    texts: tuple[str, ...] = ()
    """Bot responses with `{{context.…}}`; one of them is said, taken at random."""


class UseComponent(Part, tag="component", frozen=True, kw_only=True):
    """A shared component in a template: the file in `components/` that defines it."""

    component: str
    on_failure: Literal["close_task", "continue"] = "close_task"


class BotAction(Node, tag="bot_action", frozen=True, kw_only=True):
    """A container of service and script nodes, run one after the other."""

    nodes: tuple[Service | Script, ...]


class BotActionSpec(Node, tag="bot_action", frozen=True, kw_only=True):
    """A Bot Action as a template writes it: shared components are named, not yet filled in."""

    nodes: tuple[Service | Script | UseComponent, ...]


NodeSpec = Entity | BotActionSpec | Service | Script | Message
"""A node as a template writes it."""

DialogNode = Entity | BotAction | Service | Script | Message
"""A node of a dialog task."""

Component = Intent | Entity | Service | Script | Message
"""What can be kept as a component of its own and be used by several dialog tasks."""


class Dialog(Part, frozen=True, kw_only=True):
    """One dialog task, whole: every component filled in, every connection written out."""

    id: str
    name: str
    description: str
    connector_id: str
    template_id: str | None
    intent: Intent
    nodes: tuple[DialogNode, ...]
    start: str | None = None
    """The node the intent leads to; None for the first of `nodes`."""
    status: str = "Configured"
    trained: bool = True
    trained_with: tuple[str, ...] | None = None
    """The utterances that are understood until the next training, while it is not trained."""
    revision: int = 0
    """Grows with each save; 0 is as it was installed or created."""

    @property
    def understood(self) -> tuple[str, ...]:
        """The utterances it was trained with, which alone are understood."""
        if self.trained or self.trained_with is None:
            return self.intent.utterances
        return self.trained_with

    def node(self, name: str) -> DialogNode:
        """The node of that name. Raises KeyError."""
        for node in self.nodes:
            if node.name == name:
                return node
        raise KeyError(name)

    def entity(self, name: str) -> Entity | None:
        """The entity node of that name, or None."""
        return next((n for n in self.nodes if isinstance(n, Entity) and n.name == name), None)

    @property
    def first(self) -> str:
        """The node the intent leads to."""
        if self.start is not None:
            return self.start
        return self.nodes[0].name if self.nodes else END

    @property
    def every_node(self) -> tuple[DialogNode, ...]:
        """All nodes but the intent; what is inside a Bot Action comes after it."""
        return tuple(
            inner
            for node in self.nodes
            for inner in (node, *(node.nodes if isinstance(node, BotAction) else ()))
        )

    def container_of(self, name: str) -> BotAction | None:
        """The Bot Action that holds the node of that name, or None."""
        for node in self.nodes:
            if isinstance(node, BotAction) and any(child.name == name for child in node.nodes):
                return node
        return None

    @property
    def node_count(self) -> int:
        """How many nodes there are, the intent and those inside Bot Actions included."""
        return 1 + len(self.every_node)
