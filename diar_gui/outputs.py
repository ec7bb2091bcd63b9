"""What a finished run leaves on disk: all of it, or nothing."""

import json
import mmap
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from diar_gui.access_copies import OPAQUE_SUFFIXES, AccessCopy, shrunk_with_seen, with_seen
from diar_gui.colour import eight_bits
from diar_gui.edits import NO_FINISH
from diar_gui.errors import ExportError
from diar_gui.gamuts import for_file
from diar_gui.image_codecs import JPEG_QUALITY, Layer, profile_of, with_xmp, without_places, write_layers
from diar_gui.images import check_writable, check_writable_file, encode_image, shrunk
from diar_gui.names import COLOURS, TIFF_COMPRESSIONS
from diar_gui.pipeline import Result, update
from diar_gui.progress import Progress
from diar_gui.reconstruction import NO_SOURCE
from diar_gui.report import peak_memory_bytes, resolution
from diar_gui.report_page import finish_in_words, report_page
from diar_gui.scale_bar import scale_bar_file
from diar_gui.scratch import temporary_folder
from diar_gui.warp import WarpedStack
from diar_gui.whole_files import write_files

_STRIP_ROWS = 256
_THUMBNAIL_PX = 400
_LEAST_TOLD_SHARE = 0.0005  # of the picture that has colours beyond what is written


