"""From input and settings to results: what `check` and `shapes` do before they differ."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

import click

from keralint.cli.options import Input
from keralint.config import Settings
from keralint.engine.analyze import analyze
from keralint.engine.run import Analyze, RunResult, run, run_text


@dataclass(frozen=True, slots=True)
class Session:
    """The results, and the texts that are not in files."""

    result: RunResult
    texts: Mapping[str, bytes]


def analyze_input(
    given: Input, settings: Settings, jobs: int | None, analyze: Analyze = analyze, *, thorough: bool = False
) -> Session:
    """Analyze what the command line names; with the shapes in what nobody calls, if it is to be `thorough`."""
    if given.stdin_name is not None:
        data = sys.stdin.buffer.read()
        result = run_text(data, given.stdin_name, settings, analyze=analyze, thorough=thorough)
        return Session(result, {given.stdin_name: data})
    result = run(given.paths, settings, jobs, analyze=analyze, thorough=thorough)
    if not result.results and not result.errors:
        click.echo("keralint: warning: no Python files or notebooks found", err=True)
    return Session(result, {})
