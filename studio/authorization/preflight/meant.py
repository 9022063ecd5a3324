"""Whether a profile is for a service at all: nobody wants to hear of one service about another."""

from __future__ import annotations

from studio.authorization.preflight.addresses import host_of, split
from studio.authorization.preflight.draft import Draft
from studio.authorization.preflight.situation import Situation


def is_meant(draft: Draft, situation: Situation) -> bool:
    """Whether one of the draft's addresses, or its client id, is the service's.

    A single word of the service's main domain is enough (`hubapi`), so that a wrong host of the
    right service is told of.
    """
    if draft.client_id and draft.client_id.strip() == situation.registration.client_id:
        return True
    hosts = {host for hosts in situation.knowledge.hosts.values() for host in hosts}
    domains = {".".join(host.split(".")[-2:]) for host in hosts}
    own = situation.own_hosts()
    for url in (draft.authorization_url, draft.token_url, draft.refresh_url):
        parts = split(url.strip())
        if parts is None:
            continue
        host = host_of(parts)
        if host in own or ".".join(host.partition(":")[0].split(".")[-2:]) in domains:
            return True
    return False