@dataclass(frozen=True)
class Outputs:
    """What to write, and where; at least one thing of it.

    picture: the clean picture; its ending chooses the format. Where no photo looked it is transparent, as JPEG white.
    report: report.json.
    copies: of the picture, smaller or in other colours.
    xmp: names (of `image_codecs.SETTABLE`) and values of properties that the picture is to have, whatever the reference
        photo has; none under `strip` of all.
    tiff_compression: one of `names.TIFF_COMPRESSIONS`, of a picture that is a TIFF.
    page: the report for people, HTML that opens without a network.
    warped: folder for each used photo on the reference grid, as shot, transparent where it saw nothing.
    weights: folder for each used photo's weight map (`weight_NAME.png`), the coverage map (`coverage.png`, how many
        photos saw the pixel clean), the index, in the report's list, of the photo that gave most of each pixel
        (`source.png`, 16 bit, 65535 where none did), and of methods that know it how sure they are (`confidence.png`).
    attention: folder for where `swin` looks: `layer1_head1_NAME.png` for each block, head and used photo, mid-grey
        where all is looked at alike, white for four times as much.
    scale_bar: of the picture, whose true size has to be known, as a picture of its own, see `scale_bar`.
    overwrite: whether files that exist may be replaced.
    strip: "all" for a picture without the reference photo's EXIF, XMP and IPTC and without a colour profile, and layers
        without the latter; "gps" for a picture without where the photo was taken; None for all of it.
    layers: a TIFF with a page each for the clean picture, the warped photos and their weights; pages have names.
    bits: 8 or 16 bits per channel of the picture, also among the layers; None for what it was made with.
    jpeg_quality: from 1 to 100.
    colour: one of `names.COLOURS`: the colour space of picture, warped photos and layers. `as-reference` is what the
        reference photo's file was in, or, where `strip` leaves out all, sRGB.
    long_side_px: of the picture at most; None for its own size.
    pixels_per_inch: that the picture says it has; None for what its true size gives, or else the reference photo's.
    """

    picture: Path | None
    report: Path | None = None
    warped: Path | None = None
    weights: Path | None = None
    overwrite: bool = False
    strip: str | None = None
    layers: Path | None = None
    bits: int | None = None
    jpeg_quality: int = JPEG_QUALITY
    colour: str = COLOURS[0]
    page: Path | None = None
    tiff_compression: str = TIFF_COMPRESSIONS[0]
    xmp: tuple[tuple[str, str], ...] = ()
    copies: tuple[AccessCopy, ...] = ()
    long_side_px: int | None = None
    pixels_per_inch: float | None = None
    attention: Path | None = None
    scale_bar: Path | None = None

    def __post_init__(self) -> None:
        if self.colour not in COLOURS:
            raise ValueError(f"colour must be one of {', '.join(COLOURS)}, not {self.colour}")

    @property
    def main(self) -> Path:
        """The file or folder that a user looks for first."""
        rest = self.report, self.page, self.scale_bar
        return next(
            p for p in (self.picture, self.layers, self.warped, self.weights, self.attention, *rest) if p is not None
        )

    def check(self, photos: Sequence[Path]) -> None:
        """Find out before a long run whether all can be written at its end.

        Raises:
            ExportError: something cannot be written, is there already, or would replace a photo or another output.
        """
        for path in (self.picture, self.layers, self.scale_bar, *(copy.path for copy in self.copies)):
            if path is not None:
                check_writable(path, overwrite=self.overwrite)
        if self.layers is not None and self.layers.suffix.lower() not in (".tif", ".tiff"):
            raise ExportError("{name} cannot hold layers: the name has to end in .tif.", name=self.layers.name)
        for path in (self.report, self.page):
            if path is not None:
                check_writable_file(path, overwrite=self.overwrite)
        for folder in (self.warped, self.weights, self.attention):
            if folder is not None:
                _check_folder(folder)
        planned = self.planned(photos)
        if self.attention is not None and self.attention.is_dir():
            planned += sorted(self.attention.glob("layer*_head*_*.png"))
        existing = {(s.st_dev, s.st_ino): path for path in photos if (s := _stat(path)) is not None}
        seen: set[str] = set()
        for path in planned:
            stat = _stat(path)
            if stat is not None and (stat.st_dev, stat.st_ino) in existing:
                raise ExportError("{path} is one of the photos and is never replaced; choose another name.", path=path)
            if stat is not None and not self.overwrite:
                raise ExportError(
                    "{path} exists already and is left as it is; choose another, or allow --overwrite.", path=path
                )
            place = os.path.normcase(os.path.realpath(path))  # resolve() raises where links go round
            if place in seen:
                raise ExportError("Two outputs would be written to {path}; give each a name of its own.", path=path)
            seen.add(place)

    def write(self, result: Result, photos: Sequence[Path], progress: Progress) -> dict:
        """Write all of it, or nothing; return the result's report, its seconds and peak memory brought up to date.

        Raises:
            ExportError: the disk is full, or a file appeared in the meantime.
            Cancelled: the user asked to stop; nothing was written.
        """
        deep = _with_bits(
            result, self.bits if self.picture or self.layers or self.copies else None, progress.part(0.0, 0.5)
        )
        if deep is not result:
            progress = progress.part(0.5, 1.0)
        made: list[Path] = []
        report = {**result.report, "seconds": dict(result.report["seconds"])}
        try:
            for folder in (self.warped, self.weights, self.attention):
                if folder is not None and not folder.is_dir():
                    _make_folder(folder)
                    made.append(folder)
            write_files(self._contents(deep, photos, progress, report), overwrite=self.overwrite)
            made.clear()
        finally:
            for folder in made:
                with suppress(OSError):  # what is said is what came first
                    folder.rmdir()
        return report

    def planned(self, photos: Sequence[Path]) -> list[Path]:
        """Return all files that may be written."""
        stems = _stems(photos).values()
        files = (self.picture, self.layers, self.scale_bar, self.report, self.page)
        planned = [path for path in files if path is not None]
        planned += [copy.path for copy in self.copies]
        if self.warped is not None:
            planned += [self.warped / f"{stem}.png" for stem in stems]
        if self.weights is not None:
            planned += [self.weights / f"weight_{stem}.png" for stem in stems]
            planned += [self.weights / f"{name}.png" for name in ("coverage", "source", "confidence")]
        return planned

    def _contents(
        self, result: Result, photos: Sequence[Path], progress: Progress, report: dict
    ) -> Iterator[tuple[Path, bytes | memoryview]]:
        """Yield path and content of each file, the report last: it says how long the others took."""
        start = time.perf_counter()
        n_files = max(1, len(self.planned(photos)))
        space = self._space(result)
        clean = self._clean(result, space, progress, report)
        made = self._pictures(result, clean, space, _stems(photos))
        metadata, per_inch = self._metadata(result), self._per_inch(result)
        if self.picture is not None and self.picture.suffix.lower() in OPAQUE_SUFFIXES:
            _tell_of_white(result, self.picture, progress)
        for i, (path, pixels) in enumerate(made):
            progress.update(i / n_files, "Writing the results")
            notes = metadata if path == self.picture else None
            own = space if path == self.picture or path.parent == self.warped else "srgb"
            yield (
                path,
                encode_image(
                    pixels,
                    path.suffix.lower(),
                    notes,
                    jpeg_quality=self.jpeg_quality,
                    space=own,
                    per_inch=per_inch if path == self.picture else None,
                    compression=self.tiff_compression,
                ),
            )
        for copy in self.copies:
            progress.check_cancelled()
            yield copy.path, self._copy(result, copy, space, progress, report)
        if self.scale_bar is not None:
            of_picture = resolution(result.stack.size, result.edits.straightening)
            bar, report["scale_bar"] = scale_bar_file(self.scale_bar, of_picture, result.stack.size[1])
            yield self.scale_bar, bar
        if self.attention is not None:
            yield from _attention(
                result, self.attention, _stems(photos), progress.part(1 - 1 / n_files, 1 - 1 / n_files)
            )
        if self.layers is not None:
            with tempfile.TemporaryFile(dir=temporary_folder()) as file:
                n_bytes = _n_layer_bytes(result)
                profile = b"" if self.strip == "all" and space == "srgb" else profile_of(space)
                write_layers(file, self._layers(result, clean, space, progress), n_bytes, profile=profile)
                file.flush()
                with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped, memoryview(mapped) as data:
                    yield self.layers, data
        if self.page is not None:
            yield self.page, _page(result, report).encode()
        progress.update((n_files - 1) / n_files, "Writing the results")
        seconds = report["seconds"]
        seconds["write"] = round(time.perf_counter() - start, 3)
        seconds["total"] = round(seconds["total"] + seconds["write"], 3)
        report["peak_memory_bytes"] = peak_memory_bytes()
        if self.report is not None:
            yield self.report, report_text(report).encode()
        progress.check_cancelled()

    def _copy(self, result: Result, copy: AccessCopy, space: str, progress: Progress, report: dict) -> bytes:
        """Return the file of a copy; the report tells of it."""
        made, suffix = result.reconstruction, copy.path.suffix.lower()
        own = space if copy.colour in (None, COLOURS[0]) else copy.colour
        whole = made.picture if made.wide is None else made.wide
        small, seen = shrunk_with_seen(whole, made.seen, copy.long_side_px)
        pixels, n_outside = for_file(small, made.space, own, 8 * made.picture.dtype.itemsize)
        height, width = pixels.shape[:2]
        if suffix in OPAQUE_SUFFIXES:
            _tell_of_white(result, copy.path, progress)
        per_inch = resolution((height, width), result.edits.straightening)
        report.setdefault("copies", []).append(
            {
                "file": copy.path.name,
                "size": [height, width],
                "colour": own,
                "out_of_gamut": round(n_outside / (height * width), 6),
                "pixels_per_inch": None if per_inch is None else list(per_inch),
            }
        )
        return encode_image(
            with_seen(pixels, seen, suffix),
            suffix,
            self._metadata(result),
            jpeg_quality=self.jpeg_quality,
            space=own,
            per_inch=per_inch,
            compression=self.tiff_compression,
        )

    def _metadata(self, result: Result) -> bytes | None:
        """Return what the picture is to carry of the reference photo's notes; None for nothing, nor a profile."""
        notes = result.frames.frames[result.alignment.reference].exif
        if self.strip == "all":
            return None
        notes = without_places(notes) if self.strip == "gps" else notes
        return with_xmp(notes, dict(self.xmp)) if self.xmp else notes

    def _per_inch(self, result: Result) -> tuple[float, float] | None:
        """Return the pixels per inch that the picture is to have; None for what its notes say."""
        if self.pixels_per_inch is not None:
            return self.pixels_per_inch, self.pixels_per_inch
        size = result.stack.size
        if self.long_side_px is not None and max(size) > self.long_side_px:
            scale = self.long_side_px / max(size)
            size = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
        return resolution(size, result.edits.straightening)

    def _space(self, result: Result) -> str:
        """Return the colour space of what is written."""
        if self.colour != "as-reference":
            return self.colour
        return "srgb" if self.strip == "all" else result.frames.frames[result.alignment.reference].own_space

    def _clean(self, result: Result, space: str, progress: Progress, report: dict) -> np.ndarray:
        """Return the clean picture in a colour space; words and the report say what that is too narrow for."""
        made = result.reconstruction
        if self.picture is None and self.layers is None:
            return made.picture
        bits = 8 * made.picture.dtype.itemsize
        pixels, n_outside = for_file(made.picture if made.wide is None else made.wide, made.space, space, bits)
        share = n_outside / (pixels.shape[0] * pixels.shape[1])
        report["colour"] = {"photos": made.space, "written": space, "out_of_gamut": round(share, 6)}
        if share >= _LEAST_TOLD_SHARE:
            progress.notice(
                "{percent:.1f} % of the picture has colours beyond {space}, which were brought to its edge; "
                "--colour {wider} keeps them.",
                percent=100 * share,
                space=space,
                wider=made.space,
            )
        return pixels

    def _pictures(
        self, result: Result, clean: np.ndarray, space: str, stems: dict[Path, str]
    ) -> Iterator[tuple[Path, np.ndarray]]:
        made = result.reconstruction
        used = result.alignment.used
        names = [stems[result.frames.frames[i].path] for i in used]
        if self.picture is not None:
            suffix = self.picture.suffix.lower()
            small, seen = shrunk_with_seen(clean, made.seen, self.long_side_px)
            yield self.picture, with_seen(small, seen, suffix)
        if self.warped is not None:
            for t, name in enumerate(names):
                yield self.warped / f"{name}.png", _warped(result.stack, t, space)
        if self.weights is not None:
            for t, name in enumerate(names):
                yield self.weights / f"weight_{name}.png", np.ascontiguousarray(made.weights[t])
            yield self.weights / "coverage.png", made.coverage
            if made.confidence is not None:
                yield self.weights / "confidence.png", made.confidence
            in_report = np.full(NO_SOURCE + 1, NO_SOURCE, np.uint16)
            in_report[: len(used)] = used
            yield self.weights / "source.png", in_report[made.source]

    def _layers(self, result: Result, clean: np.ndarray, space: str, progress: Progress) -> Iterator[Layer]:
        made, stack = result.reconstruction, result.stack
        yield Layer("clean picture", with_seen(clean, made.seen, ".tif"))
        for t, frame in enumerate(stack.frames):
            progress.check_cancelled()
            yield Layer(frame.name, _warped(stack, t, space))
            yield Layer(f"weight of {frame.name}", made.weights[t])


