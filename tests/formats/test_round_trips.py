"""Any payload that a real writer wraps into a capture is read as it was, and each character where it was written."""

from __future__ import annotations

import base64
import gzip
import http.client
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, count, groupby, pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from json_texts import LAYOUTS, Layout, written
from mitmproxy.http import Headers, HTTPFlow, Request
from mitmproxy.io import FlowWriter
from mitmproxy.test.tflow import tflow
from vcr.request import Request as VcrRequest
from vcr.serialize import serialize
from vcr.serializers import jsonserializer, yamlserializer

from kochava_lint import Source
from kochava_lint.captures import CaptureReader, Reading
from kochava_lint.payload import MISSING, Payload
from kochava_lint.plugins import load_plugins
from kochava_lint.recorded import NO_BODY, Skipped
from kochava_lint.shell import shell_commands
from kochava_lint.source import Place, Span

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of what mitmproxy imports
    from mitmproxy.addons.savehar import SaveHar

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

URL: Final = "https://control.kochava.com/track/json"
HEADERS: Final = {"Content-Type": "application/json", "User-Agent": "Unknown"}
FORMATS: Final = load_plugins(installed=()).formats
BASH: Final = shutil.which("bash")
SHORT: Final = settings(max_examples=50)

# What some writer or reader treats as special.
WORDS: Final = (
    '"', "\\", "'", "''", "`", "$", "$HOME", "$(", "!", "%", "%PATH%", "^", "&", "|", "#", ": ", " #", " '", "- ",
    "---", "{{a}}",
    "{{$guid}}", "{{", "\t", "\n", "\r\n", "\0", "\x1b", "\x7f", "\x85", "\xa0", "\u2028", "\u2029", "\ufeff",
    "\uffff", "é", "e\u0301", "€", "😀", "\U0010ffff", "  ", "\\n", "\\u0041", "a b", "Lorem ipsum dolor sit amet", "~",
)  # fmt: skip
CHARS: Final = st.characters(exclude_categories=["Cs"])
TEXTS: Final = st.lists(st.sampled_from(WORDS) | st.text(CHARS, max_size=3), max_size=4).map("".join)
INSIDE: Final = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers(-99, 99),
    lambda inner: st.dictionaries(TEXTS, inner, max_size=2) | st.lists(inner, max_size=2),
    max_leaves=4,
)
VALUES: Final = st.dictionaries(TEXTS, INSIDE, max_size=3).map(
    lambda data: {"action": "event", "kochava_app_id": "ko", "data": data}
)
LINE_LAYOUTS: Final = st.builds(
    Layout,
    indent=st.none(),
    newline=st.just("\n"),
    colon=st.sampled_from([":", ": "]),
    comma=st.sampled_from([",", ", "]),
    inside=st.sampled_from(["", " "]),
    is_ascii=st.booleans(),
)
LINES: Final = st.builds(written, VALUES, LINE_LAYOUTS)
BARE: Final = st.builds(written, VALUES, LAYOUTS)
AROUND: Final = st.sampled_from(["", "", " ", "\n", "\r\n", "  \n "])
PAYLOADS: Final = st.builds("{}{}{}".format, AROUND, BARE, AROUND)
INDENTS: Final = st.sampled_from([None, 0, 2, 4, "\t"])

Squeeze = Callable[[bytes], bytes]


def as_it_is(content: bytes) -> bytes:
    return content


def by_gzip(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=1)


def by_zstd(content: bytes) -> bytes:
    return zstd.compress(content)


SQUEEZED: Final = st.sampled_from([as_it_is, by_gzip, by_zstd])


