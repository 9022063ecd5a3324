"""What the CRM says to batches, definitions and pipelines that it does not take.

Texts were seen in recordings and reports of HubSpot's API unless a line says that it is ours.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from studio.sandbox.errors import CORRELATION_ID, ApiError, error, validation
from studio.sandbox.properties import Kind


def not_unique(kind: Kind, name: str, portal_id: int) -> ApiError:
    """An `idProperty` that does not tell records apart."""
    return validation(
        f"Unable to perform update/upsert by non-unique {kind.type_id} property {name}"
        f" in portal ID {portal_id}"
    )


def value_taken(
    kind: Kind, portal_id: int, value: tuple[str, str], record_id: int | None, holder_id: int
) -> ApiError:
    """A write that would give a record the unique value of another (fact sheet 5)."""
    name, text = value
    # Our guess: a record that is being made has no id yet, and stands there as 0.
    return validation(
        f"Cannot set PropertyValueCoordinates{{portalId={portal_id}, "
        f"objectTypeId=ObjectTypeId{{legacyObjectType={kind.legacy_name}}}, propertyName={name}, "
        f"value={text}}} on {record_id or 0}. {holder_id} already has that value."
    )


def empty_batch() -> ApiError:
    """A batch without inputs; recorded on another batch call (fact sheet 5)."""
    return validation("Batch input provided should have at least one object.")


def batch_too_large(largest: int) -> ApiError:
    return validation(
        f"The maximum number of inputs supported in a batch is {largest}. "
        "Please reduce the number of items and try again"
    )


def history_batch_too_large(largest: int) -> ApiError:
    return validation(
        "The maximum number of inputs supported in a batch request for property histories is "
        f"{largest}. Please reduce the number of items and try again"
    )


def duplicate_ids(ids: Sequence[str]) -> ApiError:
    """The same record or unique value twice in one batch: nothing of it is done."""
    return validation(
        f"Duplicate IDs found in batch input: [{', '.join(ids)}]. IDs must be unique",
        context={"ids": list(ids)},
    )


def no_such_property(name: str) -> ApiError:
    """Reading, changing or archiving a property that is not there: 404 as JSON, not the page."""
    # Our guess: the text; the status and the category were seen.
    return error(
        404, f"Property {name} does not exist", "OBJECT_NOT_FOUND", context={"name": [name]}
    )


def property_exists(name: str) -> ApiError:
    return error(
        409,
        f"A property named '{name}' already exists.",
        "OBJECT_ALREADY_EXISTS",
        subCategory="Properties.PROPERTY_WITH_NAME_EXISTS",
    )


def invalid_definition(problem: str, word: str, message: str) -> ApiError:
    """A property definition that contradicts itself; `problem` is the key it is about."""
    # Our guess: that such refusals have this envelope, and their texts.
    return validation(
        message,
        subCategory=f"PropertyValidationError.{word}",
        errors=[{"message": message, "code": word, "in": problem}],
    )


def may_not_view(kind: Kind, portal_id: int) -> ApiError:
    """Property definitions without a scope of their kind (fact sheet 5); it has no category."""
    return error(
        403,
        "You do not have permissions to view object type "
        f"ObjectTypeId{{legacyObjectType={kind.legacy_name}}} in portal {portal_id}"
        f" (requires one of [{kind.name}-read])",
    )


def no_such_group(name: str) -> ApiError:
    # Our guess: the text of a missing group.
    return error(404, f"Property group {name} does not exist", "OBJECT_NOT_FOUND")


def group_exists(name: str) -> ApiError:
    # Our guess: text and category; that it is 409 was seen.
    return error(
        409,
        f"A property group named '{name}' already exists.",
        "OBJECT_ALREADY_EXISTS",
        subCategory="PropertyGroupError.GROUP_ALREADY_EXISTS",
    )


def group_in_use() -> ApiError:
    """Seen with its whole body once more inside of the message, as text."""
    body = {
        "status": "error",
        "message": "Can't delete or purge a group with active properties",
        "correlationId": CORRELATION_ID,
        "category": "VALIDATION_ERROR",
        "subCategory": "PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES",
    }
    return error(400, json.dumps(body, separators=(",", ":")))


def stages_in_use(stage_ids: Sequence[str], object_ids: Sequence[str]) -> ApiError:
    """Deleting a pipeline or stage that deals are in (guide to pipelines; fact sheet 5)."""
    stages, objects = (f"[{', '.join(ids)}]" for ids in (stage_ids, object_ids))
    return validation(
        f"Stage IDs: {stages} are being referenced by object IDs: {objects}",
        subCategory="PipelineError.STAGE_ID_IN_USE",
        context={"stageIds": [stages], "objectIds": [objects]},
    )


def stage_exists(stage_id: str) -> ApiError:
    # Our guess: the text; status and subcategory were seen, ids of stages are unique in an account.
    return error(
        409,
        f"Stage ID {stage_id} exists in another pipeline",
        "CONFLICT",
        subCategory="PipelineError.STAGE_ID_EXISTS_IN_ANOTHER_PIPELINE",
    )


def pipeline_exists(pipeline_id: str) -> ApiError:
    # Our guess: the text; that it is 400 and not 409 was seen.
    return validation(f"Pipeline with ID {pipeline_id} already exists")
