"""The Authorization tab of the Configurations panel, and the login window it opens."""
