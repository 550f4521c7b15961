"""`python -m kochava_lint`."""

import sys

from kochava_lint.cli import main

if __name__ == "__main__":
    sys.exit(main())
