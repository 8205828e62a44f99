"""Settings: one frozen value, read from a configuration file and the command line."""

from keralint.config.errors import ConfigError
from keralint.config.load import find_config, load_settings
from keralint.config.nearest import did_you_mean
from keralint.config.settings import DEFAULT_EXCLUDE, Settings

__all__ = ["DEFAULT_EXCLUDE", "ConfigError", "Settings", "did_you_mean", "find_config", "load_settings"]
