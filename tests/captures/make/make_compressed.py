"""
Write files compressed with gzip, zstd, bzip2 and xz: a log of payloads (JSON Lines), and captures of other makers.

Needs `trustme` from PyPI (for `common.py`), and those commands. Run it after the others.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Final

from common import CAPTURES, CLEAN, ESCAPED, INSTALL, JSON_TYPE, TRACK, expectation, write_expectation

PACKERS: Final = {".gz": ["gzip", "-9", "-n"], ".zst": ["zstd", "-q", "-19"], ".bz2": ["bzip2"], ".xz": ["xz"]}
OTHERS: Final = ("mitmproxy-12.har", "vcrpy-requests.yaml")
LOG: Final = "payloads.jsonl"


def packed(path: Path, ending: str) -> None:
    """Write *path* compressed, and hold it against the file."""
    content = subprocess.run([*PACKERS[ending], "-c", path], check=True, capture_output=True).stdout
    target = path.with_name(path.name + ending)
    target.write_bytes(content)
    back = subprocess.run([PACKERS[ending][0], "-dc", target], check=True, capture_output=True).stdout
    if back != path.read_bytes():
        raise AssertionError(target.name)
    expected = expectation(path.name)
    write_expectation(target.name, {**expected, "format": f"{expected['format']}{ending}"})


def main() -> None:
    """Write them all."""
    lines = [CLEAN, INSTALL, ESCAPED]
    (CAPTURES / LOG).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    payloads = [{"method": "POST", "url": TRACK, "content_type": JSON_TYPE, "body": line} for line in lines]
    if [json.loads(line) for line in (CAPTURES / LOG).read_text("utf-8").splitlines()] != [*map(json.loads, lines)]:
        raise AssertionError(LOG)
    write_expectation(LOG, {"format": "jsonl", "requests": len(lines), "payloads": payloads})
    for ending in PACKERS:
        packed(CAPTURES / LOG, ending)
    for name in OTHERS:
        packed(CAPTURES / name, ".gz")
        packed(CAPTURES / name, ".zst")
    # Two compressions one after the other, as `gzip -c >>` makes of a log that grows; zstd's not knowing their sizes.
    (CAPTURES / "payloads-appended.jsonl.gz").write_bytes((CAPTURES / f"{LOG}.gz").read_bytes() * 2)
    words = ["zstd", "-q", "-c"]
    content = (CAPTURES / LOG).read_bytes()
    once = subprocess.run(words, check=True, capture_output=True, input=content).stdout
    (CAPTURES / "payloads-appended.jsonl.zst").write_bytes(once * 2)
    for ending in (".gz", ".zst"):
        twice = {"format": f"jsonl{ending}", "requests": 2 * len(lines), "payloads": payloads * 2}
        write_expectation(f"payloads-appended.jsonl{ending}", twice)


if __name__ == "__main__":
    main()