def _page(result: Result, report: dict) -> str:
    """Return the report for people."""
    options = result.options
    settings = {
        "Exposure and white balance (tone)": options.reconstruction.tone,
        "Canvas": options.canvas,
        "Straightened": "no" if result.edits.straightening is None else "yes",
        **({} if (finish := result.edits.finish) == NO_FINISH else {"Finish": finish_in_words(finish)}),
        "Working size": f"{options.reconstruction.working_size_px} pixels",
        "Trained parameters": str(options.reconstruction.checkpoint or "those that come with DIAR"),
    }
    photos = [frame.in_srgb(shrunk(frame.pixels, _THUMBNAIL_PX)) for frame in result.frames.frames]
    shown = [*photos, *[None] * (len(report["frames"]) - len(photos))]
    return report_page(report, result.reconstruction, result.stack, shown, settings)


def _attention(
    result: Result, folder: Path, stems: dict[Path, str], progress: Progress
) -> Iterator[tuple[Path, bytes | memoryview]]:
    """Yield a picture of how much each head looks at each place of each used photo, at the size of its tokens."""
    from diar_gui.reconstruction.attention import attention_of, levels_of  # late: with it comes torch

    names = [stems[frame.path] for frame in result.stack.frames]
    how, device = result.options.reconstruction, result.options.device
    for made in attention_of(result.stack, how, progress, device).maps:
        for name, received in zip(names, made.received, strict=True):
            path = folder / f"layer{made.layer}_head{made.head}_{name}.png"
            yield path, encode_image(levels_of(received), ".png")


