"""Deal pipelines and their stages; what every account starts with is in a resource file."""

from __future__ import annotations

from collections.abc import Mapping
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
    display_order: int = 0
    created_at: str = DEFAULTS_CREATED
    updated_at: str = DEFAULTS_CREATED

    @property
    def won(self) -> bool:
        return self.closed and float(self.probability) == 1.0

    @property
    def lost(self) -> bool:
        return self.closed and float(self.probability) == 0.0

    def as_answer(self) -> dict[str, Any]:
        """As the API gives it (fact sheet 7): metadata values are text."""
        return {
            "label": self.label,
            "displayOrder": self.display_order,
            "metadata": {"isClosed": str(self.closed).lower(), "probability": self.probability},
            "id": self.id,
            "createdAt": self.created_at,
            "updatedAt": self.updated_at,
            "archived": False,
            "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
        }


@dataclass(frozen=True)
class Pipeline:
    """A row of stages that a deal goes through."""

    id: str
    label: str
    display_order: int
    stages: tuple[Stage, ...]
    created_at: str = DEFAULTS_CREATED
    updated_at: str = DEFAULTS_CREATED
    archived_at: str | None = None

    def stage(self, stage_id: str | None) -> Stage | None:
        return next((s for s in self.stages if s.id == stage_id), None)

    def as_answer(self) -> dict[str, Any]:
        """As `GET /crm/v3/pipelines/deals` gives it (fact sheet 7)."""
        answer = {
            "label": self.label,
            "displayOrder": self.display_order,
            "id": self.id,
            "stages": [stage.as_answer() for stage in self.stages],
            "createdAt": self.created_at,
            "updatedAt": self.updated_at,
            "archived": self.archived_at is not None,
        }
        return answer if self.archived_at is None else answer | {"archivedAt": self.archived_at}


@dataclass(frozen=True)
class Pipelines:
    """All pipelines of an account that are in use."""

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
                tuple(
                    Stage(**stage, display_order=order) for order, stage in enumerate(row["stages"])
                ),
            )
            for row in resources.toml("pipelines.toml")["deals"]
        )
    )


def pipeline_from(answer: Mapping[str, Any]) -> Pipeline:
    """The pipeline that `as_answer` wrote."""
    return Pipeline(
        answer["id"],
        answer["label"],
        answer["displayOrder"],
        tuple(
            Stage(
                stage["id"],
                stage["label"],
                stage["metadata"]["probability"],
                stage["metadata"]["isClosed"] == "true",
                stage["displayOrder"],
                stage["createdAt"],
                stage["updatedAt"],
            )
            for stage in answer["stages"]
        ),
        answer["createdAt"],
        answer["updatedAt"],
        answer.get("archivedAt"),
    )
