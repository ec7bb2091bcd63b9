"""What a run will need, told before it starts from the photos' headers alone; nothing is decoded.

Memory and temporary data follow from what the stages hold at a time. Seconds are fitted to runs of one machine
(BENCHMARKS.md), shared between two processors, so on another they are a hint.
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from diar_gui.budget import bands_taken, share_out
from diar_gui.errors import ExportError
from diar_gui.machine_speed import machine_speed
from diar_gui.names import LEARNED_METHODS
from diar_gui.pipeline import RunOptions
from diar_gui.scratch import temporary_folder
from diar_gui.sentences import Sentence

_RAW_BYTES_PER_PIXEL = 1.3  # of raw photos, whose headers Pillow does not read, or only their thumbnail's
_HEIF_BYTES_PER_PIXEL = 0.2
_HEADER_BYTES = 2**18  # so far into a HEIF file lies what its pictures' sizes are
_DEEP_SUFFIXES = frozenset({".png", ".tif", ".tiff"})
_MAPS_BYTES_PER_PIXEL = 7  # picture, coverage, source and confidence
_CANVAS_GROWTH = 3  # times the largest photo: a guess, what all photos saw is known only once they are aligned
_CHUNK_BYTES = 256 * 2**20  # of temporary data are taken at a time

# What follows is fitted with `python benchmarks/sizes.py --json`.
_PROGRAM_BYTES = 550 * 10**6
# Processor seconds: for a run, a megapixel read, a photo aligned, a megapixel written; then what a network adds.
_START_S, _READ_S, _ALIGN_S, _WRITE_S = 3.5, 0.015, 1.6, 0.06
_NETWORK_S, _JUDGE_S = 1.5, 0.7
_MEGAPIXEL_S = {"diar": 0.1, "median": 0.15, "swin": 20.0, "deep-sets": 10.0}  # of the grid, for each photo
_OTHER_MEGAPIXEL_S = 0.15
_PARALLEL_SHARE = 0.75


@dataclass(frozen=True)
class PhotoHeader:
    """What a file's header says: pixels, bits per channel (8 or 16), and bytes that decoding holds per pixel.

    has_alpha: whether the photo may be transparent in parts.
    """

    n_pixels: int
    bits: int
    decoding_bytes_per_pixel: int = 4
    has_alpha: bool = False

    @property
    def kept_bytes(self) -> int:
        """What the photo takes until the run ends."""
        return self.n_pixels * (3 * (self.bits // 8) + self.has_alpha)


@dataclass(frozen=True)
class RunEstimate:
    """What a run needs about: main memory at its peak, temporary data on the disk, and time."""

    memory_bytes: int
    disk_bytes: int
    seconds: float

    @property
    def sentence(self) -> Sentence:
        """One finished sentence for the user."""
        memory, time = amount(self.memory_bytes), duration(self.seconds)
        if not self.disk_bytes:
            return Sentence("This needs about {memory} of memory and {time}.", memory=memory, time=time)
        return Sentence(
            "This needs about {memory} of memory, {disk} on the disk for temporary data and {time}.",
            memory=memory,
            disk=amount(self.disk_bytes),
            time=time,
        )


def amount(n_bytes: int) -> Sentence:
    """Return a number of bytes for people, to two digits."""
    n = max(n_bytes, 10**8) / 1e9
    return Sentence("{n:.0f} GB" if n_bytes >= 9.95e9 else "{n:.1f} GB", n=n)


def duration(seconds: float) -> Sentence:
    """Return a time for people, no more exact than an estimate is."""
    if seconds < 95:
        step = 5 if seconds < 30 else 10
        return Sentence("{n} s", n=max(step, round(seconds / step) * step))
    if seconds < 5400:
        return Sentence("{n} min", n=round(seconds / 60))
    return Sentence("{n:.1f} h", n=seconds / 3600)


def estimate_run(paths: Sequence[Path], options: RunOptions | None = None) -> RunEstimate:
    """Return what `pipeline.run` will need for these photos; files that cannot be read count as nothing."""
    headers = [header for path in paths if (header := read_header(path)) is not None]
    return estimate_for(headers, options or RunOptions())


def estimate_for(headers: Sequence[PhotoHeader], options: RunOptions) -> RunEstimate:
    """Return what a run will need for photos with these headers; the largest is taken for the reference."""
    if not headers:
        return RunEstimate(_PROGRAM_BYTES, 0, _START_S)
    if options.target is not None:
        headers = [replace(header, bits=16) for header in headers]  # colours that are set anew need fine steps
    budget = share_out(options.max_memory_bytes, options.reconstruction.method, len(headers))
    n_pixels = sum(header.n_pixels for header in headers)
    n_grid = max(header.n_pixels for header in headers)
    if options.canvas == "all":
        n_grid = min(n_pixels, _CANVAS_GROWTH * n_grid)
    photos = sum(header.kept_bytes for header in headers)
    kept = photos + n_grid * (len(headers) + _MAPS_BYTES_PER_PIXEL)
    in_memory = min(kept, budget.arrays_bytes)
    on_disk = kept - in_memory
    decoding = max(header.n_pixels * header.decoding_bytes_per_pixel + header.kept_bytes for header in headers)
    encoding = n_grid * 8
    bands = bands_taken(budget, len(headers), n_grid**0.5 * 1.25, _n_threads())
    reading = min(photos, budget.arrays_bytes) + decoding
    peak = _PROGRAM_BYTES + max(reading, in_memory + max(bands, budget.network_bytes, encoding))
    return RunEstimate(
        memory_bytes=peak,
        disk_bytes=-(-on_disk // _CHUNK_BYTES) * _CHUNK_BYTES if on_disk else 0,
        seconds=_seconds(len(headers), n_pixels, n_grid, options),
    )


def _seconds(n_photos: int, n_pixels: int, n_grid: int, options: RunOptions) -> float:
    megapixels, grid = n_pixels / 1e6, n_grid / 1e6
    method = options.reconstruction.method
    processor_s = _START_S + megapixels * _READ_S + grid * _WRITE_S
    processor_s += 0 if options.alignment.features == "none" else n_photos * _ALIGN_S
    processor_s += n_photos * grid * _MEGAPIXEL_S.get(method, _OTHER_MEGAPIXEL_S)
    processor_s += _NETWORK_S + n_photos * _JUDGE_S if method in LEARNED_METHODS else 0
    return processor_s * (1 - _PARALLEL_SHARE + _PARALLEL_SHARE / _n_threads()) / machine_speed()


def _n_threads() -> int:
    return min(8, os.cpu_count() or 1)


def check_room(estimate: RunEstimate) -> None:
    """Refuse a run whose temporary data the disk has no room for.

    Raises:
        ExportError: it has not.
    """
    folder = temporary_folder()
    free = shutil.disk_usage(folder).free
    if estimate.disk_bytes > free:
        raise ExportError(
            "This needs about {size} of temporary data, and {path} has room for "
            "{n_free:.1f} GB; free some space there, point TMPDIR to a larger disk, or use fewer photos.",
            size=amount(estimate.disk_bytes),
            path=folder,
            n_free=free / 1e9,
        )


def read_header(path: Path) -> PhotoHeader | None:
    """Return what the file's header says, by its size in bytes for kinds that hide it; None for what is no photo."""
    try:
        n_bytes = path.stat().st_size
        if not path.is_file() or n_bytes == 0:
            return None
        with path.open("rb") as file:
            start = file.read(_HEADER_BYTES)
        if start[4:8] == b"ftyp":
            return _heif_header(start, n_bytes)
        with Image.open(path, formats=("PNG", "JPEG", "TIFF", "WEBP", "BMP")) as image:
            n_pixels, is_deep = image.width * image.height, _is_deep(image, start)
            has_alpha = image.has_transparency_data
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, OverflowError, EOFError):
        return None
    if path.suffix.lower() in _DEEP_SUFFIXES or image.format not in ("TIFF",):
        decoding_bytes = (9 if has_alpha else 6) if is_deep else 4
        return PhotoHeader(n_pixels, 16 if is_deep else 8, decoding_bytes, has_alpha)
    return PhotoHeader(max(n_pixels, int(n_bytes / _RAW_BYTES_PER_PIXEL)), 16, 8)


def _is_deep(image: Image.Image, start: bytes) -> bool:
    if image.format == "PNG":
        return start[24] == 16  # IHDR: bit depth follows width and height
    bits = getattr(image, "tag_v2", {}).get(258, 8)
    return (max(bits) if isinstance(bits, tuple) else bits) == 16


def _heif_header(start: bytes, n_bytes: int) -> PhotoHeader:
    """Return the size of the largest picture in the file, by the boxes named ispe (ISO/IEC 23008-12, 6.5.3)."""
    sizes, place = [], start.find(b"ispe")
    while place >= 0:
        width, height = (int.from_bytes(start[place + i : place + i + 4], "big") for i in (8, 12))
        sizes.append(width * height)
        place = start.find(b"ispe", place + 16)
    return PhotoHeader(max(sizes, default=int(n_bytes / _HEIF_BYTES_PER_PIXEL)), 8)
