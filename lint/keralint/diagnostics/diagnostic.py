"""A finding, as every other part of keralint hands it on: pure data, picklable, without prose of its own."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from keralint.source.span import Span


class Severity(enum.Enum):
    """How sure, and how bad: only `ERROR` and `WARNING` make a run fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Applicability(enum.Enum):
    """Whether a fix may be applied without a look at it."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Location:
    """A span in a file; `cell` is the 1-based index of a notebook's cell, `None` elsewhere."""

    path: str
    span: Span
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains the first: where the other number came from."""

    location: Location
    message: str


INSIDE_FUNCTION: Final = "this is what fails inside the function"
"""Said of the place where something fails, if the diagnostic is at the call that makes it fail."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace what `location` covers (nothing, for an insertion) with `text`."""

    location: Location
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Text edits that, applied together, remove the cause."""

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding of one rule at one place."""

    code: str
    name: str
    severity: Severity
    location: Location
    message: str
    help: str | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None

    @property
    def url(self) -> str:
        """Where the documentation of the rule stands."""
        return f"https://keralint.readthedocs.io/rules/{self.name}"
