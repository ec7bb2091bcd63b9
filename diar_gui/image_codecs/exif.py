"""What a camera noted about a photo (EXIF 2.32), read from untrusted bytes and written again for another picture.

Values are kept byte for byte, but in little-endian order. What belongs to the pixels as they were stored (orientation,
thumbnail, sizes, colour space) is not kept, nor is what moving would break.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from diar_gui import __version__

_HEADER = b"Exif\0\0"
_MAX_BYTES = 1 << 20  # of all values: entries of a malicious file may share their bytes and ask for gigabytes
_MAX_N_ENTRIES = 1000
_MAX_N_PAGES = 10_000

_ITEM_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_SWAPPED_BYTES = {3: 2, 4: 4, 5: 4, 8: 2, 9: 4, 10: 4, 11: 4, 12: 8, 13: 4}
_ASCII, _SHORT, _LONG, _UNDEFINED = 2, 3, 4, 7

_SUBFILE_TYPE, _ORIENTATION, _SOFTWARE, _DNG_VERSION = 0x00FE, 0x0112, 0x0131, 0xC612
_CAMERA_IFD, _GPS_IFD, _INTEROPERABILITY_IFD = 0x8769, 0x8825, 0xA005
_MAKER_NOTE, _COLOUR_SPACE, _WIDTH, _HEIGHT = 0x927C, 0xA001, 0xA002, 0xA003
_SRGB = 1
_INTEROPERABILITY_INDEX, _ADOBE_RGB = 1, b"R03\0"

_KEPT_OF_IMAGE = frozenset(
    # description, make, model, resolution and its unit, date, artist, host computer, rating, copyright, Windows' texts
    {0x010E, 0x010F, 0x0110, 0x011A, 0x011B, 0x0128, 0x0132, 0x013B, 0x013C, 0x4746, 0x4749, 0x8298}
    | set(range(0x9C9B, 0x9CA0))
)
_LEFT_OF_CAMERA = frozenset(
    # components and compression, subject area and location (in stored pixels), the photo's own id, gamma, and pointers
    {0x9101, 0x9102, 0x9214, 0xA214, 0xA420, 0xA500, _INTEROPERABILITY_IFD}
)
# Maker notes whose offsets count from their own start survive being moved; in others they count from the file's.
_MOVABLE_MAKER_NOTES = (b"Apple iOS\0", b"Nikon\0\x02", b"FUJIFILM", b"OLYMPUS\0", b"OM SYSTEM\0")


@dataclass(frozen=True)
class Entry:
    """A value as a TIFF directory holds it: type, number of items, bytes in little-endian order."""

    kind: int
    count: int
    value: bytes


Directory = dict[int, Entry]


@dataclass(frozen=True)
class Exif:
    """Entries by tag, of the image, the camera and the place; `interoperability` is read, and never written."""

    image: Directory = field(default_factory=dict)
    camera: Directory = field(default_factory=dict)
    gps: Directory = field(default_factory=dict)
    interoperability: Directory = field(default_factory=dict)

    @property
    def orientation(self) -> int:
        """How the stored picture is turned, 1 to 8; 1 where nothing is said."""
        number = _number(self.image.get(_ORIENTATION))
        return number if 1 <= number <= 8 else 1

    @property
    def is_raw(self) -> bool:
        """Whether the file is a DNG."""
        return _DNG_VERSION in self.image

    @property
    def is_adobe_rgb(self) -> bool:
        """Whether the camera says, by the rules for its file names (DCF 2.0), that its colours are Adobe RGB."""
        index = self.interoperability.get(_INTEROPERABILITY_INDEX)
        return index is not None and index.value == _ADOBE_RGB


def parse(data: bytes) -> Exif:
    """Return what can be read; nothing in it raises, and what is damaged is passed over.

    Args:
        data: a TIFF file, or what other files hold of one, with or without EXIF's own header.
    """
    reader = _Reader.of(data)
    if reader is None:
        return Exif()
    image = reader.directory(reader.first)
    camera = reader.directory(_number(image.get(_CAMERA_IFD)))
    gps = reader.directory(_number(image.get(_GPS_IFD)))
    return Exif(image, camera, gps, reader.directory(_number(camera.get(_INTEROPERABILITY_IFD))))


def n_pages(data: bytes) -> int:
    """Return how many pages a TIFF file has; smaller copies of another page are not counted."""
    reader = _Reader.of(data)
    if reader is None:
        return 1
    kinds = [_number(directory.get(_SUBFILE_TYPE)) for directory in reader.chain({_SUBFILE_TYPE})]
    return max(1, sum(not kind & 1 for kind in kinds))


def kept(exif: Exif) -> bytes:
    """Return what still holds of a picture made from the photo, as `written` puts it; b"" where that is nothing."""
    image = {tag: entry for tag, entry in exif.image.items() if tag in _KEPT_OF_IMAGE}
    camera = {tag: entry for tag, entry in exif.camera.items() if tag not in _LEFT_OF_CAMERA}
    note = camera.get(_MAKER_NOTE)
    if note is not None and not note.value.startswith(_MOVABLE_MAKER_NOTES):
        del camera[_MAKER_NOTE]
    if not (image or camera or exif.gps):
        return b""
    return written(Exif(image, camera, exif.gps))


def for_picture(data: bytes, size: tuple[int, int]) -> Exif:
    """Return what `kept` kept with what holds of the new picture: upright, its size, sRGB, made by DIAR.

    Args:
        data: from `kept`.
        size: (height, width) of the picture.
    """
    exif = parse(data)
    software = f"DIAR {__version__}\0".encode()
    image = {**exif.image, _ORIENTATION: _short(1), _SOFTWARE: Entry(_ASCII, len(software), software)}
    numbers = {_COLOUR_SPACE: _short(_SRGB), _WIDTH: _long(size[1]), _HEIGHT: _long(size[0])}
    version = {0x9000: Entry(_UNDEFINED, 4, b"0232")}
    return Exif(image, {**version, **exif.camera, **numbers}, exif.gps)


def without_maker_note(exif: Exif) -> Exif:
    """Return it without the camera's own notes, which are what makes it long."""
    return replace(exif, camera={tag: entry for tag, entry in exif.camera.items() if tag != _MAKER_NOTE})


