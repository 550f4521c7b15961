"""Check what `pip install kochava-lint` alone brings: few packages, little room, and no import that waits for them."""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

NEEDED = frozenset(
    {"argcomplete", "jsonschema", "jsonschema-rs", "kochava-lint", "orjson", "pathspec", "pluggy", "pyyaml"}
    | {"referencing", "rich", "tomli", "tomlkit", "ua-parser"}
    # And what these need.
    | {"attrs", "jsonschema-specifications", "markdown-it-py", "mdurl", "pygments", "rpds-py", "typing-extensions"}
    | {"ua-parser-builtins"}
)
OF_THE_ENVIRONMENT = frozenset({"pip", "setuptools", "wheel"})
MOST = 60_000_000
"""Bytes; 40 million today, 15 of them of jsonschema-rs."""


def size(distribution: Distribution) -> int:
    """How many bytes the files of *distribution* take."""
    paths = [Path(str(distribution.locate_file(file))) for file in distribution.files or ()]
    return sum(path.stat().st_size for path in paths if path.is_file())


def main() -> int:
    """Tell what there is, and return 1 where it is too much."""
    found = {re.sub(r"[-_.]+", "-", each.metadata["Name"]).lower(): each for each in distributions()}
    brought = {name: each for name, each in found.items() if name not in OF_THE_ENVIRONMENT}
    more = brought.keys() - NEEDED
    room = sum(map(size, brought.values()))
    before = {*sys.modules}
    import kochava_lint  # noqa: F401, PLC0415 - what this imports is the question

    imported = {name.partition(".")[0] for name in {*sys.modules} - before}
    outside = imported - sys.stdlib_module_names - {"kochava_lint"}
    print(f"{len(brought)} packages, {room / 1e6:.1f} MB; importing it imports {len(outside)} of them")
    if more or room > MOST or outside:
        print(f"too much: {sorted(more)}, {room} of {MOST} bytes, {sorted(outside)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
