"""Virtual environments, one a release, in which releases are walked through."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from keras_walk.__main__ import START
from keras_walk.snapshot import Snapshot

SCRIPTS = Path(__file__).parent.parent
MAJORS = {"keras": 3, "tf_keras": 2}


@dataclass(frozen=True)
class Release:
    """What an environment needs for one release. TensorFlow is the backend: Keras 2 has no other."""

    name: str
    requirements: tuple[str, ...]

    @property
    def package(self) -> str:
        return "tf_keras" if self.name.startswith("2.") else "keras"


NUMPY_1 = ("numpy<2", "scipy")
"""What goes with releases that were made before NumPy 2."""
EARLIER = ("tensorflow-cpu==2.16.*", "dm-tree", *NUMPY_1)
"""What all but the newest Keras 3 are walked through with: the first TensorFlow that shows Keras 3."""


def _legacy(minor: int) -> Release:
    """tf-keras goes with the TensorFlow of the same number."""
    others = NUMPY_1 if minor < 18 else ("scipy",)
    return Release(f"2.{minor}", (f"tf-keras==2.{minor}.*", f"tensorflow-cpu==2.{minor}.*", *others))


NEWEST = Release("3.15", ("keras==3.15.*", "tensorflow-cpu", "scipy"))
RELEASES = {
    release.name: release
    for release in (
        *(_legacy(minor) for minor in range(15, 22)),
        *(Release(f"3.{minor}", (f"keras==3.{minor}.*", *EARLIER)) for minor in range(15)),
        NEWEST,
    )
}
"""By minor release; each is walked through in its last patch."""


class WalkError(Exception):
    """A release that could not be installed or walked through, and why."""


def walk(python: str | Path, package: str, *, refusals: bool = False) -> Snapshot:
    """The snapshot of a package that is installed for an interpreter, taken in a process of its own.

    Raises: WalkError.
    """
    settings = {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    command = [str(python), "-m", "keras_walk", package, *(["--refusals"] if refusals else [])]
    environment = {**os.environ, **settings, "PYTHONPATH": str(SCRIPTS)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise WalkError(f"{package} of {python}: {done.stderr.strip().splitlines()[-1:] or ['no output']}")
    return parse(done.stdout)


def parse(output: str) -> Snapshot:
    """The snapshot in what `python -m keras_walk` prints."""
    found: Snapshot = json.loads(output.partition(START)[2])
    return found


def packages_of(python: str | Path) -> list[str]:
    """Which of the packages an interpreter has."""
    program = f"import importlib.util as u; print(*[p for p in {list(MAJORS)} if u.find_spec(p)])"
    return subprocess.check_output([str(python), "-c", program], text=True).split()


def installed(releases: Sequence[str]) -> Iterator[tuple[Release, Path]]:
    """Makes an environment for each of the releases, one after the other, and deletes it.

    Raises: WalkError.
    """
    for name in releases:
        with tempfile.TemporaryDirectory(prefix="keras-walk-") as directory:
            python = Path(directory) / ("Scripts" if os.name == "nt" else "bin") / "python"
            commands = (
                [sys.executable, "-m", "venv", directory],
                [str(python), "-m", "pip", "install", "--quiet", *RELEASES[name].requirements],
            )
            for command in commands:
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                if done.returncode:
                    raise WalkError(f"{name} cannot be installed: {done.stderr.strip().splitlines()[-1:]}")
            yield RELEASES[name], python
