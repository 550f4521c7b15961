"""What a shell makes of curl commands: the arguments that curl would get, found by bash itself."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import Final

from common import KOCHAVA, expectation, write_expectation

# Bash reads the commands with a function in curl's place, which writes its arguments and starts nothing.
_PRELUDE: Final = "curl() { printf '%s\\0' \"$@\"; printf '\\0END\\0'; }\n"
_BODY: Final = frozenset({"-d", "--data", "--data-raw", "--data-binary", "--data-ascii"})
_WITH_VALUE: Final = frozenset({"-H", "--header", "-X", "--request", "-b", "--cookie", "--url", "-u", "-A"}) | _BODY


@dataclass(frozen=True)
class Command:
    """What one curl command asks for."""

    method: str
    url: str
    body: str | None


def arguments(script: str) -> list[list[str]]:
    """The arguments of each curl command in *script*."""
    done = subprocess.run(["bash", "-c", _PRELUDE + script], check=False, capture_output=True, env={})  # noqa: S607
    parts = done.stdout.decode("utf-8", "surrogateescape").split("\0\0END\0")
    return [part.split("\0") for part in parts[:-1]]


def commands(script: str) -> list[Command]:
    """The curl commands in *script*, as bash runs them."""
    return [read(found) for found in arguments(script)]


def read(words: list[str]) -> Command:
    """The request that curl's arguments *words* ask for."""
    method, url, bodies = None, "", []
    waiting = iter(words)
    for word in waiting:
        value = next(waiting) if word in _WITH_VALUE else ""
        if word in {"-X", "--request"}:
            method = value
        elif word == "--url":
            url = value
        elif word in _BODY:
            bodies.append(value)
        elif not word.startswith("-"):
            url = word
    body = "&".join(bodies) if bodies else None
    return Command(method or ("GET" if body is None else "POST"), url, body)


def note(name: str, script: str) -> None:
    """Note of the capture *name*, for each of its commands, what bash would send where that is not what was sent."""
    expected = expectation(name)
    kochava = [command for command in commands(script) if KOCHAVA in command.url]
    for payload, command in zip(expected["payloads"], kochava, strict=True):
        if (payload["method"], payload["url"]) != (command.method, command.url):
            raise AssertionError(f"{name}: {command} is not {payload}")
        if command.body != payload["body"]:
            content = (command.body or "").encode("utf-8", "surrogateescape")
            payload["as_run"] = content.decode("utf-8", "backslashreplace")
    write_expectation(name, expected)
    otherwise = sum("as_run" in payload for payload in expected["payloads"])
    print(f"{name}: {len(kochava)} commands, {otherwise} run otherwise")  # noqa: T201
