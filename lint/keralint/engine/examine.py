"""The steps of the analysis of one text: parse, execute, let the rules hear the facts, collect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import libcst as cst

from keralint.api.names import Names
from keralint.api.registry import RuleSet, load_rules
from keralint.api.report import Report
from keralint.api.rule import Rule
from keralint.api.sources import Sources
from keralint.config import Settings
from keralint.diagnostics import Diagnostic, Location, Severity
from keralint.engine.by_cell import by_cell
from keralint.engine.project import Project
from keralint.engine.result import Detail, FileResult, Silenced, TensorBinding, UnknownReason
from keralint.engine.summaries import summaries
from keralint.interpreter.blame import Blame
from keralint.interpreter.facts import Fact, Failing, OutputUnknown, TensorBound
from keralint.interpreter.machine import Machine
from keralint.interpreter.open_tensors import OpenTensor
from keralint.interpreter.program import Part
from keralint.keras_api.database import Database
from keralint.semantics.joins import join_tensors
from keralint.semantics.tensors import Tensor
from keralint.source.cells import Cell
from keralint.source.comments import Suppressions, suppressions
from keralint.source.parsing import Module, parse
from keralint.source.span import Span
from keralint.source.text import SourceText


def examine(source: SourceText, settings: Settings, detail: Detail, project: Project) -> FileResult:
    """The findings of one file, with what `detail` asks for beside them.

    Raises: SourceError if the text is not valid Python, or too large or too deep to be parsed.
    """
    return examine_module(project.parsed(source) or parse(source), settings, detail, project)


def examine_module(module: Module, settings: Settings, detail: Detail, project: Project) -> FileResult:
    """The same for a text that has been parsed; in a notebook, places are those of its cells."""
    source = module.source
    with project.executed(module, _parts(module)) as machine:
        sources = Sources(module)
        found = _diagnose(sources, machine, load_rules())
        facts = [fact for fact in machine.recorder.facts if fact.site.module is module]
        shapes = detail is Detail.SHAPES
        kept, silenced = _selected(found, sources, settings)
        result = FileResult(
            source.path,
            diagnostics=kept,
            silenced=silenced,
            tensors=_tensors(module, facts) if shapes else (),
            unknown=_unknown(module, facts) if shapes else (),
            calls=tuple(project.calls(machine)),
            models=summaries(module, machine) if detail is Detail.MODELS else (),
        )
    return result if source.cells is None else by_cell(result, source.cells)


def _parts(module: Module) -> Sequence[Part] | None:
    """The cells of a notebook, which are executed one by one, whether the one before has failed or not."""
    cells = module.source.cells
    if cells is None:
        return None
    bodies: dict[Cell, list[cst.CSTNode]] = {}
    for statement in module.tree.body:
        bodies.setdefault(cells.at(module.positions.span(statement).line), []).append(statement)
    return [Part(tuple(body), cell.raises) for cell, body in bodies.items()]


# --- rules ----------------------------------------------------------------------------------------------------------


def _diagnose(sources: Sources, machine: Machine, rules: RuleSet) -> list[Diagnostic]:
    """Everything that the rules say, each cause once."""
    said: dict[Diagnostic, None] = {}
    names, blame = Names(), Blame(machine)
    for fact in machine.recorder.facts:
        names.hear(fact)
        heard: object = fact.failure if isinstance(fact, Failing) else fact
        if hearing := rules.hearing(type(heard)):
            said.update(dict.fromkeys(_hear(hearing, heard, fact, sources, machine.database, names, blame)))
    return _one_for_each_place(said)


def _hear(
    rules: Sequence[Rule], heard: object, fact: Fact, sources: Sources, database: Database, names: Names, blame: Blame
) -> list[Diagnostic]:
    """What the rules say of one fact, without what a rule that knows better replaces."""
    reports = [Report(rule, fact, sources, database.major, names, blame, database) for rule in rules]
    for report in reports:
        report.rule.function(heard, report)
    speaking = [report for report in reports if report.diagnostics]
    overridden = {key for report in speaking for key in report.rule.overrides}
    return [
        diagnostic
        for report in speaking
        if report.rule.code not in overridden and report.rule.name not in overridden
        for diagnostic in report.diagnostics
    ]


def _one_for_each_place(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """A rule speaks once of a place, however often the place was executed; the first time counts."""
    first: dict[tuple[str, Location], Diagnostic] = {}
    for diagnostic in diagnostics:
        first.setdefault((diagnostic.code, diagnostic.location), diagnostic)
    return list(first.values())


def _selected(
    diagnostics: Iterable[Diagnostic], sources: Sources, settings: Settings
) -> tuple[tuple[Diagnostic, ...], tuple[Silenced, ...]]:
    """What the settings ask for and no comment suppresses, in the order of the text, and what those of others do."""
    path, kept, silenced = sources.root.source.path, list[Diagnostic](), list[Silenced]()
    comments = {path: suppressions(sources.root.source.text)}
    texts = {source.path: source.module.source.text for source in sources.known()}
    for diagnostic in diagnostics:
        location = diagnostic.location
        if location.path not in comments:
            comments[location.path] = suppressions(texts[location.path])
        span = location.span
        # The comments are asked first: one that silences a rule which is off is not unused.
        if comments[location.path].covers(diagnostic.code, diagnostic.name, span.line, span.end_line):
            silenced.append(Silenced(location.path, span.line, span.end_line))
        elif settings.selected(diagnostic.code, diagnostic.name, diagnostic.severity):
            kept.append(diagnostic)
    kept.extend(_unused(comments[path], settings, path))
    elsewhere = tuple(one for one in silenced if one.path != path)
    return tuple(sorted(kept, key=lambda one: (one.location.path, one.location.span, one.code))), elsewhere


def _unused(comments: Suppressions, settings: Settings, path: str) -> Iterable[Diagnostic]:
    if not settings.selected("KL002", "unused-suppression", Severity.WARNING):
        return
    for unused in comments.unused():
        span = Span(unused.line, unused.column, unused.line, unused.end_column)
        codes = ", ".join(f"`{code}`" for code in unused.codes)
        message = f"the suppression of {codes} suppresses nothing" if codes else "the comment suppresses nothing"
        yield Diagnostic("KL002", "unused-suppression", Severity.WARNING, Location(path, span), message)


# --- shapes ---------------------------------------------------------------------------------------------------------


def _tensors(module: Module, facts: Sequence[Fact]) -> tuple[TensorBinding, ...]:
    """The tensors that names are bound to; a name that is bound several times at one place says what is common."""
    bindings: dict[tuple[object, str], Tensor] = {}
    titles: dict[tuple[object, str], str | None] = {}
    for fact in facts:
        if isinstance(fact, TensorBound):
            key = (fact.site.node, fact.name)
            known = bindings.get(key)
            bindings[key] = fact.tensor if known is None else join_tensors(known, fact.tensor)
            title = fact.tensor.call.operation.title if fact.tensor.call is not None else None
            titles[key] = title if titles.get(key, title) == title else None
    found = [(module.positions.span(key[0]), key[1], tensor, titles[key]) for key, tensor in bindings.items()]  # type: ignore[arg-type]
    return tuple(
        TensorBinding(name, span.line, span.column, tensor.shape.dims, tensor.dtype, title, relative=_relative(tensor))
        for span, name, tensor, title in sorted(found, key=lambda item: (item[0], item[1]))
    )


def _relative(tensor: Tensor) -> str | None:
    return str(tensor) if isinstance(tensor, OpenTensor) else None


def _unknown(module: Module, facts: Sequence[Fact]) -> tuple[UnknownReason, ...]:
    """The first reason for each place whose output is not known."""
    reasons: dict[object, str] = {}
    for fact in facts:
        if isinstance(fact, OutputUnknown):
            reasons.setdefault(fact.site.node, fact.reason)
    found = [(module.positions.span(node), reason) for node, reason in reasons.items()]  # type: ignore[arg-type]
    return tuple(UnknownReason(span.line, span.column, reason) for span, reason in sorted(found))
