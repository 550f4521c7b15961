"""
Write what Chrome's DevTools copies and saves: HAR, and "Copy all as cURL" (bash and cmd), fetch and PowerShell.

The code that writes them is the browser's own: its DevTools frontend is opened in a second tab, attached to the tab
that sends the requests, and its network panel's functions are called there.

Needs from PyPI: playwright, trustme; and Debian's `chromium` (`browser.py` says more).
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import cmd_exe
import javascript
from browser import HTML, PAGE, SEND, arguments, as_fetched, as_listed, executable
from common import CAPTURES, REQUESTS, Request, Server, check, expect
from playwright.sync_api import Page, sync_playwright
from shell import commands

WRITE: Final = """
async () => {
  const Common = await import('/devtools/core/common/common.js');
  const HAR = await import('/devtools/models/har/har.js');
  const Logs = await import('/devtools/models/logs/logs.js');
  const Network = await import('/devtools/panels/network/network.js');
  const {NetworkLogView} = Network.NetworkLogView;
  const requests = Logs.NetworkLog.NetworkLog.instance().requests();
  const progress = () => new Common.Progress.CompositeProgress(new Common.Progress.Progress());
  const har = () => HAR.Writer.Writer.harStringForRequests(requests.slice(), {sanitize: true}, progress());
  // The functions that join the commands are the view's own; of the view they use its filter alone.
  const view = Object.create(NetworkLogView.prototype);
  const all = async (name, ...rest) => await view[name](requests.slice(), ...rest);
  return {
    methods: requests.map(request => request.requestMethod).join(' '),
    'devtools.har': await har(),
    'devtools-all-curl-bash.sh': await all('generateAllCurlCommand', 'unix'),
    'devtools-all-curl-cmd.txt': await all('generateAllCurlCommand', 'win'),
    'devtools-all-powershell.txt': await all('generateAllPowerShellCommand'),
    'devtools-all-fetch.txt': await all('generateAllFetchCall', 0),
    'devtools-all-fetch-node.txt': await all('generateAllFetchCall', 1),
  };
}
"""

COUNT: Final = """
async () => {
  const Logs = await import('/devtools/models/logs/logs.js');
  return Logs.NetworkLog.NetworkLog.instance().requests().filter(request => request.finished).length;
}
"""


@contextmanager
def chromium(port: int) -> Iterator[str]:
    """A browser that answers its debugging protocol; the address of that."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        words = [
            executable(),
            "--headless",
            "--remote-debugging-port=0",
            "--remote-allow-origins=*",
            f"--user-data-dir={folder}",
            *arguments(port),
            "about:blank",
        ]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            active = Path(folder, "DevToolsActivePort")
            for _ in range(100):
                time.sleep(0.2)
                if active.exists() and "\n" in active.read_text("utf-8"):
                    break
            try:
                yield f"127.0.0.1:{active.read_text('utf-8').splitlines()[0]}"
            finally:
                process.terminate()
                process.wait()


def until_seen(tools: Page, count: int) -> None:
    """Wait until DevTools has seen *count* requests end."""
    for _ in range(50):
        if tools.evaluate(COUNT) >= count:
            return
        time.sleep(0.2)
    raise AssertionError("DevTools did not see the requests")


def copied(wanted: list[Request]) -> dict[str, str]:
    """What DevTools writes of a page that sends *wanted*; and note what was sent."""
    with Server(preflights=True) as server, chromium(server.port) as address, sync_playwright() as playwright:
        server.pages[PAGE] = HTML
        browser = playwright.chromium.connect_over_cdp(f"http://{address}")
        context = browser.contexts[0]
        page = context.new_page()
        target = context.new_cdp_session(page).send("Target.getTargetInfo")["targetInfo"]["targetId"]
        tools = context.new_page()
        tools.goto(f"http://{address}/devtools/inspector.html?ws={address}/devtools/page/{target}&panel=network")
        tools.wait_for_selector("text=Filter")
        time.sleep(2)  # until the panel listens
        page.goto(PAGE)
        page.evaluate(SEND, as_fetched(wanted))
        until_seen(tools, len(wanted) + 1)
        written: dict[str, str] = tools.evaluate(WRITE)
        methods = written.pop("methods").split()
        browser.close()
        for name in written:
            kind = "har" if name.endswith(".har") else name.removeprefix("devtools-all-").partition(".")[0]
            if kind == "har":
                listed = [entry["request"]["method"] for entry in json.loads(written[name])["log"]["entries"]]
            else:
                listed = methods
            expect(name, kind, as_listed(server.log, listed))
    return written


def main() -> None:
    """Write them all."""
    written = copied(list(REQUESTS))
    for name, text in written.items():
        (CAPTURES / name).write_text(text, "utf-8", newline="")
        read: list[tuple[str, str, Any]] = []
        if name.endswith(".har"):
            for entry in json.loads(text)["log"]["entries"]:
                data = entry["request"].get("postData", {})
                read.append((entry["request"]["method"], entry["request"]["url"], data.get("text")))
            check(name, read)
        elif name.endswith("bash.sh"):
            check(name, [(command.method, command.url, command.body) for command in commands(text)])
        elif name.endswith("cmd.txt"):
            cmd_exe.note(name, [text])
        elif "fetch" in name:
            check(name, javascript.fetched(text))
        else:
            check(name, javascript.invoked(text))


if __name__ == "__main__":
    main()
