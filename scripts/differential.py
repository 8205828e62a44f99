"""Holds keralint against the Keras that is installed, on programs drawn at random.

usage: python scripts/differential.py [--seed N] [--cases N] [--part I/N] [--target PATH] [--show N] [--also VERDICT]
       python scripts/differential.py --vary arguments|inputs|functions [--target PATH] […]

With `--vary` nothing is drawn: each parameter is given each of many values, or each layer is called on many shapes.
Prints how many programs were accepted or rejected by both, missed, unknown or wrong, and the program of each
disagreement. Ends with 1 if there is any.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Final

os.environ.setdefault("KERAS_BACKEND", "jax")
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from differential import comparison, targets, variations
from differential.comparison import WRONG, Comparison, Verdict
from differential.exceptions import NOT_RUNNABLE
from differential.program import Program


def main() -> int:
    """Runs what the command line asks for, and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--part", default="1/1", help="the I-th of N parts of the cases, to share them out: 1/4 … 4/4")
    parser.add_argument("--target", help="programs about classes and functions whose path has this in it only")
    parser.add_argument("--show", type=int, default=100, help="how many disagreements are printed")
    parser.add_argument("--also", choices=[verdict.name for verdict in Verdict], help="print these programs as well")
    parser.add_argument("--vary", choices=sorted(VARIATIONS), help="what is varied, one by one, in programs that pass")
    options = parser.parse_args()

    started, tally, shown = time.monotonic(), Counter[Verdict](), 0
    printed = {*WRONG, *([Verdict[options.also]] if options.also else [])}
    part, parts = map(int, options.part.split("/"))
    drawn = _varied(options.vary, options.target or "") if options.vary else _programs(options)
    for program in itertools.islice(drawn, part - 1, None, parts):
        found = comparison.compare(program)
        tally[found.verdict] += 1
        if sum(tally.values()) % 250 == 0:
            print(*(f"{verdict.name} {count}" for verdict, count in tally.items()), file=sys.stderr, flush=True)
        if found.verdict in printed and shown < options.show:
            shown += 1
            print(_report(program, found), flush=True)
    seconds = time.monotonic() - started
    what = options.vary or f"seed {options.seed}"
    print(f"{what}, part {options.part}: {sum(tally.values())} programs in {seconds:.0f} s")
    for verdict in Verdict:
        print(f"  {tally[verdict]:6} {verdict.value}")
    return 1 if any(tally[verdict] for verdict in WRONG) else 0


VARIATIONS: Final[Mapping[str, Callable[[str], Iterator[Program]]]] = {
    "arguments": lambda path: variations.argument_variations(path.rpartition(".")[2]),
    "inputs": lambda path: variations.input_variations(path.rpartition(".")[2]),
    "functions": variations.function_variations,
}


def _varied(what: str, wanted: str) -> Iterator[Program]:
    everything = targets.functions() if what == "functions" else targets.layer_classes()
    for path in everything:
        if wanted in path and path not in NOT_RUNNABLE:
            yield from VARIATIONS[what](path)


def _programs(options: argparse.Namespace) -> Iterator[Program]:
    seed, cases, wanted = options.seed, options.cases, options.target
    if wanted is None:
        return targets.programs(seed, cases)
    paths = [path for path in (*targets.layer_classes(), *targets.functions()) if wanted in path]
    return (targets.draw(paths[index % len(paths)], Random(f"{seed}/{index}")) for index in range(cases))


def _report(program: Program, found: Comparison) -> str:
    answers = f"# Keras:    {found.theirs}\n# keralint: {found.ours}\n"
    return f"--- {found.verdict.value}: {program.target}\n{program.text}{answers}"


if __name__ == "__main__":
    sys.exit(main())
