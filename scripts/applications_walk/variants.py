"""What an application's options change, found by building it with each of them and comparing the rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import keras

from applications_walk.record import AUTOMATIC, MODEL_NAME, Row, built
from applications_walk.widths import scaling

CLASSES, ACTIVATION, RATE, MULTIPLIER = 1237, "log_sigmoid", 0.0123, 3
"""Values that no architecture has of its own, by which the arguments of the program are found again."""
MARKS = {
    ("units", CLASSES): "$classes",
    ("filters", CLASSES): "$classes",
    ("activation", ACTIVATION): "$classifier_activation",
    ("depth_multiplier", MULTIPLIER): "$depth_multiplier",
}
HEADS: Mapping[str, Mapping[str, Any]] = {
    "top": {"include_top": True},
    "": {"include_top": False},
    "avg": {"include_top": False, "pooling": "avg"},
    "max": {"include_top": False, "pooling": "max"},
}
ODD = {"NASNetMobile": 131, "NASNetLarge": 131}
"""An image of which every feature map that is halved with a padding has an odd size; elsewhere 129."""


class Application:
    """A builder, with what it takes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.builder = getattr(keras.applications, name)
        self.parameters = self.builder.__code__.co_varnames[: self.builder.__code__.co_argcount]
        self.odd = ODD.get(name, 129)
        self.known: dict[str, list[Row]] = {}

    def rows(self, **options: Any) -> list[Row]:
        """The rows with these options; those that the program may choose are marked."""
        given: dict[str, Any] = {"weights": None, "classes": CLASSES, "classifier_activation": ACTIVATION} | options
        given |= {name: RATE for name in ("dropout", "dropout_rate") if name in self.parameters}
        given |= {"depth_multiplier": MULTIPLIER} if "depth_multiplier" in self.parameters else {}
        if not self.name.startswith("EfficientNetV2"):  # which looks its blocks up by the name
            given["name"] = MODEL_NAME
        given.setdefault("input_shape", (self.odd - 1, self.odd - 1, 3))
        key = repr(sorted(given.items()))
        if key not in self.known:
            self.known[key] = [self._marked(row) for row in built(self.builder, **given)]
        return self.known[key]

    def _marked(self, row: Row) -> Row:
        """The row with the names of the builder's parameters in the place of their values."""
        marked = {
            name: value if isinstance(value, (list, dict)) else MARKS.get((name, value), value)
            for name, value in row.arguments.items()
        }
        if marked.get("target_shape") == [CLASSES]:
            marked["target_shape"] = ["$classes"]
        if marked.get("rate") == RATE:
            marked["rate"] = "$dropout" if "dropout" in self.parameters else "$dropout_rate"
        return replace(row, config=json.dumps(marked, sort_keys=True))

    def stems(self) -> dict[str, dict[str, Any]]:
        """The options that change how the image is prepared."""
        odd = self.odd - 1
        if "include_preprocessing" in self.parameters:
            return {
                "": {"include_preprocessing": False},
                "preprocessing": {"include_preprocessing": True},
                "preprocessing of other channels": {"include_preprocessing": True, "input_shape": (odd, odd, 1)},
            }
        if "alpha" in self.parameters:
            return {"": {}}
        return {"": {}, "imagenet": {"weights": "imagenet", "classifier_activation": None}}

    def graphs(self) -> dict[str, dict[str, Any]]:
        """The options that change the graph itself."""
        graphs: dict[str, dict[str, Any]] = {"": {}}
        if "minimalistic" in self.parameters:
            graphs["minimalistic"] = {"minimalistic": True}
        if self.name.startswith("NASNet"):
            graphs["open"] = {"input_shape": (None, None, 3)}
        return graphs

    def graph(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The stems, the body and the heads."""
        kernels = self._kernels({name: value for name, value in options.items() if name != "input_shape"})
        by_alpha = scaling(lambda alpha: self.rows(**options, alpha=alpha)) if "alpha" in self.parameters else None

        def rows(more: Mapping[str, Any]) -> list[Row]:
            found = self.rows(**{**options, **more})
            found = found if by_alpha is None else by_alpha.applied(found)
            return numbered([_padded(row, kernels) for row in found])

        static = "input_shape" not in options  # a model with a top needs sizes
        heads = {name: rows(more) for name, more in HEADS.items() if static or name != "top"}
        whole = heads[""]
        shared = _common(list(heads.values()))
        stems = {name: rows({**HEADS[""], **more}) for name, more in self.stems().items() if static or not name}
        tail = len(whole) - shared
        trunks = {name: found[: len(found) - tail] for name, found in stems.items()}
        same = _common([list(reversed(trunk)) for trunk in trunks.values()])
        same = min(same, *(len(trunk) - 1 for trunk in trunks.values()), len(whole))
        reference = next(iter(trunks.values()))
        return {
            "stems": _distinct({name: trunk[1 : len(trunk) - same] for name, trunk in trunks.items()}),
            "body": reference[len(reference) - same :],
            "heads": {name: found[shared:] for name, found in heads.items()},
        }

    def _kernels(self, options: Mapping[str, Any]) -> dict[str, int]:
        """The kernels of the layers whose padding depends on whether the feature map has an odd size."""
        size = (self.odd, self.odd, 3)
        odd = {row.name: row for row in self.rows(include_top=False, input_shape=size, **options)}
        even = self.rows(include_top=False, **options)
        changed = [row for row in even if row.class_name == "ZeroPadding2D" and row.config != odd[row.name].config]
        return {row.name: 2 * _right(row) + 1 for row in changed}


def _right(row: Row) -> int:
    right: int = row.arguments["padding"][0][1]
    return right


def _padded(row: Row, kernels: Mapping[str, int]) -> Row:
    if row.name not in kernels:
        return row
    return replace(row, config=json.dumps({"padding": f"$padding of {kernels[row.name]}"}))


def numbered(rows: Sequence[Row]) -> list[Row]:
    """The rows with how far back they look instead of the names of what they are called on."""
    places = {row.name: index for index, row in enumerate(rows)}

    def back(value: Any, index: int) -> Any:
        if isinstance(value, tuple):
            return value if value and isinstance(value[0], float) else tuple(back(item, index) for item in value)
        return index - places[value]

    return [
        replace(
            row,
            name=AUTOMATIC if row.name.startswith(AUTOMATIC) else row.name,
            inputs=tuple(back(value, index) for value in row.inputs),
        )
        for index, row in enumerate(rows)
    ]


def _common(sequences: Sequence[Sequence[Row]]) -> int:
    """How many rows all of them begin with."""
    length = 0
    while all(length < len(rows) and rows[length] == sequences[0][length] for rows in sequences):
        length += 1
    return length


def _distinct(stems: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Without those that are as the one before."""
    found: dict[str, list[Row]] = {}
    for name, rows in stems.items():
        if not found or rows != list(found.values())[-1]:
            found[name] = rows
    return found
