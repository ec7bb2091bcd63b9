"""What is noted about a photo (EXIF 2.32 and 3.0), read from untrusted bytes and written again for another picture.

XMP and IPTC are entries of it like in a TIFF.

Values are kept byte for byte, but in little-endian order. What belongs to the pixels as they were stored (orientation,
thumbnail, sizes, colour space) is not kept, nor is what moving would break.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from diar_gui import __version__
from diar_gui.image_codecs import xmp

_HEADER = b"Exif\0\0"
# Of all values: entries of a malicious file may share their bytes and ask for gigabytes.
_MAX_BYTES, _MAX_SHARED_BYTES = 1 << 24, 1 << 20
_MAX_N_ENTRIES = 1000
_MAX_N_PAGES = 10_000

# 129 is UTF-8 (EXIF 3.0), 16 to 18 are BigTIFF's.
_ITEM_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}
_ITEM_BYTES |= {16: 8, 17: 8, 18: 8}
_SWAPPED_BYTES = {3: 2, 4: 4, 5: 4, 8: 2, 9: 4, 10: 4, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_BYTE, _ASCII, _SHORT, _LONG, _RATIONAL, _UNDEFINED, _UTF8 = 1, 2, 3, 4, 5, 7, 129

_SUBFILE_TYPE, _ORIENTATION, _SOFTWARE, _DNG_VERSION = 0x00FE, 0x0112, 0x0131, 0xC612
_X_RESOLUTION, _Y_RESOLUTION, _RESOLUTION_UNIT, _INCH, _CENTIMETRE = 0x011A, 0x011B, 0x0128, 2, 3
_XMP, _IPTC = 0x02BC, 0x83BB
_CAMERA_IFD, _GPS_IFD, _INTEROPERABILITY_IFD = 0x8769, 0x8825, 0xA005
_MAKER_NOTE, _COLOUR_SPACE, _WIDTH, _HEIGHT = 0x927C, 0xA001, 0xA002, 0xA003
_SRGB, _UNCALIBRATED = 1, 65535
_INTEROPERABILITY_INDEX, _ADOBE_RGB = 1, b"R03\0"

_KEPT_OF_IMAGE = frozenset(
    # description, make, model, resolution and its unit, date, artist, host computer, rating, copyright, XMP, IPTC, and
    # Windows' texts
    {0x010E, 0x010F, 0x0110, 0x011A, 0x011B, 0x0128, 0x0132, 0x013B, 0x013C, 0x4746, 0x4749, 0x8298, _XMP, _IPTC}
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
    def has_orientation(self) -> bool:
        """Whether anything is said about how the stored picture is turned."""
        return _ORIENTATION in self.image

    @property
    def xmp(self) -> bytes:
        """The XMP packet; b"" for none."""
        return self.image[_XMP].value if _XMP in self.image else b""

    @property
    def iptc(self) -> bytes:
        """The IPTC record; b"" for none."""
        return self.image[_IPTC].value if _IPTC in self.image else b""

    @property
    def per_inch(self) -> tuple[float, float] | None:
        """Pixels per inch, across and down; None where nothing sensible is said."""
        found = [_ratio(self.image.get(tag)) for tag in (_X_RESOLUTION, _Y_RESOLUTION)]
        unit = {0: 1.0, _INCH: 1.0, _CENTIMETRE: 2.54}.get(_number(self.image.get(_RESOLUTION_UNIT)))
        x, y = found[0], found[1] or found[0]
        return (x * unit, y * unit) if x and y and unit and max(x, y) * unit < 1e6 else None

    @property
    def is_raw(self) -> bool:
        """Whether the file is a DNG."""
        return _DNG_VERSION in self.image

    @property
    def is_adobe_rgb(self) -> bool:
        """Whether the camera says, by the rules for its file names (DCF 2.0), that its colours are Adobe RGB."""
        index = self.interoperability.get(_INTEROPERABILITY_INDEX)
        return index is not None and index.value == _ADOBE_RGB


def parse(data: bytes, page: int | None = None) -> Exif:
    """Return what can be read; nothing in it raises, and what is damaged is passed over.

    Args:
        data: a TIFF file, or what other files hold of one, with or without EXIF's own header.
        page: where the directory of the picture begins, where that is not the file's first one.
    """
    reader = _Reader.of(data)
    if reader is None:
        return Exif()
    image = reader.directory(reader.first)
    if page is not None and page != reader.first:
        image |= reader.directory(page)
    camera = reader.directory(_number(image.get(_CAMERA_IFD)))
    gps = reader.directory(_number(image.get(_GPS_IFD)))
    return Exif(image, camera, gps, reader.directory(_number(camera.get(_INTEROPERABILITY_IFD))))


def page_kinds(data: bytes) -> list[int]:
    """Return the number that says what each page of a TIFF file is (TIFF 6.0, tag 254), at least one."""
    reader = _Reader.of(data)
    if reader is None:
        return [0]
    return [_number(directory.get(_SUBFILE_TYPE)) for directory in reader.chain({_SUBFILE_TYPE})] or [0]


def kept(exif: Exif) -> bytes:
    """Return what still holds of a picture made from the photo, as `written` puts it; b"" where that is nothing."""
    image = {tag: entry for tag, entry in exif.image.items() if tag in _KEPT_OF_IMAGE}
    if packet := xmp.kept(exif.xmp):
        image[_XMP] = Entry(_BYTE, len(packet), packet)
    else:
        image.pop(_XMP, None)
    camera = {tag: entry for tag, entry in exif.camera.items() if tag not in _LEFT_OF_CAMERA}
    note = camera.get(_MAKER_NOTE)
    if note is not None and not note.value.startswith(_MOVABLE_MAKER_NOTES):
        del camera[_MAKER_NOTE]
    if not (image or camera or exif.gps):
        return b""
    return written(Exif(image, camera, exif.gps))


def with_more(exif: Exif, packet: bytes = b"", iptc: bytes = b"", per_inch: tuple[float, float] | None = None) -> Exif:
    """Return it with what the file says elsewhere than in its EXIF; what it has itself stays.

    Args:
        exif: what the file's EXIF says.
        packet: its XMP.
        iptc: its IPTC, as the record of IIM.
        per_inch: pixels per inch, across and down.
    """
    more: Directory = {}
    if packet:
        more[_XMP] = Entry(_BYTE, len(packet), packet)
    if iptc:
        more[_IPTC] = Entry(_UNDEFINED, len(iptc), iptc)
    if per_inch is not None and _X_RESOLUTION not in exif.image and all(0.01 < n < 1e6 for n in per_inch):
        more |= _resolution(per_inch)
    return replace(exif, image={**more, **exif.image})


def without_places(data: bytes) -> bytes:
    """Return what `kept` kept without where the photo was taken, in EXIF and in XMP."""
    exif = parse(data)
    image = dict(exif.image)
    if exif.xmp:
        packet = xmp.without_places(exif.xmp)
        image.pop(_XMP)
        image |= {_XMP: Entry(_BYTE, len(packet), packet)} if packet else {}
    return written(replace(exif, image=image, gps={})) if image or exif.camera else b""


def with_xmp(data: bytes, values: Mapping[str, str]) -> bytes:
    """Return what `kept` kept, maybe nothing, with properties of XMP set, see `xmp.with_values`."""
    exif = parse(data)
    packet = xmp.with_values(exif.xmp, values)
    return written(replace(exif, image={**exif.image, _XMP: Entry(_BYTE, len(packet), packet)}))


def for_picture(
    data: bytes, size: tuple[int, int], space: str = "srgb", per_inch: tuple[float, float] | None = None
) -> Exif:
    """Return what `kept` kept with what holds of the new picture: upright, its size, its colours, made by DIAR.

    Args:
        data: from `kept`.
        size: (height, width) of the picture.
        space: of `names.SPACES`, what its colours are in; EXIF has a number for sRGB alone.
        per_inch: its pixels per inch, across and down; None for what is known of the photo.
    """
    exif = parse(data)
    software = f"DIAR {__version__}\0".encode()
    image = {**exif.image, _ORIENTATION: _short(1), _SOFTWARE: Entry(_ASCII, len(software), software)}
    colours = _short(_SRGB if space == "srgb" else _UNCALIBRATED)
    numbers = {_COLOUR_SPACE: colours, _WIDTH: _long(size[1]), _HEIGHT: _long(size[0])}
    version = {0x9000: Entry(_UNDEFINED, 4, b"0232")}
    image |= _resolution(per_inch) if per_inch else {}
    return Exif(image, {**version, **exif.camera, **numbers}, exif.gps)


def resolution_alone(per_inch: tuple[float, float]) -> Exif:
    """Return notes that say nothing but the pixels per inch, across and down."""
    return Exif(_resolution(per_inch), {}, {})


def _resolution(per_inch: tuple[float, float]) -> Directory:
    x, y = (Fraction(round(n) if abs(n - round(n)) < 0.02 else n).limit_denominator(1000) for n in per_inch)
    return {
        _X_RESOLUTION: Entry(_RATIONAL, 1, struct.pack("<II", x.numerator, x.denominator)),
        _Y_RESOLUTION: Entry(_RATIONAL, 1, struct.pack("<II", y.numerator, y.denominator)),
        _RESOLUTION_UNIT: _short(_INCH),
    }


def without_packets(exif: Exif) -> Exif:
    """Return it without XMP and IPTC, for files that have another place for them."""
    return replace(exif, image={tag: entry for tag, entry in exif.image.items() if tag not in (_XMP, _IPTC)})


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
    for pointer in (_CAMERA_IFD, _GPS_IFD):
        image.pop(pointer, None)  # to where a directory was in the file it was read from
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
    """Reads directories of a TIFF or BigTIFF file."""

    def __init__(self, data: bytes, order: str, *, is_big: bool) -> None:
        self._data = data
        self._order = order
        self._bytes_left = min(_MAX_BYTES, max(_MAX_SHARED_BYTES, len(data)))
        self._offset, self._count, self._n_inside = ("Q", "Q", 8) if is_big else ("I", "H", 4)
        self.first = self._integer(self._offset, 8 if is_big else 4)

    @classmethod
    def of(cls, data: bytes) -> "_Reader | None":
        data = data[len(_HEADER) :] if data.startswith(_HEADER) else data
        order = {b"II": "<", b"MM": ">"}.get(data[:2])
        is_big = data[2:4] in (b"+\0", b"\0+")
        if order is None or not (is_big or data[2:4] in (b"*\0", b"\0*")) or len(data) < (16 if is_big else 8):
            return None
        return cls(data, order, is_big=is_big)

    def directory(self, start: int) -> Directory:
        return dict(self._entries(start, None)) if start >= 8 else {}

    def chain(self, wanted: set[int]) -> Iterator[Directory]:
        """Yield the first directory and those that it leads to, of each the wanted entries."""
        start, seen = self.first, set()
        while start >= 8 and start not in seen and len(seen) < _MAX_N_PAGES and self._has(start, self._n_count_bytes):
            seen.add(start)
            yield dict(self._entries(start, wanted))
            place = start + self._n_count_bytes + self._n_entry_bytes * self._integer(self._count, start)
            if not self._has(place, self._n_inside):
                return
            start = self._integer(self._offset, place)

    @property
    def _n_count_bytes(self) -> int:
        return struct.calcsize(self._count)

    @property
    def _n_entry_bytes(self) -> int:
        return 4 + 2 * self._n_inside

    def _has(self, place: int, n_bytes: int) -> bool:
        return place + n_bytes <= len(self._data)

    def _integer(self, kind: str, place: int) -> int:
        return struct.unpack_from(self._order + kind, self._data, place)[0]

    def _entries(self, start: int, wanted: set[int] | None) -> Iterator[tuple[int, Entry]]:
        if not self._has(start, self._n_count_bytes):
            return
        for i in range(min(self._integer(self._count, start), _MAX_N_ENTRIES)):
            place = start + self._n_count_bytes + self._n_entry_bytes * i
            if not self._has(place, self._n_entry_bytes):
                return
            tag, kind = struct.unpack_from(self._order + "HH", self._data, place)
            if wanted is not None and tag not in wanted:
                continue
            count = self._integer(self._offset, place + 4)
            n_bytes = _ITEM_BYTES.get(kind, 0) * count
            place += 4 + self._n_inside
            if n_bytes > self._n_inside:
                place = self._integer(self._offset, place)
            if 0 < n_bytes <= self._bytes_left and self._has(place, n_bytes):
                self._bytes_left -= n_bytes
                value = self._data[place : place + n_bytes]
                if tag == _IPTC:  # bytes, whatever the entry says
                    yield tag, Entry(_UNDEFINED, n_bytes, value)
                    continue
                entry = _narrowed(Entry(kind, count, self._little_endian(kind, value)))
                if entry is not None:
                    yield tag, entry

    def _little_endian(self, kind: int, value: bytes) -> bytes:
        width = _SWAPPED_BYTES.get(kind)
        if self._order == "<" or width is None:
            return value
        return b"".join(value[i : i + width][::-1] for i in range(0, len(value), width))


def _narrowed(entry: Entry) -> Entry | None:
    """Return an entry in a kind that TIFF and EXIF 2.32 have; None where there is none.

    Of BigTIFF's numbers one of 64 bits becomes one of 32; UTF-8 text becomes what everyone takes for it.
    """
    if entry.kind == _UTF8:
        return replace(entry, kind=_ASCII)
    if entry.kind in (16, 17, 18):
        is_small = entry.count == 1 and entry.kind != 17 and not any(entry.value[4:])
        return Entry(_LONG, 1, entry.value[:4]) if is_small else None
    return entry


def _number(entry: Entry | None) -> int:
    """Return the whole number that an entry holds; 0 where it holds none."""
    if entry is None or entry.kind not in (_SHORT, _LONG, 13) or not entry.value:
        return 0
    return int.from_bytes(entry.value[: _ITEM_BYTES[entry.kind]], "little")


def _ratio(entry: Entry | None) -> float:
    """Return the positive number that an entry holds; 0 where it holds none."""
    if entry is None or entry.kind != _RATIONAL or len(entry.value) < 8:
        return 0.0
    numerator, denominator = struct.unpack_from("<II", entry.value)
    return numerator / denominator if denominator else 0.0


def _short(number: int) -> Entry:
    return Entry(_SHORT, 1, struct.pack("<H", number))


def _long(number: int) -> Entry:
    return Entry(_LONG, 1, struct.pack("<I", number))