def payload_of(text: str) -> str:
    """A payload whose data hold this *text*."""
    return written({"action": "event", "kochava_app_id": "ko", "data": {"k": text}}, Layout(is_ascii=False))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the captures."""
    return tmp_path_factory.mktemp("captures")


def sources_in(place: Path, name: str, content: str | bytes, squeeze: Squeeze = as_it_is) -> list[Source]:
    """The texts of the payloads that the command finds in a file of this *content*."""
    path = place / (name + (".gz" if squeeze is by_gzip else ".zst" if squeeze is by_zstd else ""))
    path.write_bytes(squeeze(content if isinstance(content, bytes) else content.encode()))
    found = []
    for entry in CaptureReader(FORMATS, Reading()).read(str(path)):
        if not isinstance(entry, Payload):
            assert isinstance(entry, Skipped)
            assert entry.reason == NO_BODY
            continue
        if not entry.batched or name.startswith("batch"):
            assert entry.source is not None
            assert entry.data is MISSING or entry.data == json.loads(entry.source.text)
            found.append(entry.source)
    return found


class Laid(NamedTuple):
    """Where each character of a text stands in a file."""

    text: str
    spans: Sequence[Span]


def laid(text: str, parts: Sequence[str], start: int) -> Laid:
    """The *text* whose characters are spelled as *parts*, one after the other from *start* on."""
    ends = list(accumulate(map(len, parts), initial=start))
    return Laid(text, [Span(*span) for span in pairwise(ends)])


class Lines:
    """The lines of a file, to find places in."""

    def __init__(self, content: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", content))]

    def offset(self, at: Place) -> int:
        """What stands at this place is so many characters behind the beginning."""
        return self._starts[at.line - 1] + at.column - 1


def begins(source: Source, content: str) -> int:
    """Where the text begins in the file, which is shown to hold there what the source says that it does."""
    assert not source.opaque
    start = Lines(content).offset(Place(source.line, source.column))
    assert content.startswith(source.raw, start)
    return start


def assert_stands(source: Source, content: str, expected: Laid) -> None:
    """Each character, and each value, of the text stands in the file where it is *expected*."""
    assert source.text == expected.text
    start, lines, spans = begins(source, content), Lines(content), expected.spans
    found = [source.outward(Span(offset, offset + 1)) for offset in range(len(source.text))]
    assert [Span(span.start + start, span.end + start) for span in found] == spans
    assert [lines.offset(source.place(offset)) for offset in range(len(source.text))] == [span.start for span in spans]
    assert_values_stand(source, found)


def assert_values_stand(source: Source, found: Sequence[Span]) -> None:
    """Each value stands from where its first character begins to where its last one ends."""
    for value in map(source.tree.span_of, range(len(source.tree.starts))):
        assert source.outward(value) == (found[value.start].start, found[value.end - 1].end)


def assert_all_stand(sources: Sequence[Source], content: str, expected: Sequence[Laid]) -> None:
    assert len(sources) == len(expected)
    for source, text in zip(sources, expected, strict=True):
        assert_stands(source, content, text)


# JSON


def in_json(parts: Iterable[str], *, ascii_only: bool) -> list[str]:
    """How each of *parts* is spelled inside a JSON string."""
    return [json.dumps(part, ensure_ascii=ascii_only)[1:-1] for part in parts]


def laid_in_json(text: str, content: str, *levels: bool) -> Laid:
    """The *text* as it stands in strings inside each other, in ASCII only or not, in the first place where it does."""
    parts: list[str] = list(text)
    for ascii_only in levels:
        parts = in_json(parts, ascii_only=ascii_only)
    return laid(text, parts, content.index("".join(parts)))


@given(st.lists(LINES, min_size=1, max_size=3), st.sampled_from(["\n", "\r\n", "\n\n", " \n"]), SQUEEZED)
def test_lines(place: Path, texts: list[str], end: str, squeeze: Squeeze) -> None:
    content = end.join(texts) + end
    starts = accumulate((len(text + end) for text in texts), initial=0)
    sources = sources_in(place, "a.jsonl", content, squeeze)
    assert_all_stand(sources, content, [laid(text, text, start) for text, start in zip(texts, starts, strict=False)])


@given(PAYLOADS, SQUEEZED)
def test_a_document(place: Path, text: str, squeeze: Squeeze) -> None:
    (source,) = sources_in(place, "a.json", text, squeeze)
    assert_stands(source, text, laid(text, text, 0))


@given(st.lists(BARE, min_size=2, max_size=3), st.sampled_from(["", " ", "\n", "\r\n  "]), SQUEEZED)
def test_a_document_that_is_an_array(place: Path, texts: list[str], space: str, squeeze: Squeeze) -> None:
    content = f"[{space}" + f"{space},{space}".join(texts) + f"{space}]"
    starts = accumulate((len(f"{text}{space},{space}") for text in texts), initial=len(f"[{space}"))
    sources = sources_in(place, "a.json", content, squeeze)
    assert_all_stand(sources, content, [laid(text, text, start) for text, start in zip(texts, starts, strict=False)])


Envelope = Callable[[Any], Any]
LOGS: Final[Sequence[Envelope]] = [
    lambda body: {"level": "info", "msg": "sent\n\u2028😀", "payload": body},
    lambda body: {"a": [{"b": 1}, {'\\"': {"c": body}}], "d": "é"},
    lambda body: {"message": "", "events": [body]},
]
REQUESTS: Final[Sequence[Envelope]] = [
    lambda body: {"at": 5, "request": {"method": "POST", "url": URL, "headers": HEADERS, "body": body}},
    lambda body: {"url": URL, "method": "post", "data": body},
]
TEXT_REQUESTS: Final[Sequence[Envelope]] = [
    lambda body: {"request": {"url": URL, "headers": {}, "body": {"mimeType": "application/json", "text": body}}},
]


@given(
    PAYLOADS,
    st.sampled_from([*LOGS, *REQUESTS, *TEXT_REQUESTS]),
    st.lists(st.sampled_from(LOGS), max_size=2),
    st.lists(st.tuples(INDENTS, st.booleans()), min_size=3, max_size=3),
    st.booleans(),
    SQUEEZED,
)
def test_a_text_in_envelopes(
    place: Path,
    text: str,
    inner: Envelope,
    outer: list[Envelope],
    ways: list[tuple[Any, bool]],
    by_lines: bool,
    squeeze: Squeeze,
) -> None:
    content = text
    levels = []
    for envelope, (indent, ascii_only) in zip([inner, *outer], ways, strict=False):
        content = json.dumps(envelope(content), indent=None if by_lines else indent, ensure_ascii=ascii_only)
        levels.append(ascii_only)
    content = f"{content}\n"
    (source,) = sources_in(place, "a.jsonl" if by_lines else "a.json", content, squeeze)
    assert_stands(source, content, laid_in_json(text, content, *levels))


@given(BARE, st.sampled_from([*LOGS, *REQUESTS]), INDENTS, SQUEEZED)
def test_an_object_in_an_envelope(place: Path, text: str, envelope: Envelope, indent: Any, squeeze: Squeeze) -> None:
    content = json.dumps(envelope("@"), indent=indent).replace('"@"', text)
    (source,) = sources_in(place, "a.json", content, squeeze)
    assert_stands(source, content, laid(text, text, content.index(text)))


# Records of requests in JSON


def flow_of(body: bytes, **headers: str) -> HTTPFlow:
    sent_headers = Headers([(name.encode(), value.encode()) for name, value in HEADERS.items()], **headers)
    return tflow(req=Request.make("POST", URL, body, sent_headers), resp=True)


@SHORT
@given(st.lists(PAYLOADS, min_size=1, max_size=2, unique=True), st.booleans(), SQUEEZED)
def test_hars_of_mitmproxy(place: Path, texts: list[str], was_compressed: bool, squeeze: Squeeze) -> None:
    packed = {"content_encoding": "gzip"} if was_compressed else {}
    content = json.dumps(SaveHar().make_har([flow_of(text.encode(), **packed) for text in texts]), indent=4)
    assert_all_stand(
        sources_in(place, "a.har", content, squeeze), content, [laid_in_json(text, content, True) for text in texts]
    )


def har(**post: Any) -> dict[str, Any]:
    headers = [{"name": name, "value": value} for name, value in HEADERS.items()]
    data = {"mimeType": "application/json", **post}
    request = {"method": "POST", "url": URL, "httpVersion": "HTTP/2", "headers": headers, "postData": data}
    return {"log": {"version": "1.2", "entries": [{"time": 1, "request": request, "response": {}}]}}


@given(PAYLOADS, INDENTS, st.booleans(), SQUEEZED)
def test_hars(place: Path, text: str, indent: Any, ascii_only: bool, squeeze: Squeeze) -> None:
    content = json.dumps(har(text=text, comment="é"), indent=indent, ensure_ascii=ascii_only)
    (source,) = sources_in(place, "a.har", content, squeeze)
    assert_stands(source, content, laid_in_json(text, content, ascii_only))


@SHORT
@given(PAYLOADS, st.booleans())
def test_what_is_encoded_as_a_whole_is_read_and_stands_where_that_begins(
    place: Path, text: str, was_compressed: bool
) -> None:
    body = gzip.compress(text.encode()) if was_compressed else text.encode()
    encoded = base64.b64encode(body).decode()
    content = json.dumps(har(text=encoded, encoding="base64"), indent=2)
    (source,) = sources_in(place, "a.har", content)
    assert (source.text, source.opaque) == (text, True)
    assert Lines(content).offset(source.place(len(text) - 1)) == content.index(encoded) - 1


def cassette(text: str | bytes, serializer: Any) -> str:
    """A cassette as vcrpy saves it."""
    answer = {"status": {"code": 200, "message": "OK"}, "headers": {"A": ["b"]}, "body": {"string": b"{}"}}
    request = VcrRequest("POST", URL, text, dict(HEADERS))
    saved: str = serialize({"requests": [request], "responses": [answer]}, serializer)
    return saved


@SHORT
@given(PAYLOADS, st.booleans(), SQUEEZED)
def test_json_cassettes_of_vcrpy(place: Path, text: str, is_text: bool, squeeze: Squeeze) -> None:
    content = cassette(text if is_text else text.encode(), jsonserializer)
    (source,) = sources_in(place, "a.json", content, squeeze)
    assert_stands(source, content, laid_in_json(text, content, True))


# YAML


def assert_stands_in_yaml(source: Source, content: str, *path: str | int) -> None:
    """The scalar to which *path* leads is read, and each piece of the file is YAML for the characters at it."""
    text: Any = yaml.load(content, yaml.CSafeLoader)
    for key in path:
        text = text[key]
    assert source.text == text
    start, lines = begins(source, content), Lines(content)
    style = content[start - 1] if content[start - 1] in "'\"" else "|"
    found = [source.outward(Span(offset, offset + 1)) for offset in range(len(text))]
    done = 0
    for span, several in groupby(range(len(text)), key=found.__getitem__):
        offsets = list(several)
        chars, piece = text[offsets[0] : offsets[-1] + 1], source.raw[slice(*span)]
        assert done <= span.start < span.end
        assert {lines.offset(source.place(offset)) for offset in offsets} == {start + span.start}
        assert len(chars) == 1 or not chars.strip("\n\u2028\u2029")
        assert chars in (piece, *of_yaml(piece, style))
        done = span.end
    try:
        json.loads(text)
    except ValueError:  # what YAML does to the line ends of others is not what was meant
        return
    assert_values_stand(source, found)


def of_yaml(piece: str, style: str) -> Sequence[object]:
    """What a *piece* of a scalar of this *style* may mean, by another reader."""
    if style == "|":  # only line ends stand otherwise than as they are: folded ones may be several, or a space
        ends = re.sub(r"\r\n|[\r\x85]", "\n", piece).replace(" ", "")
        return () if ends.strip("\n") else (" ", "\n") if len(ends) == 1 else ("\n" * len(ends),)
    if piece in {"\r\n", "\r", "\n", "\x85"}:  # of a blank line, or of one that is folded
        return ("\n", " ")
    try:
        return (yaml.load(f"{style}{piece}{style}", yaml.CSafeLoader),)
    except yaml.YAMLError:
        return ()


@given(PAYLOADS, st.booleans(), SQUEEZED)
def test_cassettes_of_vcrpy(place: Path, text: str, is_text: bool, squeeze: Squeeze) -> None:
    content = cassette(text if is_text else text.encode(), yamlserializer)
    (source,) = sources_in(place, "a.yaml", content, squeeze)
    assert source.text == text
    assert_stands_in_yaml(source, content, "interactions", 0, "request", "body")


@SHORT
@given(PAYLOADS)
def test_cassettes_of_vcrpy_with_compressed_bodies(place: Path, text: str) -> None:
    content = cassette(gzip.compress(text.encode()), yamlserializer)
    (source,) = sources_in(place, "a.yaml", content)
    assert (source.text, source.opaque) == (text, True)
    assert content[Lines(content).offset(source.place(len(text) - 1)) :].startswith("!!binary |")


STYLES: Final = st.fixed_dictionaries(
    {
        "Dumper": st.sampled_from([yaml.SafeDumper, yaml.CSafeDumper]),
        "default_style": st.sampled_from([None, "'", '"', "|", ">"]),
        "width": st.integers(20, 200),
        "allow_unicode": st.booleans(),
        "indent": st.sampled_from([None, 2, 4, 9]),
    },
    optional={"default_flow_style": st.just(value=True), "line_break": st.sampled_from(["\n", "\r\n"])},
)


@given(st.tuples(PAYLOADS, STYLES), SQUEEZED)
def test_cassettes_in_any_style(place: Path, styled: tuple[str, dict[str, Any]], squeeze: Squeeze) -> None:
    text, style = styled
    request = {"method": "POST", "uri": URL, "body": text, "headers": {}}
    if "default_flow_style" in style:  # what begins with a brace is JSON first
        content = yaml.dump({"interactions": [{"request": request}], "version": 1}, **{**style, "explicit_start": True})
    else:
        content = f"interactions:\n{yaml.dump([{'request': request}], **style)}version: 1\n"
    (source,) = sources_in(place, "a.yaml", content, squeeze)
    assert_stands_in_yaml(source, content, "interactions", 0, "request", "body")


# mitmproxy


@SHORT
@given(st.lists(PAYLOADS, min_size=1, max_size=2, unique=True), SQUEEZED)
def test_flows_of_mitmproxy(place: Path, texts: list[str], squeeze: Squeeze) -> None:
    file = io.BytesIO()
    begins = []
    for text in texts:
        begins.append(len(file.getvalue().decode("utf-8", "surrogateescape")))
        cast("Any", FlowWriter)(file).add(flow_of(text.encode()))
    content = file.getvalue().decode("utf-8", "surrogateescape")
    assert_all_stand(
        sources_in(place, "a.mitm", file.getvalue(), squeeze),
        content,
        [laid(text, text, content.index(text, begin)) for text, begin in zip(texts, begins, strict=True)],
    )


# Postman


@given(
    PAYLOADS.filter(lambda text: "{{" not in text),
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 30)), max_size=3),
    INDENTS,
    st.booleans(),
)
def test_collections_of_postman(
    place: Path, text: str, cuts: list[tuple[int, int]], indent: Any, ascii_only: bool
) -> None:
    parts: list[str] = list(text)
    values: list[dict[str, str]] = []
    for start, length in cuts:
        where = slice(start, start + length)
        cut = parts[where]
        if cut and all(len(part) == 1 for part in cut):
            name = f"{{{{name {len(values)}}}}}"
            values.append({"key": name.strip("{}"), "value": text[where]})
            parts[where] = [name, *[""] * (len(cut) - 1)]
    body = {"mode": "raw", "raw": "".join(parts), "options": {"raw": {"language": "json"}}}
    request = {"method": "POST", "header": [], "url": {"raw": URL}, "body": body}
    info = {"_postman_id": "5", "name": "é", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/"}
    collection = {"info": info, "item": [{"name": "a", "request": request}], "variable": values}
    content = json.dumps(collection, indent=indent, ensure_ascii=ascii_only)
    (source,) = sources_in(place, "a.json", content)
    spelled = in_json(parts, ascii_only=ascii_only)
    start = content.index('"raw": "' + "".join(spelled)) + len('"raw": "')
    spans: list[Span] = []
    for part, span in zip(parts, laid(text, spelled, start).spans, strict=True):
        spans.append(span if part else spans[-1])
    assert_stands(source, content, Laid(text, spans))


# Shells


def in_single(text: str) -> list[str]:
    """What Python's `shlex.quote` makes of each character."""
    return [char if char != "'" else "'\"'\"'" for char in text]


