"""The settings of a workspace: read and changed one at a time, checked, and written down."""
