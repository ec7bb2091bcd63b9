"""Ways to spoil a file: blind ones, and ones that know where a format keeps its lengths."""

import json
import struct
import zlib
from collections.abc import Callable

import numpy as np

_PNG_MARK = b"\x89PNG\r\n\x1a\n"
_ODD_NUMBERS = (0, 1, 2, 7, 255, 256, 4096, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
_HEADER_BYTES = 160  # where formats keep sizes; a file of random places would rarely be spoiled there


def mutated(data: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    """Return the file spoiled in one way, or a few; `other` lends bytes for splices."""
    for _ in range(min(4, rng.geometric(0.6))):
        way = _WAYS[rng.integers(len(_WAYS))]
        data = way(data, other, rng) or data
    if data.startswith(_PNG_MARK) and rng.random() < 0.7:
        data = with_valid_checksums(data)  # else readers would look no further than those
    return data


def _place(data: bytes, rng: np.random.Generator) -> int:
    last = len(data) if rng.random() < 0.5 else min(len(data), _HEADER_BYTES)
    return int(rng.integers(max(1, last)))


def _run_length(data: bytes, rng: np.random.Generator) -> int:
    return int(min(2 ** rng.uniform(0, 9), len(data) / 2)) + 1


def _flip_bits(data: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    spoiled = bytearray(data)
    for _ in range(int(2 ** rng.uniform(0, 4))):
        spoiled[_place(data, rng)] ^= 1 << rng.integers(8)
    return bytes(spoiled)


def _overwrite(data: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    start, n_bytes = _place(data, rng), _run_length(data, rng)
    fill = (bytes(n_bytes), b"\xff" * n_bytes, rng.bytes(n_bytes))[rng.integers(3)]
    return (data[:start] + fill + data[start + n_bytes :])[: len(data)]


def _truncate(data: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    return data[: int(rng.integers(1, len(data) + 1))]


def _insert(data: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    start = _place(data, rng)
    return data[:start] + rng.bytes(_run_length(data, rng)) + data[start:]


def _delete(data: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    start = _place(data, rng)
    return data[:start] + data[start + _run_length(data, rng) :]


def _repeat(data: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    start, n_bytes = _place(data, rng), _run_length(data, rng)
    return data[: start + n_bytes] + data[start : start + n_bytes] * int(rng.integers(1, 20)) + data[start + n_bytes :]


def _splice(data: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    return data[: int(rng.integers(1, len(data) + 1))] + other[int(rng.integers(len(other))) :]


def _odd_number(data: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    """Put a number that is often not thought of where a length may stand."""
    n_bytes = int(rng.choice([1, 2, 4, 4, 8]))
    value = int(rng.choice(_ODD_NUMBERS)) if rng.random() < 0.7 else int(rng.integers(60_000))
    start = _place(data, rng) // (n_bytes if rng.random() < 0.7 else 1) * (n_bytes if rng.random() < 0.7 else 1)
    order = "little" if rng.random() < 0.5 else "big"
    return data[:start] + (value % 256**n_bytes).to_bytes(n_bytes, order) + data[start + n_bytes :]


def _structure(data: bytes, other: bytes, rng: np.random.Generator) -> bytes | None:
    """Spoil what the format itself counts with; None where it is no format of those."""
    if data[:1] == b"{" or data[8:9] == b"{":
        return _json_value(data, rng)
    for marks, way in ((_TIFF_MARKS, _tiff_entry), ((_PNG_MARK,), _png_chunk), ((b"\xff\xd8",), _jpeg_segment)):
        if data.startswith(marks):
            try:
                return way(data, rng)
            except (struct.error, ValueError, IndexError):
                return None  # spoiled already, beyond finding the way in it
    return None


_TIFF_MARKS = (b"II*\0", b"MM\0*")


def _tiff_entry(data: bytes, rng: np.random.Generator) -> bytes:
    """Change tag, type, count or value of one entry of the first directory, or where the next one is."""
    order = "<" if data[:2] == b"II" else ">"
    directory = struct.unpack_from(order + "I", data, 4)[0]
    n_entries = struct.unpack_from(order + "H", data, directory)[0]
    entry = directory + 2 + 12 * int(rng.integers(n_entries + 1))
    offset, code = ((0, "H"), (2, "H"), (4, "I"), (8, "I"), (8, "H"))[rng.integers(5)]
    value = int(rng.choice([*_ODD_NUMBERS, directory, *range(20), 256, 257, 258, 259, 273, 277, 279, 317, 322, 330]))
    spoiled = bytearray(data)
    struct.pack_into(order + code, spoiled, entry + offset, value % (65536 if code == "H" else 2**32))
    return bytes(spoiled)


def _png_chunk(data: bytes, rng: np.random.Generator) -> bytes:
    """Drop, repeat or move a chunk, or put an odd number into one."""
    chunks = png_chunks(data)
    i, j = rng.integers(len(chunks), size=2)
    match rng.integers(4):
        case 0:
            del chunks[i]
        case 1:
            chunks.insert(j, chunks[i])
        case 2:
            chunks[i], chunks[j] = chunks[j], chunks[i]
        case _:
            kind, content = chunks[i]
            chunks[i] = kind, _odd_number(content + bytes(8), b"", rng)[: len(content)]
    return _PNG_MARK + b"".join(_png_bytes(kind, content) for kind, content in chunks)


def png_chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Return kind and content of each chunk, as far as they go."""
    chunks, start = [], len(_PNG_MARK)
    while start + 8 <= len(data):
        n_bytes = struct.unpack_from(">I", data, start)[0]
        chunks.append((data[start + 4 : start + 8], data[start + 8 : start + 8 + n_bytes]))
        start += 12 + n_bytes
    return chunks


def _png_bytes(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def with_valid_checksums(data: bytes) -> bytes:
    """Return a PNG whose chunks have right lengths and checksums."""
    return _PNG_MARK + b"".join(_png_bytes(kind, content) for kind, content in png_chunks(data))


def _jpeg_segment(data: bytes, rng: np.random.Generator) -> bytes:
    """Change a marker, the length of a segment or its first bytes, or repeat the segment."""
    marks = [i for i in range(2, len(data) - 4) if data[i] == 0xFF and 0xC0 <= data[i + 1] < 0xFF]
    mark = marks[int(rng.integers(len(marks)))]
    n_bytes = struct.unpack_from(">H", data, mark + 2)[0]
    segment = data[mark : mark + 2 + n_bytes]
    match rng.integers(4):
        case 0:
            return data[: mark + 1] + bytes([rng.integers(0xC0, 0xFF)]) + data[mark + 2 :]
        case 1:
            return data[: mark + 2] + struct.pack(">H", int(rng.choice(_ODD_NUMBERS)) % 65536) + data[mark + 4 :]
        case 2:
            place = mark + 4 + int(rng.integers(12))
            return data[:place] + struct.pack(">H", int(rng.choice(_ODD_NUMBERS)) % 65536) + data[place + 2 :]
        case _:
            return data[:mark] + segment * int(rng.integers(2, 40)) + data[mark + 2 + n_bytes :]


def _json_value(data: bytes, rng: np.random.Generator) -> bytes | None:
    """Change one value of a JSON file, of a checkpoint's header, or of the JSON within that header."""
    start = 0 if data[:1] == b"{" else 8
    end = len(data) if start == 0 else 8 + int.from_bytes(data[:8], "little")
    try:
        content = json.loads(data[start:end])
        metadata = content.get("__metadata__", {})
        if "diar" in metadata and rng.random() < 0.8:
            metadata["diar"] = json.dumps(_with_odd_value(json.loads(metadata["diar"]), rng))
        else:
            content = _with_odd_value(content, rng)
    except (ValueError, AttributeError, TypeError, RecursionError):
        return None
    header = json.dumps(content).encode()
    return (len(header).to_bytes(8, "little") if start else b"") + header + data[end:]


def _with_odd_value(content: object, rng: np.random.Generator) -> object:
    if isinstance(content, dict | list) and content and rng.random() < 0.9:
        keys = list(content) if isinstance(content, dict) else list(range(len(content)))
        key = keys[int(rng.integers(len(keys)))]
        content[key] = _with_odd_value(content[key], rng)  # pyright: ignore[reportArgumentType, reportCallIssue]
        return content
    return _ODD_VALUES[int(rng.integers(len(_ODD_VALUES)))]


_ODD_VALUES = (
    *(None, True, 0, -1, 1, 2, 3, 64, 4096, 10**6, 10**9, 2**63, 10**400, 0.5, -0.0, 1e308, float("nan"), float("inf")),
    *("", "diar", "swin", "../../../../etc/passwd", "/dev/zero", "\0", "\ud800", "F64", "x" * 100_000),
    *([], [[]], {}, [1], [10**6] * 3, [0, 2**62], {"a": {}}, [[1, 0, 0], [0, 1, 0], [0, 0, 0]]),
)


_WAYS: tuple[Callable[[bytes, bytes, np.random.Generator], bytes | None], ...] = (
    _flip_bits,
    _overwrite,
    _truncate,
    _insert,
    _delete,
    _repeat,
    _splice,
    _odd_number,
    _odd_number,
    _structure,
    _structure,
    _structure,
)
