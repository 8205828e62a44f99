"""Prints a snapshot of an installed package, in a process of its own: `python -m keras_walk keras`."""

from __future__ import annotations

import argparse
import json
import sys

from keras_walk.snapshot import take_snapshot

START = "\n----- snapshot -----\n"
"""What libraries print while they are imported comes before it."""


def main() -> None:
    """Prints the snapshot after a line that says where it starts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", choices=["keras", "tf_keras"])
    parser.add_argument("--refusals", action="store_true", help="try which functions refuse symbolic tensors")
    arguments = parser.parse_args()
    snapshot = take_snapshot(arguments.package, refusals=arguments.refusals)
    sys.stdout.write(START)
    json.dump(snapshot, sys.stdout)


if __name__ == "__main__":
    main()
