"""Results for programs: schema 1, which only ever grows.

Lines and columns are 1-based, columns count code points, ends are exclusive. The text is UTF-8 with nothing escaped
that JSON does not need; no part of it is ever marked up or coloured.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from keralint import __version__
from keralint.diagnostics import Diagnostic, Edit, Fix, Location, Related
from keralint.engine.result import FileResult, LayerSummary, ModelSummary, TensorBinding, UnknownReason
from keralint.reporters.report import Cause, Report, causes
from keralint.shapes import Dim, dim_text

SCHEMA = 1


def check_json(report: Report) -> str:
    """Return the diagnostics of all files, and the totals over the files."""
    results = report.results
    unknown = {"unknown": [_cause(one) for one in causes(results)]} if report.show_unknown else {}
    return dump(
        {
            "schema": SCHEMA,
            "version": __version__,
            "diagnostics": [_diagnostic(one) for one in report.diagnostics],
            "files": {
                "checked": sum(1 for one in results if not one.skipped),
                "skipped": sum(1 for one in results if one.skipped),
                "layer_calls": sum(one.layer_calls for one in results),
                "layer_calls_known": sum(one.layer_calls_known for one in results),
            },
            **unknown,
        }
    )


def _cause(one: Cause) -> dict[str, Any]:
    first = one.first
    place = {"path": first.path, "cell": first.cell, "line": first.line, "column": first.column}
    return {"reason": one.reason, "layer_calls": one.number, **place}


def shapes_json(results: Iterable[FileResult]) -> str:
    """Return the tensors of each file, and the first reason for each gap."""
    return dump({"schema": SCHEMA, "files": [_file(one) for one in results]})


def summary_json(results: Iterable[FileResult]) -> str:
    """Return the summary of each model in each file."""
    files = [{"path": one.path, "models": [_model(model) for model in one.models]} for one in results]
    return dump({"schema": SCHEMA, "files": files})


def dump(document: object) -> str:
    """Return a document as indented JSON, with a final newline."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def encode(text: str) -> bytes:
    """Encode JSON text as UTF-8; lone surrogates (undecodable bytes of a path) become JSON's own escapes."""
    return text.encode("utf-8", "backslashreplace")


def _diagnostic(one: Diagnostic) -> dict[str, Any]:
    return {
        **_location(one.location),
        "code": one.code,
        "name": one.name,
        "severity": one.severity.value,
        "message": one.message,
        "help": one.help,
        "related": [_related(related) for related in one.related],
        "fix": None if one.fix is None else _fix(one.fix),
        "url": one.url,
    }


def _location(location: Location) -> dict[str, Any]:
    span = location.span
    return {
        "path": location.path,
        "cell": location.cell,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _related(related: Related) -> dict[str, Any]:
    return {**_location(related.location), "message": related.message}


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [_edit(edit) for edit in fix.edits]
    return {"title": fix.title, "applicability": fix.applicability.value, "edits": edits}


def _edit(edit: Edit) -> dict[str, Any]:
    return {**_location(edit.location), "text": edit.text}


def _file(result: FileResult) -> dict[str, Any]:
    return {
        "path": result.path,
        "tensors": [_tensor(tensor) for tensor in result.tensors],
        "unknown": [_unknown(one) for one in result.unknown],
    }


def _unknown(one: UnknownReason) -> dict[str, Any]:
    return {"cell": one.cell, "line": one.line, "column": one.column, "reason": one.reason}


def _tensor(tensor: TensorBinding) -> dict[str, Any]:
    return {
        "name": tensor.name,
        "cell": tensor.cell,
        "line": tensor.line,
        "column": tensor.column,
        "shape": _shape(tensor.shape),
        "dtype": tensor.dtype,
        "layer": tensor.layer,
    }


def _model(model: ModelSummary) -> dict[str, Any]:
    return {
        "name": model.name,
        "cell": model.cell,
        "line": model.line,
        "kind": model.kind,
        "params": model.params,
        "trainable_params": model.trainable_params,
        "inputs": [{"name": name, "shape": _shape(shape)} for name, shape in model.inputs],
        "outputs": [{"shape": _shape(shape)} for shape in model.outputs],
        "layers": [_layer(layer) for layer in model.layers],
    }


def _layer(layer: LayerSummary) -> dict[str, Any]:
    """A layer with several outputs has a list of shapes."""
    shapes = [_shape(shape) for shape in layer.output_shapes]
    return {
        "name": layer.name,
        "class": layer.class_name,
        "output_shape": shapes[0] if len(shapes) == 1 else (shapes or None),
        "params": layer.params,
        "cell": layer.cell,
        "line": layer.line,
        "inputs": list(layer.inputs),
    }


def _shape(shape: tuple[Dim, ...] | None) -> list[int | str | None] | None:
    return None if shape is None else [_size(size) for size in shape]


def _size(size: Dim) -> int | str | None:
    return size if size is None or isinstance(size, int) else dim_text(size)
