"""Signatures as the data hold them.

A parameter is its name, or a list of its name and its default, or of its name alone where the default is no constant.
What kind it is shows as in Python: `*args`, `**kwargs`; `/x` is positional only, `:x` keyword only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from keralint.keras_api.versions import MARK, releases_text, split_key

PREFIXES = {
    "POSITIONAL_ONLY": "/",
    "POSITIONAL_OR_KEYWORD": "",
    "VAR_POSITIONAL": "*",
    "KEYWORD_ONLY": ":",
    "VAR_KEYWORD": "**",
}
NO_CONSTANT: dict[str, Any] = {}
"""What a snapshot has in the place of a default that is no constant."""


def encode_signature(raw: Sequence[Sequence[Any]]) -> list[Any]:
    """From `[[name, kind, default?], …]`."""
    return [_encoded(*parameter) for parameter in raw]


def _encoded(name: str, kind: str, *default: Any) -> Any:
    written = PREFIXES[kind] + name
    if not default:
        return written
    return [written] if default[0] == NO_CONSTANT and isinstance(default[0], dict) else [written, default[0]]


def decode_signature(encoded: Sequence[Any], minor: int) -> list[Any]:
    """Back, for one release."""
    found = []
    for parameter in encoded:
        name, releases = split_key(parameter if isinstance(parameter, str) else parameter[0])
        if minor not in releases:
            continue
        kind = max((k for k, prefix in PREFIXES.items() if name.startswith(prefix)), key=lambda k: len(PREFIXES[k]))
        default = [] if isinstance(parameter, str) else parameter[1:] or [NO_CONSTANT]
        found.append([name.removeprefix(PREFIXES[kind]), kind, *default])
    return found


def merge_lists(lists: Mapping[int, Sequence[Any]], minors: Sequence[int]) -> list[Any] | None:
    """Lists of parameters in one, each marked with its releases; `None` if no order fits them all."""
    texts = {minor: [json.dumps(item) for item in lists[minor]] for minor in minors}
    order = list(texts[minors[-1]])
    for minor in minors[-2::-1]:
        before = -1
        for text in texts[minor]:
            if text in order:
                before = order.index(text)
            else:
                before += 1
                order.insert(before, text)
    for minor in minors:
        if [text for text in order if text in texts[minor]] != texts[minor]:
            return None
    return [_marked(json.loads(text), [m for m in minors if text in texts[m]], minors) for text in order]


def _marked(parameter: Any, minors: Sequence[int], every: Sequence[int]) -> Any:
    text = releases_text(minors, every)
    if not text:
        return parameter
    if isinstance(parameter, str):
        return f"{parameter}{MARK}{text}"
    return [f"{parameter[0]}{MARK}{text}", *parameter[1:]]
