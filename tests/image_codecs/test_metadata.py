"""The camera's notes go from the reference photo into the picture, brought up to date; malformed ones do no harm."""

import io
import struct
import warnings

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms

from diar_gui import __version__
from diar_gui.image_codecs import exif
from diar_gui.images import encode_image, read_image, read_photo, write_image

SUFFIXES = [".jpg", ".png", ".tif"]
SIZE = (24, 40)
CAMERA, GPS = 0x8769, 0x8825


def camera_exif(orientation=1, endian="<") -> Image.Exif:
    """Return what a camera could have noted, with all that must not be carried over."""
    notes = Image.Exif()
    notes.endian = endian
    notes[0x010F], notes[0x0110] = "Maker", "Model 7"
    notes[0x0112] = orientation
    notes[0x011A], notes[0x011B], notes[0x0128] = 300.0, 300.0, 2
    notes[0x0131] = "Firmware 1.0"
    notes[0x0132] = "2026:05:04 03:02:01"
    notes[0x013B], notes[0x8298] = "Ada Ångström", "CC0"
    notes[0x9C9B] = "Titel".encode("utf-16-le")
    notes[CAMERA] = {
        0x829A: 1 / 250,
        0x829D: 5.6,
        0x8827: 400,
        0x9000: b"0232",
        0x9003: "2026:05:04 03:02:01",
        0x9214: (10, 20, 5, 5),  # where the subject was in the stored picture
        0x927C: b"Canon makes offsets from the file's start",
        0x9286: b"ASCII\0\0\0a comment",
        0x9204: -0.5,
        0xA001: 65535,
        0xA002: 6000,
        0xA003: 4000,
        0xA005: {1: "R98"},
        0xA420: "0123456789abcdef",
    }
    notes[GPS] = {0: b"\x02\x03\0\0", 1: "N", 2: (52.0, 30.0, 59.64), 3: "E", 4: (13.0, 22.0, 39.33)}
    loaded = Image.Exif()
    loaded.load(notes.tobytes())
    return loaded


def entries(notes: Image.Exif) -> dict:
    """Return all entries of the image, the camera and the place, by directory and tag."""
    found = {("image", tag): value for tag, value in notes.items() if tag not in (CAMERA, GPS)}
    found |= {("camera", tag): value for tag, value in notes.get_ifd(CAMERA).items()}
    return found | {("gps", tag): value for tag, value in notes.get_ifd(GPS).items()}


def expected_entries(size=SIZE) -> dict:
    """Return what a picture of that size is to carry of `camera_exif`."""
    expected = entries(camera_exif())
    for tag in (0x9214, 0x927C, 0xA005, 0xA420):
        del expected["camera", tag]
    expected["image", 0x0131] = f"DIAR {__version__}"
    expected["camera", 0xA001] = 1
    expected["camera", 0xA002], expected["camera", 0xA003] = size[1], size[0]
    return expected


def structural(suffix) -> set:
    """Return what a TIFF's directory holds of the pixels themselves."""
    return {256, 257, 258, 259, 262, 273, 277, 278, 279, 284, 317, 34675} if suffix == ".tif" else set()


def carried(path) -> dict:
    with Image.open(path) as image:
        found = entries(image.getexif())
    return {key: value for key, value in found.items() if key[0] != "image" or key[1] not in structural(path.suffix)}


