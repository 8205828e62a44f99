"""Values of libraries' names that are no functions, by dotted path."""

from __future__ import annotations

import math
import string
from typing import Final

from keralint.interpreter.values import Value

CONSTANTS: Final[dict[str, Value]] = {
    "numpy.newaxis": None,
    "tensorflow.newaxis": None,
    "math.pi": math.pi,
    "numpy.pi": math.pi,
    "math.tau": math.tau,
    "math.e": math.e,
    "numpy.e": math.e,
    "math.inf": math.inf,
    "string.ascii_lowercase": string.ascii_lowercase,
    "string.ascii_uppercase": string.ascii_uppercase,
    "string.ascii_letters": string.ascii_letters,
    "string.digits": string.digits,
    "numpy.inf": math.inf,
    **{f"string.{name}": getattr(string, name) for name in string.__all__ if isinstance(getattr(string, name), str)},
}
