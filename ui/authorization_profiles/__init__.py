"""The place Authorization Profiles: the list, the editor that other places open too, and Test."""
