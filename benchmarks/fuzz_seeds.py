"""Whole files of every kind that DIAR reads, small, for `fuzz_readers.py` to spoil."""

import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import imagecodecs
import numpy as np
import tifffile
from PIL import Image, ImageCms

SIZE = (48, 64)
XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:identifier="7"><dc:creator><rdf:Seq><rdf:li>Ada</rdf:li>
</rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"""


def images() -> dict[str, bytes]:
    """Return pictures by file name: each format with each kind of pixels and compression that readers tell apart."""
    kinds = (pngs, jpegs, tiffs, webps, avifs, bitmaps, heics, raws, jxls, jp2s)
    return {name: data for kind in kinds for name, data in kind()}


def videos() -> dict[str, bytes]:
    """Return clips of eight frames, in the containers that OpenCV writes."""
    made = {}
    with tempfile.TemporaryDirectory() as name:
        for file, code in (("motion.avi", "MJPG"), ("mpeg4.mp4", "mp4v"), ("mpeg2.mkv", "mpg2"), ("exact.mkv", "FFV1")):
            path = Path(name) / file
            writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*code), 25.0, SIZE[::-1])
            for i in range(8):
                writer.write(picture(i))
            writer.release()
            if path.exists():
                made[file] = path.read_bytes()
    return made


def sequences() -> dict[str, bytes]:
    """Return contents of sequence.json for a folder `frames` with photos 000.png to 002.png."""
    tilted = [[1.01, 0.02, 3.0], [-0.01, 0.98, 2.5], [1e-5, 2e-5, 1.0]]
    known = {"reference": "000.png", "source": "camera", "licence": "CC0-1.0"}
    homographies = {"H_ref_from_frame": {"001.png": tilted, "002.png": np.eye(3).tolist()}}
    return {
        "plain.json": json.dumps(known).encode(),
        "whole.json": json.dumps(known | homographies, indent=2).encode(),
        "empty.json": b"{}",
    }


def checkpoints() -> dict[str, bytes]:
    """Return a small checkpoint of each network."""
    from diar_gui.reconstruction.checkpoints import write_checkpoint
    from diar_gui.reconstruction.networks import build

    small = {
        "deep-sets": {"planes": 2, "n_encoder_blocks": 1, "n_decoder_blocks": 1},
        "swin": {"width": 8, "depths": [2, 1], "heads": [2, 2], "window": 2, "n_decoder_blocks": 1, "skip_width": 2},
        "diar": {"stem_width": 4, "widths": [8, 8, 8], "depths": [1, 1, 1], "n_heads": 2, "window": 2},
    }
    made = {}
    with tempfile.TemporaryDirectory() as name:
        for model, options in small.items():
            path = Path(name) / f"{model}.safetensors"
            write_checkpoint(path, model, options, build(model, options).state_dict(), {"seed": 0})
            made[path.name] = path.read_bytes()
    return made


def picture(seed: int = 0, n_channels: int = 3) -> np.ndarray:
    """Return `(48, 64, n_channels)` uint8: a ramp with some noise, so that every coder has something to do."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    ramp = (y * 3 + x * 2)[..., None] * np.linspace(0.5, 1, n_channels)
    return np.clip(ramp + rng.normal(0, 8, (*SIZE, n_channels)), 0, 255).astype(np.uint8)


def exif(orientation: int = 6) -> bytes:
    """Return EXIF data with an orientation, a maker and a sub-directory."""
    made = Image.Exif()
    made[0x0112], made[0x010F] = orientation, "DIAR"
    made.get_ifd(0x8769)[0x9003] = "2026:01:02 03:04:05"
    return made.tobytes()


