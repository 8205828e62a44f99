"""Python's cyclic garbage collector while many files are analyzed."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

YOUNGEST: Final = 10_000
"""New objects before the collector looks at them. A syntax tree has tens of thousands, with no cycle among them; with
Python's own threshold it looks through each tree many times, for a tenth of the time of the whole analysis."""


@contextmanager
def patient_collector() -> Iterator[None]:
    """Lets the collector look less often, and not at what was there before."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(YOUNGEST, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
