"""Files of many kinds by the programs that make them, each read and compared with what went in; skips what is missing.

python benchmarks/file_kinds.py                     # exit code 1 where a file was read wrongly or refused
python benchmarks/file_kinds.py --table docs/file-kinds.md
"""

import argparse
import itertools
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import imagecodecs
import numpy as np
import tifffile
from PIL import Image

from diar_gui.errors import DiarError
from diar_gui.images import read_photo, write_image

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "image_codecs"))
from known_colours import DISPLAY_P3, REC2020, SRGB, srgb_encoded, srgb_linear  # pyright: ignore[reportMissingImports]

SIZE = (48, 64)
ORDERS: tuple[Literal["<", ">"], ...] = ("<", ">")
EXACT, LOSSY = 0.51, 4.0
"""How far a file may be off, in levels of 255 at the mean: its own rounding, or what its compression loses."""

TURNS: dict[int, Callable[[np.ndarray], np.ndarray]] = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
    8: lambda a: np.rot90(a),
}
"""How a picture stored with each orientation is to be seen (EXIF 2.32, tag 274)."""


@dataclass(frozen=True)
class Case:
    """A file to be made.

    kind, encoder, what: for the table. name: of the file. make: writes it. truth: `(H, W, 3)` in [0, 1], as it is to be
    seen. tolerance: in levels of 255.
    """

    kind: str
    encoder: str
    what: str
    name: str
    make: Callable[[Path], object]
    truth: np.ndarray
    tolerance: float = EXACT


def picture(n_channels: int = 3) -> np.ndarray:
    """Return `(H, W, n)` in [0, 1], smooth, within every colour space."""
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    places = (y / SIZE[0], x / SIZE[1], (y + x) / sum(SIZE))
    return np.stack([0.25 + 0.5 * place for place in places[:n_channels]], axis=-1)


def levels(shares: np.ndarray, bits: int) -> np.ndarray:
    """Return them as whole numbers of so many bits."""
    return np.rint(shares * (2**bits - 1)).astype(np.uint8 if bits <= 8 else np.uint16)


def grey(shares: np.ndarray) -> np.ndarray:
    """Return `(H, W, 3)` of the first channel."""
    return np.repeat(shares[..., :1], 3, axis=-1)


def source(folder: Path, bits: int, channels: str, space: np.ndarray = SRGB, encode: Callable = srgb_encoded) -> Path:
    """Return a PNG of the picture for a command to convert."""
    shares = picture()
    if space is not SRGB or encode is not srgb_encoded:
        shares = encode(np.clip(srgb_linear(shares) @ SRGB.T @ np.linalg.inv(space).T, 0, 1))
    pixels = levels(shares[..., 0] if channels == "grey" else shares, bits)
    if channels == "alpha":
        pixels = np.dstack([pixels, np.full(SIZE, 2**bits - 1, pixels.dtype)])
    path = folder / f"source_{bits}_{channels}_{id(encode)}_{space[0, 0]:.3f}.png"
    write_image(path, pixels, overwrite=True)
    return path


def ran(*command: object) -> None:
    """Run a command and take no notice of what it says.

    Raises:
        CalledProcessError: it failed.
    """
    subprocess.run([str(part) for part in command], check=True, capture_output=True)


def pq(linear: np.ndarray) -> np.ndarray:
    """Return PQ of linear light, 1 for 203 cd/m2."""
    y = np.clip(linear, 0, 1) * 203 / 10_000
    return ((0.8359375 + 18.8515625 * y**0.1593017578125) / (1 + 18.6875 * y**0.1593017578125)) ** 78.84375


def cases(folder: Path) -> Iterator[Case]:
    """Yield all that can be made here."""
    yield from tiffs(folder)
    yield from turned(folder)
    for program, made in (("avifenc", avifs), ("cjxl", jxls), ("opj_compress", jp2s)):
        if shutil.which(program):
            yield from made(folder)
    yield from heifs()
    yield from commons()
    yield from scientific()


