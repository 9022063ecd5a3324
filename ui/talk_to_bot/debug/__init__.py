"""The debug panel of Talk to Bot."""
