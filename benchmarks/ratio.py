"""How much more than a parse the analysis costs, on real Keras code.

    python benchmarks/ratio.py                             # the ratio
    python benchmarks/ratio.py --min 2.0                   # and fail if it is more than that
    python benchmarks/ratio.py --packages kapre==0.4.1 --repeat 5
    python benchmarks/ratio.py --profile                   # where keralint's time goes

`ratio` is the CPU time of `keralint check --jobs 1 --no-cache` over that of `libcst.parse_module` on the same files,
in one process and in turns, the best of each; keralint's own parse is part of its time. Starting Python and importing
are left out of both here, and counted in the line before, which compares two whole processes.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import libcst
from corpus import CACHE, PACKAGES, corpus

from keralint.cli import EXIT_ERROR, main
from keralint.config import Settings
from keralint.engine.analyze import analyze
from keralint.engine.examine import examine
from keralint.engine.project import Project
from keralint.engine.result import Detail, FileResult
from keralint.engine.run import guarded, new_project
from keralint.source.text import decode

SHORTEST_PARSE = 0.005
"""Seconds: files that parse faster are not listed among the slowest, as their ratio is noise."""

PARSE_ONLY = """
import libcst, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.py")):
    if b"keras" in (text := path.read_bytes()) or b"tensorflow" in text:
        libcst.parse_module(text)
"""
CHECK = ("check", "--jobs", "1", "--no-cache", "--isolated", "--exit-zero")


def cpu(run: Callable[[], object]) -> float:
    """CPU seconds that this process, with all its threads, spends on one run."""
    gc.collect()
    before = time.process_time()
    run()
    return time.process_time() - before


def best(runs: Sequence[Callable[[], object]], repeat: int) -> list[float]:
    """The least CPU time of each; they take turns, so that a slow spell of the machine hits them all."""
    rounds = [[cpu(run) for run in runs] for _ in range(repeat)]
    return [min(times) for times in zip(*rounds, strict=True)]


def parse(texts: Sequence[bytes]) -> None:
    """What keralint is compared with."""
    for text in texts:
        libcst.parse_module(text)


def check(folder: Path) -> None:
    """The command itself, from discovery to the written report; it says on stderr what it could not check."""
    with tempfile.TemporaryDirectory() as scratch:
        if main([*CHECK, "--output-file", str(Path(scratch, "report")), str(folder)]) == EXIT_ERROR:
            print("some files could not be checked: the ratio is better than it should be", file=sys.stderr)


def whole_process(*arguments: str | Path) -> float:
    """CPU seconds of a Python process, start-up and imports included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def slowest(files: Sequence[Path], count: int) -> list[tuple[float, float, Path]]:
    """The files with the highest ratios, with keralint's CPU seconds."""
    found: list[tuple[float, float, Path]] = []
    for path in files:
        text = path.read_bytes()
        analysis_of_it = partial(guarded, text, path.name, Settings(), analyze, new_project(Settings()))
        parsing, analysis = best([partial(parse, [text]), analysis_of_it], repeat=1)
        if parsing >= SHORTEST_PARSE:
            found.append((analysis / parsing, analysis, path))
    return sorted(found, reverse=True)[:count]


def profile(files: Sequence[Path], lines: int = 45) -> None:
    """Prints where the analysis spends its time, by function; on this thread, since profilers see but one."""
    sys.setrecursionlimit(20_000)

    def analyze_here(data: bytes, path: str, settings: Settings, project: Project) -> FileResult:
        return examine(decode(data, path), settings, Detail.FINDINGS, project)

    project = new_project(Settings())
    profiler = cProfile.Profile(time.process_time)
    for path in files:
        profiler.runcall(guarded, path.read_bytes(), str(path), Settings(), analyze_here, project)
    statistics = pstats.Stats(profiler).strip_dirs()
    statistics.sort_stats("tottime").print_stats(lines)
    statistics.sort_stats("cumulative").print_stats(lines)


def measure(files: Sequence[Path], repeat: int, listed: int) -> float:
    """Prints the figures, the ratio last, and returns it."""
    texts = [path.read_bytes() for path in files]
    with tempfile.TemporaryDirectory() as scratch:
        # In a folder of their own, so that no setting and no .gitignore around the cache has a say.
        for package in {path.relative_to(CACHE).parts[:2] for path in files}:
            shutil.copytree(CACHE.joinpath(*package), Path(scratch, *package))
        parsing, checking = best([partial(parse, texts), partial(check, Path(scratch))], repeat)
        whole_parse = whole_process("-c", PARSE_ONLY, scratch)
        whole_check = whole_process("-m", "keralint", *CHECK, scratch)
    for ratio, seconds, path in slowest(files, listed) if listed else []:
        print(f"{ratio:8.2f}  {seconds:6.2f} s  {path.relative_to(CACHE)}")
    print(f"parse {parsing:.2f} s, check {checking:.2f} s")
    print(f"whole processes: parse {whole_parse:.2f} s, check {whole_check:.2f} s, {whole_check / whole_parse:.2f}")
    print(f"ratio {checking / parsing:.2f}")
    return checking / parsing


def arguments() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", nargs="+", default=PACKAGES, metavar="NAME==VERSION")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="rounds, of which the best counts (3)")
    parser.add_argument("--slowest", type=int, default=10, metavar="N", help="list the N files with the highest ratios")
    parser.add_argument("--profile", action="store_true", help="profile the analysis instead of measuring it")
    parser.add_argument("--min", type=float, metavar="RATIO", help="the ratio to hold: exit 1 if it is higher")
    return parser.parse_args()


def run() -> int:
    """Measures or profiles; the exit code."""
    options = arguments()
    files = corpus(options.packages)
    lines = sum(path.read_bytes().count(b"\n") for path in files)
    print(f"{len(files)} files with {lines} lines, of {', '.join(options.packages)}")
    if options.profile:
        profile(files)
        return 0
    ratio = measure(files, options.repeat, options.slowest)
    return int(options.min is not None and ratio > options.min)


if __name__ == "__main__":
    sys.exit(run())
