"""Photos on disk and in memory: find, read, write, and turn into tensors.

At rest a picture is `(H, W, 3)` uint8 or uint16, RGB under the curve of sRGB, upright and read-only; everything behind
this door may trust that. Its primaries are those of sRGB unless something else is said. Files are untrusted: whatever
is wrong with one ends in an `ImageError` that names it.
"""

import os
import re
import stat
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from diar_gui.errors import ExportError, ImageError
from diar_gui.gamuts import at_rest, bits_at_rest, common_space
from diar_gui.image_codecs import FORMATS_READ, RAW_SUFFIXES, WRITABLE_SUFFIXES, Allocate, Photo, decode, encode_image
from diar_gui.progress import Progress
from diar_gui.scratch import Scratch, release
from diar_gui.sentences import Sentence
from diar_gui.whole_files import exists_already, write_bytes

if TYPE_CHECKING:
    import torch

_ENDINGS = "png jpg jpeg jpe tif tiff webp avif bmp heic heif hif jxl jp2 j2k jpf jpx jpc"

SUFFIXES = RAW_SUFFIXES | {f".{ending}" for ending in _ENDINGS.split()}
"""File name endings, in lower case, that are taken for photos."""


_FORMS = (
    {".tif", ".tiff"},
    {".heic", ".heif", ".hif", ".avif", ".jxl"},
    {".jpg", ".jpeg", ".jpe"},
)
"""In what forms cameras and their programs write one shot under one name, raw files aside, the best first."""

_STRIP_ROWS = 256
_MAX_FILE_BYTES = 4 * 10**9  # the largest pictures that are read have 2.4 GB of pixels


