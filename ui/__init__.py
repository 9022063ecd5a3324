"""What is shown: PySide6 views that ask the core and show the answer."""
