"""The Dialogs page: the dialog tasks, and the canvas that shows one."""
