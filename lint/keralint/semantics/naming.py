"""Names of layers: automatic ones exactly as Keras makes them, and what it refuses of the program's own."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from keralint.semantics.failures.base import Failed
from keralint.semantics.failures.graph import InvalidName
from keralint.semantics.values import Argument

if TYPE_CHECKING:
    from keralint.semantics.context import Context


@lru_cache(maxsize=1024)
def snake_case(class_name: str) -> str:
    """`Conv2D` -> `conv2d`, `BatchNormalization` -> `batch_normalization` (`keras.src.utils.naming.to_snake_case`)."""
    name = re.sub(r"\W+", "", class_name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


class AutomaticName(str):
    """A name that Keras makes. Its number depends on all layers that the program has created before."""

    __slots__ = ()

    @property
    def base(self) -> str:
        """The name without its number."""
        return base_of(self)


def base_of(name: str) -> str:
    """`dense_3` -> `dense`."""
    return re.sub(r"_\d+$", "", name)


def conflicting(name: str, other: str, context: Context) -> bool:
    """Whether two layers certainly have the same name."""
    automatic = isinstance(name, AutomaticName) or isinstance(other, AutomaticName)
    return name == other and is_known(name) and not (automatic and context.names_uncertain)


def checked_name(given: Argument, base: str, context: Context) -> str:
    """The name that the program gives, or the next automatic one for `base`.

    Raises: Failed(InvalidName) for a name with a slash, which stands for a level in Keras 3's paths of variables.
    """
    if given is None:
        return AutomaticName(context.store.unique_name(base))
    if not isinstance(given, str):
        return f"{UNKNOWN_NAME}{base}"
    if "/" in given and context.keras_major >= 3:
        raise Failed(InvalidName(name=given))
    return given


UNKNOWN_NAME: Final = "?"
"""What a name that is not known begins with; such names are neither the same nor different."""


def is_known(name: str) -> bool:
    """Whether it is the name that the layer has in Keras."""
    return not name.startswith(UNKNOWN_NAME)
