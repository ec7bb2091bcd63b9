"""Videos as a source of photos: of every few frames the sharpest one, written as a picture.

Either in one go, or in two: looked through first, so that somebody may choose how many.
"""

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from diar_gui.colour import eight_bits
from diar_gui.errors import ImageError
from diar_gui.image_codecs import open_video
from diar_gui.images import shrunk, write_image
from diar_gui.progress import Progress

_ENDINGS = "mp4 mov m4v avi mkv webm mts m2ts 3gp mpg mpeg wmv"

VIDEO_SUFFIXES = frozenset(f".{ending}" for ending in _ENDINGS.split())
"""File name endings, in lower case, that are taken for videos."""

_N_PHOTOS = 30  # that a video is to give where nothing else is said
_UNKNOWN_LENGTH_STEP = 10
_JUDGED_SIDE_PX = 960
_THUMBNAIL_SIDE_PX = 160
_MOST_THUMBNAILS = 1200  # of a longer video every second frame has one, or every fourth


@dataclass(frozen=True, eq=False)
class Survey:
    """What was seen of a video.

    sharpness: of each frame. thumbnails: small frames, `(h, w, 3)` uint8 sRGB, of every `step`th frame from the first.
    """

    sharpness: np.ndarray
    thumbnails: tuple[np.ndarray, ...]
    step: int

    def sharpest(self, n: int) -> list[int]:
        """Return the numbers, from 0, of the sharpest frame in each of `n` equal parts; of all if there are fewer."""
        parts = np.array_split(np.arange(len(self.sharpness)), min(n, len(self.sharpness)))
        return [int(part[np.argmax(self.sharpness[part])]) for part in parts]

    def thumbnail(self, number: int) -> np.ndarray:
        """Return the thumbnail nearest to a frame."""
        return self.thumbnails[min(round(number / self.step), len(self.thumbnails) - 1)]


def survey(path: Path, progress: Progress | None = None) -> Survey:
    """Look through a video.

    Raises:
        ImageError: it cannot be read.
        Cancelled: the user asked to stop.
    """
    progress = progress or Progress()
    sharpness: list[float] = []
    thumbnails: list[np.ndarray] = []
    step = 1
    with closing(open_video(path)) as video:
        for number, frame in enumerate(video.frames()):
            progress.update(number / max(number + 1, video.n_frames), "Looking through {name}", name=path.name)
            sharpness.append(_sharpness(frame))
            if number % step == 0:
                thumbnails.append(eight_bits(video.srgb(shrunk(frame, _THUMBNAIL_SIDE_PX))))
            if len(thumbnails) > _MOST_THUMBNAILS:
                thumbnails, step = thumbnails[::2], 2 * step
    if not sharpness:
        raise _unreadable(path)
    for sentence in video.notices(path):
        progress.notice(sentence)
    return Survey(np.array(sharpness), tuple(thumbnails), step)


def write_frames(path: Path, numbers: Collection[int], folder: Path, progress: Progress | None = None) -> list[Path]:
    """Write frames of a video, by their numbers from 0, as PNG into `folder` and return the files.

    Raises:
        ImageError: the video cannot be read.
        ExportError: the disk is full, or the folder may not be written.
        Cancelled: the user asked to stop.
    """
    progress = progress or Progress()
    photos: list[Path] = []
    last = max(numbers, default=-1)
    with closing(open_video(path)) as video:
        for number, frame in enumerate(video.frames()):
            if number > last:
                break
            progress.update(number / (last + 1), "Taking photos from {name}", name=path.name)
            if number in numbers:
                photos.append(_write(video.srgb(frame), folder / f"{path.stem}_{number + 1:06d}.png"))
    if not photos:
        raise _unreadable(path)
    return photos


def is_video(path: Path) -> bool:
    """Tell by its ending whether a file is a video."""
    return path.suffix.lower() in VIDEO_SUFFIXES and path.is_file()


def with_photos_of_videos(
    inputs: Sequence[Path], folder: Path, every_kth: int | None = None, progress: Progress | None = None
) -> list[Path]:
    """Return the inputs with each video replaced by photos from it.

    Args:
        inputs: photos, folders and videos.
        folder: where the photos are written, a folder in it for each video.
        every_kth: out of how many frames one is taken; None for a number that gives about thirty photos.
        progress: where to report to.

    Raises:
        ImageError: a video cannot be read.
        ExportError: the disk is full.
    """
    progress = progress or Progress()
    n_videos = sum(is_video(path) for path in inputs)
    found: list[Path] = []
    n_done = 0
    for path in inputs:
        if not is_video(path):
            found.append(path)
            continue
        place = folder / f"{n_done:03d}"
        place.mkdir()
        part = progress.part(n_done / n_videos, (n_done + 1) / n_videos)
        found += photos_of_video(path, place, every_kth, part)
        n_done += 1
    return found


def photos_of_video(
    path: Path, folder: Path, every_kth: int | None = None, progress: Progress | None = None
) -> list[Path]:
    """Write the sharpest of each `every_kth` frames of a video as a PNG into `folder` and return the files.

    Args and Raises: see `with_photos_of_videos`.
    """
    progress = progress or Progress()
    photos: list[Path] = []
    best, best_sharpness, best_number = None, -1.0, 0
    with closing(open_video(path)) as video:
        step = every_kth or (max(1, video.n_frames // _N_PHOTOS) if video.n_frames else _UNKNOWN_LENGTH_STEP)
        for n_read, frame in enumerate(video.frames(), 1):
            progress.update(n_read / max(n_read, video.n_frames), "Taking photos from {name}", name=path.name)
            sharpness = _sharpness(frame)
            if sharpness > best_sharpness:
                best, best_sharpness, best_number = frame, sharpness, n_read
            if n_read % step == 0 and best is not None:
                photos.append(_write(video.srgb(best), folder / f"{path.stem}_{best_number:06d}.png"))
                best, best_sharpness = None, -1.0
        if best is not None:
            photos.append(_write(video.srgb(best), folder / f"{path.stem}_{best_number:06d}.png"))
    if not photos:
        raise _unreadable(path)
    for sentence in video.notices(path):
        progress.notice(sentence)
    return photos


def _unreadable(path: Path) -> ImageError:
    return ImageError(
        "{path} is damaged or not a video that DIAR reads; save it as MP4, or take photos from it.", path=path
    )


def _sharpness(frame: np.ndarray) -> float:
    grey = cv2.cvtColor(shrunk(frame, _JUDGED_SIDE_PX), cv2.COLOR_RGB2GRAY)
    return float(cv2.Laplacian(grey.astype(np.float32), cv2.CV_32F).var())


def _write(frame: np.ndarray, path: Path) -> Path:
    write_image(path, frame)
    return path
