"""The place Traffic: what was sent, step by step."""
