"""What scripts that tools write would send: JavaScript, by Node.js; PowerShell, by a small model of its strings."""

from __future__ import annotations

import json
import re
import subprocess
from typing import Final

_FETCH: Final = """
globalThis.fetch = async (url, {method, body}) => console.log(JSON.stringify([method, url, body ?? '']));
"""
_NOCK: Final = """
const said = (method, host) => (path, body) => {
  const reply = () => console.log(JSON.stringify([method, host.replace(':443', '') + path, body ?? '']));
  const query = asked => ((path += '?' + new URLSearchParams(asked)), {reply});
  return {query, reply};
};
const nock = host => ({post: said('POST', host), get: said('GET', host)});
"""


def run(script: str, before: str) -> list[tuple[str, str, str]]:
    """What *script* asks for, with *before* in the place of its libraries."""
    words = ["node", "--input-type=module", "-"]
    done = subprocess.run(words, check=True, capture_output=True, input=(before + script).encode())
    return [tuple(json.loads(line)) for line in done.stdout.decode().split("\n") if line]  # U+2028 ends none


def fetched(script: str) -> list[tuple[str, str, str]]:
    """The requests that a script of `fetch` calls makes."""
    return run(script, _FETCH)


def nocked(script: str) -> list[tuple[str, str, object]]:
    """The requests that a script of `nock` calls waits for."""
    return list(run(script, _NOCK))


def _unquoted(text: str) -> str:
    """What a PowerShell string in double quotes stands for, its surrogates put together."""
    text = re.sub(r"\$\(\[char\](\d+)\)|`(.)", lambda found: found[2] or chr(int(found[1])), text, flags=re.DOTALL)
    return text.encode("utf-16", "surrogatepass").decode("utf-16")


def invoked(script: str) -> list[tuple[str, str, str]]:
    """The requests that a script of `Invoke-WebRequest` calls makes."""
    string = r'"((?:`.|[^`"])*)"'
    found = []
    for call in re.split(r"(?m)^Invoke-WebRequest ", script)[1:]:
        url = re.search(rf"-Uri {string}", call)
        method = re.search(rf"-Method {string}", call)
        body = re.search(rf"(?m)^-Body (?:\(\[System\.Text\.Encoding\]::UTF8\.GetBytes\()?{string}", call)
        if url is None:
            raise AssertionError(call)
        found.append((method[1] if method else "GET", _unquoted(url[1]), _unquoted(body[1]) if body else ""))
    return found
