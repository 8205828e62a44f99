"""Holds keralint against the Keras that is installed, on programs drawn at random.

usage: python scripts/differential.py [--seed N] [--cases N] [--part I/N] [--target PATH] [--show N] [--also VERDICT]

Prints how many programs were accepted or rejected by both, missed, unknown or wrong, and the program of each
disagreement. Ends with 1 if there is any.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

os.environ.setdefault("KERAS_BACKEND", "jax")
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from differential import comparison, targets
from differential.comparison import WRONG, Comparison, Verdict
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
    options = parser.parse_args()

    started, tally, shown = time.monotonic(), Counter[Verdict](), 0
    printed = {*WRONG, *([Verdict[options.also]] if options.also else [])}
    part, parts = map(int, options.part.split("/"))
    for program in _programs(options.seed, options.cases, options.target)[part - 1 :: parts]:
        found = comparison.compare(program)
        tally[found.verdict] += 1
        if sum(tally.values()) % 250 == 0:
            print(*(f"{verdict.name} {count}" for verdict, count in tally.items()), file=sys.stderr, flush=True)
        if found.verdict in printed and shown < options.show:
            shown += 1
            print(_report(program, found), flush=True)
    seconds = time.monotonic() - started
    print(f"seed {options.seed}, part {options.part}: {sum(tally.values())} programs in {seconds:.0f} s")
    for verdict in Verdict:
        print(f"  {tally[verdict]:6} {verdict.value}")
    return 1 if any(tally[verdict] for verdict in WRONG) else 0


def _programs(seed: int, cases: int, wanted: str | None) -> list[Program]:
    if wanted is None:
        return list(targets.programs(seed, cases))
    paths = [path for path in (*targets.layer_classes(), *targets.functions()) if wanted in path]
    return [targets.draw(paths[index % len(paths)], Random(f"{seed}/{index}")) for index in range(cases)]


def _report(program: Program, found: Comparison) -> str:
    answers = f"# Keras:    {found.theirs}\n# keralint: {found.ours}\n"
    return f"--- {found.verdict.value}: {program.target}\n{program.text}{answers}"


if __name__ == "__main__":
    sys.exit(main())
