"""Faults on purpose: what can go wrong with HubSpot, by name, for a route, a count, a chance."""
