"""What is compressed: expanded in a stream, within a bound, as far as it goes."""

from __future__ import annotations

import bz2
import gzip
import io
import itertools
import lzma
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, Final, cast

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from kochava_lint.compression import DamagedError, Expanded, compression_of, expand
from kochava_lint.errors import InputError

Compress = Callable[[bytes], bytes]
KINDS: Final[dict[str, Compress]] = {
    "gzip": gzip.compress,
    "zstd": zstd.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "deflate": zlib.compress,
}
BY_HEAD: Final = [kind for kind in KINDS if kind != "deflate"]
CONTENTS: Final = st.binary(max_size=300) | st.builds(
    lambda piece, times: piece * times, st.binary(min_size=1, max_size=9), st.integers(1, 30_000)
)


def in_pieces(stream: Expanded, size: int) -> bytes:
    read = b""
    while piece := stream.read(size):
        assert len(piece) <= size
        read += piece
    return read


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        *((compress(b"x"), kind) for kind, compress in KINDS.items() if kind != "deflate"),
        (zlib.compress(b"x"), None),
        (b"\x1f", None),
        (b"", None),
        (b'{"a":1}', None),
        (b" \x1f\x8b", None),
        (b"PK\x03\x04", None),
    ],
    ids=itertools.count(),
)
def test_the_first_bytes_tell_what_is_compressed(head: bytes, kind: str | None) -> None:
    assert compression_of(head) == kind


