"""The people who talk to the app, whose accounts it acts for, and the links they sign in by."""
