"""
Commands of curl: in shell files, and as browsers copy requests.

What curl makes of its options: https://curl.se/docs/manpage.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote_plus

from kochava_lint.comment import MARK, Comment, comment_in
from kochava_lint.expression import expression
from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.json_parts import whole_text
from kochava_lint.recorded import BODY_ELSEWHERE, BODY_PIPED, NO_REQUEST, Recorded, Skipped
from kochava_lint.request import Request
from kochava_lint.source import Source
from kochava_lint.written import Piece, in_pieces

if TYPE_CHECKING:
    from kochava_lint.shell import Command, Word

__all__ = ["curl"]

_COMMAND: Final = expression(rb"(?<![^\s;&|(`])curl(?:\.exe)?[ \t]+(?:[-'\"^$\\]|[^\s)]*[./])")
_BEFORE: Final = frozenset(
    {b"$", b">", b"sudo", b"time", b"exec", b"if", b"then", b"do", b"while", b"until", b"else", b"!", b"{"}
)
_ONLY_A_SHELL_KNOWS: Final = expression(r"\$\{[A-Za-z_]\w*\}|\$[0-9@*]|\$\(.*\)|`[^`]*`", re.DOTALL)
_LONGEST_BEFORE: Final = 200
_KEY: Final = "kochava_app_id"
"""What stands in every payload: more of them than a command can send tell that a quote swallowed others."""
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

    urls: list[Word] = field(default_factory=list)
    method: Word | None = None
    headers: list[tuple[str, str, Word]] = field(default_factory=list)
    data: list[tuple[str, Word]] = field(default_factory=list)
    fields: list[Word] = field(default_factory=list)
    upload: Word | None = None
    as_query: bool = False
    head: bool = False


def _sniff(head: bytes) -> bool:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        return False
    return any(_is_command(head, match.start()) for match in _COMMAND.finditer(head))


def _is_command(head: bytes, start: int) -> bool:
    """Whether what stands at *start* is where a shell expects a command."""
    line = head.rfind(b"\n", 0, start) + 1
    if head[line:start].lstrip().startswith((b"{", b"[", b"#", b"//")):
        return False
    before = head[max(line, start - _LONGEST_BEFORE) : start].strip()
    return before[-1:] in b";&|(`" or all(word in _BEFORE or b"=" in word for word in before.split())


def _read(capture: CaptureFile) -> Iterator[Entry]:
    from kochava_lint.shell import shell_commands  # noqa: PLC0415 - most captures are no commands
    from kochava_lint.windows import is_for_windows, windows_commands  # noqa: PLC0415 - as above

    whole = whole_text(capture)
    commands = windows_commands(whole.text) if is_for_windows(whole.text) else shell_commands(whole.text)
    index = 0
    for command in commands:
        comments = tuple(_comments(command, whole))
        at = next((at for at, word in enumerate(command.words) if not _is_before(word.text)), None)
        is_curl = at is not None and Path(command.words[at].text).name in _CURL
        if command.open and whole.text.count(_KEY, command.words[0].start, command.words[-1].end) > is_curl:
            yield Skipped(NO_REQUEST)
        if at is None or not is_curl:
            yield from comments
            continue
        recording = capture.recording._replace(comments=comments)
        before = index
        for call in _calls(command.words[at + 1 :]):
            for entry in _sent(call, command, whole, replace(capture, recording=recording), index):
                yield entry
                index += 1
        if index == before:
            yield from comments


def _comments(command: Command, whole: Source) -> Iterator[Comment]:
    """What the comments that speak of *command* say to us."""
    for span in command.comments:
        if whole.text.find(MARK, *span) < 0:
            continue
        comment = comment_in(whole.text[slice(*span)], whole.place(span.start).line)
        if comment is not None:
            yield comment


def _is_before(word: str) -> bool:
    """Whether *word* stands before the command itself."""
    return word.encode("utf-8", "replace") in _BEFORE or ("=" in word and not word.startswith("-"))


def _calls(words: Sequence[Word]) -> Iterator[_Call]:
    """The calls that a command makes: one, or several with `--next` between them."""
    call = _Call()
    for name, value in _options(words):
        if name == "next":
            yield call
            call = _Call()
        else:
            _take(call, name, value)
    yield call


def _options(words: Sequence[Word]) -> Iterator[tuple[str, Word | None]]:
    """The options among *words*, by their long names, with their values; what is none is an address."""
    rest = iter(words)
    for word in rest:
        text = word.text
        if text.startswith("--") and len(text) > len("--"):
            name = text.removeprefix("--")
            yield name, next(rest, None) if name in _NAMES else None
        elif text.startswith("-") and len(text) > 1:
            yield from _letters(word, rest)
        else:
            yield "url", word


def _letters(word: Word, rest: Iterator[Word]) -> Iterator[tuple[str, Word | None]]:
    """Options of one letter, several in a *word*; behind one that takes a value, the rest of the word is that."""
    letters = word.text[1:]
    for index, letter in enumerate(letters):
        if letter in _LETTERS:
            yield _LONG.get(letter, letter), _behind(word, index + 2) if letters[index + 1 :] else next(rest, None)
            return
        yield _LONG.get(letter, letter), None


def _behind(word: Word, count: int) -> Word:
    """The *word* without its first *count* characters."""
    from kochava_lint.shell import Word  # noqa: PLC0415 - see `_read`

    pieces: list[Piece] = []
    for piece in word.pieces:
        dropped = min(count, len(piece.text))
        count -= dropped
        if dropped < len(piece.text):
            is_letter_by_letter = len(piece.text) == piece.end - piece.start and not piece.whole
            start = piece.start + dropped if is_letter_by_letter else piece.start
            pieces.append(piece._replace(text=piece.text[dropped:], start=start))
    return Word(pieces, pieces[0].start if pieces else word.end, word.end)


def _take(call: _Call, name: str, value: Word | None) -> None:
    if name in {"get", "head"}:
        call.as_query, call.head = call.as_query or name == "get", call.head or name == "head"
    elif value is None:
        return
    elif name in _DATA:
        call.data.append((name, value))
    elif name in {"form", "form-string"}:
        call.fields.append(value)
    elif name == "url":
        call.urls.append(value)
    elif name == "request":
        call.method = value
    elif name == "header":
        header, _, told = value.text.partition(":")  # `Name:` takes a header away, and `Name;` sends it empty
        call.headers.append((header.strip().removesuffix(";"), told.strip(), value))
    elif name == "user-agent":
        call.headers.append(("User-Agent", value.text, value))
    elif name == "upload-file":
        call.upload = value


def _sent(call: _Call, command: Command, whole: Source, capture: CaptureFile, index: int) -> Iterator[Entry]:
    sends_body = bool(call.data or call.fields or call.upload) and not call.as_query
    named = call.method.text if call.method else None
    method = named or ("HEAD" if call.head else "PUT" if call.upload else "POST" if sends_body else "GET")
    body = _body(call, command, whole, capture) if sends_body else None
    for url in call.urls:
        if isinstance(body, str):
            yield Skipped(body, Request(url=url.text).host, capture.recording.comments)
            continue
        content = body.content if body is not None else None
        told = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        places = partial(_part, call, url, whole)
        sent = Request(method.upper(), url.text, list(_headers(call)), told, places=places)
        yield Recorded(sent, body, (index,), recording=capture.recording)


def _part(call: _Call, url: Word, whole: Source, part: str) -> Source | None:
    """The text of a part of the request: see `Request`."""
    if part == "method":
        return _in_place(call.method.pieces, whole) if call.method else None
    words = [word for name, _, word in call.headers if name.lower() == part]
    word = url if part == "url" else words[0] if words else None
    return None if word is None else _in_place(word.pieces, whole)


def _headers(call: _Call) -> Iterator[tuple[str, str]]:
    """The headers that are named, and those that curl sends by itself."""
    named = {name.lower() for name, _, _ in call.headers}
    yield from ((name, value) for name, value, _ in call.headers if value)
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
    if _ONLY_A_SHELL_KNOWS.fullmatch("".join(piece.text for piece in pieces)):
        return BODY_PIPED
    return _in_place(pieces, whole)


def _in_place(pieces: Sequence[Piece], whole: Source) -> Source | None:
    """The text that *pieces* of the *whole* make."""
    text = "".join(piece.text for piece in pieces)
    if not text:
        return None
    start, end = pieces[0].start, pieces[-1].end
    written = in_pieces(
        whole.text[start:end], [piece._replace(start=piece.start - start, end=piece.end - start) for piece in pieces]
    )
    return Source(whole.name, text, *whole.place(start), written=written)


def _opaque(text: str, word: Word, whole: Source) -> Source:
    return Source(whole.name, text, *whole.place(word.start), opaque=True)


def _encoded(text: str) -> str:
    name, equals, content = text.partition("=")
    return (
        f"{name}={quote_plus(content, errors='surrogatepass')}"
        if equals and name
        else quote_plus(content or name, errors="surrogatepass")
    )


def _from_file(name: str, command: Command, whole: Source, capture: CaptureFile) -> Source | str | None:
    """The body in the file called *name*; in words, why it is not read."""
    if name in {"-", "."}:
        return _in_place(command.given.pieces, whole) if command.given else BODY_PIPED
    return capture.beside(name) or BODY_ELSEWHERE


curl = Format("curl", (".curl", ".sh", ".bash", ".bat", ".cmd"), _sniff, _read, shared=(".sh", ".bash", ".bat", ".cmd"))
