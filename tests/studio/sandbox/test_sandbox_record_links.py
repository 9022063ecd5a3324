"""Which record an address of the service stands for."""

from __future__ import annotations

import pytest

from studio.sandbox import RecordLink, record_of


@pytest.mark.parametrize("form", ["record/0-3", "deal", "record/deals"])
def test_each_form_of_a_record_page_leads_to_its_record(form: str) -> None:
    assert record_of(f"/contacts/148209731/{form}/501") == RecordLink(148209731, "deals", "501")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/contacts/1",
        "/contacts/1/record/9-9/2",
        "/contacts/x/record/0-3/2",
        "/contacts/1/record/0-3/2/edit",
        "/contacts/1/record/0-3/" + "9" * 60,
        "/contacts/1/record/../2",
    ],
)
def test_any_other_page_stands_for_none(path: str) -> None:
    assert record_of(path) is None
