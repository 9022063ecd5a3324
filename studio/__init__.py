"""What the studio knows and does: the core, without a screen."""

__version__ = "0.1.0"