def in_double(text: str) -> list[str]:
    return [f"\\{char}" if char in '\\"$`' else char for char in text]


NAMED: Final = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\a": "\\a", "\x1b": "\\e"}


def ways_of(char: str) -> list[str]:
    """Every way in which bash can write a character between `$'` and `'`."""
    code = ord(char)
    encoded = char.encode()
    return [
        NAMED.get(char, char),
        "".join(f"\\x{byte:02x}" for byte in encoded),
        "".join(f"\\x{byte:02X}" for byte in encoded),
        "".join(f"\\{byte:03o}" for byte in encoded),
        f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}",
        f"\\U{code:08X}",
    ]


def ways_of_javascript(char: str) -> list[str]:
    """How browsers write it there."""
    units = char.encode("utf-16-be").hex()
    return [NAMED.get(char, char), "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))]


HEAD: Final = f"# é😀\ncurl '{URL}' \\\n  -H 'Content-Type: application/json' \\\n  "


@given(PAYLOADS, st.sampled_from(["--data-raw ", "--data-binary=", "-d", "--json "]), SQUEEZED)
def test_curl_as_python_quotes(place: Path, text: str, option: str, squeeze: Squeeze) -> None:
    option = option.replace("=", " ")
    quoted = shlex.quote(text)
    content = f"{HEAD}{option}{quoted} --compressed\n"
    (source,) = sources_in(place, "a.sh", content, squeeze)
    start = content.index(quoted) + 1
    whole = laid(text, in_single(text), start)
    # Of what stands for an apostrophe, only that itself is one.
    spans = [Span(span.start + 2, span.start + 3) if span.end - span.start > 1 else span for span in whole.spans]
    assert_stands(source, content, Laid(text, spans))


@given(PAYLOADS, SQUEEZED)
def test_curl_in_double_quotes(place: Path, text: str, squeeze: Squeeze) -> None:
    content = f'{HEAD}-d "{"".join(in_double(text))}"\n'
    (source,) = sources_in(place, "a.sh", content, squeeze)
    assert_stands(source, content, laid(text, in_double(text), content.index('-d "') + 4))


@given(PAYLOADS, st.sampled_from([ways_of, ways_of_javascript]), st.data(), SQUEEZED)
def test_curl_in_ansi_quotes(
    place: Path, text: str, ways: Callable[[str], list[str]], data: st.DataObject, squeeze: Squeeze
) -> None:
    drawn = data.draw(st.lists(st.integers(0, 5), min_size=1, max_size=7))
    parts = [each[drawn[at % len(drawn)] % len(each)] for at, each in enumerate(map(ways, text))]
    content = f"{HEAD}--data-raw $'{''.join(parts)}'\n"
    (source,) = sources_in(place, "a.sh", content, squeeze)
    assert_stands(source, content, laid(text, parts, content.index("$'") + 2))


@given(
    PAYLOADS,
    st.sampled_from(["'EOF'", '"EOF"', "\\EOF", "EOF", "-EOF", " EOF"]),
    SQUEEZED,
)
def test_curl_with_a_here_document(place: Path, text: str, mark: str, squeeze: Squeeze) -> None:
    if mark.startswith("-"):
        text = text.replace("\t", " ")
    is_quoted = mark[0] in "'\"\\"
    content = f"curl {URL} --data-binary @- <<{mark}\n"
    start = len(content)
    text += "\n"
    parts = list(text) if is_quoted else [f"\\{char}" if char in "\\$`" else char for char in text]
    content = f"{content}{''.join(parts)}EOF\n"
    (source,) = sources_in(place, "a.sh", content, squeeze)
    assert_stands(source, content, laid(text, parts, start))


LETTERS: Final = st.text("abcXYZ019%+,-./:@_", min_size=1, max_size=4)
ANY: Final = st.text(st.sampled_from("ab'\"\\$`!#;&|<>(){}[]*?~= \t\n\r\xa0\x85\u2028\x0bé😀") | CHARS, max_size=5).map(
    lambda text: text.replace("\0", "")
)


@st.composite
def fragments(draw: st.DrawFn) -> str:
    """A part of a word in one of bash's kinds of quotes."""
    kind = draw(st.integers(0, 5))
    text = draw(ANY)
    if kind == 0:
        return "'" + text.replace("'", "") + "'"
    if kind == 1:
        return '"' + "".join(draw(st.sampled_from([part, part, "\\\n" + part])) for part in in_double(text)) + '"'
    if kind == 2:
        return "$'" + "".join(draw(st.sampled_from(ways_of(char))) for char in text) + "'"
    if kind == 3:
        return "".join(f"\\{char}" for char in text if char not in "\n\r")
    if kind == 4:
        return "".join(char for char in text if char not in " \t\n\r'\"\\$`!#;&|<>(){}[]*?~=") or "a"
    return draw(LETTERS)


SCRIPT_WORDS: Final = st.lists(fragments(), min_size=1, max_size=4).map("".join)
SCRIPTS: Final = st.lists(
    st.tuples(
        st.lists(SCRIPT_WORDS, min_size=1, max_size=4), st.sampled_from(["\n", " # it's\n", ";", " && ", " &&\n"])
    ),
    min_size=1,
    max_size=8,
)
FAKE: Final = 'curl() { printf \'%s\\0\' "$#" "$@"; }\n'


def run_in_bash(script: str) -> list[str]:
    """What bash calls curl with: a number of arguments, and these; again and again."""
    assert BASH is not None
    ran = subprocess.run(
        [BASH, "--norc", "-c", FAKE + script],
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8"},
    )
    return ran.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]


