"""The local SQLite file: what was chosen, installed and said."""
