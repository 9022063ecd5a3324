"""Conversations as tests: what is said, and what has to come of it."""
