"""What cmd.exe makes of curl commands: a small model of it, for no Windows is needed to check a capture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from common import KOCHAVA, expectation, write_expectation
from shell import Command, read


def commands(script: str) -> list[Command]:
    """The curl commands in *script*, as cmd.exe and the C library's start code hand them on."""
    return [read(words(line)[1:]) for line in lines(script)]


def lines(script: str) -> list[str]:
    """The command lines in *script*, without carets. All the quotation marks in it are escaped, so it has no others."""
    found, line = [], ""
    place = 0
    while place < len(script):
        if script[place] == "^":
            # A caret at the end of a line joins the next one, the first character of which is then an ordinary one.
            place += 2 if script[place + 1] == "\n" else 1
            line += script[place]
        elif script[place] == "&":
            found.append(line)
            line = ""
        else:
            line += script[place]
        place += 1
    return [line.strip() for line in (*found, line)]


def words(line: str) -> list[str]:
    """The arguments in a command line: backslashes count before a quotation mark only."""
    found, word, quoted = [], "", False
    for backslashes, mark, space, other in re.findall(r'(\\*)(?:(")|([ \t\r\n])|([^\\"])|$)', line, re.DOTALL):
        word += "\\" * (len(backslashes) // 2 if mark else len(backslashes))
        if mark and len(backslashes) % 2:
            word += '"'
        elif mark:
            quoted = not quoted
        elif space and not quoted:
            if word:
                found.append(word)
            word = ""
        else:
            word += space or other
    return [*found, word]


def note(name: str, scripts: Sequence[str], *, ascii_only: bool = True) -> None:
    """
    Note of the capture *name* what cmd.exe would send, where that is not what was sent.

    Browsers double every backslash, which Windows undoes before a quotation mark alone, and write every end of a line
    as one line feed; Chrome writes each UTF-16 unit that is not ASCII as a space.
    """
    expected = expectation(name)
    kochava = [command for script in scripts for command in commands(script) if KOCHAVA in command.url]
    for payload, command in zip(expected["payloads"], kochava, strict=True):
        if (payload["method"], payload["url"]) != (command.method, command.url):
            raise AssertionError(f"{name}: {command} is not {payload}")
        if payload.get("lost") or command.body == payload["body"]:
            continue
        payload["as_run"] = command.body
        known = re.sub(r'(\\+)(?!["\\])', r"\1\1", payload["body"]).replace("\r\n", "\n")
        if ascii_only:
            known = re.sub(r"[^\x00-\x7e]", " ", re.sub(r"[^\x00-\uffff]", "  ", known))
        if known != command.body:
            raise AssertionError(f"{name}: {known!r} is not {command.body!r}")
    write_expectation(name, expected)
    otherwise = sum("as_run" in payload for payload in expected["payloads"])
    print(f"{name}: {len(kochava)} commands, {otherwise} run otherwise")  # noqa: T201
