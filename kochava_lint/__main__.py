"""`python -m kochava_lint`."""

import sys

from kochava_lint.cli import program

if __name__ == "__main__":
    sys.exit(program())
