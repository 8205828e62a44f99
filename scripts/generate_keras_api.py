"""Writes the Keras API database from installed releases.

    python scripts/generate_keras_api.py                      # from what is installed for this interpreter
    python scripts/generate_keras_api.py --python ENV/bin/python   # … for others, one environment a release
    python scripts/generate_keras_api.py --install 3.4 2.15   # … in environments that are made for it (or `all`)
    python scripts/generate_keras_api.py --check …            # say whether the data are what would be written

The data hold all releases of a major version at once (`docs/internals/data.md`). A release that is walked through
replaces what is known of it, and leaves the others as they are, so that one can be checked without the rest. Keras 3
and tf-keras are walked through with TensorFlow as the backend. Exit code: 0 up to date or written, 1 drifted,
2 not possible.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from keras_walk.environments import NEWEST, RELEASES, WalkError, installed, packages_of, parse, walk
from keras_walk.merging import Tables, expand, merge, same
from keras_walk.snapshot import Snapshot
from keras_walk.tables import read, render

DATA = Path(__file__).parent.parent / "lint" / "keralint" / "keras_api" / "data"


def main() -> int:
    """Writes or checks the data of the releases that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the data differ")
    parser.add_argument("--python", nargs="+", default=[], metavar="PATH", help="interpreters that have a release")
    parser.add_argument("--install", nargs="+", default=[], metavar="RELEASE", choices=["all", *RELEASES])
    parser.add_argument("--snapshot", nargs="+", default=[], metavar="FILE", help="what `-m keras_walk` has printed")
    arguments = parser.parse_args()
    try:
        found: dict[int, dict[int, Snapshot]] = {}
        for snapshot in snapshots(arguments):
            major, minor = map(int, snapshot["version"].split(".")[:2])
            found.setdefault(major, {})[minor] = snapshot
    except WalkError as failure:
        sys.stderr.write(f"{failure}\n")
        return 2
    if not found:
        sys.stderr.write("neither keras nor tf-keras is installed here, with tensorflow\n")
        return 2
    return max([bring_up_to_date(major, releases, check=arguments.check) for major, releases in found.items()])


def snapshots(arguments: argparse.Namespace) -> Iterator[Snapshot]:
    """The snapshots of what the command line names.

    Raises: WalkError.
    """
    for name in arguments.snapshot:
        yield parse(Path(name).read_text(encoding="utf-8"))
    for release, python in installed(list(RELEASES) if "all" in arguments.install else arguments.install):
        yield walk(python, release.package, refusals=release is NEWEST)
    elsewhere = arguments.snapshot or arguments.install
    for python in arguments.python or ([] if elsewhere else [sys.executable]):
        for package in packages_of(python):
            yield walk(python, package, refusals=package == "keras")


def bring_up_to_date(major: int, releases: Mapping[int, Snapshot], *, check: bool) -> int:
    """Writes what is new of a major version, or compares it with what is there; the exit code."""
    path = DATA / f"keras-{major}.txt"
    before = read(path)
    known = {int(minor): expand(before, int(minor)) for minor in before.get("releases", {})}
    tables = merge({**known, **releases})
    if not check:
        DATA.mkdir(exist_ok=True)
        text = render(tables)
        path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {len(tables['releases'])} releases, {len(text):,} bytes, {len(text.splitlines()):,} lines")
        return 0
    drifts = [drift(known.get(minor), tables, minor) for minor in sorted(releases)]
    for minor, words in zip(sorted(releases), drifts):
        print(f"Keras {major}.{minor}: {words or 'up to date'}")
    return int(any(drifts))


def drift(before: Snapshot | None, tables: Tables, minor: int) -> str | None:
    """What has changed of a release, in a line; `None` if nothing has."""
    now = expand(tables, minor)
    if before is None:
        return f"no data, installed is {now['version']}"
    if same(before, now):
        return None
    old, new = before["symbols"], now["symbols"]
    changed = [name for name in old.keys() & new.keys() if old[name] != new[name]]
    counts = f"{len(new.keys() - old.keys())} names new, {len(old.keys() - new.keys())} gone, {len(changed)} changed"
    examples = ", ".join(sorted({*(new.keys() ^ old.keys()), *changed})[:3])
    elsewhere = ", ".join(key for key in now if key not in ("symbols", "version") and now[key] != before.get(key))
    about = [counts, examples and f"e.g. {examples}", elsewhere and f"also {elsewhere}"]
    return f"drifted from {now['version']} (data of {before['version']}): {'; '.join(filter(None, about))}"


if __name__ == "__main__":
    sys.exit(main())
