"""`keralint rules`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from keralint.cli.catalogue import Entry, load_catalogue
from keralint.cli.output import write_json, write_lines
from keralint.reporters.json import SCHEMA, dump
from keralint.reporters.style import Line, line


@click.command("rules")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(output_format: str) -> None:
    """List the rules."""
    rules = load_catalogue().entries
    if output_format == "json":
        write_json(dump({"schema": SCHEMA, "rules": [_record(rule) for rule in rules]}), None)
    else:
        write_lines(_table(rules), None)


def _record(rule: Entry) -> dict[str, object]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "summary": rule.summary,
        "fixable": rule.fixable,
        "default": rule.default,
    }


def _table(rules: Sequence[Entry]) -> Iterator[Line]:
    names = max((len(rule.name) for rule in rules), default=0)
    for rule in rules:
        severity = rule.severity.value
        yield line((rule.code, "title"), f"  {rule.name:<{names}}  ", (f"{severity:<7}", severity), f"  {rule.summary}")
