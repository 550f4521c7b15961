"""
How much memory captures take: a stream of JSON Lines beyond any memory, and documents that are held whole.

Usage: python benchmarks/memory.py [--gigabytes 2] [--megabytes 100]
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

import yaml
from workload import payloads

URL = "https://control.kochava.com/track/json"
HEADERS = {"Content-Type": "application/json", "User-Agent": "Unknown", "Accept": "*/*"}
ANSWER = json.dumps(
    {"success": "1", "note": "é" * 400 + "🎿"}, ensure_ascii=False
)  # a character takes four bytes in memory
MANY = 10**9
# The peak is asked for by a process of its own: a child begins with that of the process that it was forked from.
COUNTING = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
COUNTING += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
CHECK = [sys.executable, "-c", COUNTING, sys.executable, "-m", "kochava_lint", "check"]


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Measure the memory that captures take.")
    parser.add_argument("--gigabytes", type=float, default=2)
    parser.add_argument("--megabytes", type=int, default=100)
    arguments = parser.parse_args()
    _print_stream(int(arguments.gigabytes * 2**30))
    for name, write in WRITERS.items():
        with tempfile.TemporaryDirectory() as folder:
            _print_document(Path(folder) / name, write, arguments.megabytes * 2**20)


def _print_stream(size: int) -> None:
    with subprocess.Popen([*CHECK, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as checking:
        stdin = cast("IO[bytes]", checking.stdin)
        start = time.perf_counter()
        written = 0
        for line in payloads(MANY):
            written += stdin.write(line + b"\n")
            if written >= size:
                break
        stdin.close()
        peak = _peak(cast("IO[bytes]", checking.stdout).read())
    seconds = time.perf_counter() - start
    print(f"{'standard input, JSON Lines':28} {written / 2**20:7.0f} MiB {seconds:7.1f} s {peak / 2**20:7.0f} MiB")


def _print_document(path: Path, write: Callable[[IO[str], int], None], size: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        write(file, size)
    start = time.perf_counter()
    done = subprocess.run([*CHECK, str(path)], check=True, stdout=subprocess.PIPE)
    seconds, peak = time.perf_counter() - start, _peak(done.stdout)
    held = path.stat().st_size
    told = f"{peak / 2**20:7.0f} MiB, {peak / held:.1f} times the file"
    print(f"{path.name:28} {held / 2**20:7.0f} MiB {seconds:7.1f} s {told}")


def _peak(told: bytes) -> int:
    return int(told) * (1 if sys.platform == "darwin" else 1024)  # Linux counts in KiB


def _fill(file: IO[str], size: int, written: Callable[[str], str], separator: str = "") -> None:
    """Write bodies, each as it is *written*, until there is about *size* in the file."""
    held = 0
    for index, line in enumerate(payloads(MANY)):
        held += file.write((separator if index else "") + written(line.decode()))
        if held >= size:
            return


def _entry(body: str) -> dict[str, Any]:
    headers = [{"name": name, "value": value} for name, value in HEADERS.items()]
    return {
        "startedDateTime": "2026-01-01T00:00:00.000Z",
        "request": {
            "method": "POST",
            "url": URL,
            "headers": headers,
            "postData": {"mimeType": "application/json", "text": body},
        },
        "response": {"status": 200, "headers": headers, "content": {"text": ANSWER}},
    }


def _write_har(file: IO[str], size: int) -> None:
    file.write('{"log": {"version": "1.2", "entries": [\n')
    _fill(file, size, lambda body: json.dumps(_entry(body), indent=2, ensure_ascii=False), ",\n")
    file.write("\n]}}\n")


def _interaction(body: str) -> dict[str, Any]:
    headers = {name: [value] for name, value in HEADERS.items()}
    request = {"method": "POST", "uri": URL, "body": body, "headers": headers}
    return {"request": request, "response": {"status": {"code": 200}, "headers": headers, "body": {"string": ANSWER}}}


def _write_yaml_cassette(file: IO[str], size: int) -> None:
    file.write("interactions:\n")
    _fill(file, size, lambda body: str(yaml.dump([_interaction(body)], Dumper=yaml.CSafeDumper)))
    file.write("version: 1\n")


def _write_json_cassette(file: IO[str], size: int) -> None:
    file.write('{"version": 1, "interactions": [')
    _fill(file, size, lambda body: json.dumps(_interaction(body), indent=4), ",")
    file.write("]}")


def _write_commands(file: IO[str], size: int) -> None:
    headers = " ".join(f"-H {shlex.quote(f'{name}: {value}')}" for name, value in HEADERS.items())
    _fill(file, size, lambda body: f"# {ANSWER}\ncurl {URL} {headers} \\\n  -d {shlex.quote(body)}\n")


def _write_http(file: IO[str], size: int) -> None:
    headers = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    head = f"POST {URL} HTTP/1.1\r\nHost: control.kochava.com\r\n{headers}Content-Length: "
    _fill(file, size, lambda body: f"{head}{len(body)}\r\n\r\n{body}")


def _write_postman(file: IO[str], size: int) -> None:
    file.write('{"info": {"_postman_id": "1", "name": "load"}, "item": [')
    request: dict[str, Any] = {"method": "POST", "url": URL, "header": [], "body": {"mode": "raw"}}

    def item(body: str) -> str:
        request["body"]["raw"] = body
        return json.dumps({"name": ANSWER, "request": request}, indent=1, ensure_ascii=False)

    _fill(file, size, item, ",")
    file.write("]}")


WRITERS: dict[str, Callable[[IO[str], int], None]] = {
    "har.har": _write_har,
    "cassette.yaml": _write_yaml_cassette,
    "cassette.json": _write_json_cassette,
    "postman.json": _write_postman,
    "commands.sh": _write_commands,
    "requests.http": _write_http,
}


if __name__ == "__main__":
    main()