def tiffs(folder: Path) -> Iterator[Case]:
    """Yield TIFF of every compression that libtiff's own tool writes."""
    if shutil.which("tiffcp") is None:
        return
    packings = ("none", "lzw", "lzw:2", "zip", "zip:2", "lzma", "zstd", "packbits")
    layouts = {"strips": ["-s", "-r", "16"], "tiles": ["-t", "-w", "16", "-l", "32"]}
    planes = {"interleaved": ["-p", "contig"], "planes": ["-p", "separate"]}
    for packing, layout, plane, bits, channels in itertools.product(
        packings, layouts, planes, (8, 16), ("grey", "rgb", "alpha")
    ):
        if (packing == "packbits" and bits == 16) or (channels == "grey" and plane == "planes"):
            continue

        def make(path: Path, packing=packing, layout=layout, plane=plane, bits=bits, channels=channels) -> None:
            shares = picture()
            pixels = levels(shares[..., 0] if channels == "grey" else shares, bits)
            options: dict[str, Any] = {"photometric": "minisblack" if channels == "grey" else "rgb"}
            if channels == "alpha":
                pixels = np.dstack([pixels, np.full(SIZE, 2**bits - 1, pixels.dtype)])
                options["extrasamples"] = ["unassalpha"]
            tifffile.imwrite(path.with_name("plain.tif"), pixels, **options)
            ran("tiffcp", "-c", packing, *layouts[layout], *planes[plane], path.with_name("plain.tif"), path)

        truth = grey(picture()) if channels == "grey" else picture()
        yield Case("TIFF", "tiffcp", f"{packing}, {layout}, {plane}, {bits} bits, {channels}", "a.tif", make, truth)


def turned(folder: Path) -> Iterator[Case]:
    """Yield the eight orientations, written by exiftool."""
    if shutil.which("exiftool") is None:
        return
    for name, bits, number in itertools.product(("a.jpg", "a.png", "a.tif", "a.webp"), (8, 16), TURNS):
        if bits == 16 and name not in ("a.png", "a.tif"):
            continue

        def make(path: Path, bits=bits, number=number) -> None:
            pixels = levels(picture(), bits)
            if path.suffix == ".webp":
                Image.fromarray(pixels).save(path, lossless=True)
            else:
                write_image(path, pixels)
            ran("exiftool", "-q", "-overwrite_original", "-n", f"-Orientation={number}", path)

        tolerance = LOSSY if name == "a.jpg" else EXACT
        kind = {"a.jpg": "JPEG", "a.png": "PNG", "a.tif": "TIFF", "a.webp": "WebP"}[name]
        yield Case(
            kind, "exiftool", f"orientation {number}, {bits} bits", name, make, TURNS[number](picture()), tolerance
        )


def avifs(folder: Path) -> Iterator[Case]:
    """Yield AVIF of every depth, in three kinds of colours."""
    colours = {"1/13/6": (SRGB, srgb_encoded), "12/13/6": (DISPLAY_P3, srgb_encoded), "9/16/9": (REC2020, pq)}
    for bits, chroma, numbers, channels in itertools.product((8, 10, 12), ("444", "420"), colours, ("rgb", "alpha")):

        def make(path: Path, bits=bits, chroma=chroma, numbers=numbers, channels=channels) -> None:
            png = source(folder, 16, channels, *colours[numbers])
            quality = ("--min", 0, "--max", 4, "-s", 8, "-j", 1)
            ran("avifenc", "-d", bits, "-y", chroma, "--cicp", numbers, *quality, png, path)

        what = f"{bits} bits, {chroma}, colours {numbers}, {channels}"
        yield Case("AVIF", "avifenc", what, "a.avif", make, picture(), LOSSY)


