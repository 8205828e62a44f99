"""Functions of the standard library that change nothing and look at nothing, executed where all arguments are known."""

from __future__ import annotations

import ast
import json
import math
import posixpath
import re
import textwrap
from collections.abc import Callable
from typing import Any, Final

from keralint.interpreter.plain import pure
from keralint.interpreter.values import ABSENT, Value
from keralint.semantics.layer import CallArguments

_MATH: Final = (
    "acos asin atan atan2 ceil comb copysign cosh degrees dist erf exp expm1 fabs factorial fmod frexp fsum gamma "
    "hypot isclose isfinite isinf isnan lcm ldexp log1p modf perm radians remainder sinh sumprod"
).split()
_PATHS: Final = "basename commonprefix dirname isabs join normpath split splitext".split()
"""As they are on systems whose paths are written with `/`."""


def _dumps(value: Any, *, indent: Any = None, sort_keys: bool = False, separators: Any = None) -> str:
    return json.dumps(value, indent=indent, sort_keys=sort_keys, separators=separators)


PURE: Final[dict[str, Callable[..., Any]]] = {
    **{f"math.{name}": getattr(math, name) for name in _MATH if hasattr(math, name)},
    **{f"os.path.{name}": getattr(posixpath, name) for name in _PATHS},
    "ast.literal_eval": ast.literal_eval,
    "json.loads": lambda text: json.loads(text),
    "json.dumps": _dumps,
    "textwrap.dedent": textwrap.dedent,
    "re.escape": re.escape,
}
"""By dotted path."""

_MOST_COUNTED: Final = 200
"""A factorial of more, or as many of a selection, is too large a number to be made."""


def call_pure(path: str, arguments: CallArguments) -> Value:
    """What the function of that path gives; `ABSENT`, if it is another one, or an argument is not known."""
    function = PURE.get(path)
    if function is None:
        return ABSENT
    if path in ("math.factorial", "math.comb", "math.perm") and any(
        isinstance(value, int) and value > _MOST_COUNTED for value in arguments.positional
    ):
        return ABSENT
    return pure(function, arguments)