@pytest.mark.skipif(BASH is None, reason="there is no bash")
@given(SCRIPTS)
def test_words_are_those_of_bash(commands: list[tuple[list[str], str]]) -> None:
    script = "".join(f"curl {' '.join(words)}{end}" for words, end in commands) + "curl the end\n"
    told = iter(run_in_bash(script))
    ran = [[next(told) for _ in range(int(number))] for number in told]
    assert [[word.text for word in command.words[1:]] for command in shell_commands(script)] == ran


@pytest.mark.skipif(BASH is None, reason="there is no bash")
@SHORT
@given(st.lists(st.tuples(ANY, st.sampled_from(["'EOF'", "EOF", "-'EOF'", "-EOF"])), min_size=1, max_size=6))
def test_here_documents_are_those_of_bash(documents: list[tuple[str, str]]) -> None:
    script = ""
    for text, mark in documents:
        lines = text if "'" in mark else re.sub(r"[\\$`](?!\n)", r"\\\g<0>", text)
        script += f"curl <<{mark}\n{lines}\n{mark.strip('-').strip(chr(39))}\n"
    assert BASH is not None
    fake = "curl() { cat; printf '\\0'; }\n"
    ran = subprocess.run(
        [BASH, "--norc", "-c", fake + script],
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
    )
    given_ = [command.given.text if command.given else "" for command in shell_commands(script)]
    assert given_ == ran.stdout.decode().split("\0")[:-1]


