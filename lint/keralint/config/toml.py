"""Reading TOML, by the module that this version of Python has."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from typing import Any


def parse_toml(text: str) -> Mapping[str, Any]:
    """The tables of a text. Raises ValueError where it is not valid."""
    # Lazy, and by name: which of the two modules exists depends on the version of Python.
    module = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    tables: Mapping[str, Any] = module.loads(text)
    return tables
