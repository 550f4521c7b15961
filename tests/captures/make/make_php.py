"""
Write the bodies that PHP makes of an event: `http_build_query`, and `json_encode`, one to a file.

Needs `trustme` from PyPI (for `common.py`), and Debian's `php-cli`.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

from common import CAPTURES, FORM_TYPE, JSON_TYPE, PRETTY, TRACK, write_expectation

SCRIPT: Final = Path(__file__).with_name("php_body.php")
NAMES: Final = {
    "php-http-build-query.txt": FORM_TYPE,
    "php-http-build-query-rfc3986.txt": FORM_TYPE,
    "php-json-in-form.txt": FORM_TYPE,
    "php-json-encode.json": JSON_TYPE,
    "php-json-encode-pretty.json": JSON_TYPE,
}


def main() -> None:
    """Write them all."""
    subprocess.run(["php", SCRIPT, CAPTURES], check=True, input=PRETTY.encode())  # noqa: S607
    event = json.loads(PRETTY)
    for name, content_type in NAMES.items():
        body = (CAPTURES / name).read_text("utf-8")
        payload = {"method": "POST", "url": TRACK, "content_type": content_type, "body": body}
        write_expectation(name, {"format": "body", "requests": 1, "payloads": [payload]})
        if content_type == JSON_TYPE:
            same = json.loads(body) == event
        else:
            pairs = dict(parse_qsl(body))
            same = json.loads(pairs["json"]) == event if "json" in pairs else pairs["action"] == event["action"]
        if not same:
            raise AssertionError(name)


if __name__ == "__main__":
    main()
