"""XMP packets (ISO 16684-1) from untrusted files: what of them still holds of a picture made from the photo."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping

_MAX_BYTES = 8 << 20
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_ADOBE = "http://ns.adobe.com/"
_PREFIXES = {
    "x": "adobe:ns:meta/",
    "rdf": _RDF,
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": f"{_ADOBE}xap/1.0/",
    "xmpRights": f"{_ADOBE}xap/1.0/rights/",
    "photoshop": f"{_ADOBE}photoshop/1.0/",
    "tiff": f"{_ADOBE}tiff/1.0/",
    "exif": f"{_ADOBE}exif/1.0/",
    "exifEX": "http://cipa.jp/exif/1.0/",
    "aux": f"{_ADOBE}exif/1.0/aux/",
    "lr": f"{_ADOBE}lightroom/1.0/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "cc": "http://creativecommons.org/ns#",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
# Settings of a developer, history and ids of the file, thumbnails, gain maps, depth, regions in stored pixels.
_LEFT_SPACES = (
    f"{_ADOBE}camera-raw-",
    f"{_ADOBE}xap/1.0/mm/",
    f"{_ADOBE}xap/1.0/g/img/",
    f"{_ADOBE}hdr-gain-map/",
    f"{_ADOBE}xmp/note/",
    "http://ns.google.com/photos/",
    "http://ns.apple.com/",
    "http://ns.microsoft.com/photo/1.2/",
    "http://www.metadataworkinggroup.com/schemas/regions/",
)
_LEFT_NAMES = {
    "xmp": {"Thumbnails", "CreatorTool"},
    "photoshop": {"ColorMode", "ICCProfile", "History", "DocumentAncestors", "TextLayers", "LegacyIPTCDigest"},
    "exif": {"PixelXDimension", "PixelYDimension", "ColorSpace", "SubjectArea", "SubjectLocation", "NativeDigest"},
    "Iptc4xmpExt": {"ImageRegion"},
}
_KEPT_OF_TIFF = {"Make", "Model", "Artist", "Copyright", "ImageDescription", "DateTime"}
_LEFT = {f"{{{_PREFIXES[prefix]}}}{name}" for prefix, names in _LEFT_NAMES.items() for name in names}
_CORE_SPACES = (
    "http://www.w3.org/XML/1998/namespace",
    *(_PREFIXES[prefix] for prefix in ("rdf", "dc", "xmpRights", "Iptc4xmpCore", "plus", "cc")),
)
_PLACE = re.compile(r"\{.*\}(GPS.*|lat|long|LocationCreated|Coordinates)$")

_PLAIN, _IN_A_LANGUAGE, _ORDERED, _LISTED = "", "Alt", "Seq", "Bag"
_SETTABLE = {
    "dc:identifier": _PLAIN,
    "dc:source": _PLAIN,
    "dc:title": _IN_A_LANGUAGE,
    "dc:description": _IN_A_LANGUAGE,
    "dc:rights": _IN_A_LANGUAGE,
    "dc:creator": _ORDERED,
    "dc:date": _ORDERED,
    "dc:publisher": _LISTED,
    "dc:subject": _LISTED,
    "xmpRights:Marked": _PLAIN,
    "xmpRights:WebStatement": _PLAIN,
    "xmpRights:UsageTerms": _IN_A_LANGUAGE,
    "xmpRights:Owner": _LISTED,
    "photoshop:Credit": _PLAIN,
    "photoshop:Source": _PLAIN,
}

SETTABLE = tuple(_SETTABLE)
"""Properties that `with_values` knows the form of."""

_EMPTY = f'<x:xmpmeta xmlns:x="{_PREFIXES["x"]}"><rdf:RDF xmlns:rdf="{_RDF}"/></x:xmpmeta>'

for _prefix, _space in _PREFIXES.items():
    ET.register_namespace(_prefix, _space)


def kept(packet: bytes) -> bytes:
    """Return what still holds of a picture made from the photo; b"" where that is nothing, or the packet is damaged."""
    return _filtered(packet, _still_holds)


def without_places(packet: bytes) -> bytes:
    """Return a packet without where the photo was taken."""
    return _filtered(packet, lambda name: _PLACE.match(name) is None)


def with_values(packet: bytes, values: Mapping[str, str]) -> bytes:
    """Return a packet in which properties have these values alone; a packet that is empty or damaged is made anew.

    Args:
        packet: as `kept` returns it.
        values: by name, each one of `SETTABLE`.
    """
    names = {name: f"{{{_PREFIXES[name.split(':')[0]]}}}{name.split(':')[1]}" for name in values}
    rest = _filtered(packet, lambda name: name not in names.values())
    root = ET.fromstring(rest or _EMPTY.encode())
    parent = next(root.iter(f"{{{_RDF}}}RDF"), root)
    description = ET.SubElement(parent, f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""})
    for name, value in values.items():
        element, form = ET.SubElement(description, names[name]), _SETTABLE[name]
        if form != _PLAIN:
            element = ET.SubElement(ET.SubElement(element, f"{{{_RDF}}}{form}"), f"{{{_RDF}}}li")
        if form == _IN_A_LANGUAGE:
            element.set("{http://www.w3.org/XML/1998/namespace}lang", "x-default")
        element.text = value
    return ET.tostring(root, encoding="unicode").encode("utf-8")


def core(packet: bytes) -> bytes:
    """Return what a packet says about title, creator, identifier and rights, for files with little room."""
    return _filtered(packet, lambda name: name.startswith(tuple(f"{{{space}" for space in _CORE_SPACES)))


def _still_holds(name: str) -> bool:
    space, _, local = name[1:].partition("}")
    if space == _PREFIXES["tiff"]:
        return local in _KEPT_OF_TIFF
    return name not in _LEFT and not space.startswith(_LEFT_SPACES)


def _filtered(packet: bytes, holds: Callable[[str], bool]) -> bytes:
    """Return the packet with those properties whose name, `{namespace}local`, holds."""
    packet = packet.strip(b"\0")
    if not packet or len(packet) > _MAX_BYTES or b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:
        return b""
    try:
        packet.decode("utf-8")
        root = ET.fromstring(packet)
        n_left = sum(_prune(description, holds) for description in root.iter(f"{{{_RDF}}}Description"))
        text = ET.tostring(root, encoding="unicode")
        made = text.encode("utf-8")
    except (ET.ParseError, ValueError, RecursionError, LookupError):
        return b""
    return made if n_left else b""


def _prune(element: ET.Element, holds: Callable[[str], bool]) -> int:
    """Take what does not hold out of an element, at any depth; return how many properties it still has."""
    for name in [name for name in element.attrib if name.startswith("{") and not holds(name)]:
        del element.attrib[name]
    for child in list(element):
        if not isinstance(child.tag, str) or (child.tag.startswith("{") and not holds(child.tag)):
            element.remove(child)
        else:
            _prune(child, holds)
    return len(element) + sum(not name.startswith(f"{{{_RDF}}}") for name in element.attrib)
