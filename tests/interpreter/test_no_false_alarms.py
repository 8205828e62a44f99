"""Programs that seemed to be wrong only because of how they were followed; each reads like the code it was met in."""

from __future__ import annotations

import pytest

from keralint.diagnostics import Severity
from programs import findings

PROGRAMS = {
    "a loop over one of two lengths, of which one fits": """
        def fill(images, format):
            if format == "first":
                channels = images.shape[0]
            else:
                channels = images.shape[-1]
            for i in range(channels):
                np.mean(images[..., i])
        fill(np.zeros((50, 50, 3)), other())
    """,
    "the rank of an array that is not known": """
        def columns(array, rows):
            assert rows.ndim == 2
            return array
        def stacked(arrays, rows):
            found = []
            for array in arrays:
                found.append(columns(array, np.stack(rows)))
            return np.stack(found)
        def every(arrays, rows):
            return stacked(arrays, rows)
    """,
    "a parameter that is a tensor, times nothing": """
        def proposals(memory):
            return keras.ops.sum(memory * 0, axis=(1, 2), keepdims=True)
    """,
    "a name that the program gives a library": """
        if not hasattr(keras, "storing"):
            keras.storing = other()
        def load(path):
            return keras.storing.load(path)
    """,
    "names that the program gives a library, by a table": """
        for name, function in other().items():
            setattr(keras.backend, name, function)
        keras.backend.not_there(3)
    """,
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_no_error(program: str) -> None:
    assert [one.message for one in findings(HEAD + program) if one.severity is Severity.ERROR] == []


HEAD = """
        import keras
        import numpy as np
        from elsewhere import other
"""
