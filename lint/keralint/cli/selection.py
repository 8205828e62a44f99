"""Checking that selectors name rules."""

from __future__ import annotations

import re

from keralint.cli.catalogue import load_catalogue
from keralint.config import Settings
from keralint.config.settings import EVERYTHING

# Blocks are part of the design: `KL5` is right even where no rule of the block is installed.
_BLOCK = re.compile(r"KL\d?")


def check_selectors(settings: Settings) -> None:
    """Raise UsageError for the first selector that no rule answers to."""
    chosen = (*settings.select, *settings.extend_select, *settings.ignore)
    doubtful = [one for one in chosen if one != EVERYTHING and not _BLOCK.fullmatch(one)]
    if not doubtful:
        return  # the common case, and the rules need not be loaded for it
    known = load_catalogue()
    for one in doubtful:
        if not known.knows(one):
            raise known.unknown(one)