# Windows


class Cmd(NamedTuple):
    """A character that a program gets, and how a line of Windows' command interpreter spells it."""

    char: str
    spelled: str


PLAIN_IN_CHROME: Final = re.compile(r"[a-zA-Z0-9\s_\-:=+~'/.',?;()*`]")


def in_cmd(text: str, *, doubles_backslashes: bool, carets_all: bool) -> Iterator[Cmd]:
    """
    The *text* between quotation marks with carets.

    Browsers double all backslashes, also those that no quotation mark follows, which stay two where they run.
    """

    def caret(char: str) -> str:
        is_plain = char.isascii() and char.isalnum() if carets_all else PLAIN_IN_CHROME.fullmatch(char)
        return char if is_plain else f"^{char}"

    for match in re.finditer(r"\\+(?P<quote>\"?)|\"|\r?\n|(?P<variable>%(?=\w))|.", text, re.DOTALL):
        backslashes = match[0].count("\\")
        if backslashes and (match["quote"] or not doubles_backslashes):
            yield from [Cmd("\\", "^\\^\\" if match["quote"] else "^\\")] * backslashes
        elif backslashes:
            yield from [Cmd("\\", "^\\")] * (2 * backslashes)
        if match[0].endswith('"'):
            yield Cmd('"', '^\\^"')
        elif match[0].endswith("\n"):
            yield Cmd("\n", "^\n\n")
        elif not backslashes:
            yield Cmd(match[0], caret(match[0]))