@dataclass(frozen=True, eq=False)
class Frame:
    """One photo: its name for people, where it came from, and its pixels at rest (see the module's text).

    exif: the camera's notes that still hold of a picture made from it, for `write_image`; b"" if there are none.
    seen: `(H, W)` bool, False where the photo is transparent, be it partly: there its pixels mean nothing; None where
        it is so nowhere.
    space: of `names.SPACES`, whose primaries the pixels have; all frames of a run have the same.
    own_space: the smallest of them that holds what the file may hold.
    """

    name: str
    path: Path
    pixels: np.ndarray
    exif: bytes = b""
    seen: np.ndarray | None = None
    space: str = "srgb"
    own_space: str = "srgb"

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) in pixels."""
        return self.pixels.shape[0], self.pixels.shape[1]

    @property
    def bits(self) -> int:
        """Bits per channel, 8 or 16."""
        return self.pixels.dtype.itemsize * 8

    def in_srgb(self, pixels: np.ndarray | None = None) -> np.ndarray:
        """Return its pixels, or others made from them, as networks and screens want them; what is beyond is clipped."""
        return at_rest(self.pixels if pixels is None else pixels, self.space, "srgb")


@dataclass(frozen=True)
class Unreadable:
    """A file that looked like a photo but could not be read, and the sentence that says why."""

    name: str
    path: Path
    reason: str


@dataclass(frozen=True)
class FrameSet:
    """The photos of one run in natural order of their names, and the files that could not be read.

    flat_field: names of the photos of a white board that their light was evened by; none where it was not.
    least_light: where that had least light, over its brightest place.
    """

    frames: tuple[Frame, ...]
    unreadable: tuple[Unreadable, ...]
    flat_field: tuple[str, ...] = ()
    least_light: float = 1.0


def natural_key(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """Return a sort key that puts `photo2` before `photo10`, whatever the case; different names never tie."""
    pieces = re.split(r"(\d+)", name.casefold())
    return [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in pieces if p], name


def find_images(inputs: Sequence[Path], progress: Progress | None = None) -> list[Path]:
    """Return the photos named by `inputs` in natural order, each once.

    A folder stands for the photos directly in it (hidden and other files are passed over, and of one shot in several
    forms all but the best, which becomes a notice), a sequence on disk (a folder that holds a folder `frames`) for its
    frames, and a file for itself, whatever its ending.

    Raises:
        ImageError: an input does not exist, may not be read, or is a folder without photos.
    """
    found: dict[Path, Path] = {}
    for item in inputs:
        try:
            photos = _photos_in(item, progress or Progress()) if item.is_dir() else [_existing_file(item)]
        except OSError as error:
            raise ImageError(
                "{path} cannot be read ({reason}); check its permissions.", path=item, reason=error.strerror
            ) from error
        for path in photos:
            found.setdefault(path.resolve(), path)
    return sorted(found.values(), key=lambda path: natural_key(os.path.abspath(path)))  # noqa: PTH100 - resolve() would follow links


def _existing_file(item: Path) -> Path:
    if item.is_file():
        return item
    if item.exists():
        raise ImageError("{path} is neither a folder nor a file; name a folder of photos.", path=item)
    raise ImageError("{path} does not exist; check the name, or name another folder.", path=item)


def _photos_in(folder: Path, progress: Progress) -> list[Path]:
    frames = folder / "frames"
    place = frames if frames.is_dir() else folder
    names = [p for p in place.iterdir() if p.suffix.lower() in SUFFIXES and not p.name.startswith(".")]
    photos = [p for p in names if p.is_file()]
    if not photos:
        raise ImageError(
            "No photos were found in {path}; DIAR reads {formats} files that lie directly in it.",
            path=place,
            formats=FORMATS_READ,
        )
    return _best_of_each_shot(photos, place, progress)


def _best_of_each_shot(photos: Sequence[Path], folder: Path, progress: Progress) -> list[Path]:
    """Return the photos without worse forms of the same shot: twice the same glare would outvote the other photos."""
    shots: dict[str, list[Path]] = {}
    for path in photos:
        # What no camera writes (PNG, WebP, BMP) goes only before raw photos, of which it was developed.
        shots.setdefault(path.stem if _rank(path) is not None else path.name, []).append(path)
    developed = {path.stem for path in photos if path.suffix.lower() not in RAW_SUFFIXES}
    for stem, forms in list(shots.items()):
        if stem in developed and all(path.suffix.lower() in RAW_SUFFIXES for path in forms):
            del shots[stem]
    best = {stem: min(forms, key=lambda path: (_rank(path) or 0, path.name)) for stem, forms in shots.items()}
    n_shots = sum(len(forms) > 1 for forms in shots.values())
    if n_shots:
        first = next(best[stem].name for stem, forms in shots.items() if len(forms) > 1)
        progress.notice(
            "{folder} holds {n} shots in several forms; the best one of each is used, such as {name}."
            if n_shots > 1
            else "{folder} holds one shot in several forms; {name} is used.",
            folder=folder.name,
            n=n_shots,
            name=first,
        )
    used = set(best.values())
    return [path for path in photos if path in used]


def _rank(path: Path) -> int | None:
    """Return how good a form of a shot is that a camera writes, the best 0; None where no camera writes such files."""
    suffix = path.suffix.lower()
    if suffix in RAW_SUFFIXES:
        return len(_FORMS)  # what the camera developed is nearer to what was seen
    return next((rank for rank, forms in enumerate(_FORMS) if suffix in forms), None)


def read_frames(paths: Sequence[Path], scratch: Scratch, progress: Progress | None = None) -> FrameSet:
    """Read the photos, in memory or on `scratch`'s disk; those that cannot be read are listed with the reason.

    All have the smallest space that holds the colours of each: what is sRGB alone stays so.

    What the user may not expect of a photo (further pages, colours that are a guess) becomes a notice, one for all
    photos of which the same is true.
    """
    progress = progress or Progress()
    frames: list[Frame] = []
    unreadable: list[Unreadable] = []
    notices: dict[str, list[Sentence]] = {}
    for i, (path, name) in enumerate(zip(paths, _display_names(paths), strict=True)):
        progress.update(i / len(paths), "Reading photo {i} of {n}", i=i + 1, n=len(paths))
        try:
            photo = read_photo(path, scratch.empty, is_wide=True)
        except ImageError as error:
            unreadable.append(Unreadable(name, path, error.sentence))
            continue
        for sentence in photo.notices:
            notices.setdefault(sentence.template, []).append(sentence)
        release(photo.pixels)
        frames.append(Frame(name, path, photo.pixels, photo.exif, photo.seen, photo.space, photo.space))
    for first, *others in notices.values():
        if others:
            progress.notice("{notice} The same is true of {n} more photos.", notice=first, n=len(others))
        else:
            progress.notice(first)
    progress.update(1.0)
    space = common_space(frame.space for frame in frames)
    return FrameSet(tuple(_in_space(frame, space, scratch) for frame in frames), tuple(unreadable))


def _in_space(frame: Frame, space: str, scratch: Scratch) -> Frame:
    """Return the frame with its pixels in a space that is no smaller."""
    if frame.space == space:
        return frame
    bits = bits_at_rest(space, frame.bits)
    pixels = scratch.empty(frame.pixels.shape, np.uint8 if bits == 8 else np.uint16)
    for first in range(0, len(pixels), _STRIP_ROWS):
        rows = slice(first, first + _STRIP_ROWS)
        pixels[rows] = at_rest(frame.pixels[rows], frame.space, space, bits)
    for array in (frame.pixels, pixels):
        release(array)
    pixels.flags.writeable = False
    return replace(frame, pixels=pixels, space=space)


def _display_names(paths: Sequence[Path]) -> list[str]:
    """Return each photo's file name, with as many folders before it as it takes to tell it from the others."""
    names = [path.name for path in paths]
    for n_parts in range(2, max((len(path.parts) for path in paths), default=0) + 1):
        counts = Counter(names)
        names = [
            name if counts[name] == 1 else "/".join(path.parts[-n_parts:])
            for name, path in zip(names, paths, strict=True)
        ]
    return names


def read_image(path: Path, allocate: Allocate = np.empty) -> np.ndarray:
    """Return the photo at rest; see `read_photo`."""
    return read_photo(path, allocate).pixels


