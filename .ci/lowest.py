"""Print the lowest versions that pyproject.toml allows, as constraints: of what is needed to run, and to test."""

from __future__ import annotations

import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def lowest(project: Path) -> list[str]:
    """The lower bounds in the file *project*, as exact versions."""
    told = tomllib.loads(project.read_text("utf-8"))
    wanted = [*told["project"]["dependencies"], *told["dependency-groups"]["test"]]
    return sorted({requirement.replace(">=", "==") for requirement in wanted if isinstance(requirement, str)})


if __name__ == "__main__":
    print(*lowest(Path(__file__).parents[1] / "pyproject.toml"), sep="\n")
