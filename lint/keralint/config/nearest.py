"""Suggestions for misspelt words."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "; did you mean `…`?" for the known word nearest to `word`, or nothing when none is near."""
    import difflib  # lazy: needed only on the way to an error

    spelling = {candidate.lower(): candidate for candidate in known}
    near = difflib.get_close_matches(word.lower(), spelling, n=1)
    return f"; did you mean `{spelling[near[0]]}`?" if near else ""
