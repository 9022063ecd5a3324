"""The Change Logs page: who changed what, and when."""
