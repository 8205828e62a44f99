"""What keralint says of packages with Keras code, each at one version.

    python scripts/ecosystem.py                        # a row of figures a package; exit 1 if a file crashes keralint
    python scripts/ecosystem.py --findings             # and under it every error and warning
    python scripts/ecosystem.py --findings kapre spektral
    python scripts/ecosystem.py --folder ~/keras-io/examples --folder ~/keras-io/guides

The packages are fetched by pip, and kept with those that the benchmark runs on. Keras's own examples and guides are on
no index: `--folder` names where they are, and is checked with Keras 3. The runs are thorough, as with `--show-unknown`,
which takes several times as long as a plain check. The findings that were read are in `docs/ecosystem.md`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))  # the benchmark fetches and keeps the same packages

from corpus import corpus_folder  # noqa: E402

KERAS_OF: dict[str, str] = {
    "autokeras==3.0.0": "3",
    "bert-for-tf2==0.14.9": "2",
    "deepctr==0.9.4": "2",
    "kapre==0.4.1": "2",
    "keras-bert==0.89.0": "2",
    "keras-cv==0.9.0": "3",
    "keras-hub==0.32.0": "3",
    "keras-nlp==0.15.1": "3",
    "keras-rl2==1.0.5": "2",
    "keras-tcn==3.5.7": "2",
    "keras-unet-collection==0.1.13": "2",
    "segmentation-models==1.0.1": "2",
    "spektral==1.3.1": "2",
    "stellargraph==1.2.1": "2",
    "tensorflow-probability==0.25.0": "2",
}
"""The version of Keras that each package is written for."""

WITHOUT_IMPORTS = frozenset({"tensorflow-probability==0.25.0"})
"""Whose imports are not followed: these modules all import each other, which takes gigabytes."""

EVERYTHING = "respect-gitignore = false\nexclude = []\n"
"""Settings: the packages lie in a folder that Git ignores."""

HEADINGS = ("package", "files", "crashes", "seconds", "calls known", "errors", "warnings")
ROW = "{:<32}{:>7}{:>9}{:>9}{:>16}{:>8}{:>10}"


@dataclass(frozen=True)
class Outcome:
    """What `keralint check` says of one package: its JSON, how long it took, and what it could not check."""

    report: dict[str, Any]
    seconds: float
    complaints: tuple[str, ...]

    def count(self, severity: str) -> int:
        return sum(found["severity"] == severity for found in self.report["diagnostics"])

    def row(self, title: str) -> str:
        files = self.report["files"]
        known = f"{files['layer_calls_known']}/{files['layer_calls']}"
        figures = (files["checked"], len(self.complaints), f"{self.seconds:.1f}", known)
        return ROW.format(title, *figures, self.count("error"), self.count("warning"))

    def findings(self, folder: Path) -> Iterator[str]:
        """A line for each error and warning, with the path inside the package, and for each file without result."""
        yield from self.complaints
        for found in self.report["diagnostics"]:
            if found["severity"] != "info":
                place = f"{Path(found['path']).relative_to(folder)}:{found['line']}"
                yield f"{place}: {found['severity']} {found['code']} {found['message']}"


def source_roots(folder: Path) -> list[Path]:
    """Where the package's own modules are imported from: its imports are followed."""
    inner = [child for child in folder.iterdir() if child.is_dir()]
    return [root for parent in inner for root in (parent, parent / "src") if root.is_dir()]


def check(folder: Path, keras_version: str, roots: list[Path]) -> Outcome:
    """Run the command on a folder, all files of it, with imports followed from these roots."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch, "report.json")
        settings = Path(scratch, "keralint.toml")
        src = json.dumps(list(map(str, roots)))
        settings.write_text(f'keras-version = "{keras_version}"\nsrc = {src}\n{EVERYTHING}', encoding="utf-8")
        command = [sys.executable, "-m", "keralint", "check", "--exit-zero", "--no-cache", "--config", str(settings)]
        command += ["--show-unknown", "--output-format", "json", "--output-file", str(report)]
        before = time.perf_counter()
        run = subprocess.run([*command, str(folder)], capture_output=True, encoding="utf-8", check=False)
        seconds = time.perf_counter() - before
        if not report.is_file():
            raise SystemExit(f"keralint gives no report of {folder}:\n{run.stderr}")
        complaints = tuple(line for line in run.stderr.splitlines() if line.strip())
        return Outcome(json.loads(report.read_text(encoding="utf-8")), seconds, complaints)


def chosen(names: Sequence[str], folders: Sequence[Path]) -> Iterator[tuple[str, Path, str, list[Path]]]:
    """The title, the folder, the version of Keras and the source roots of what is to be checked."""
    for requirement, keras_version in KERAS_OF.items():
        if requirement.partition("==")[0] in names or not (names or folders):
            folder = corpus_folder(requirement)
            roots = [] if requirement in WITHOUT_IMPORTS else source_roots(folder)
            yield requirement, folder, keras_version, roots
    for folder in folders:
        yield folder.name, folder.resolve(), "3", []


def arguments() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", metavar="NAME", help="only these")
    parser.add_argument("--findings", action="store_true", help="show every error and warning")
    parser.add_argument(
        "--folder", action="append", default=[], type=Path, metavar="PATH", help="check this; without names, only this"
    )
    return parser.parse_args()


def main() -> int:
    """Prints the table; the exit code."""
    options = arguments()
    crashes, known, calls = 0, 0, 0
    print(ROW.format(*HEADINGS))
    for title, folder, keras_version, roots in chosen(options.packages, options.folder):
        outcome = check(folder, keras_version, roots)
        crashes += len(outcome.complaints)
        known += outcome.report["files"]["layer_calls_known"]
        calls += outcome.report["files"]["layer_calls"]
        print(outcome.row(title), flush=True)
        for line in outcome.findings(folder) if options.findings else ():
            print(f"    {line}", flush=True)
    print(f"layer calls known: {known} of {calls} ({known / max(calls, 1):.1%})")
    return int(crashes > 0)


if __name__ == "__main__":
    sys.exit(main())