@given(
    PAYLOADS,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
    SQUEEZED,
)
def test_curl_for_windows(
    place: Path, text: str, doubles_backslashes: bool, carets_all: bool, end: str, squeeze: Squeeze
) -> None:
    typed = list(in_cmd(text, doubles_backslashes=doubles_backslashes, carets_all=carets_all))
    head = f'curl ^"{URL}^" ^\n  -H ^"Content-Type: application/json^" ^\n  --data-raw ^"'.replace("\n", end)
    parts = [each.spelled.replace("\n", end) for each in typed]
    content = f'{head}{"".join(parts)}^" &{end}curl ^"{URL}^"{end}'
    text = "".join(each.char for each in typed)
    (source,) = sources_in(place, "a.cmd", content, squeeze)
    assert_stands(source, content, laid(text, parts, len(head)))


# HTTP


class Sent:
    """What takes the place of a socket: it keeps what is sent."""

    def __init__(self) -> None:
        self.content = bytearray()

    def sendall(self, content: bytes) -> None:
        """Keep it."""
        self.content += content

    def close(self) -> None:
        """Do nothing."""


class Sending(NamedTuple):
    """A request as it goes over the wire, and where in that the bytes of its body are."""

    content: bytes
    at: Sequence[int]


def sent(body: bytes, chunks: Sequence[int] = ()) -> Sending:
    """What Python's http.client sends, in *chunks* of such sizes in turn, or else with the length told before."""
    connection = http.client.HTTPSConnection("control.kochava.com")
    socket = Sent()
    connection.sock = cast("Any", socket)
    if not chunks:
        connection.request("POST", "/track/json", body, HEADERS)
        start = len(socket.content) - len(body)
        return Sending(bytes(socket.content), range(start, start + len(body)))
    pieces = []
    at = 0
    for number in count():
        if at >= len(body):
            break
        pieces.append(body[at : at + chunks[number % len(chunks)]])
        at += len(pieces[-1])
    connection.request("POST", "/track/json", iter(pieces), HEADERS, encode_chunked=True)
    at = socket.content.index(b"\r\n\r\n") + 4
    places: list[int] = []
    for piece in pieces:
        at += len(f"{len(piece):x}\r\n")
        places += range(at, at + len(piece))
        at += len(piece) + 2
    return Sending(bytes(socket.content), places)


