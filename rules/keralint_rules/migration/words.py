"""Words about versions, which the rules on migration share."""

from __future__ import annotations

from keralint.api import Elsewhere
from keralint_rules.words import code


def what_to_do(found: Elsewhere) -> str | None:
    """Advice in words, or else to use what has taken the place."""
    if found.advice is not None:
        return found.advice
    return f"use {code(found.successor)}" if found.successor is not None else None


def removal(found: Elsewhere) -> str:
    """`was removed in Keras 3.0`."""
    return f"was removed in Keras {found.removed}"
