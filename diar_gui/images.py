"""Photos on disk and in memory: find, read, write, and turn into tensors.

At rest a picture is `(H, W, 3)` uint8 or uint16, RGB, sRGB-encoded, upright and read-only; everything behind this
door may trust that. Files are untrusted: whatever is wrong with one ends in an `ImageError` that names it.
"""

import io
import os
import re
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageOps

from diar_gui.errors import ExportError, ImageError
from diar_gui.progress import Progress
from diar_gui.scratch import Scratch

if TYPE_CHECKING:
    import torch

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".jpe", ".tif", ".tiff", ".webp", ".bmp"})
"""File name endings, in lower case, that are taken for photos."""

WRITABLE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff"})

MAX_N_PIXELS = 1_000_000_000
"""Larger pictures are refused: most likely a damaged header or an attack."""

_JPEG_QUALITY = 95
_SIXTEEN_BIT_PNG = 16

# Pillow's own limit warns at 89 megapixels, which photographers reach; ours is checked from the header instead.
Image.MAX_IMAGE_PIXELS = None
# OpenCV prints what it thinks of damaged files; the user gets one sentence from us instead.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


@dataclass(frozen=True, eq=False)
class Frame:
    """One photo: its name for people, where it came from, and its pixels at rest (see the module's text)."""

    name: str
    path: Path
    pixels: np.ndarray

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) in pixels."""
        return self.pixels.shape[0], self.pixels.shape[1]

    @property
    def bits(self) -> int:
        """Bits per channel, 8 or 16."""
        return self.pixels.dtype.itemsize * 8


@dataclass(frozen=True)
class Unreadable:
    """A file that looked like a photo but could not be read, and the sentence that says why."""

    name: str
    path: Path
    reason: str


@dataclass(frozen=True)
class FrameSet:
    """The photos of one run in natural order of their names, and the files that could not be read."""

    frames: tuple[Frame, ...]
    unreadable: tuple[Unreadable, ...]


def natural_key(name: str) -> list[tuple[int, int, str]]:
    """Return a sort key that puts `photo2` before `photo10`, whatever the case."""
    pieces = re.split(r"(\d+)", name.casefold())
    return [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in pieces if p]


def find_images(inputs: Sequence[Path]) -> list[Path]:
    """Return the photos named by `inputs` in natural order, each once.

    A folder stands for the photos directly in it (hidden and other files are passed over), a sequence on disk
    (a folder that holds a folder `frames`) for its frames, and a file for itself, whatever its ending.

    Raises:
        ImageError: an input does not exist, may not be read, or is a folder without photos.
    """
    found: dict[Path, None] = {}
    for item in inputs:
        if item.is_dir():
            for path in sorted(_photos_in(item), key=lambda p: natural_key(p.name)):
                found.setdefault(path)
        elif item.is_file():
            found.setdefault(item)
        elif item.exists():
            raise ImageError(f"{item} is neither a folder nor a file; name a folder of photos.")
        else:
            raise ImageError(f"{item} does not exist; check the name, or name another folder.")
    return list(found)


def _photos_in(folder: Path) -> list[Path]:
    frames = folder / "frames"
    place = frames if frames.is_dir() else folder
    try:
        paths = list(place.iterdir())
    except OSError as error:
        raise ImageError(f"The folder {place} cannot be read ({error.strerror}); check its permissions.") from error
    photos = [p for p in paths if p.suffix.lower() in SUFFIXES and not p.name.startswith(".") and p.is_file()]
    if not photos:
        raise ImageError(
            f"No photos were found in {place}; DIAR reads PNG, JPEG, TIFF, WebP and BMP files that lie directly in it."
        )
    return photos


def read_frames(paths: Sequence[Path], scratch: Scratch, progress: Progress | None = None) -> FrameSet:
    """Read the photos, in memory or on `scratch`'s disk; those that cannot be read are listed with the reason."""
    progress = progress or Progress()
    frames: list[Frame] = []
    unreadable: list[Unreadable] = []
    for i, path in enumerate(paths):
        progress.update(i / len(paths), f"Reading photo {i + 1} of {len(paths)}")
        try:
            image = read_image(path)
        except ImageError as error:
            unreadable.append(Unreadable(path.name, path, str(error)))
            continue
        pixels = scratch.empty(image.shape, image.dtype)
        pixels[...] = image
        pixels.flags.writeable = False
        frames.append(Frame(path.name, path, pixels))
    progress.update(1.0)
    return FrameSet(tuple(frames), tuple(unreadable))