def laid_in_bytes(text: str, content: bytes, at: Sequence[int]) -> Laid:
    """The *text* whose bytes stand at these places of the *content*."""

    def chars(place: int) -> int:
        return len(content[:place].decode("utf-8", "surrogateescape"))

    offsets = list(accumulate((len(char.encode()) for char in text), initial=0))
    known = {place: chars(place) for place in {*at, *(place + 1 for place in at)}}
    return Laid(text, [Span(known[at[a]], known[at[b - 1] + 1]) for a, b in pairwise(offsets)])


ANSWERS: Final = st.sampled_from(
    [
        b"",
        b"\r\n",
        b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{"success":"\xc3\xa9"}',
        b"HTTP/1.1 204 No Content\r\n\r\n",
    ]
)
CHUNKS: Final = st.lists(st.integers(1, 40), max_size=5)


@given(st.lists(st.tuples(PAYLOADS, CHUNKS, ANSWERS), min_size=1, max_size=3), SQUEEZED)
def test_raw_requests(place: Path, requests: list[tuple[str, list[int], bytes]], squeeze: Squeeze) -> None:
    content = b""
    places = []
    for text, chunks, answer in requests:
        request = sent(text.encode(), chunks)
        places.append([len(content) + at for at in request.at])
        content += request.content + answer
    expected = [laid_in_bytes(text, content, at) for (text, *_), at in zip(requests, places, strict=True)]
    sources = sources_in(place, "a.http", content, squeeze)
    assert_all_stand(sources, content.decode("utf-8", "surrogateescape"), expected)
    # What is before it says how long it is.
    assert not any(source.is_editable for source in sources)


