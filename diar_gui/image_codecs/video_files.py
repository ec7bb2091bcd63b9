"""Videos as their frames: by FFmpeg's libraries in OpenCV's wheel, or where they are not as known by OpenCV itself."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from diar_gui.errors import ImageError
from diar_gui.image_codecs import ffmpeg, to_rest
from diar_gui.image_codecs.colour_spaces import from_cicp, is_hdr
from diar_gui.image_codecs.quiet import quiet_stderr
from diar_gui.image_codecs.stored import hdr_notice, profile_notice
from diar_gui.sentences import Sentence


def open_video(path: Path) -> "FfmpegVideo | OpenCvVideo":
    """Return the video's frames."""
    return FfmpegVideo(path) if ffmpeg.is_there() else OpenCvVideo(path)


class FfmpegVideo:
    """A video, its frames `(H, W, 3)` uint8 or uint16 RGB, upright, of square pixels, in the video's own colours."""

    def __init__(self, path: Path) -> None:
        try:
            self._video = ffmpeg.Video(path)
        except ValueError:
            self._video = None
        self.n_frames = self._video.n_frames if self._video else 0

    def frames(self) -> Iterator[np.ndarray]:
        """Yield the frames until the video ends or is damaged."""
        if self._video is None:
            return
        try:
            yield from self._video.frames()
        except ValueError:
            return

    def srgb(self, frame: np.ndarray) -> np.ndarray:
        """Return a frame in sRGB."""
        try:
            space = from_cicp(*self._video.cicp) if self._video else None
            transform = to_rest.from_space(space)
        except ValueError:
            return frame
        return frame if transform is None else transform.rgb(frame)

    def notices(self, path: Path) -> list[Sentence]:
        """Return sentences about what the user may not expect."""
        if self._video is None:
            return []
        try:
            from_cicp(*self._video.cicp)
        except ValueError:
            return [profile_notice(path)]
        return [hdr_notice(path)] if is_hdr(self._video.cicp[1]) else []

    def close(self) -> None:
        """Give the file back."""
        if self._video is not None:
            self._video.close()


class OpenCvVideo:
    """The same by OpenCV alone, which knows no interlaced videos."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with quiet_stderr():
            self._video = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
        self.n_frames = max(0, int(self._video.get(cv2.CAP_PROP_FRAME_COUNT)))

    def frames(self) -> Iterator[np.ndarray]:
        """Yield the frames until the video ends or is damaged.

        Raises:
            ImageError: the first one is as OpenCV makes interlaced ones.
        """
        is_first = True
        while True:
            with quiet_stderr():
                is_there, frame = self._video.read()
            if not is_there or frame is None or frame.ndim != 3:
                return
            if is_first and not frame.any():
                raise ImageError(
                    "{path} is interlaced or begins black, which DIAR does not read on this machine; save it as "
                    "progressive MP4, or take photos from it.",
                    path=self._path,
                )
            is_first = False
            yield cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)

    def srgb(self, frame: np.ndarray) -> np.ndarray:
        """Return a frame as it is."""
        return frame

    def notices(self, path: Path) -> list[Sentence]:
        """Return nothing."""
        return []

    def close(self) -> None:
        """Give the file back."""
        self._video.release()
