"""The result for a notebook: every place by its cell and the line there, and not by the line of the joined text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from keralint.diagnostics import Diagnostic, Fix, Location
from keralint.engine.result import FileResult, LayerCall, LayerSummary, ModelSummary, TensorBinding, UnknownReason
from keralint.source.cells import Cells


def by_cell(result: FileResult, cells: Cells) -> FileResult:
    """The same result, with the places of the notebook."""
    return replace(
        result,
        diagnostics=tuple(_diagnostic(one, cells, result.path) for one in result.diagnostics),
        tensors=tuple(_tensor(one, cells) for one in result.tensors),
        unknown=tuple(_unknown(one, cells) for one in result.unknown),
        models=tuple(_model(one, cells) for one in result.models),
        calls=tuple(_call(one, cells) if one.path == result.path else one for one in result.calls),
    )


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics in the order of the notebook."""
    return tuple(sorted(diagnostics, key=lambda one: (one.location.cell or 0, one.location.span, one.code)))


def _location(location: Location, cells: Cells, path: str) -> Location:
    if location.path != path:
        return location
    cell, span = cells.span(location.span)
    return Location(location.path, span, cell)


def _diagnostic(one: Diagnostic, cells: Cells, path: str) -> Diagnostic:
    related = tuple(replace(other, location=_location(other.location, cells, path)) for other in one.related)
    fix = None if one.fix is None else _fix(one.fix, cells, path)
    return replace(one, location=_location(one.location, cells, path), related=related, fix=fix)


def _fix(fix: Fix, cells: Cells, path: str) -> Fix | None:
    """The fix, unless one of its edits goes beyond a cell."""
    if not all(cells.within_one(edit.location.span) for edit in fix.edits if edit.location.path == path):
        return None
    edits = tuple(replace(edit, location=_location(edit.location, cells, path)) for edit in fix.edits)
    return replace(fix, edits=edits)


def _tensor(one: TensorBinding, cells: Cells) -> TensorBinding:
    cell, line = cells.place(one.line)
    return replace(one, line=line, cell=cell)


def _unknown(one: UnknownReason, cells: Cells) -> UnknownReason:
    cell, line = cells.place(one.line)
    return replace(one, line=line, cell=cell)


def _call(one: LayerCall, cells: Cells) -> LayerCall:
    if not one.line:
        return one
    cell, line = cells.place(one.line)
    return replace(one, line=line, cell=cell)


def _model(one: ModelSummary, cells: Cells) -> ModelSummary:
    cell, line = cells.place(one.line)
    return replace(one, line=line, cell=cell, layers=tuple(_layer(layer, cells) for layer in one.layers))


def _layer(one: LayerSummary, cells: Cells) -> LayerSummary:
    if one.line is None:
        return one
    cell, line = cells.place(one.line)
    return replace(one, line=line, cell=cell)