def jxls(folder: Path) -> Iterator[Case]:
    """Yield JPEG XL with and without loss."""
    spaces = {"RGB_D65_SRG_Rel_SRG": SRGB, "RGB_D65_DCI_Rel_SRG": DISPLAY_P3}
    for bits, channels, distance, name in itertools.product((8, 16), ("grey", "rgb", "alpha"), (0, 1), spaces):
        if channels == "grey" and name != "RGB_D65_SRG_Rel_SRG":
            continue

        def make(path: Path, bits=bits, channels=channels, distance=distance, name=name) -> None:
            png = source(folder, bits, channels, spaces[name])
            space = () if channels == "grey" else ("-x", f"color_space={name}")
            ran("cjxl", "-d", distance, "-e", 3, "--num_threads=0", *space, png, path)

        truth = grey(picture()) if channels == "grey" else picture()
        what = f"{bits} bits, {channels}, distance {distance}, {name}"
        yield Case("JPEG XL", "cjxl", what, "a.jxl", make, truth, LOSSY if distance else EXACT)


def jp2s(folder: Path) -> Iterator[Case]:
    """Yield JPEG 2000 with and without loss."""
    for ending, bits, channels, rate in itertools.product(("jp2", "j2k"), (8, 16), ("grey", "rgb"), (1, 8)):

        def make(path: Path, bits=bits, channels=channels, rate=rate) -> None:
            loss = () if rate == 1 else ("-r", rate, "-I")
            ran("opj_compress", "-i", source(folder, bits, channels), "-o", path, *loss)

        truth = grey(picture()) if channels == "grey" else picture()
        what = f"{ending}, {bits} bits, {channels}, rate {rate}"
        yield Case("JPEG 2000", "opj_compress", what, f"a.{ending}", make, truth, EXACT if rate == 1 else LOSSY)


def heifs() -> Iterator[Case]:
    """Yield HEIC of every depth, by libheif in pillow-heif."""
    try:
        import pillow_heif  # pyright: ignore[reportMissingImports]
    except ImportError:
        return
    for bits, channels in itertools.product((8, 10, 12), ("rgb", "alpha")):

        def make(path: Path, bits=bits, channels=channels) -> None:
            n_bits = 8 if bits == 8 else 16
            pixels = levels(picture(), n_bits)
            mode = "RGB" if channels == "rgb" else "RGBA"
            if channels == "alpha":
                pixels = np.dstack([pixels, np.full(SIZE, 2**n_bits - 1, pixels.dtype)])
            pillow_heif.options.SAVE_HDR_TO_12_BIT = bits == 12
            file = pillow_heif.from_bytes(mode if bits == 8 else f"{mode};16", (SIZE[1], SIZE[0]), pixels.tobytes())
            file.save(path, quality=95, chroma=444)

        yield Case("HEIC", "libheif", f"{bits} bits, {channels}", "a.heic", make, picture(), LOSSY)


def commons() -> Iterator[Case]:
    """Yield JPEG, PNG, WebP and BMP as Pillow and libjpeg-turbo write them."""
    rgb = Image.fromarray(levels(picture(), 8))
    for chroma, quality, is_progressive in itertools.product((0, 1, 2), (90, 98), (False, True)):
        options = {"subsampling": chroma, "quality": quality, "progressive": is_progressive}
        what = ", ".join(f"{key} {value}" for key, value in options.items())
        yield Case("JPEG", "Pillow", what, "a.jpg", lambda p, o=options: rgb.save(p, **o), picture(), LOSSY)
    deep = levels(picture(), 12)

    def twelve(path: Path) -> None:
        path.write_bytes(imagecodecs.jpeg8_encode(deep, level=95, bitspersample=12))

    yield Case("JPEG", "libjpeg-turbo", "12 bits", "a.jpg", twelve, picture(), LOSSY)
    for mode in ("L", "RGB", "RGBA", "P"):
        truth = np.asarray(rgb.convert(mode).convert("RGB")) / 255
        for name in ("a.png", "a.bmp", "a.webp", "a.tif"):
            options: dict[str, Any] = {"lossless": True} if name == "a.webp" else {}
            kind = {"a.png": "PNG", "a.bmp": "BMP", "a.webp": "WebP", "a.tif": "TIFF"}[name]
            what = f"mode {mode}"
            yield Case(kind, "Pillow", what, name, lambda p, m=mode, o=options: rgb.convert(m).save(p, **o), truth)


