"""Boxes of the files that ISO base media are made of (ISO/IEC 14496-12, 23008-12): HEIF, AVIF, JPEG 2000, JPEG XL."""

from collections.abc import Iterator
from dataclasses import dataclass

_NCLX = b"nclx"


@dataclass(frozen=True)
class Box:
    """A box: its name, and where in the file its content begins and ends."""

    name: bytes
    start: int
    end: int


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """Yield the boxes of a stretch of a file, up to the first that does not fit in."""
    end = len(data) if end is None else end
    while start + 8 <= end:
        n_bytes, header = int.from_bytes(data[start : start + 4], "big"), 8
        if n_bytes == 1:
            n_bytes, header = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        stop = end if n_bytes == 0 else start + n_bytes
        if stop > end or stop < start + header:
            return
        yield Box(data[start + 4 : start + 8], start + header, stop)
        start = stop


def brands(data: bytes) -> set[bytes]:
    """Return what kinds of file a file says to be; none where it is not of boxes."""
    if data[4:8] != b"ftyp":
        return set()
    length = min(int.from_bytes(data[:4], "big"), 256)
    return {data[8:12], *(data[i : i + 4] for i in range(16, length, 4))}


def first(data: bytes, *path: bytes) -> Box | None:
    """Return the first box by a path of names; the content of `meta` is taken to begin behind its version."""
    found: Box | None = None
    start, end = 0, len(data)
    for name in path:
        found = next((box for box in boxes(data, start, end) if box.name == name), None)
        if found is None:
            return None
        start, end = found.start + (4 if name == b"meta" else 0), found.end
    return found


def primary_properties(data: bytes) -> dict[bytes, list[bytes]]:
    """Return the properties of a HEIF's main picture by name."""
    main, table = first(data, b"meta", b"pitm"), first(data, b"meta", b"iprp", b"ipma")
    container = first(data, b"meta", b"iprp", b"ipco")
    if main is None or table is None or container is None:
        return {}
    item = int.from_bytes(data[main.start + 4 : main.start + (6 if data[main.start] == 0 else 8)], "big")
    properties = list(boxes(data, container.start, container.end))
    found: dict[bytes, list[bytes]] = {}
    for index in _associated(data[table.start : table.end], item):
        if 0 < index <= len(properties):
            box = properties[index - 1]
            found.setdefault(box.name, []).append(data[box.start : box.end])
    return found


def _associated(table: bytes, item: int) -> list[int]:
    """Return the numbers of an item's properties in a box `ipma`."""
    if len(table) < 8:
        return []
    n_id_bytes, n_index_bytes = (2 if table[0] == 0 else 4), (2 if table[3] & 1 else 1)
    place = 8
    for _ in range(int.from_bytes(table[4:8], "big")):
        if place + n_id_bytes >= len(table):
            break
        number, n_properties = int.from_bytes(table[place : place + n_id_bytes], "big"), table[place + n_id_bytes]
        place += n_id_bytes + 1
        end = place + n_index_bytes * n_properties
        if number == item:
            mask = 0x7FFF if n_index_bytes == 2 else 0x7F
            pieces = (table[i : i + n_index_bytes] for i in range(place, end, n_index_bytes))
            return [int.from_bytes(piece, "big") & mask for piece in pieces]
        place = end
    return []


def cicp(colours: list[bytes]) -> tuple[int, int] | None:
    """Return primaries and transfer (ITU-T H.273) of a picture's properties `colr`; None where they name none."""
    for box in colours:
        if box[:4] == _NCLX and len(box) >= 8:
            return int.from_bytes(box[4:6], "big"), int.from_bytes(box[6:8], "big")
    return None


def icc_profile(colours: list[bytes]) -> bytes:
    """Return the profile among a picture's properties `colr`; b"" for none."""
    return next((box[4:] for box in colours if box[:4] in (b"prof", b"rICC")), b"")