@pytest.mark.parametrize("kind", KINDS)
@given(content=CONTENTS, size=st.integers(1, 70_000), cut=st.integers(0, 300))
def test_what_was_compressed_comes_back_whatever_the_pieces(kind: str, content: bytes, size: int, cut: int) -> None:
    compress = KINDS[kind]
    assert expand(compress(content), kind, len(content) + 1) == content
    several = Expanded(io.BytesIO(compress(content[:cut]) + compress(content[cut:])), kind)
    assert in_pieces(several, max(size, len(content) // 50 + 1)) == content
    assert (several.damage, several.is_over, several.size) == (None, False, len(content))


@pytest.mark.parametrize("kind", KINDS)
@given(content=CONTENTS, limit=st.integers(0, 500))
def test_never_more_is_read_than_the_bound(kind: str, content: bytes, limit: int) -> None:
    stream = Expanded(io.BytesIO(KINDS[kind](content)), kind, limit)
    assert stream.read() == content[:limit]
    assert stream.is_over is (len(content) > limit)
    assert stream.damage is None
    if limit:
        assert expand(KINDS[kind](content), kind, limit) == content[:limit]


@pytest.mark.parametrize("kind", KINDS)
@given(content=st.binary(min_size=1, max_size=2000), data=st.data())
def test_of_what_breaks_off_the_beginning_is_read_and_the_rest_is_told(kind: str, content: bytes, data: Any) -> None:
    written = KINDS[kind](content)
    cut = written[: data.draw(st.integers(0, len(written) - 1))]
    stream = Expanded(io.BytesIO(cut), kind)
    read = stream.read()
    assert content.startswith(read)
    assert stream.damage is not None
    assert f"{len(read):,} bytes" in stream.damage
    assert stream.read() == b""
    with pytest.raises(DamagedError) as raised:
        expand(cut, kind, len(content) + 1)
    assert raised.value.read == read


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_long_text_that_breaks_off_nearly_all_is_read(kind: str) -> None:
    content = b"".join(b'{"kochava_app_id":"%d"}\n' % number for number in range(200_000))
    written = KINDS[kind](content)
    stream = Expanded(io.BytesIO(written[: len(written) // 2]), kind)
    read = in_pieces(stream, 1 << 16)
    assert content.startswith(read)
    # Those that compress in blocks lose the last one.
    assert len(read) > len(content) // 10
    assert stream.damage is not None
    assert stream.damage.startswith("it is cut off after ")


@pytest.mark.parametrize("kind", BY_HEAD)
@given(content=st.binary(min_size=1, max_size=500), data=st.data())
def test_no_damage_makes_it_raise_or_go_on_without_end(kind: str, content: bytes, data: Any) -> None:
    written = bytearray(KINDS[kind](content))
    for _ in range(data.draw(st.integers(1, 3))):
        written[data.draw(st.integers(0, len(written) - 1))] = data.draw(st.integers(0, 255))
    stream = Expanded(io.BytesIO(bytes(written)), kind, 100_000)
    assert len(stream.read()) <= 100_000


@pytest.mark.parametrize("kind", BY_HEAD)
@pytest.mark.parametrize("padding", [b"\0", b"\0" * 70_000])
def test_zeros_behind_it_and_between_mean_nothing(kind: str, padding: bytes) -> None:
    part = KINDS[kind](b"text")
    stream = Expanded(io.BytesIO(part + padding + part + padding), kind)
    assert stream.read() == b"texttext"
    assert stream.damage is None


@pytest.mark.parametrize("kind", BY_HEAD)
@pytest.mark.parametrize("size", [1, 2, 5, 7])
def test_parts_may_begin_anywhere_in_what_is_read_at_once(kind: str, size: int) -> None:
    part = KINDS[kind](b"text")
    stream = Expanded(cast("BinaryIO", Dripping(part * 3, size)), kind)
    assert stream.read() == b"texttexttext"
    assert stream.damage is None


class Dripping(io.BytesIO):
    """A file of which no more than *most* bytes come at once."""

    def __init__(self, content: bytes, most: int) -> None:
        super().__init__(content)
        self.most = most

    def read(self, _size: int | None = -1, /) -> bytes:
        """Read some bytes."""
        return super().read(self.most)


@pytest.mark.parametrize("kind", BY_HEAD)
@pytest.mark.parametrize("rest", [b"garbage", gzip.compress(b"x"), bz2.compress(b"x")], ids=["words", "gzip", "bzip2"])
def test_what_follows_that_is_not_compressed_so_is_told(kind: str, rest: bytes) -> None:
    if compression_of(rest) == kind:
        return
    stream = Expanded(io.BytesIO(KINDS[kind](b"text") + rest), kind)
    assert stream.read() == b"text"
    assert stream.damage == f"after 4 bytes of text, something follows that is not compressed as {kind}"


@pytest.mark.parametrize("kind", ["gzip", "zstd", "xz"])
def test_a_wrong_checksum_is_damage(kind: str) -> None:
    compress: Compress = KINDS[kind]
    if kind == "zstd":
        compress = lambda content: zstd.compress(content, options={zstd.CompressionParameter.checksum_flag: 1})  # noqa: E731
    written = bytearray(compress(b"some text"))
    at = -8 if kind == "gzip" else -1 if kind == "zstd" else -30
    written[at] ^= 0xFF
    stream = Expanded(io.BytesIO(bytes(written)), kind)
    stream.read()
    assert stream.damage is not None
    assert "damaged" in stream.damage


@pytest.mark.parametrize("kind", KINDS)
def test_memory_does_not_grow_with_what_a_bomb_expands_to(kind: str) -> None:
    bomb = KINDS[kind](bytes(100_000_000))
    stream = Expanded(io.BytesIO(bomb), kind, 50_000_000)
    tracemalloc.start()
    try:
        total = 0
        while piece := stream.read(1 << 16):
            total += len(piece)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (total, stream.is_over) == (50_000_000, True)
    assert peak < 10_000_000


def test_zstd_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.version_info >= (3, 14):
        pytest.skip("Python reads it by itself")
    monkeypatch.setitem(sys.modules, "backports", None)
    monkeypatch.setitem(sys.modules, "backports.zstd", None)
    with pytest.raises(InputError, match=r"pip install 'kochava-lint\[zstd\]'"):
        Expanded(io.BytesIO(zstd.compress(b"x")), "zstd")


def test_a_file_is_read_as_far_as_is_asked_for() -> None:
    file = io.BytesIO(gzip.compress(b"".join(b"%d\n" % number for number in range(1_000_000))))
    stream = io.BufferedReader(Expanded(file, "gzip"), 1 << 16)
    assert stream.readline() == b"0\n"
    assert file.tell() < 200_000 < len(file.getvalue())
