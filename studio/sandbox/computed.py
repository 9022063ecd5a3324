"""Properties that HubSpot fills in by itself when a record is made or changed (fact sheet 3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from studio.sandbox.moments import epoch_milliseconds, from_stamp, stamp
from studio.sandbox.pipelines import Pipelines, Stage
from studio.sandbox.properties import Kind

Values = dict[str, str]
KEPT = ("hs_merged_object_ids", "hs_additional_emails")
"""Set by a merge, and never worked out anew."""
LIFECYCLE_PIPELINE = "contacts-lifecycle-pipeline"


@dataclass(frozen=True)
class Source:
    """Who made a record, as the `hs_object_source` properties say it."""

    word: str
    id: str


@dataclass(frozen=True)
class Origin:
    """What about a record never changes."""

    record_id: int
    created_at: datetime
    source: Source


def completed(
    kind: Kind,
    values: Mapping[str, str],
    *,
    before: Mapping[str, str],
    origin: Origin,
    now: datetime,
    pipelines: Pipelines,
) -> Values:
    """All properties of a record: what was written, and what follows from it.

    Args:
        values: What the record holds now, written and computed alike; the latter are replaced.
        before: What it held before this change; empty for a new record.
    """
    # A property that was archived since keeps its values, and gets them back with it.
    written = {
        name: value
        for name, value in values.items()
        if name in KEPT or name not in kind.properties or not kind.properties[name].read_only
    }
    result = written | {
        "createdate": written.get("createdate", stamp(origin.created_at)),
        kind.modified: stamp(now),
        "hs_object_id": str(origin.record_id),
        "hs_object_source": origin.source.word,
        "hs_object_source_id": origin.source.id,
        "hs_object_source_label": origin.source.word,
    }
    if kind.name == "deals":
        return result | _deal(result, before, origin, now, pipelines)
    return result | _contact(result, before, origin, now)


def _contact(values: Values, before: Mapping[str, str], origin: Origin, now: datetime) -> Values:
    stage = values.get("lifecyclestage", "" if before else "lead")
    result = {
        "hs_all_contact_vids": str(origin.record_id),
        "hs_currently_enrolled_in_prospecting_agent": "false",
        "hs_is_contact": "true",
        "hs_is_unworked": "true",
        "hs_membership_has_accessed_private_content": "0",
        "hs_pipeline": LIFECYCLE_PIPELINE,
        "hs_registered_member": "0",
    }
    if stage:
        result["lifecyclestage"] = stage
    if "@" in values.get("email", ""):
        result["hs_email_domain"] = values["email"].rpartition("@")[2]
    became_lead = before.get("hs_lifecyclestage_lead_date")
    if became_lead is None and stage == "lead":
        became_lead = stamp(now if before else origin.created_at)
    if became_lead is not None:
        result["hs_lifecyclestage_lead_date"] = became_lead
    return result


def _deal(
    values: Values,
    before: Mapping[str, str],
    origin: Origin,
    now: datetime,
    pipelines: Pipelines,
) -> Values:
    pipeline = pipelines.get(values.get("pipeline"))
    stage = pipeline.stage(values.get("dealstage")) if pipeline else None
    closed = stage is not None and stage.closed
    won = stage is not None and stage.won
    created = from_stamp(values["createdate"])
    days = _days(created, values.get("closedate"))
    result = {
        "hs_createdate": stamp(origin.created_at),
        "days_to_close": str(int(days)),
        "hs_days_to_close_raw": _plain(days),
        "hs_closed_amount": values.get("amount", "0") if won else "0",
        "hs_closed_won_count": _digit(won),
        "hs_is_closed": _word(closed),
        "hs_is_closed_count": _digit(closed),
        "hs_is_closed_lost": _word(stage is not None and stage.lost),
        "hs_is_closed_won": _word(won),
        "hs_is_open_count": _digit(not closed),
        "hs_is_deal_split": "false",
        "hs_num_of_associated_line_items": "0",
    }
    if not closed:
        result["hs_open_deal_create_date"] = str(epoch_milliseconds(created))
    if stage is not None:
        result |= _stage_values(stage, values, before, now)
    return result


def _stage_values(stage: Stage, values: Values, before: Mapping[str, str], now: datetime) -> Values:
    entered = before.get("hs_v2_date_entered_current_stage")
    if entered is None or before.get("dealstage") != stage.id:
        entered = stamp(now)
    # HubSpot writes the nearest binary fraction out in full: 0.2 has 55 decimals there.
    probability = Decimal(float(stage.probability))
    result = {
        "hs_v2_date_entered_current_stage": entered,
        "hs_deal_stage_probability_shadow": _plain(probability),
    }
    if "amount" in values:
        amount = Decimal(values["amount"])
        result["amount_in_home_currency"] = values["amount"]
        result["hs_forecast_amount"] = values["amount"]
        result["hs_projected_amount"] = _plain(amount * Decimal(stage.probability))
    return result


def _days(created: datetime, close: str | None) -> Decimal:
    if close is None:
        return Decimal(0)
    seconds = max(0.0, (from_stamp(close) - created).total_seconds())
    return (Decimal(str(seconds)) / 86400).quantize(Decimal("0.0001"))


def _plain(number: Decimal) -> str:
    """A number without exponent and without zeros at the end: 1, 0.2, 4750."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _word(value: bool) -> str:
    return "true" if value else "false"


def _digit(value: bool) -> str:
    return "1" if value else "0"
