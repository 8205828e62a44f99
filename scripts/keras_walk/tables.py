"""The tables of a major version as a text, one key a line, and back."""

from __future__ import annotations

import json
from pathlib import Path

from keralint.keras_api.tables import SECTION
from keras_walk.merging import Tables

PLAIN = ("releases", "names", "private", "tensorflow", "refuses")
"""Sections whose values are plain texts; those of the others are JSON."""


def render(tables: Tables) -> str:
    """Compact and diffable."""
    parts = []
    for section, table in tables.items():
        parts.append(SECTION.format(section))
        for key, value in table.items():
            text = value if section in PLAIN else json.dumps(value, separators=(",", ":"), ensure_ascii=True)
            parts.append(f"{key}\t{text}\n")
    return "".join(parts)


def read(path: Path) -> Tables:
    """The tables of a file; empty if there is none."""
    tables: Tables = {}
    table = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        key, tab, text = line.partition("\t")
        if not tab:
            table = tables[line.strip("[]")] = {}
        else:
            table[key] = text if section_of(tables) in PLAIN else json.loads(text)
    return tables


def section_of(tables: Tables) -> str:
    """The section that was begun last."""
    return list(tables)[-1]
