"""`diar reconstruct --set-xmp`."""

import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from diar_gui.cli import main
from diar_gui.image_codecs import xmp
from diar_gui.images import read_photo

QUICK = ("--method", "median", "--features", "none", "--quiet")
SPACES = {"dc": "http://purl.org/dc/elements/1.1/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}
VALUES = {"dc:identifier": "INV 12/34 <&>", "dc:rights": "© Muséum", "dc:creator": "A. Person"}


def texts(packet: bytes, name: str) -> list[str]:
    """Return the values of a property, whatever its form."""
    return [text for found in ET.fromstring(packet).iter(name) for text in map(str.strip, found.itertext()) if text]


def of(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{SPACES[prefix]}}}{local}"


def test_values_are_set_in_place_of_those_of_before():
    before = xmp.with_values(b"", {"dc:identifier": "old", "dc:title": "Kept"})
    packet = xmp.with_values(before, VALUES)
    for name, value in VALUES.items():
        assert texts(packet, of(name)) == [value]
    assert texts(packet, of("dc:title")) == ["Kept"]


def test_a_damaged_packet_is_made_anew():
    assert texts(xmp.with_values(b"<not xml", VALUES), of("dc:identifier")) == [VALUES["dc:identifier"]]


@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg"])
def test_pictures_have_it(make_photos, tmp_path, suffix):
    output = tmp_path / f"a{suffix}"
    arguments = [f"--set-xmp={name}={value}" for name, value in VALUES.items()]
    assert main(["reconstruct", str(make_photos(3)), "-o", str(output), *QUICK, *arguments]) == 0
    with Image.open(output) as image:
        stored = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    packet = stored.encode() if isinstance(stored, str) else bytes(stored or b"")
    for name, value in VALUES.items():
        assert texts(packet, of(name)) == [value]
    assert b"INV 12/34" in read_photo(output).exif


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--set-xmp", "dc:identifier"], "is like dc:identifier=INV-1234"),
        (["--set-xmp", "dc:nothing=1"], "is like dc:identifier=INV-1234"),
        (["--set-xmp", "dc:rights=a\x01b"], "cannot hold"),
        (["--set-xmp", "dc:rights=mine", "--strip"], "says nothing beside --strip"),
    ],
)
def test_wrong_usage(make_photos, tmp_path, capsys, arguments, sentence):
    assert main(["reconstruct", str(make_photos(2)), "-o", str(tmp_path / "a.png"), *arguments]) == 2
    assert sentence in capsys.readouterr().err
