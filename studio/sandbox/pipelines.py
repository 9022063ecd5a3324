"""Deal pipelines and their stages, read from `resources/sandbox/pipelines.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from studio.sandbox import resources

DEFAULTS_CREATED = "1970-01-01T00:00:00Z"


@dataclass(frozen=True)
class Stage:
    """One step of a pipeline."""

    id: str
    label: str
    probability: str
    """Chance of winning from 0 to 1, as text, the way the API gives it."""
    closed: bool

    @property
    def won(self) -> bool:
        return self.closed and float(self.probability) == 1.0

    @property
    def lost(self) -> bool:
        return self.closed and float(self.probability) == 0.0


@dataclass(frozen=True)
class Pipeline:
    """A row of stages that a deal goes through."""

    id: str
    label: str
    display_order: int
    stages: tuple[Stage, ...]

    def stage(self, stage_id: str | None) -> Stage | None:
        return next((s for s in self.stages if s.id == stage_id), None)

    def as_answer(self) -> dict[str, Any]:
        """As `GET /crm/v3/pipelines/deals` gives it (fact sheet 7): metadata values are text."""
        return {
            "label": self.label,
            "displayOrder": self.display_order,
            "id": self.id,
            "stages": [_stage_answer(order, stage) for order, stage in enumerate(self.stages)],
            "createdAt": DEFAULTS_CREATED,
            "updatedAt": DEFAULTS_CREATED,
            "archived": False,
        }


@dataclass(frozen=True)
class Pipelines:
    """All pipelines of an account."""

    all: tuple[Pipeline, ...]

    def get(self, pipeline_id: str | None) -> Pipeline | None:
        return next((p for p in self.all if p.id == pipeline_id), None)


def read_pipelines() -> Pipelines:
    """The deal pipelines of the file."""
    return Pipelines(
        tuple(
            Pipeline(
                row["id"],
                row["label"],
                row["display_order"],
                tuple(Stage(**stage) for stage in row["stages"]),
            )
            for row in resources.toml("pipelines.toml")["deals"]
        )
    )


def _stage_answer(order: int, stage: Stage) -> dict[str, Any]:
    return {
        "label": stage.label,
        "displayOrder": order,
        "metadata": {"isClosed": str(stage.closed).lower(), "probability": stage.probability},
        "id": stage.id,
        "createdAt": DEFAULTS_CREATED,
        "updatedAt": DEFAULTS_CREATED,
        "archived": False,
        "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
    }
