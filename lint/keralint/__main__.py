"""`python -m keralint`."""

import sys

from keralint.cli import main

if __name__ == "__main__":  # a worker process that is spawned imports this module too
    sys.exit(main())
