"""What goes wrong with a configuration."""

from __future__ import annotations


class ConfigError(Exception):
    """A configuration that cannot be used; its text is one line for the user."""