def scientific() -> Iterator[Case]:
    """Yield TIFF as tifffile writes it for programs that measure."""
    for dtype, order in itertools.product(("f2", "f4", "f8", "i2", "u4"), ORDERS):

        def make(path: Path, dtype: str = dtype, order: Literal["<", ">"] = order) -> None:
            full = {"f": 1.0, "i": 32767.0, "u": 2.0**32 - 1}[dtype[0]]
            pixels = (picture() * full).astype(order + dtype)
            tifffile.imwrite(path, pixels, photometric="rgb", byteorder=order)

        yield Case("TIFF", "tifffile", f"numbers {order}{dtype}", "a.tif", make, picture())
    for compression in ("lerc", "webp", "jpeg2000", "jpegxl", "png"):

        def pack(path: Path, compression=compression) -> None:
            arguments = {"lossless": True} if compression in ("webp", "jpegxl") else {}
            options = {"compression": compression, "compressionargs": arguments, "photometric": "rgb"}
            tifffile.imwrite(path, levels(picture(), 8), **options)

        yield Case("TIFF", "tifffile", f"{compression} within", "a.tif", pack, picture(), LOSSY)


def difference(case: Case, path: Path) -> tuple[float, str]:
    """Return how far the file as read is off at the mean, in levels of 255, and what was said or went wrong."""
    case.make(path)
    try:
        photo = read_photo(path)
    except DiarError as error:
        return float("inf"), str(error)
    if photo.pixels.shape != case.truth.shape:
        return float("inf"), f"{photo.pixels.shape} instead of {case.truth.shape}"
    shares = photo.pixels / np.iinfo(photo.pixels.dtype).max
    return float(np.abs(shares - case.truth).mean() * 255), " ".join(photo.notices)


def table(found: list[tuple[Case, float, str]]) -> str:
    """Return the table for docs/file-kinds.md."""
    lines = [
        "# Kinds of files that are read",
        "",
        "Made by `python benchmarks/file_kinds.py --table docs/file-kinds.md`: each file was written by the program",
        "named, read by DIAR, and compared with what had gone in. *Off* is the largest mean difference among them, in",
        "levels of 255; exact files may be off by half a level, which is their own rounding.",
        "",
        "| kind | by | files | off | read wrongly or refused |",
        "|---|---|---|---|---|",
    ]
    for key, group in itertools.groupby(
        sorted(found, key=lambda row: (row[0].kind, row[0].encoder)), key=lambda row: (row[0].kind, row[0].encoder)
    ):
        rows = list(group)
        n_bad = sum(off > case.tolerance for case, off, _ in rows)
        worst = max((off for case, off, _ in rows if off <= case.tolerance), default=0.0)
        lines.append(f"| {key[0]} | {key[1]} | {len(rows)} | {worst:.2f} | {n_bad or 'none'} |")
    lines += ["", f"{len(found)} files in all."]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--table", type=Path, metavar="FILE", help="where to write the table")
    parser.add_argument("--every", type=int, default=1, metavar="K", help="take every Kth file")
    options = parser.parse_args()
    found, n_unmade = [], 0
    with tempfile.TemporaryDirectory() as name:
        for i, case in enumerate(itertools.islice(cases(Path(name)), 0, None, options.every)):
            folder = Path(name) / str(i)
            folder.mkdir()
            try:
                off, said = difference(case, folder / case.name)
            except subprocess.CalledProcessError:
                n_unmade += 1  # the program makes no such files
                continue
            found.append((case, off, said))
            if off > case.tolerance:
                print(f"{case.kind} by {case.encoder}, {case.what}: off by {off:.2f}; {said}")
    n_bad = sum(off > case.tolerance for case, off, _ in found)
    for program in ("tiffcp", "exiftool", "avifenc", "cjxl", "opj_compress"):
        if shutil.which(program) is None:
            print(f"{program} is not installed; its files were left out.")
    print(f"{len(found)} files, {n_bad} read wrongly or refused; {n_unmade} could not be made.")
    if options.table:
        options.table.write_text(table(found), encoding="utf-8")
    return 1 if n_bad else 0


if __name__ == "__main__":
    sys.exit(main())