def picture(dtype=np.uint8):
    return np.random.default_rng(0).integers(0, np.iinfo(dtype).max, (*SIZE, 3), dtype)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("source", [".jpg", ".png", ".tif", ".webp", ".avif"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_the_notes_of_any_photo_arrive_in_any_picture(tmp_path, source, suffix, orientation):
    photo = tmp_path / f"photo{source}"
    Image.fromarray(picture()).save(photo, exif=camera_exif(orientation))
    read = read_photo(photo)
    write_image(tmp_path / f"out{suffix}", picture(), metadata=read.exif)
    found = carried(tmp_path / f"out{suffix}")
    assert found.pop(("image", 0x0112)) == 1
    wanted = expected_entries()
    del wanted["image", 0x0112]
    assert found == wanted
    assert read_photo(tmp_path / f"out{suffix}").exif.count(b"DIAR") == 0  # the next picture is made by the next DIAR


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_big_endian_notes_arrive(tmp_path, suffix):
    data = camera_exif(endian=">").tobytes()
    assert data[6:8] == b"MM"
    Image.fromarray(picture()).save(tmp_path / "photo.jpg", exif=data)
    write_image(tmp_path / f"out{suffix}", picture(), metadata=read_photo(tmp_path / "photo.jpg").exif)
    assert carried(tmp_path / f"out{suffix}") == expected_entries()


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_picture_says_that_it_is_srgb_and_reads_back_the_same(tmp_path, suffix, dtype):
    path = tmp_path / f"a{suffix}"
    write_image(path, picture(dtype), metadata=b"")
    with Image.open(path) as image:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        assert image.getexif()[0x0131] == f"DIAR {__version__}"
    assert "sRGB" in ImageCms.getProfileDescription(profile)
    if suffix != ".jpg":
        np.testing.assert_array_equal(read_image(path), picture(dtype))
    write_image(tmp_path / f"b{suffix}", picture(dtype), metadata=b"")
    assert (tmp_path / f"b{suffix}").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_without_metadata_there_is_neither(tmp_path, suffix):
    write_image(tmp_path / f"a{suffix}", picture())
    assert carried(tmp_path / f"a{suffix}") == {}
    with Image.open(tmp_path / f"a{suffix}") as image:
        assert "icc_profile" not in image.info


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_thumbnail_stays_behind(tmp_path, suffix):
    thumbnail = encode_image(picture(), ".jpg")
    body = bytearray(camera_exif().tobytes().removeprefix(b"Exif\0\0"))
    first = struct.unpack_from("<I", body, 4)[0]
    place = first + 2 + 12 * struct.unpack_from("<H", body, first)[0]
    struct.pack_into("<I", body, place, len(body))
    directory = struct.pack("<HHHIIHHIII", 2, 0x201, 4, 1, len(body) + 30, 0x202, 4, 1, len(thumbnail), 0)
    data = bytes(body) + directory + thumbnail
    Image.fromarray(picture()).save(tmp_path / "photo.jpg", exif=b"Exif\0\0" + data)
    with Image.open(tmp_path / "photo.jpg") as image:
        assert image.getexif().get_ifd(ExifTags.IFD.IFD1)[0x202] == len(thumbnail)
    write_image(tmp_path / f"out{suffix}", picture(), metadata=read_photo(tmp_path / "photo.jpg").exif)
    with Image.open(tmp_path / f"out{suffix}") as image:
        assert image.getexif().get_ifd(ExifTags.IFD.IFD1) == {}
    assert carried(tmp_path / f"out{suffix}") == expected_entries()


@pytest.mark.parametrize(
    ("note", "is_kept"),
    [(b"Apple iOS\0\0\x01MM\0\x02", True), (b"Nikon\0\x02\x10\0\0MM\0*", True), (b"Panasonic\0\0\0", False)],
)
def test_a_maker_note_is_kept_where_moving_it_is_safe(tmp_path, note, is_kept):
    notes = Image.Exif()
    notes[CAMERA] = {0x927C: note}
    Image.fromarray(picture()).save(tmp_path / "photo.jpg", exif=notes)
    write_image(tmp_path / "out.jpg", picture(), metadata=read_photo(tmp_path / "photo.jpg").exif)
    assert carried(tmp_path / "out.jpg").get(("camera", 0x927C)) == (note if is_kept else None)


def test_notes_too_long_for_a_jpeg_lose_the_maker_note_first(tmp_path):
    notes = camera_exif()
    notes.get_ifd(CAMERA)[0x927C] = b"Apple iOS\0" + bytes(70_000)
    Image.fromarray(picture()).save(tmp_path / "photo.png", exif=notes)
    kept = read_photo(tmp_path / "photo.png").exif
    write_image(tmp_path / "out.jpg", picture(), metadata=kept)
    assert carried(tmp_path / "out.jpg") == expected_entries()
    write_image(tmp_path / "out.png", picture(), metadata=kept)
    assert len(carried(tmp_path / "out.png")["camera", 0x927C]) == 70_010


@pytest.mark.parametrize("suffix", [".png", ".tif"])
@pytest.mark.parametrize("shape", [(37, 53), (37, 53, 3), (37, 53, 4), (1, 1, 3), (2000, 1100, 3), (3, 4000, 4)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_other_readers_get_every_bit(tmp_path, suffix, shape, dtype):
    import cv2

    pixels = np.random.default_rng(4).integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)
    path = tmp_path / f"a{suffix}"
    write_image(path, pixels, metadata=b"")
    read = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    order = {2: slice(None), 3: [2, 1, 0], 4: [2, 1, 0, 3]}[pixels.ndim if pixels.ndim == 2 else pixels.shape[2]]
    if suffix == ".png" or shape[-1] != 4:  # OpenCV multiplies the alpha of a TIFF in
        np.testing.assert_array_equal(read if pixels.ndim == 2 else read[..., order], pixels)
    if suffix == ".tif":
        np.testing.assert_array_equal(tifffile.imread(path), pixels)
    if dtype == np.uint8:
        with Image.open(path) as image:
            np.testing.assert_array_equal(np.asarray(image), pixels)


@given(
    st.binary(max_size=400), st.sampled_from([b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b"Exif\0\0II*\0\x08\0\0\0"])
)
def test_any_bytes_are_taken_for_notes_without_complaint(data, head):
    kept = exif.kept(exif.parse(head + data))
    assert exif.page_kinds(head + data)
    again = exif.kept(exif.parse(exif.written(exif.for_picture(kept, SIZE))))
    assert exif.parse(again).gps == exif.parse(kept).gps


@given(st.integers(0, 2**32 - 1))
def test_spoiled_notes_never_cost_the_photo(tmp_path_factory, seed):
    rng = np.random.default_rng(seed)
    data = bytearray(camera_exif().tobytes())
    for place in rng.integers(6, len(data), 20):
        data[place] = rng.integers(256)
    photo = tmp_path_factory.getbasetemp() / f"photo{['.jpg', '.png', '.webp'][seed % 3]}"
    Image.fromarray(picture()).save(photo, exif=bytes(data))
    read = read_photo(photo)
    assert sorted(read.pixels.shape) == [3, *sorted(SIZE)]
    for suffix in SUFFIXES:
        (photo.parent / f"out{suffix}").write_bytes(encode_image(picture(), suffix, read.exif))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of what the camera is said to have noted
            with Image.open(photo.parent / f"out{suffix}") as image:
                image.load()
                assert image.getexif()[0x0131] == f"DIAR {__version__}"


def test_entries_that_share_their_bytes_do_not_multiply_them():
    shared = 60_000
    table = b"".join(struct.pack("<HHII", 0x9000 + i, 7, shared, 8) for i in range(900))
    data = b"II*\0" + struct.pack("<I", shared) + bytes(shared - 8) + struct.pack("<H", 900) + table + bytes(4)
    assert len(exif.written(exif.parse(data))) < 2 * 2**20


XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
 tiff:Orientation="6" exif:GPSLatitude="52,30.99N" crs:Exposure="2.0" dc:identifier="inv. 1871/4">
<dc:creator><rdf:Seq><rdf:li>Ada \xc3\x85ngstr\xc3\xb6m</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">CC BY 4.0</rdf:li></rdf:Alt></dc:rights>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
IPTC = b"\x1c\x02\x50\x00\x07Ada \xc3\x85." + b"\x1c\x02\x74\x00\x03CC0"
KEPT_WORDS = (b"inv. 1871/4", "Ada Ångström".encode(), b"CC BY 4.0", b"x-default")


def with_more_notes(path, per_inch=600):
    """Write a photo with a resolution, XMP and IPTC only in the places that its format has for them."""
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(IPTC)) + IPTC + bytes(len(IPTC) % 2)
    image = Image.fromarray(picture())
    if path.suffix == ".jpg":
        image.save(path, dpi=(per_inch, per_inch), xmp=XMP)
        segment = b"Photoshop 3.0\0" + block
        data = path.read_bytes()
        path.write_bytes(data[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + data[2:])
    elif path.suffix == ".png":
        from PIL.PngImagePlugin import PngInfo

        texts = PngInfo()
        texts.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
        texts.add_text("Raw profile type iptc", f"\niptc\n{len(block):8}\n{block.hex()}\n", zip=True)
        image.save(path, dpi=(per_inch, per_inch), pnginfo=texts)
    else:
        tags = [(700, "B", len(XMP), XMP, True), (33723, "B", len(IPTC), IPTC, True)]
        options = {"photometric": "rgb", "metadata": None, "extratags": tags}
        tifffile.imwrite(path, picture(), resolution=(per_inch, per_inch), resolutionunit=2, **options)
    return path


def notes_in_their_places(path) -> tuple[float, bytes, bytes]:
    """Return pixels per inch, XMP and IPTC as Pillow and tifffile find them."""
    if path.suffix == ".tif":
        with tifffile.TiffFile(path) as file:
            tags = file.pages[0].tags
            across, by = tags[282].value
            assert tags[296].value == 2
            return across / by, tags[700].value, bytes(tags[33723].value)
    with Image.open(path) as image:
        image.load()
        packet = image.info.get("xmp") or image.text["XML:com.adobe.xmp"].encode()
        if path.suffix == ".jpg":
            assert image.info["jfif_unit"] == 1
            iptc = image.info["photoshop"][0x0404]
        else:
            digits = "".join(image.text["Raw profile type iptc"].split()[2:])
            iptc = bytes.fromhex(digits)[12 : 12 + len(IPTC)]
        return image.info["dpi"][0], packet, iptc


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("source", SUFFIXES)
def test_resolution_xmp_and_iptc_arrive_in_the_places_of_any_format(tmp_path, source, suffix):
    read = read_photo(with_more_notes(tmp_path / f"photo{source}"))
    write_image(tmp_path / f"out{suffix}", picture(), metadata=read.exif)
    per_inch, packet, iptc = notes_in_their_places(tmp_path / f"out{suffix}")
    assert per_inch == pytest.approx(600, abs=0.02)
    assert iptc == IPTC
    assert all(words in packet for words in KEPT_WORDS)
    assert b"GPSLatitude" in packet
    assert not any(words in packet for words in (b"Orientation", b"crs", b"Exposure"))
    again = read_photo(tmp_path / f"out{suffix}")
    np.testing.assert_array_equal(again.pixels.shape, picture().shape)
    assert exif.parse(again.exif).xmp == packet


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_without_places_all_else_stays(tmp_path, suffix):
    read = read_photo(with_more_notes(tmp_path / "photo.jpg"))
    notes = exif.parse(camera_exif().tobytes())
    both = exif.kept(exif.with_more(notes, exif.parse(read.exif).xmp, exif.parse(read.exif).iptc))
    write_image(tmp_path / f"out{suffix}", picture(), metadata=exif.without_places(both))
    found = carried(tmp_path / f"out{suffix}")
    assert not [key for key in found if key[0] == "gps"]
    assert found["image", 0x010F] == "Maker"
    _, packet, iptc = notes_in_their_places(tmp_path / f"out{suffix}")
    assert b"GPS" not in packet
    assert iptc == IPTC
    assert all(words in packet for words in KEPT_WORDS)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_texts_of_exif_3_arrive(tmp_path, suffix):
    text = "Ada Ångström\0".encode()
    entries_ = struct.pack("<HHII", 0x013B, 129, len(text), 26) + bytes(4)
    data = b"II*\0\x08\0\0\0\x01\0" + entries_ + text
    Image.fromarray(picture()).save(tmp_path / "a.jpg", exif=b"Exif\0\0" + data)
    write_image(tmp_path / f"out{suffix}", picture(), metadata=read_photo(tmp_path / "a.jpg").exif)
    assert text in (tmp_path / f"out{suffix}").read_bytes()


@pytest.mark.parametrize("packet", [b"<x", b"<!DOCTYPE x><x/>", b"\xff\xfe<\0", b"<a>" * 100_000, b"no xml"])
def test_spoiled_xmp_is_left_out(tmp_path, packet):
    Image.fromarray(picture()).save(tmp_path / "a.jpg", xmp=packet[:60_000])
    read = read_photo(tmp_path / "a.jpg")
    assert exif.parse(read.exif).xmp == b""


def test_long_xmp_is_cut_to_what_matters_in_a_jpeg(tmp_path):
    long = XMP.replace(b'crs:Exposure="2.0"', b'exif:UserComment="' + b"a" * 80_000 + b'"')
    notes = exif.kept(exif.with_more(exif.Exif(), long))
    write_image(tmp_path / "a.jpg", picture(), metadata=notes)
    with Image.open(tmp_path / "a.jpg") as image:
        packet = image.info["xmp"]
    assert all(words in packet for words in KEPT_WORDS)
    assert b"UserComment" not in packet