def written(exif: Exif, extra: Directory | None = None, start: int = 8) -> bytes:
    """Return the directories as a TIFF file without pixels.

    Args:
        exif: what to write.
        extra: further entries of the image's directory.
        start: where the first directory begins; with more than 8, what lies between is left to the caller, and so is
            the header: the bytes from `start` on come back.
    """
    image = {**exif.image, **(extra or {})}
    places = [(tag, entries) for tag, entries in ((_CAMERA_IFD, exif.camera), (_GPS_IFD, exif.gps)) if entries]
    image |= {tag: _long(0) for tag, _ in places}
    position, behind = start + len(_directory(image, start)), b""
    for tag, entries in places:
        image[tag] = _long(position + len(behind))
        behind += _directory(entries, position + len(behind))
    header = b"II*\0" + struct.pack("<I", 8) if start == 8 else b""
    return header + _directory(image, start) + behind


def _directory(entries: Directory, start: int) -> bytes:
    """Return a directory that begins at `start`, with its values behind it."""
    place = start + 2 + 12 * len(entries) + 4
    table, values = struct.pack("<H", len(entries)), b""
    for tag, entry in sorted(entries.items()):
        field_bytes = entry.value.ljust(4, b"\0")
        if len(entry.value) > 4:
            field_bytes = struct.pack("<I", place + len(values))
            values += entry.value + b"\0" * (len(entry.value) % 2)
        table += struct.pack("<HHI", tag, entry.kind, entry.count) + field_bytes
    return table + bytes(4) + values


class _Reader:
    """Reads directories of a TIFF file."""

    def __init__(self, data: bytes, order: str) -> None:
        self._data = data
        self._order = order
        self._bytes_left = _MAX_BYTES
        (self.first,) = struct.unpack_from(order + "I", data, 4)

    @classmethod
    def of(cls, data: bytes) -> "_Reader | None":
        data = data[len(_HEADER) :] if data.startswith(_HEADER) else data
        order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
        return cls(data, order) if order and len(data) >= 8 else None

    def directory(self, start: int) -> Directory:
        return dict(self._entries(start, None)) if start >= 8 else {}

    def chain(self, wanted: set[int]) -> Iterator[Directory]:
        """Yield the first directory and those that it leads to, of each the wanted entries."""
        start, seen = self.first, set()
        while start >= 8 and start not in seen and len(seen) < _MAX_N_PAGES and start + 2 <= len(self._data):
            seen.add(start)
            yield dict(self._entries(start, wanted))
            (n_entries,) = struct.unpack_from(self._order + "H", self._data, start)
            place = start + 2 + 12 * n_entries
            if place + 4 > len(self._data):
                return
            (start,) = struct.unpack_from(self._order + "I", self._data, place)

    def _entries(self, start: int, wanted: set[int] | None) -> Iterator[tuple[int, Entry]]:
        if start + 2 > len(self._data):
            return
        (n_entries,) = struct.unpack_from(self._order + "H", self._data, start)
        for i in range(min(n_entries, _MAX_N_ENTRIES)):
            place = start + 2 + 12 * i
            if place + 12 > len(self._data):
                return
            tag, kind, count = struct.unpack_from(self._order + "HHI", self._data, place)
            if wanted is not None and tag not in wanted:
                continue
            n_bytes = _ITEM_BYTES.get(kind, 0) * count
            if n_bytes > 4:
                (place,) = struct.unpack_from(self._order + "I", self._data, place + 8)
            else:
                place += 8
            if 0 < n_bytes <= self._bytes_left and place + n_bytes <= len(self._data):
                self._bytes_left -= n_bytes
                yield tag, Entry(kind, count, self._little_endian(kind, self._data[place : place + n_bytes]))

    def _little_endian(self, kind: int, value: bytes) -> bytes:
        width = _SWAPPED_BYTES.get(kind)
        if self._order == "<" or width is None:
            return value
        return b"".join(value[i : i + width][::-1] for i in range(0, len(value), width))


def _number(entry: Entry | None) -> int:
    """Return the whole number that an entry holds; 0 where it holds none."""
    if entry is None or entry.kind not in (_SHORT, _LONG, 13) or not entry.value:
        return 0
    return int.from_bytes(entry.value[: _ITEM_BYTES[entry.kind]], "little")


def _short(number: int) -> Entry:
    return Entry(_SHORT, 1, struct.pack("<H", number))


def _long(number: int) -> Entry:
    return Entry(_LONG, 1, struct.pack("<I", number))
