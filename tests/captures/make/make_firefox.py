"""
Write what Firefox's developer tools copy and save: HAR, and "Copy as cURL" (POSIX and Windows), PowerShell and fetch.

The code that writes them is the browser's own: its network panel is opened and asked, over Marionette, its remote
protocol.

Needs `trustme` from PyPI, and Debian's `firefox-esr` (or another: the environment variable FIREFOX names it).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import cmd_exe
import javascript
import shell
from browser import HTML, PAGE, SEND, as_fetched, as_listed
from common import CAPTURES, REQUESTS, Server, check, expect

PREFERENCES: Final = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.chrome.site_icons": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "devtools.netmonitor.har.includeResponseBodies": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.forceResolve": "127.0.0.1",
    "network.http.http2.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}

OPEN: Final = """
const done = arguments[arguments.length - 1];
(async () => {
  const {require} = ChromeUtils.importESModule('resource://devtools/shared/loader/Loader.sys.mjs');
  const {gDevTools} = require('devtools/client/framework/devtools');
  const window = Services.wm.getMostRecentWindow('navigator:browser');
  const toolbox = await gDevTools.showToolboxForTab(window.gBrowser.selectedTab, {toolId: 'netmonitor'});
  window.captureToolbox = toolbox;
  done('opened');
})().catch(error => done(String(error)));
"""

WRITE: Final = """
const done = arguments[arguments.length - 1];
(async () => {
  const window = Services.wm.getMostRecentWindow('navigator:browser');
  const toolbox = window.captureToolbox;
  const panel = toolbox.getPanel('netmonitor');
  const require = panel.panelWin.windowRequire || panel.panelWin.require;
  const {getSortedRequests} = require('devtools/client/netmonitor/src/selectors/index');
  const Menu = require('devtools/client/netmonitor/src/widgets/RequestListContextMenu');
  const connector = panel.panelWin.connector || panel.panelWin.Netmonitor?.connector || panel.panelWin.api?.connector;
  const store = panel.panelWin.store || panel.panelWin.Netmonitor?.store;
  const requests = getSortedRequests(store.getState());
  const menu = new Menu({connector});
  const clipboard = async copy => {
    const helper = Cc['@mozilla.org/widget/clipboardhelper;1'].getService(Ci.nsIClipboardHelper);
    helper.copyString('nothing was copied');
    await copy();
    const transferable = Cc['@mozilla.org/widget/transferable;1'].createInstance(Ci.nsITransferable);
    transferable.init(null);
    transferable.addDataFlavor('text/plain');
    Services.clipboard.getData(transferable, Services.clipboard.kGlobalClipboard);
    const found = {};
    transferable.getTransferData('text/plain', found);
    return found.value.QueryInterface(Ci.nsISupportsString).data;
  };
  const of = ({id, url, method, httpVersion}) => [id, url, method, httpVersion, undefined, undefined, undefined];
  const all = async copy => {
    const copied = [];
    for (const request of requests) copied.push(await clipboard(() => copy(request)));
    return copied;
  };
  const {HarMenuUtils} = require('devtools/client/netmonitor/src/har/har-menu-utils');
  done({
    methods: requests.map(request => request.method),
    har: await clipboard(() => HarMenuUtils.copyAllAsHar(requests, connector)),
    bash: await all(request => menu.copyAsCurl(...of(request), 'Linux')),
    cmd: await all(request => menu.copyAsCurl(...of(request), 'WINNT')),
    powershell: await all(request => menu.copyAsPowerShell(request)),
    fetch: await all(({id, url, method}) => menu.copyAsFetch(id, url, method)),
  });
})().catch(error => done(String(error) + error.stack));
"""


# Firefox copies one command at a time: here are the files to which somebody pasted them one after the other.
FILES: Final = {
    "bash": ("firefox-curl-bash.sh", "\n"),
    "cmd": ("firefox-curl-cmd.txt", "\r\n"),
    "powershell": ("firefox-powershell.txt", "\r\n"),
    "fetch": ("firefox-fetch.txt", "\n"),
}


class Marionette:
    """A client of Firefox's remote protocol."""

    def __init__(self, port: int) -> None:
        for _ in range(100):
            try:
                self.socket = socket.create_connection(("127.0.0.1", port))
                break
            except OSError:
                time.sleep(0.2)
        self.file = self.socket.makefile("rb")
        self.read()

    def read(self) -> Any:
        """One message: its length, a colon, and JSON."""
        size = b""
        while (char := self.file.read(1)) != b":":
            size += char
        return json.loads(self.file.read(int(size)))

    def __call__(self, command: str, **options: object) -> Any:
        """What *command* answers."""
        message = json.dumps([0, 1, f"{command}", options]).encode()
        self.socket.sendall(b"%d:%b" % (len(message), message))
        _, _, error, result = self.read()
        if error:
            raise RuntimeError(f"{command}: {str(error)[:900]}")
        return result["value"] if isinstance(result, dict) and "value" in result else result


