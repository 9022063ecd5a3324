"""Pipelines and stages as bodies describe them (fact sheet hubspot-api 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from studio.sandbox import errors
from studio.sandbox.pipelines import Stage


def pipeline_texts(body: Mapping[str, Any]) -> tuple[str, int, list[Any]]:
    """Label, place and stages of a whole pipeline. Raises ApiError 400."""
    missing = [key for key in ("label", "displayOrder", "stages") if body.get(key) is None]
    if missing:
        raise errors.keys_missing(missing)
    stages = body["stages"]
    if not isinstance(stages, list):
        raise errors.wrong_type("java.util.ArrayList<java.lang.Object>", stages)
    return _label(body), _order(body), stages


def given_id(body: Mapping[str, Any], key: str) -> str:
    """The id that a body chooses for a pipeline or stage, or none. Raises ApiError 400."""
    value = body.get(key)
    if value is not None and not isinstance(value, str):
        raise errors.wrong_type("java.lang.String", value)
    return value or ""


def new_stages(rows: list[Any], new_id: Callable[[], str], now: str) -> tuple[Stage, ...]:
    """The stages of a body in display order; one that names its `stageId` has it, or keeps it.

    Raises:
        ApiError: 400.
    """
    stages = []
    for row in rows:
        if not isinstance(row, dict):
            raise errors.wrong_type(errors.JAVA_MAP, row)
        stages.append(one_stage(row, given_id(row, "stageId") or new_id(), now))
    return tuple(sorted(stages, key=lambda stage: stage.display_order))


def one_stage(body: Mapping[str, Any], stage_id: str, now: str) -> Stage:
    """The stage that a body describes whole. Raises ApiError 400."""
    missing = [key for key in ("label", "displayOrder", "metadata") if body.get(key) is None]
    if missing:
        raise errors.keys_missing(missing)
    probability, closed = _metadata(body["metadata"])
    return Stage(stage_id, _label(body), probability, closed, _order(body), now, now)


def changed_stage(before: Stage, body: Mapping[str, Any], now: str) -> Stage:
    """The stage after an update; keys left out keep their value. Raises ApiError 400."""
    label = _label(body) if body.get("label") is not None else before.label
    order = _order(body) if body.get("displayOrder") is not None else before.display_order
    after = replace(before, label=label, display_order=order, updated_at=now)
    if body.get("metadata") is None:
        return after
    probability, closed = _metadata(body["metadata"])
    return replace(after, probability=probability, closed=closed)


def _metadata(content: object) -> tuple[str, bool]:
    """Probability as text, and whether the stage ends a deal. Raises ApiError 400."""
    if not isinstance(content, dict):
        raise errors.wrong_type(errors.JAVA_MAP, content)
    text = str(content.get("probability", ""))
    try:
        probability = Decimal(text)
    except InvalidOperation:
        probability = Decimal(-1)
    if not (probability.is_finite() and 0 <= probability <= 1):
        # Our guess: the text; that deals' stages need a probability from 0 to 1 is documented.
        raise errors.validation(
            "Deal stages need a probability between 0.0 and 1.0 in their metadata"
        )
    closed = content.get("isClosed")
    if closed is None:
        # Our guess: a stage that is sure to be won or lost is a closed one.
        return text, probability in (0, 1)
    return text, str(closed).lower() == "true"


def _label(body: Mapping[str, Any]) -> str:
    if not isinstance(body["label"], str):
        raise errors.wrong_type("java.lang.String", body["label"])
    if not body["label"].strip():
        raise errors.keys_missing(["label"])
    return str(body["label"])


def _order(body: Mapping[str, Any]) -> int:
    value = body["displayOrder"]
    if isinstance(value, bool) or not isinstance(value, int):
        raise errors.wrong_type("int", value)
    return value
