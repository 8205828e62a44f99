"""One text in, one result out: pure, without I/O, fit for any executor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from keralint.config import Settings
from keralint.diagnostics import Diagnostic, Location, Severity
from keralint.engine.big_stack import on_big_stack
from keralint.engine.relevance import is_relevant
from keralint.engine.result import Detail, FileResult
from keralint.source.notebook_json import is_notebook
from keralint.source.span import Span
from keralint.source.text import SourceError, decode

if TYPE_CHECKING:
    from keralint.engine.project import Project
    from keralint.source.text import SourceText


def analyze(data: bytes, path: str, settings: Settings, project: Project | None = None) -> FileResult:
    """The findings in one file. Whatever the bytes, there is a result.

    The modules that the file imports are those of `project`, which executes each of them once.
    """
    return _analyze(data, path, settings, Detail.FINDINGS, project)


def summarize(data: bytes, path: str, settings: Settings, project: Project | None = None) -> FileResult:
    """The findings in one file, and a summary of every model that it builds."""
    return _analyze(data, path, settings, Detail.MODELS, project)


def infer(data: bytes, path: str, settings: Settings, project: Project | None = None) -> FileResult:
    """The findings in one file, and the shape of every tensor that a name is bound to."""
    return _analyze(data, path, settings, Detail.SHAPES, project)


def _analyze(data: bytes, path: str, settings: Settings, detail: Detail, project: Project | None) -> FileResult:
    if not is_relevant(data, path, settings):
        return FileResult(path, skipped=True)
    try:
        if is_notebook(path):
            return on_big_stack(lambda: _analyze_notebook(data, path, settings, detail, project))
        return analyze_source(decode(data, path), settings, detail, project)
    except SourceError as error:
        return FileResult(path, diagnostics=_syntax_error(error, path, settings))


def analyze_source(
    source: SourceText, settings: Settings, detail: Detail, project: Project | None = None
) -> FileResult:
    """The findings in one text, whether it mentions Keras or not, with what `detail` asks for beside them.

    Raises: SourceError if the text cannot be parsed.
    """
    return on_big_stack(lambda: _examine(source, settings, detail, project))


def _analyze_notebook(
    data: bytes, path: str, settings: Settings, detail: Detail, project: Project | None
) -> FileResult:
    # Imported here for the same reason as below.
    from keralint.engine.by_cell import in_order
    from keralint.engine.examine import examine_module
    from keralint.engine.project import Project
    from keralint.source.notebooks import read_notebook

    notebook = read_notebook(data, path)
    if notebook is None:
        return FileResult(path, skipped=True)
    own = project or Project(settings, thorough=detail is Detail.SHAPES)
    result = examine_module(notebook.module, settings, detail, own)
    refused = [
        diagnostic for one in notebook.errors for diagnostic in _syntax_error(one.error, path, settings, one.cell)
    ]
    return replace(result, diagnostics=in_order((*result.diagnostics, *refused)))


def _syntax_error(error: SourceError, path: str, settings: Settings, cell: int | None = None) -> tuple[Diagnostic, ...]:
    if not settings.selected("KL001", "syntax-error", Severity.ERROR):
        return ()
    line, column = error.line or 1, error.column or 1
    location = Location(path, Span(line, column, line, column + 1), cell)
    return (Diagnostic("KL001", "syntax-error", Severity.ERROR, location, error.message),)


def _examine(source: SourceText, settings: Settings, detail: Detail, project: Project | None) -> FileResult:
    # Imported here, so that a run over files without Keras needs neither libcst nor the interpreter.
    from keralint.engine.examine import examine
    from keralint.engine.project import Project

    return examine(source, settings, detail, project or Project(settings, thorough=detail is Detail.SHAPES))
