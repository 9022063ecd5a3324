"""Replaying journeys on the real widgets, with real events."""