def report_text(report: dict) -> str:
    """Return the report as JSON; what is no text in any encoding (odd file names) is escaped."""
    return json.dumps(report, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace").decode() + "\n"


def _with_bits(result: Result, bits: int | None, progress: Progress) -> Result:
    """Return the result with a picture of so many bits; sixteen of an eight-bit picture are made of the photos anew.

    Wide colours have sixteen in any case, in `wide`.
    """
    picture = result.reconstruction.picture
    if bits is None or bits == 8 * picture.dtype.itemsize:
        return result
    if bits == 8:
        picture = eight_bits(picture)
    elif result.reconstruction.wide is not None:
        picture = picture * np.uint16(257)
    else:
        options = replace(result.options, reconstruction=replace(result.options.reconstruction, bits=bits))
        picture = update(result, options, result.edits, progress).reconstruction.picture
    return replace(result, reconstruction=replace(result.reconstruction, picture=picture))


def _n_layer_bytes(result: Result) -> int:
    """Return how many bytes all layers have together before they are compressed."""
    height, width = result.stack.size
    n_bytes = sum(4 * frame.bits // 8 + 1 for frame in result.stack.frames)
    return height * width * n_bytes + result.reconstruction.picture.nbytes * 4 // 3


def _tell_of_white(result: Result, path: Path, progress: Progress) -> None:
    if result.reconstruction.seen is not None:
        progress.notice("{name} is white where no photo looked, because JPEG knows no transparency.", name=path.name)


def _warped(stack: WarpedStack, index: int, space: str) -> np.ndarray:
    """Return a whole frame on the reference grid as a file in a colour space has it.

    It is `(H, W, 4)` of the frame's own depth, alpha 0 where it saw nothing.
    """
    height, width = stack.size
    is_8_bit = stack.frames[index].bits == 8
    picture = np.empty((height, width, 4), np.uint8 if is_8_bit else np.uint16)
    for first in range(0, height, _STRIP_ROWS):
        last = min(first + _STRIP_ROWS, height)
        encoded, valid = stack.encoded_rows(index, first, last)
        encoded[~valid] = 0
        picture[first:last, :, :3] = for_file(encoded, stack.space, space, 8 if is_8_bit else 16)[0]
        picture[first:last, :, 3] = valid * np.iinfo(picture.dtype).max
    return picture


def _stems(photos: Sequence[Path]) -> dict[Path, str]:
    """Return a file name without ending for each photo; numbered where two photos have the same."""
    stems = {path: path.stem for path in photos}
    if len({stem.casefold() for stem in stems.values()}) < len(stems):
        return {path: f"{i:03d}_{stem}" for i, (path, stem) in enumerate(stems.items())}
    return stems


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _check_folder(folder: Path) -> None:
    if folder.is_dir():
        check_writable_file(folder / ".diar", overwrite=True)
    elif os.path.lexists(folder):
        raise ExportError("{path} is a file; choose another name for the folder.", path=folder)
    else:
        check_writable_file(folder, overwrite=False)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir()
    except OSError as error:
        raise ExportError(
            "The folder {path} could not be made ({reason}); choose another one.", path=folder, reason=error.strerror
        ) from error
