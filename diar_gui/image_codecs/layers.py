"""Several pictures in one TIFF, each a page with a name; programs that know layers show them as such."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import BinaryIO

import numpy as np

from diar_gui.image_codecs.encode import tiff_entries, write_tiff_strips
from diar_gui.image_codecs.exif import Directory, Entry

_MAX_BYTES = 2**32 - 2**24  # of a TIFF whose offsets have 32 bits, with room for the directories
_SUBFILE_TYPE, _STRIP_OFFSETS, _PAGE_NAME, _PAGE_NUMBER, _ICC_PROFILE = 254, 273, 285, 297, 34675
_PAGE = 2  # one of several


@dataclass(frozen=True, eq=False)
class Layer:
    """A page: its name, and `(H, W, 3)` RGB, `(H, W, 4)` RGB and alpha, or `(H, W)` grey; uint8 or uint16."""

    name: str
    pixels: np.ndarray


def write_layers(file: BinaryIO, layers: Iterable[Layer], n_bytes: int, *, profile: bytes) -> None:
    """Write a TIFF of the layers, one in memory at a time.

    Args:
        file: empty, opened for writing; it is left open.
        layers: may be a generator.
        n_bytes: of all their pixels together. From 4 GB on the file is a BigTIFF.
        profile: that coloured pages carry; b"" for none.
    """
    is_big = n_bytes > _MAX_BYTES
    file.write(struct.pack("<2sHHHQ", b"II", 43, 8, 0, 0) if is_big else b"II*\0\0\0\0\0")
    pages: list[Directory] = []
    for layer in layers:
        offsets, counts = write_tiff_strips(file, layer.pixels)
        pages.append(_entries(layer, offsets, counts, is_big, profile))
    file.write(bytes(file.tell() % 2))
    first = start = file.tell()
    for i, entries in enumerate(pages):
        number = struct.pack("<HH", i, len(pages))
        entries = {**entries, _PAGE_NUMBER: Entry(3, 2, number)}
        n_bytes = len(_directory(entries, start, 0, is_big))
        following = start + n_bytes if i + 1 < len(pages) else 0
        file.write(_directory(entries, start, following, is_big))
        start += n_bytes
    file.seek(8 if is_big else 4)
    file.write(struct.pack("<Q" if is_big else "<I", first))


def _entries(layer: Layer, offsets: list[int], counts: list[int], is_big: bool, profile: bytes) -> Directory:
    entries = tiff_entries(layer.pixels, [0] * len(offsets), counts)
    places = struct.pack(f"<{len(offsets)}{'Q' if is_big else 'I'}", *offsets)
    entries[_STRIP_OFFSETS] = replace(entries[_STRIP_OFFSETS], kind=16 if is_big else 4, value=places)
    name = layer.name.encode("utf-8", "backslashreplace").replace(b"\0", b"") + b"\0"
    entries[_PAGE_NAME] = Entry(2, len(name), name)
    entries[_SUBFILE_TYPE] = Entry(4, 1, struct.pack("<I", _PAGE))
    if profile and layer.pixels.ndim == 3:
        entries[_ICC_PROFILE] = Entry(7, len(profile), profile)
    return entries


def _directory(entries: Directory, start: int, following: int, is_big: bool) -> bytes:
    """Return a directory that begins at `start`, its values behind it, an even number of bytes."""
    count, offset, n_inside, n_head = ("<Q", "<Q", 8, 8) if is_big else ("<H", "<I", 4, 2)
    n_entry_bytes = 20 if is_big else 12
    place = start + n_head + n_entry_bytes * len(entries) + n_inside
    table, values = struct.pack(count, len(entries)), b""
    for tag, entry in sorted(entries.items()):
        inside = entry.value.ljust(n_inside, b"\0")
        if len(entry.value) > n_inside:
            inside = struct.pack(offset, place + len(values))
            values += entry.value + bytes(len(entry.value) % 2)
        table += struct.pack("<HH", tag, entry.kind) + struct.pack(offset, entry.count) + inside
    return table + struct.pack(offset, following) + values
