"""
Write go-vcr's cassette.

Needs from PyPI: trustme, PyYAML; and Debian's `golang-go` and `golang-github-dnaeon-go-vcr-dev` (go-vcr 1).
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Final

import yaml
from common import CAPTURES, REQUESTS, Server, check, expect

SCRIPT: Final = Path(__file__).with_name("go_vcr.go")
NAME: Final = "go-vcr.yaml"


def main() -> None:
    """Write it."""
    path = CAPTURES / NAME
    path.unlink(missing_ok=True)
    wanted = [
        {
            "Method": request.method,
            "URL": request.url,
            "Headers": dict(request.headers),
            "Body": None if request.body is None else base64.b64encode(request.body).decode(),
        }
        for request in REQUESTS
    ]
    with Server() as server:
        environment = {
            "GO111MODULE": "off",
            "GOPATH": "/usr/share/gocode",
            **os.environ,
            "CAPTURE_PORT": str(server.port),
        }
        words = ["go", "run", str(SCRIPT), str(path.with_suffix(""))]
        subprocess.run(words, check=True, input=json.dumps(wanted).encode(), env=environment)
        expect(NAME, "go-vcr", server.log)
    found = yaml.safe_load(path.read_text("utf-8"))["interactions"]
    requests = [interaction["request"] for interaction in found]
    check(NAME, [(request["method"], request["url"], request["body"]) for request in requests])


if __name__ == "__main__":
    main()