def profile(name: str = "pRGB") -> bytes:
    """Return an RGB profile under a name that no reader knows, so that it has to convert."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return srgb.replace("sRGB".encode("utf-16-be"), name.encode("utf-16-be"))


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return the file that Pillow makes of the picture."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def pngs() -> Iterator[tuple[str, bytes]]:
    rgb = Image.fromarray(picture())
    yield "rgb.png", encoded(rgb, "PNG")
    yield "grey.png", encoded(rgb.convert("L"), "PNG")
    yield "one_bit.png", encoded(rgb.convert("1"), "PNG")
    yield "palette.png", encoded(rgb.quantize(16), "PNG", transparency=3)
    yield "alpha.png", encoded(Image.fromarray(picture(n_channels=4), "RGBA"), "PNG")
    yield "tagged.png", encoded(rgb, "PNG", exif=exif(), icc_profile=profile("sRGB"))
    yield "other_profile.png", encoded(rgb, "PNG", icc_profile=profile())
    yield "animated.png", encoded(rgb, "PNG", save_all=True, append_images=[Image.fromarray(picture(1))])
    for name, n_channels in (("grey16.png", 1), ("rgb16.png", 3), ("alpha16.png", 4)):
        deep = picture(n_channels=n_channels).astype(np.uint16) * 257
        yield name, cv2.imencode(".png", deep)[1].tobytes()


def jpegs() -> Iterator[tuple[str, bytes]]:
    rgb = Image.fromarray(picture())
    yield "baseline.jpg", encoded(rgb, "JPEG", quality=90)
    yield "progressive.jpg", encoded(rgb, "JPEG", quality=80, progressive=True)
    yield "full_colour.jpg", encoded(rgb, "JPEG", subsampling=0, optimize=True)
    yield "grey.jpg", encoded(rgb.convert("L"), "JPEG")
    yield "cmyk.jpg", encoded(rgb.convert("CMYK"), "JPEG")
    yield "tagged.jpg", encoded(rgb, "JPEG", exif=exif(), icc_profile=profile("sRGB"), comment="fuzz")
    yield "other_profile.jpg", encoded(rgb, "JPEG", icc_profile=profile(), exif=exif(5))
    deep = picture().astype(np.uint16) * 16
    yield "twelve_bits.jpg", bytes(imagecodecs.jpeg8_encode(deep, level=90, bitspersample=12))
    yield "exact.jpg", bytes(imagecodecs.ljpeg_encode(deep[..., 0].copy(), bitspersample=12))
    yield "packets.jpg", encoded(rgb, "JPEG", xmp=XMP, dpi=(600, 600))
    yield "restarts.jpg", encoded(rgb, "JPEG", restart_marker_blocks=2)


def tiffs() -> Iterator[tuple[str, bytes]]:
    rgb = Image.fromarray(picture())
    for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
        yield f"{compression}.tif", encoded(rgb, "TIFF", compression=compression)
    yield "fax.tif", encoded(rgb.convert("1"), "TIFF", compression="group4")
    yield "cmyk.tif", encoded(rgb.convert("CMYK"), "TIFF")
    yield "tagged.tif", encoded(rgb, "TIFF", exif=exif(), icc_profile=profile())
    deep = picture().astype(np.uint16) * 257
    yield "deep_lzw.tif", cv2.imencode(".tif", deep)[1].tobytes()  # LZW with a predictor
    for name, pixels, options in (
        ("deep.tif", deep, {}),
        ("deep_deflate.tif", deep, {"compression": "zlib"}),
        ("deep_planes.tif", np.ascontiguousarray(deep.transpose(2, 0, 1)), {"planarconfig": "separate"}),
        ("deep_tiles.tif", deep, {"tile": (16, 16), "compression": "zlib"}),
        ("deep_grey.tif", deep[..., 0], {"photometric": "minisblack"}),
        ("deep_inverse.tif", deep[..., 0], {"photometric": "miniswhite"}),
        ("tiles.tif", picture(), {"tile": (16, 32)}),
        ("big.tif", picture(), {"bigtiff": True}),
        ("swapped.tif", picture(), {"byteorder": ">", "rowsperstrip": 5}),
        ("float.tif", picture().astype(np.float32), {}),
        ("pages.tif", np.stack([picture(0), picture(1)]), {}),
        ("zstd.tif", deep, {"compression": "zstd", "predictor": True}),
        ("lzma.tif", deep, {"compression": "lzma"}),
        ("lerc.tif", picture(), {"compression": "lerc"}),
        ("webp.tif", picture(), {"compression": "webp"}),
        ("jpeg2000.tif", deep, {"compression": "jpeg2000", "tile": (32, 32)}),
        ("jpegxl.tif", picture(), {"compression": "jpegxl"}),
        ("lab.tif", picture(), {"photometric": 8}),
        ("halved.tif", (picture() / 255).astype(np.float16), {"compression": "zlib", "predictor": True}),
        ("multiplied.tif", picture(n_channels=4), {"extrasamples": ["assocalpha"]}),
    ):
        buffer = io.BytesIO()
        tifffile.imwrite(buffer, pixels, **{"photometric": "rgb", **options})
        yield name, buffer.getvalue()


def jxls() -> Iterator[tuple[str, bytes]]:
    yield "rgb.jxl", bytes(imagecodecs.jpegxl_encode(picture(), distance=1.0))
    yield "exact.jxl", bytes(imagecodecs.jpegxl_encode(picture(n_channels=4), lossless=True))
    yield "deep.jxl", bytes(imagecodecs.jpegxl_encode(picture().astype(np.uint16) * 257, lossless=True))


def jp2s() -> Iterator[tuple[str, bytes]]:
    yield "rgb.jp2", bytes(imagecodecs.jpeg2k_encode(picture(), level=60))
    yield "exact.j2k", bytes(imagecodecs.jpeg2k_encode(picture().astype(np.uint16) * 257, level=0, codecformat="j2k"))
    yield "grey.jp2", bytes(imagecodecs.jpeg2k_encode(picture()[..., 0].copy(), level=0))


def webps() -> Iterator[tuple[str, bytes]]:
    rgb = Image.fromarray(picture())
    yield "lossy.webp", encoded(rgb, "WEBP", quality=80)
    yield "lossless.webp", encoded(rgb, "WEBP", lossless=True)
    yield "alpha.webp", encoded(Image.fromarray(picture(n_channels=4), "RGBA"), "WEBP")
    yield "tagged.webp", encoded(rgb, "WEBP", exif=exif(), icc_profile=profile())
    yield "animated.webp", encoded(rgb, "WEBP", save_all=True, append_images=[Image.fromarray(picture(1))])


def avifs() -> Iterator[tuple[str, bytes]]:
    rgb = Image.fromarray(picture())
    yield "rgb.avif", encoded(rgb, "AVIF", quality=80)
    yield "deep.avif", bytes(imagecodecs.avif_encode(picture().astype(np.uint16) * 4, level=90, bitspersample=10))
    yield "tagged.avif", encoded(rgb, "AVIF", exif=exif(), icc_profile=profile())


def bitmaps() -> Iterator[tuple[str, bytes]]:
    rgb = Image.fromarray(picture())
    yield "rgb.bmp", encoded(rgb, "BMP")
    yield "palette.bmp", encoded(rgb.quantize(256), "BMP")
    yield "one_bit.bmp", encoded(rgb.convert("1"), "BMP")
    yield "alpha.bmp", encoded(Image.fromarray(picture(n_channels=4), "RGBA"), "BMP")
    yield "runs.bmp", run_length_bitmap()


def run_length_bitmap() -> bytes:
    """Return an 8-bit BMP in run lengths, which Pillow reads and does not write."""
    rows = b"".join(bytes([40, y, 24, 255 - y, 0, 0]) for y in range(SIZE[0])) + b"\0\1"
    palette = b"".join(bytes([i, i, i, 0]) for i in range(256))
    first = 14 + 40 + len(palette)
    numbers = [(40, 4), (SIZE[1], 4), (SIZE[0], 4), (1, 2), (8, 2), (1, 4), (len(rows), 4), (0, 4), (0, 4), (256, 4)]
    information = b"".join(value.to_bytes(n_bytes, "little") for value, n_bytes in [*numbers, (0, 4)])
    head = b"BM" + (first + len(rows)).to_bytes(4, "little") + bytes(4) + first.to_bytes(4, "little")
    return head + information + palette + rows


def heics() -> Iterator[tuple[str, bytes]]:
    """Yield HEIC files where the library that writes them is installed."""
    try:
        import pillow_heif  # pyright: ignore[reportMissingImports]
    except ImportError:
        return
    pillow_heif.register_heif_opener()
    rgb = Image.fromarray(picture())
    yield "rgb.heic", encoded(rgb, "HEIF", quality=80)
    yield "tagged.heic", encoded(rgb, "HEIF", exif=exif(), icc_profile=profile())
    yield "grey.heic", encoded(rgb.convert("L"), "HEIF")


def raws() -> Iterator[tuple[str, bytes]]:
    """Yield DNG files (Adobe, DNG specification 1.4): a mosaic of red, green, green and blue."""
    mosaic = picture()[..., 0].astype(np.uint16) * 60 + 512
    identity = tuple(n for row in np.eye(3, dtype=int) for value in row for n in (int(value), 1))
    tags = [
        (271, "s", 0, "Maker", True),
        (274, "H", 1, 6, True),
        (33421, "H", 2, (2, 2), True),
        (33422, "B", 4, (0, 1, 1, 2), True),
        (50706, "B", 4, (1, 4, 0, 0), True),
        (50708, "s", 0, "Maker Model 7", True),
        (50714, "H", 1, 512, True),
        (50717, "H", 1, 16383, True),
        (50721, "2i", 9, identity, True),
        (50728, "2I", 3, (1, 1, 1, 1, 1, 1), True),
        (50778, "H", 1, 21, True),
    ]
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, mosaic, photometric=32803, extratags=tags, metadata=None, software=False)
    yield "mosaic.dng", buffer.getvalue()