@contextmanager
def firefox(port: int) -> Iterator[Marionette]:
    """A browser for which every name is this machine, and the HTTPS port is *port*."""
    executable = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    if not executable:
        raise SystemExit("no Firefox was found: set FIREFOX")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        remote = found.getsockname()[1]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        preferences = {**PREFERENCES, "network.socket.forcePort": f"443={port}", "marionette.port": remote}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items()]
        Path(folder, "user.js").write_text("".join(lines), "utf-8")
        words = [executable, "--headless", "--no-remote", "--profile", folder, "--marionette"]
        with subprocess.Popen(
            [*words, "--remote-allow-system-access", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": folder},
        ) as process:
            try:
                client = Marionette(remote)
                client("WebDriver:NewSession", acceptInsecureCerts=True)
                yield client
            finally:
                process.terminate()
                process.wait()


def script(client: Marionette, context: str, text: str, *arguments: object) -> Any:
    """What the asynchronous script *text* gives back, run as the browser (`chrome`) or as the page (`content`)."""
    client("Marionette:SetContext", value=context)
    return client("WebDriver:ExecuteAsyncScript", script=text, args=list(arguments), scriptTimeout=30000)


def copied() -> tuple[Mapping[str, Any], Server]:
    """What Firefox writes of a page that sends the requests."""
    with Server(preflights=True) as server, firefox(server.port) as client:
        server.pages[PAGE] = HTML
        client("WebDriver:SetTimeouts", script=30000)
        client("WebDriver:Navigate", url=PAGE)
        server.log.clear()
        opened = script(client, "chrome", OPEN)
        if opened != "opened":
            raise RuntimeError(opened)
        client("Marionette:SetContext", value="content")
        client("WebDriver:Navigate", url=PAGE)
        send = f"const done = arguments[arguments.length - 1]; ({SEND})(arguments[0]).then(done, e => done(String(e)));"
        script(client, "content", send, as_fetched(REQUESTS))
        time.sleep(2)  # until the panel has them all
        written = script(client, "chrome", WRITE)
        if isinstance(written, str):
            raise TypeError(written)
        return written, server


def main() -> None:
    """Write them all."""
    written, server = copied()
    (CAPTURES / "firefox.har").write_text(written["har"], "utf-8", newline="")
    entries = [entry["request"] for entry in json.loads(written["har"])["log"]["entries"]]
    log = as_listed(server.log, [entry["method"] for entry in entries])
    gzipped = [place for place, sent in enumerate(log) if sent.gzipped]
    # Each character of the text is a byte of the body.
    expect("firefox.har", "har", log, marks=dict.fromkeys(gzipped, "latin_1"))
    read: list[tuple[str, str, bytes | str | None]] = []
    for entry in entries:
        body = entry.get("postData", {}).get("text")
        if body and body.startswith("\x1f\x8b"):
            body = body.encode("latin-1")
        read.append((entry["method"], entry["url"], body))
    check("firefox.har", read)

    log = as_listed(server.log, written["methods"])
    gzipped = [place for place, sent in enumerate(log) if sent.gzipped]
    for kind, (name, end) in FILES.items():
        (CAPTURES / name).write_text(end.join(written[kind]) + end, "utf-8", newline="")
        marks = dict.fromkeys(gzipped, "lost" if kind == "cmd" else "latin_1")
        if kind in {"bash", "cmd"}:  # of a body with the line ends of Windows, Firefox copies what follows the last
            marks |= {place: "lost" for place, sent in enumerate(log) if b"\r\n" in sent.body}
        expect(name, name.removeprefix("firefox-").partition(".")[0], log, marks=marks)
    shell.note(FILES["bash"][0], "\n".join(written["bash"]))
    cmd_exe.note(FILES["cmd"][0], written["cmd"], ascii_only=False)
    check(FILES["fetch"][0], as_bytes(javascript.fetched("\n".join(written["fetch"]))))
    check(FILES["powershell"][0], as_bytes(javascript.invoked("\n".join(written["powershell"]))))


def as_bytes(read: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, bytes]]:
    """*read*, where a compressed body has a character for each byte."""
    return [(method, url, body.encode("latin-1" if body[:1] == "\x1f" else "utf-8")) for method, url, body in read]


if __name__ == "__main__":
    main()