def read_photo(path: Path, allocate: Allocate = np.empty, *, is_wide: bool = False) -> Photo:
    """Return the photo with its pixels at rest: RGB, upright (EXIF orientation applied), read-only.

    Grey is spread over the three channels, alpha tells what is seen, and colours are taken to sRGB from what the
    file says that they are.
    Sixteen bits stay sixteen; raw photos and those of 10 or 12 bits get them. Of several pictures in a file the first
    or main one is taken.

    Args:
        path: the file.
        allocate: makes the array to fill, from a shape and a type.
        is_wide: whether colours beyond sRGB are kept, see `Photo.space`.

    Raises:
        ImageError: the file cannot be opened, is damaged, cut short or transparent everywhere, or is not a picture
            DIAR reads.
    """
    data = _bytes_of(path)
    if not data:
        raise ImageError("{path} is empty (zero bytes); copy it again from the camera.", path=path)
    photo = decode(data, path, allocate, is_wide=is_wide)
    for array in (photo.pixels, photo.seen):
        if array is not None:
            array.flags.writeable = False
    return photo


def _bytes_of(path: Path) -> bytes:
    """Return what is in an ordinary file; what has become of it since it was found is seen only here.

    Raises:
        ImageError: it cannot be read, is something else (reading a pipe would never end), or is far too large.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise ImageError("{path} is not an ordinary file; name photos, or folders of photos.", path=path)
            if about.st_size > _MAX_FILE_BYTES:
                raise ImageError(
                    "{path} has {n:.0f} GB, more than any photo that DIAR reads; leave it out.",
                    path=path,
                    n=about.st_size / 1e9,
                )
            return file.read()
    except OSError as error:
        raise ImageError(
            "{path} cannot be opened ({reason}); check the file and its permissions.", path=path, reason=error.strerror
        ) from error


def check_writable(path: Path, *, overwrite: bool) -> None:
    """Find out before a long run whether a picture can be written to `path` at its end.

    Raises:
        ExportError: its folder is missing or not writable, its ending is unknown, or the file exists already.
    """
    if path.suffix.lower() not in WRITABLE_SUFFIXES:
        raise ExportError("{path} cannot be written: the name has to end in .png, .tif or .jpg.", path=path.name)
    check_writable_file(path, overwrite=overwrite)


def check_writable_file(path: Path, *, overwrite: bool) -> None:
    """Like `check_writable`, for any kind of file."""
    folder = path.parent
    if not folder.is_dir():
        raise ExportError(
            "The folder {path} does not exist; make it first, or choose another one for {name}.",
            path=folder,
            name=path.name,
        )
    if path.is_dir():
        raise ExportError("{path} is a folder; choose a file name for the output.", path=path)
    if path.exists() and not path.is_file():
        raise ExportError("{path} is not an ordinary file and is left as it is; choose another name.", path=path)
    if os.path.lexists(path) and not overwrite:
        raise exists_already(path)
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ExportError(
            "Nothing can be written into the folder {path} ({reason}); choose another one for {name}.",
            path=folder,
            reason=error.strerror,
            name=path.name,
        ) from error


def write_image(path: Path, pixels: np.ndarray, *, overwrite: bool = False, metadata: bytes | None = None) -> None:
    """Write a picture as PNG, TIFF or JPEG (by the ending); the file appears whole or not at all.

    Args:
        path: where to.
        pixels: see `encode_image`.
        overwrite: whether a file of that name may be replaced.
        metadata: `exif` of the reference frame, to be written with a colour profile; None for neither.

    Raises:
        ExportError: it could not be written; nothing half-written is left.
    """
    check_writable(path, overwrite=overwrite)
    write_bytes(path, encode_image(pixels, path.suffix.lower(), metadata), overwrite=overwrite)


def shrunk(pixels: np.ndarray, long_side_px: int) -> np.ndarray:
    """Return a picture with a long side of at most `long_side_px`, averaged by area; a small one as it is."""
    height, width = pixels.shape[:2]
    scale = long_side_px / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def shrunk_seen(seen: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return which pixels of a picture shrunk by area to `size` (height, width) are made of seen ones alone.

    Args:
        seen: `(H, W)` bool.
        size: of the shrunk picture.
    """
    if seen.shape == size:
        return seen
    return cv2.resize(seen * np.uint8(255), (size[1], size[0]), interpolation=cv2.INTER_AREA) == 255


def to_tensor(pixels: np.ndarray, device: "torch.device | str" = "cpu") -> "torch.Tensor":
    """Return `(3, H, W)` float32 in [0, 1] on `device` of a picture at rest (still sRGB-encoded)."""
    import torch

    levels = np.iinfo(pixels.dtype).max
    planes = np.ascontiguousarray(pixels.transpose(2, 0, 1).astype(np.float32) / levels)
    return torch.from_numpy(planes).to(device)


def to_array(tensor: "torch.Tensor", bits: int = 8) -> np.ndarray:
    """Return `(H, W, 3)` uint8 or uint16 of a `(3, H, W)` tensor in [0, 1] (clipped, rounded)."""
    levels = 2**bits - 1
    values = tensor.detach().clamp(0, 1).mul(levels).round().cpu().numpy()
    return np.ascontiguousarray(values.transpose(1, 2, 0)).astype(np.uint8 if bits == 8 else np.uint16)
