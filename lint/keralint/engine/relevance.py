"""Which files are looked at: reading the others is all that they cost."""

from __future__ import annotations

from keralint.config import Settings
from keralint.source.notebook_json import is_notebook
from keralint.source.text import mentions_keras


def is_relevant(data: bytes, path: str, settings: Settings) -> bool:
    """Whether there can be anything to say about a file.

    Where imports are followed, Keras may be behind the name of a package such as `keras_hub`; in a notebook, the name
    of Keras may follow the `n` of an escaped line end.
    """
    return mentions_keras(data, loosely=bool(settings.src) or is_notebook(path))
