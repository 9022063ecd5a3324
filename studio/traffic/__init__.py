"""The glass box: what was sent, why, and what came of it."""
