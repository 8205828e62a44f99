"""`keralint explain`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from keralint.cli.catalogue import Entry, load_catalogue
from keralint.cli.output import write_lines
from keralint.reporters.style import Line, line


@click.command("explain", short_help="Print the documentation of a rule.")
@click.argument("rule")
def command(rule: str) -> None:
    """Print the documentation of a RULE, given by its code or its name."""
    write_lines(_lines(load_catalogue().find(rule)), None)


def _lines(rule: Entry) -> Iterator[Line]:
    severity = rule.severity.value
    yield line((rule.code, "title"), (f" {rule.name}", "title"), " (", (severity, severity), ")")
    yield ()
    for text in rule.documentation.strip().splitlines():
        yield line(text)
    yield ()
    if rule.fixable:
        yield line("keralint can fix this.")
    if not rule.default:
        yield line(f"Off by default: --extend-select {rule.code} turns it on.")
