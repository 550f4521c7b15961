"""Other tools that the benchmarks compare with, which they install themselves where the registries have them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ["Peers"]

_AJV = """
const fs = require("fs"), readline = require("readline"), Ajv = require("ajv/dist/2020");
const ajv = new Ajv({ strict: false, validateFormats: false });
const validate = ajv.compile(JSON.parse(fs.readFileSync(process.argv[2])));
let refused = 0;
const lines = readline.createInterface({ input: fs.createReadStream(process.argv[3], { highWaterMark: 1 << 20 }) });
lines.on("line", (line) => { if (!validate(JSON.parse(line))) refused += 1; });
lines.on("close", () => { console.log(refused); process.exit(refused ? 1 : 0); });
"""


class Peers:
    """
    The tools in *folder*: each is a command that checks files by a schema, or None where it could not be had.

    *missing* says which could not, and why.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.missing: list[str] = []
        npm = shutil.which("npm")
        names = ("@sourcemeta/jsonschema", "ajv@8", "ajv-cli@5")
        if npm is None:
            self.missing.append("npm is not here, so neither are ajv, ajv-cli and @sourcemeta/jsonschema")
        else:
            self._install([npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), *names])
        self._install([sys.executable, "-m", "venv", str(folder / "venv")])
        self._install([str(folder / "venv/bin/python"), "-m", "pip", "install", "--quiet", "check-jsonschema"])
        (folder / "ajv.js").write_text(_AJV)

    def _install(self, command: list[str]) -> None:
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self._folder)
        except OSError as error:
            self.missing.append(f"`{command[0]}` cannot be run: {error.strerror}")
            return
        if done.returncode:
            self.missing.append(f"`{' '.join(command[:5])} …` failed: {done.stderr.strip()[-200:]}")

    def sourcemeta(self, schema: Path, capture: Path) -> list[str] | None:
        """Sourcemeta's command, written in C++, in its fast mode."""
        return self._found("node_modules/.bin/jsonschema", "validate", "--fast", str(schema), str(capture))

    def ajv(self, schema: Path, capture: Path) -> list[str] | None:
        """The library ajv, in one process of Node that reads line by line."""
        node = shutil.which("node")
        if node is None or not (self._folder / "node_modules/ajv").exists():
            return None
        return [node, str(self._folder / "ajv.js"), str(schema), str(capture)]

    def ajv_cli(self, schema: Path, pattern: str) -> list[str] | None:
        """The command of ajv, on all files of a *pattern*."""
        words = ("validate", "--spec=draft2020", "--strict=false", "--validate-formats=false", "-s", str(schema))
        return self._found("node_modules/.bin/ajv", *words, "-d", pattern)

    def check_jsonschema(self, schema: Path, *files: str) -> list[str] | None:
        """The command check-jsonschema, written in Python."""
        return self._found("venv/bin/check-jsonschema", "--schemafile", str(schema), *files)

    def _found(self, command: str, *words: str) -> list[str] | None:
        path = self._folder / command
        return [str(path), *words] if path.exists() else None
