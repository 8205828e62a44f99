"""Model summaries for people: a table as Keras prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from keralint.engine.result import FileResult, LayerSummary, ModelSummary
from keralint.reporters.report import count
from keralint.reporters.shapes import shape_text
from keralint.reporters.style import Line, line, visible, width

COLUMNS = ("Layer (type)", "Output shape", "Param #", "Connected to")
GAP = "  "
UNKNOWN = "?"


def summary_report(results: Iterable[FileResult]) -> Iterator[Line]:
    """Yield the models of each file, and a summary."""
    results = tuple(results)
    for result in results:
        for model in result.models:
            cell = "" if model.cell is None else f":cell {model.cell}"
            place = visible(f"{result.path}{cell}:{model.line}")
            yield line((place, "dim"), " ", (visible(model.name), "title"), f" ({model.kind})")
            yield from _table(model)
            yield ()
    models = sum(len(result.models) for result in results)
    yield line((f"{count(models, 'model')} in {count(len(results), 'file')}", "title"))


def _table(model: ModelSummary) -> Iterator[Line]:
    rows = [_cells(layer, model) for layer in model.layers]
    columns = COLUMNS if model.kind == "functional" else COLUMNS[:3]
    widths = [max(width(row[place]) for row in (columns, *rows)) for place in range(len(columns))]
    yield line((_row(columns, widths), "title"))
    yield line((GAP.join("─" * each for each in widths), "frame"))
    for row in rows:
        yield line(_row(row[: len(columns)], widths))
    yield line((GAP.join("─" * each for each in widths), "frame"))
    yield line(f"Total params: {_number(model.params)}")
    yield line(f"Trainable params: {_number(model.trainable_params)}")
    frozen = None if model.params is None or model.trainable_params is None else model.params - model.trainable_params
    yield line(f"Non-trainable params: {_number(frozen)}")


def _cells(layer: LayerSummary, model: ModelSummary) -> tuple[str, ...]:
    shapes = ", ".join(map(shape_text, layer.output_shapes)) or UNKNOWN
    name = visible(f"{layer.name} ({layer.class_name})")
    return name, shapes, _number(layer.params), visible(", ".join(layer.inputs)) or "-"


def _number(value: int | None) -> str:
    return UNKNOWN if value is None else f"{value:,}"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Texts to the left, numbers to the right."""
    padded = [
        " " * (size - width(cell)) + cell if place == 2 else cell + " " * (size - width(cell))
        for place, (cell, size) in enumerate(zip(cells, widths))
    ]
    return GAP.join(padded).rstrip()
