"""One theme from a small set of tokens, light and dark."""
