from __future__ import annotations

from typing import Any

import pytest
from hubspot.crm import owners


def test_owners_are_listed_paged_and_found(hs: Any) -> None:
    api = hs.crm.owners.owners_api
    everyone = hs.crm.owners.get_all()
    assert len(everyone) > 1
    first = api.get_page(limit=1)
    second = api.get_page(limit=1, after=first.paging.next.after)
    assert [first.results[0].id, second.results[0].id] == [one.id for one in everyone][:2]
    one = everyone[0]
    assert api.get_page(email=one.email).results[0].id == one.id
    assert api.get_by_id(one.id).type == "PERSON"
    assert api.get_by_id(one.user_id, id_property="userId").id == one.id
    assert api.get_page(archived=True).results == []
    with pytest.raises(owners.exceptions.NotFoundException) as missing:
        api.get_by_id(1)
    assert missing.value.headers["content-type"].startswith("text/html")


def test_the_account_tells_about_itself(hs: Any) -> None:
    answer = hs.api_request({"path": "/account-info/v3/details"})
    assert answer.status_code == 200
    details = answer.json()
    assert details["portalId"] == 148209731
    assert details["uiDomain"] == "app.hubspot.com"


def test_raw_requests_write_too(hs: Any) -> None:
    made = hs.api_request(
        {
            "method": "POST",
            "path": "/crm/objects/2026-03/0-3",
            "body": {"properties": {"dealname": "Raw"}},
        }
    )
    assert made.status_code == 201
    assert made.json()["url"].endswith(f"/record/0-3/{made.json()['id']}")
