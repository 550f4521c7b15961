"""
Commands of curl: in shell files, and as browsers copy requests.

What curl makes of its options: https://curl.se/docs/manpage.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote_plus

from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.json_parts import whole_text
from kochava_lint.recorded import BODY_ELSEWHERE, Recorded, Skipped
from kochava_lint.request import Request
from kochava_lint.shell import Command, Word, shell_commands
from kochava_lint.source import Source
from kochava_lint.windows import is_for_windows, windows_commands
from kochava_lint.written import Piece, in_pieces

__all__ = ["curl"]

_TELLING: Final = re.compile(
    rb"^[ \t]*(?:[$>][ \t]+)?(?:\w+=\S*[ \t]+|(?:sudo|time|exec)[ \t]+)*curl(?:\.exe)?[ \t]", re.MULTILINE
)
_CURL: Final = frozenset({"curl", "curl.exe"})
_FORM: Final = "application/x-www-form-urlencoded"

# Which options take a value, of curl 8.
_LETTERS: Final = frozenset("EKCbcdDFPHhmoUQreXYytzTuAwx")
_NAMES: Final = frozenset(
    """
    abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout
    connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary
    data-raw data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header
    ech egd-file engine etag-compare etag-save expect100-timeout form form-string ftp-account
    ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip
    header help hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-cnt keepalive-time
    key key-type krb libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt max-filesize
    max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max parallel-max-host pass
    pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert
    proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass
    proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser
    proxy-user proxy1.0 pubkey quote random-file range rate referer request request-target resolve retry
    retry-delay retry-max-time sasl-authzid service-name sigalgs socks4 socks4a socks5 socks5-gssapi-service
    socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond tls-max tls13-ciphers
    tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file url url-query user
    user-agent variable vlan-priority write-out
    """.split()  # noqa: SIM905 - a list would take as many lines as there are names
)
_LONG: Final = {
    "d": "data",
    "H": "header",
    "X": "request",
    "A": "user-agent",
    "F": "form",
    "T": "upload-file",
    "G": "get",
    "I": "head",
    "e": "referer",
    "b": "cookie",
    ":": "next",
}
_DATA: Final = frozenset({"data", "data-ascii", "data-raw", "data-binary", "data-urlencode", "json"})


@dataclass(slots=True)
class _Call:
    """What one call of curl sends."""

    urls: list[str] = field(default_factory=list)
    method: str | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    data: list[tuple[str, Word]] = field(default_factory=list)
    fields: list[Word] = field(default_factory=list)
    upload: Word | None = None
    as_query: bool = False
    head: bool = False


def _sniff(head: bytes) -> bool:
    return _TELLING.search(head) is not None


def _read(capture: CaptureFile) -> Iterator[Entry]:
    whole = whole_text(capture)
    commands = windows_commands(whole.text) if is_for_windows(whole.text) else shell_commands(whole.text)
    index = 0
    for command in commands:
        at = next((at for at, word in enumerate(command.words) if Path(word.text).name in _CURL), None)
        if at is None:
            continue
        for call in _calls(command.words[at + 1 :]):
            for entry in _sent(call, command, whole, capture, index):
                yield entry
                index += 1


def _calls(words: Sequence[Word]) -> Iterator[_Call]:
    """The calls that a command makes: one, or several with `--next` between them."""
    call = _Call()
    rest = iter(words)
    for word in rest:
        text = word.text
        if text.startswith("--") and len(text) > len("--"):
            name = text.removeprefix("--")
            if name == "next":
                yield call
                call = _Call()
            else:
                _take(call, name, next(rest, None) if name in _NAMES else None)
        elif text.startswith("-") and len(text) > 1:
            _take_letters(call, word, rest)
        else:
            call.urls.append(text)
    yield call


def _take_letters(call: _Call, word: Word, rest: Iterator[Word]) -> None:
    """Options of one letter, several in a word; behind one that takes a value, the rest of the word is that."""
    letters = word.text[1:]
    for index, letter in enumerate(letters):
        if letter in _LETTERS:
            value = _behind(word, index + 2) if index + 1 < len(letters) else next(rest, None)
            _take(call, _LONG.get(letter, letter), value)
            return
        _take(call, _LONG.get(letter, letter), None)


def _behind(word: Word, count: int) -> Word:
    """The *word* without its first *count* characters."""
    pieces: list[Piece] = []
    for piece in word.pieces:
        dropped = min(count, len(piece.text))
        count -= dropped
        if dropped < len(piece.text):
            is_letter_by_letter = len(piece.text) == piece.end - piece.start
            start = piece.start + dropped if is_letter_by_letter else piece.start
            pieces.append(Piece(piece.text[dropped:], start, piece.end))
    return Word(pieces, pieces[0].start if pieces else word.end, word.end)


def _take(call: _Call, name: str, value: Word | None) -> None:
    text = value.text if value else ""
    if name in _DATA and value is not None:
        call.data.append((name, value))
    elif name in {"form", "form-string"} and value is not None:
        call.fields.append(value)
    elif name == "url":
        call.urls.append(text)
    elif name == "request":
        call.method = text
    elif name == "header":
        header, colon, told = text.partition(":")
        if colon and told.strip():
            call.headers.append((header.strip(), told.strip()))
        else:  # `Name:` takes a header away, and `Name;` sends it empty
            call.headers.append((header.strip().removesuffix(";"), ""))
    elif name == "user-agent":
        call.headers.append(("User-Agent", text))
    elif name == "upload-file":
        call.upload = value
    elif name in {"get", "head"}:
        call.as_query, call.head = call.as_query or name == "get", call.head or name == "head"


def _sent(call: _Call, command: Command, whole: Source, capture: CaptureFile, index: int) -> Iterator[Entry]:
    sends_body = bool(call.data or call.fields or call.upload) and not call.as_query
    method = call.method or ("HEAD" if call.head else "PUT" if call.upload else "POST" if sends_body else "GET")
    body = _body(call, command, whole, capture) if sends_body else None
    for url in call.urls:
        request = Request(method.upper(), url, list(_headers(call)), None)
        if isinstance(body, str):
            yield Skipped(body, request.host)
            continue
        content = body.content if body is not None else None
        told = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        sent = Request(request.method, url, request.headers, told)
        yield Recorded(sent, body, (index,), recording=capture.recording)


def _headers(call: _Call) -> Iterator[tuple[str, str]]:
    """The headers that are named, and those that curl sends by itself."""
    named = {name.lower() for name, _ in call.headers}
    yield from ((name, value) for name, value in call.headers if value)
    if "user-agent" not in named:
        yield "User-Agent", "curl"
    if "content-type" in named:
        return
    if any(name == "json" for name, _ in call.data):
        yield "Content-Type", "application/json"
    elif call.fields:
        yield "Content-Type", "multipart/form-data"
    elif call.data and not call.as_query:
        yield "Content-Type", _FORM


def _body(call: _Call, command: Command, whole: Source, capture: CaptureFile) -> Source | str | None:
    """The body that is sent; in words, why it is not read, where it is in a file that may not be."""
    if call.upload is not None:
        return _from_file(call.upload.text, command, whole, capture)
    if call.fields:
        return _opaque("&".join(word.text for word in call.fields), call.fields[0], whole)
    if any(name == "data-urlencode" for name, _ in call.data):
        return _opaque("&".join(_encoded(word.text) for _, word in call.data), call.data[0][1], whole)
    files = [word.text[1:] for name, word in call.data if name != "data-raw" and word.text.startswith("@")]
    if files:
        return _from_file(files[0], command, whole, capture) if len(call.data) == 1 else BODY_ELSEWHERE
    pieces: list[Piece] = []
    for name, word in call.data:
        if pieces and name != "json":
            pieces.append(Piece("&", pieces[-1].end, pieces[-1].end))
        pieces += word.pieces
    return _in_place(pieces, whole)


def _in_place(pieces: Sequence[Piece], whole: Source) -> Source | None:
    """The text that *pieces* of the *whole* make."""
    text = "".join(piece.text for piece in pieces)
    if not text:
        return None
    start, end = pieces[0].start, pieces[-1].end
    written = in_pieces(
        whole.text[start:end], [Piece(piece.text, piece.start - start, piece.end - start) for piece in pieces]
    )
    return Source(whole.name, text, *whole.place(start), written=written)


def _opaque(text: str, word: Word, whole: Source) -> Source:
    return Source(whole.name, text, *whole.place(word.start), opaque=True)


def _encoded(text: str) -> str:
    name, equals, content = text.partition("=")
    return f"{name}={quote_plus(content)}" if equals and name else quote_plus(content or name)


def _from_file(name: str, command: Command, whole: Source, capture: CaptureFile) -> Source | str | None:
    """The body in the file called *name*; in words, why it is not read."""
    if name in {"-", "."}:
        return _in_place(command.given.pieces, whole) if command.given else "its body is read from standard input"
    return capture.beside(name) or BODY_ELSEWHERE


curl = Format("curl", (".curl", ".sh", ".bash", ".bat", ".cmd"), _sniff, _read, shared=(".sh", ".bash", ".bat", ".cmd"))
