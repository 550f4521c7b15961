"""
Write Postman collections with Postman's own SDK, and run them with newman to see what they send.

Needs `trustme` from PyPI, Node.js, and `npm install postman-collection newman`: run this where that was done.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from common import CAPTURES, CLEAN, JSON_TYPE, REQUESTS, TRACK, Request, Server, check, expect

HERE: Final = Path(__file__).parent
DYNAMIC: Final = Request(
    "dynamic",
    "POST",
    TRACK,
    CLEAN.replace("1718000000", "{{$timestamp}}").encode(),
    {"Content-Type": JSON_TYPE},
)


def write(name: str, requests: Sequence[Request], kind: str) -> None:
    """Write the collection *name*, and note what newman sends when it runs it."""
    path = CAPTURES / name
    wanted = [
        {
            "name": request.name,
            "method": request.method,
            "url": request.url,
            "headers": dict(request.headers),
            "body": request.text,
        }
        for request in requests
    ]
    subprocess.run(["node", HERE / "postman.mjs", path, kind], check=True, input=json.dumps(wanted).encode())  # noqa: S607
    with Server() as server:
        environment = {**os.environ, "CAPTURE_PORT": str(server.port), "NODE_NO_WARNINGS": "1"}
        newman = Path("node_modules", "newman", "bin", "newman.js")
        subprocess.run(
            ["node", "--require", HERE / "mapped.cjs", newman, "run", path, "--insecure", "--silent"],  # noqa: S607
            check=True,
            env=environment,
        )
        marks = {0: "dynamic"} if kind == "dynamic" else None
        expect(name, "postman", server.log, marks=marks)
    if kind != "dynamic":
        collection = json.loads(path.read_text("utf-8"))
        variables = {variable["key"]: variable["value"] for variable in collection["variable"]}
        check(name, read_back(collection, variables))


def read_back(node: Any, variables: dict[str, str]) -> list[tuple[str, str, str | None]]:
    """The requests of a collection, its variables set in."""
    found = []
    for item in node["item"]:
        if "item" in item:
            found += read_back(item, variables)
            continue
        request = item["request"]
        url = "/".join([*request["url"]["host"], *request["url"]["path"]])
        if request["url"]["query"]:
            url += "?" + "&".join(f"{pair['key']}={pair['value']}" for pair in request["url"]["query"])
        if not url.startswith("{{"):
            url = f"{request['url']['protocol']}://" + ".".join(request["url"]["host"]) + url[url.index("/") :]
        body = request.get("body", {"mode": "none"})
        text = body.get("raw")
        if body["mode"] == "urlencoded":
            pairs = [pair for pair in body["urlencoded"] if not pair.get("disabled")]
            text = "&".join(f"{quote(pair['key'], '')}={quote(pair['value'], '')}" for pair in pairs)
        for name, value in variables.items():
            url = url.replace(f"{{{{{name}}}}}", value)
            text = text and text.replace(quote(f"{{{{{name}}}}}", ""), value).replace(f"{{{{{name}}}}}", value)
        found.append((request["method"], url, text))
    return found


def main() -> None:
    """Write them all."""
    write("postman-collection.json", [request for request in REQUESTS if request.name != "gzip"], "test")
    write("postman-dynamic.json", [DYNAMIC], "dynamic")


if __name__ == "__main__":
    main()