def read_image(path: Path) -> np.ndarray:
    """Return the photo at rest: `(H, W, 3)` uint8 or uint16, RGB, upright (EXIF orientation applied), read-only.

    Grey is spread over the three channels and alpha is dropped. Sixteen bits stay sixteen.

    Raises:
        ImageError: the file cannot be opened, is damaged or cut short, or is not a picture DIAR reads.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ImageError(f"{path} cannot be opened ({error.strerror}); check the file and its permissions.") from error
    if not data:
        raise ImageError(f"{path} is empty (zero bytes); copy it again from the camera.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata, which is no harm to the picture
            image = _decode(data, path)
    except ImageError:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, OverflowError, cv2.error) as error:
        # These are what the decoders raise for damaged files, by their documentation and by trial.
        raise ImageError(
            f"{path} is damaged or not a picture that DIAR reads (PNG, JPEG, TIFF, WebP, BMP); "
            "copy it again, or leave it out."
        ) from error
    image = np.ascontiguousarray(image)
    image.flags.writeable = False
    return image


def _decode(data: bytes, path: Path) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as header:
        width, height = header.size
        if width * height > MAX_N_PIXELS:
            raise ImageError(
                f"{path} claims {width} x {height} pixels, more than the {MAX_N_PIXELS // 10**6} megapixels DIAR takes; "
                "the file may be damaged, or has to be scaled down first."
            )
        if header.format == "PNG":
            Image.open(io.BytesIO(data)).verify()  # every chunk's checksum: cv2 would pass over some damage
        if _is_sixteen_bit(header, data):
            return _decode_sixteen_bit(data, path)
        header.load()
        upright = ImageOps.exif_transpose(header)
        return np.asarray(_to_rgb(upright))


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode == "P" and "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode in ("RGBA", "LA", "La", "RGBa"):
        # Drop alpha instead of blending: what is under it is the photo.
        bands = image.convert("RGBA").split()
        return Image.merge("RGB", bands[:3])
    return image.convert("RGB")


def _is_sixteen_bit(header: Image.Image, data: bytes) -> bool:
    if header.format == "PNG":
        return data[24] == _SIXTEEN_BIT_PNG  # IHDR: bit depth follows width and height
    if header.format == "TIFF":
        bits = getattr(header, "tag_v2", {}).get(258, (8,))
        return max(bits) == _SIXTEEN_BIT_PNG if isinstance(bits, tuple) else bits == _SIXTEEN_BIT_PNG
    return False


def _decode_sixteen_bit(data: bytes, path: Path) -> np.ndarray:
    # Pillow opens 16-bit RGB as 8-bit in silence, OpenCV keeps it; it also applies the orientation.
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH)
    if decoded is None:
        raise ImageError(f"{path} is damaged or cut short; copy it again, or leave it out.")
    return cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB)


def check_writable(path: Path, *, overwrite: bool) -> None:
    """Find out before a long run whether `path` can be written at its end.

    Raises:
        ExportError: its folder is missing or not writable, its ending is unknown, or the file exists already.
    """
    if path.suffix.lower() not in WRITABLE_SUFFIXES:
        raise ExportError(f"{path.name} cannot be written: the name has to end in .png, .tif or .jpg.")
    check_writable_file(path, overwrite=overwrite)


def check_writable_file(path: Path, *, overwrite: bool) -> None:
    """Like `check_writable`, for any kind of file."""
    folder = path.parent
    if not folder.is_dir():
        raise ExportError(f"The folder {folder} does not exist; make it first, or choose another one for {path.name}.")
    if path.is_dir():
        raise ExportError(f"{path} is a folder; choose a file name for the output.")
    if path.exists() and not overwrite:
        raise ExportError(f"{path} exists already and is left as it is; choose another name, or allow --overwrite.")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ExportError(
            f"Nothing can be written into the folder {folder} ({error.strerror}); choose another one for {path.name}."
        ) from error


def write_image(path: Path, pixels: np.ndarray, *, overwrite: bool = False) -> None:
    """Write a picture at rest as PNG, TIFF or JPEG (by the ending; JPEG takes the upper 8 bits).

    The file appears whole or not at all: it is encoded first, then written beside its place, then moved there.

    Args:
        pixels: `(H, W, 3)` RGB or `(H, W)` grey, uint8 or uint16.

    Raises:
        ExportError: it could not be written; nothing half-written is left.
    """
    check_writable(path, overwrite=overwrite)
    write_bytes(path, encode_image(pixels, path.suffix.lower()), overwrite=overwrite)


def encode_image(pixels: np.ndarray, suffix: str) -> bytes:
    """Return the picture encoded for a file that ends in `suffix` (".png", ".tif", ".jpg")."""
    if suffix in (".jpg", ".jpeg"):
        if pixels.dtype == np.uint16:
            pixels = (pixels >> 8).astype(np.uint8)
        options = [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]
    else:
        # Level 1 is several times faster than the default and a few per cent larger.
        options = [cv2.IMWRITE_PNG_COMPRESSION, 1] if suffix == ".png" else []
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR) if pixels.ndim == 3 else pixels
    try:
        is_encoded, buffer = cv2.imencode(suffix, bgr, options)
    except cv2.error as error:
        raise ExportError(f"The picture could not be encoded as {suffix}; try .png instead.") from error
    if not is_encoded:
        raise ExportError(f"The picture could not be encoded as {suffix}; try .png instead.")
    return buffer.tobytes()


def write_bytes(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Write a whole file or none: into a temporary file in the same folder, then moved into place.

    Raises:
        ExportError: the disk is full, the folder may not be written, or the file appeared in the meantime.
    """
    temporary = None
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        if path.exists() and not overwrite:
            raise ExportError(f"{path} exists already and is left as it is; choose another name, or allow --overwrite.")
        temporary.replace(path)
    except OSError as error:
        raise ExportError(
            f"{path} could not be written ({error.strerror}); free some space or choose another folder."
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


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