@given(BARE, st.sampled_from(["\n", "\r\n"]), st.booleans(), SQUEEZED)
def test_requests_that_are_written_by_hand(
    place: Path, text: str, end: str, tells_length: bool, squeeze: Squeeze
) -> None:
    text = text if tells_length else text.replace("{{", "{ {")
    head = [f"POST {URL} HTTP/1.1", *(f"{name}: {value}" for name, value in HEADERS.items())]
    head += [f"Content-Length: {len(text.encode())}"] * tells_length
    content = end.join(["# é", *head, "", text, "", "### next", *head, "", text])
    first = content.index(text)
    expected = [laid(text, text, start) for start in (first, content.index(text, first + 1))]
    assert_all_stand(sources_in(place, "a.http", content, squeeze), content, expected)


# What random examples meet seldom.


def law(test: Callable[..., None], *arguments: Any) -> Callable[[Path], None]:
    """The promise of a *test* for these *arguments* behind the place."""
    inner: Callable[..., None] = cast("Any", test).hypothesis.inner_test
    return lambda place: inner(*([place, *arguments] if len(arguments) > 1 else arguments))


def cassette_with_quoted_keys(place: Path) -> None:
    request = {"method": "POST", "uri": URL, "body": payload_of("a"), "headers": {}}
    content = yaml.dump({"interactions": [{"request": request}]}, default_style="|")
    (source,) = sources_in(place, "a.yaml", content)
    assert source.text == payload_of("a")


def in_style(**style: Any) -> dict[str, Any]:
    return {"Dumper": yaml.SafeDumper, **style}


def test_white_space_that_is_no_space_to_a_shell() -> None:
    assert [word.text for command in shell_commands("curl a\xa0b") for word in command.words] == ["curl", "a\xa0b"]


@pytest.mark.parametrize(
    "holds",
    [
        pytest.param(law(test_words_are_those_of_bash, [(["$'\\303\\251'"], "\n")]), id="octal-bytes-in-ansi-quotes"),
        pytest.param(
            law(test_curl_with_a_here_document, payload_of("^"), "EOF", as_it_is), id="caret-before-a-quotation-mark"
        ),
        pytest.param(
            law(test_curl_with_a_here_document, payload_of("a"), "EOF | cat", as_it_is), id="here-document-in-a-pipe"
        ),
        pytest.param(
            law(test_curl_for_windows, payload_of(" 'a'"), True, False, "\n", as_it_is), id="apostrophe-for-windows"
        ),
        pytest.param(
            law(test_curl_for_windows, payload_of("\\"), False, False, "\n", as_it_is), id="backslashes-for-windows"
        ),
        pytest.param(
            law(test_raw_requests, [(payload_of("{{$guid}}"), [999], b"")], as_it_is), id="template-in-a-single-chunk"
        ),
        pytest.param(law(test_raw_requests, [(payload_of("a"), [999], b"")], as_it_is), id="single-chunk-is-editable"),
        pytest.param(
            law(
                test_cassettes_in_any_style,
                (payload_of("a\u2028b"), in_style(default_style="'", allow_unicode=True)),
                as_it_is,
            ),
            id="line-separator-in-yaml",
        ),
        pytest.param(
            law(test_cassettes_in_any_style, (f" {payload_of('a')}", in_style(default_style="|")), as_it_is),
            id="yaml-block-that-begins-with-a-space",
        ),
        pytest.param(cassette_with_quoted_keys, id="yaml-with-quoted-keys"),
        pytest.param(
            law(test_collections_of_postman, payload_of("a"), [(12, 10)], None, True),
            id="variable-as-long-as-its-name",
        ),
    ],
)
def test_what_seldom_comes_is_read_too(place: Path, holds: Callable[[Path], None]) -> None:
    holds(place)
