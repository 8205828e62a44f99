"""Short ways to write notebooks."""

from __future__ import annotations

import json
from typing import Any

MARKDOWN = "markdown:"
"""What the text of a cell begins with that is none of code."""


def notebook(*cells: str | dict[str, Any], **metadata: Any) -> bytes:
    """A notebook of format 4 with these cells: texts, or whole cells."""
    document = {
        "cells": [_cell(cell) for cell in cells],
        "metadata": {"kernelspec": {"language": "python", "name": "python3"}, **metadata},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace") + b"\n"


def code(text: str, **metadata: Any) -> dict[str, Any]:
    """A code cell."""
    source = text.splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": metadata, "outputs": [], "source": source}


def _cell(cell: str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(cell, dict):
        return cell
    if cell.startswith(MARKDOWN):
        return {"cell_type": "markdown", "metadata": {}, "source": cell.removeprefix(MARKDOWN)}
    return code(cell)
