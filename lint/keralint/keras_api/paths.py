"""The ways by which programs reach Keras."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import lru_cache
from typing import Final


class Route(enum.Enum):
    """Which of the packages called Keras a path leads into."""

    PLAIN = "keras"
    TENSORFLOW = "tensorflow.keras"
    """Keras as TensorFlow shows it, with a few old names more."""
    LEGACY = "tf_keras"
    """Keras 2, whatever version of `keras` is installed."""


_PREFIXES: Final = (
    ("tensorflow.keras", Route.TENSORFLOW),
    ("tensorflow.compat.v2.keras", Route.TENSORFLOW),
    ("keras._tf_keras.keras", Route.TENSORFLOW),
    ("tensorflow.compat.v1.keras", Route.LEGACY),
    ("tensorflow.python.keras", Route.LEGACY),
    ("tf_keras", Route.LEGACY),
    ("keras.api", Route.PLAIN),
    ("keras", Route.PLAIN),
)
"""The longer ones come before those that they start with."""


@dataclass(frozen=True, slots=True)
class KerasPath:
    """A dotted path into Keras: `tf.keras.layers` is `keras.layers`, reached through `tensorflow.keras`."""

    prefix: str
    route: Route
    plain: str

    @property
    def parent(self) -> KerasPath | None:
        above, dot, _ = self.plain.rpartition(".")
        return KerasPath(self.prefix, self.route, above) if dot else None

    @property
    def private(self) -> bool:
        """Whether it leads through modules that are no part of the API, and may hold anything."""
        return any(part.startswith("_") or part in ("src", "api", "python") for part in self.plain.split("."))

    def written(self, plain: str) -> str:
        """Another path below `keras`, by the same way."""
        return self.prefix + plain.removeprefix("keras")


@lru_cache(maxsize=4096)
def keras_path(path: str) -> KerasPath | None:
    """Where a path leads; `None` if not into Keras."""
    for prefix, route in _PREFIXES:
        if path == prefix or path.startswith(f"{prefix}."):
            return KerasPath(prefix, route, "keras" + path[len(prefix) :])
    return None
