"""FFmpeg's libraries as they lie in OpenCV's wheel (under the LGPL), by ctypes: what OpenCV's own reader leaves out.

That reader gives black frames of interlaced videos, takes HD without a note for BT.601, turns mirrored tracks upside
down and squeezes what is not of square pixels. Only the versions whose structures are known are used; see `is_there`.
"""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from ctypes import POINTER, byref, c_char_p, c_int, c_int32, c_int64, c_uint, c_void_p
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from diar_gui.image_codecs.stored import MAX_N_PIXELS

_MAJORS = {"avformat": 62, "avcodec": 62, "avutil": 60, "swscale": 9}
_FORMATS = b"mov,matroska,webm,avi,mpegts,mpeg,asf,dv,mxf,flv,ogg,h264,hevc,mpegvideo"
_VIDEO, _QUIET = 0, -8
_INTERLACED = 1 << 3  # of AVFrame.flags
_DISPLAY_MATRIX = 6
_RGB24, _RGB48 = 2, 35 if sys.byteorder == "little" else 34
_UNSPECIFIED, _BT709, _SMPTE170M, _FULL_RANGE = 2, 1, 6, 2
_HD_ROWS = 720


class _Rational(ctypes.Structure):
    _fields_ = (("num", c_int), ("den", c_int))


class _Frame(ctypes.Structure):
    """The beginning of AVFrame of libavutil 60."""

    _fields_ = (
        ("data", c_void_p * 8),
        ("linesize", c_int * 8),
        ("extended_data", c_void_p),
        ("width", c_int),
        ("height", c_int),
        ("nb_samples", c_int),
        ("format", c_int),
        ("pict_type", c_int),
        ("sample_aspect_ratio", _Rational),
        ("pts", c_int64),
        ("pkt_dts", c_int64),
        ("time_base", _Rational),
        ("quality", c_int),
        ("opaque", c_void_p),
        ("repeat_pict", c_int),
        ("sample_rate", c_int),
        ("buf", c_void_p * 8),
        ("extended_buf", c_void_p),
        ("nb_extended_buf", c_int),
        ("side_data", c_void_p),
        ("nb_side_data", c_int),
        ("flags", c_int),
        ("color_range", c_int),
        ("color_primaries", c_int),
        ("color_trc", c_int),
        ("colorspace", c_int),
    )


class _SideData(ctypes.Structure):
    _fields_ = (("type", c_int), ("data", POINTER(c_int32)), ("size", ctypes.c_size_t))


class _Format(ctypes.Structure):
    """The beginning of AVFormatContext of libavformat 62."""

    _fields_ = (
        *((name, c_void_p) for name in ("av_class", "iformat", "oformat", "priv_data", "pb")),
        ("ctx_flags", c_int),
        ("nb_streams", c_uint),
        ("streams", POINTER(c_void_p)),
    )


class _Stream(ctypes.Structure):
    """The beginning of AVStream of libavformat 62."""

    _fields_ = (
        ("av_class", c_void_p),
        ("index", c_int),
        ("id", c_int),
        ("codecpar", c_void_p),
        ("priv_data", c_void_p),
        ("time_base", _Rational),
        ("start_time", c_int64),
        ("duration", c_int64),
        ("nb_frames", c_int64),
    )


class _Packet(ctypes.Structure):
    """The beginning of AVPacket of libavcodec 62."""

    _fields_ = (
        ("buf", c_void_p),
        ("pts", c_int64),
        ("dts", c_int64),
        ("data", c_void_p),
        ("size", c_int),
        ("stream_index", c_int),
    )


@cache
def _libraries() -> dict[str, Any] | None:
    """Return the libraries by name; None where they are not there, or of other versions."""
    package = Path(cv2.__file__).parent
    found = {}
    for name, major in _MAJORS.items():
        places = [*package.parent.glob(f"opencv_python*.libs/lib{name}-*"), *package.glob(f".dylibs/lib{name}.*")]
        if not places:
            return None
        with suppress(OSError, AttributeError):
            library = ctypes.CDLL(str(places[0]))
            if getattr(library, f"{name}_version")() >> 16 == major:
                found[name] = library
    if len(found) < len(_MAJORS):
        return None
    _declare(found)
    return found


def _declare(found: dict[str, Any]) -> None:
    pointers = {
        "avcodec": "avcodec_alloc_context3 av_packet_alloc",
        "avutil": "av_frame_alloc av_frame_get_side_data",
        "swscale": "sws_alloc_context",
    }
    for library, names in pointers.items():
        for name in names.split():
            getattr(found[library], name).restype = c_void_p
    found["avutil"].av_frame_alloc.restype = POINTER(_Frame)
    found["avutil"].av_frame_get_side_data.restype = POINTER(_SideData)
    found["avcodec"].av_packet_alloc.restype = POINTER(_Packet)
    found["avformat"].av_guess_sample_aspect_ratio.restype = _Rational


def is_there() -> bool:
    """Tell whether the libraries are there in the versions that are known."""
    return _libraries() is not None


class Video:
    """A video file.

    n_frames: what it says of its length, 0 for nothing. cicp: primaries and transfer of the last frame (ITU-T H.273).
    """

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            ValueError: it cannot be opened.
        """
        found = _libraries()
        if found is None:
            raise ValueError("FFmpeg's libraries are not there")
        self._found = found
        self.cicp = (_UNSPECIFIED, _UNSPECIFIED)
        self._format, self._codec, self._scaler = c_void_p(), c_void_p(), c_void_p()
        self._packet, self._frame = found["avcodec"].av_packet_alloc(), found["avutil"].av_frame_alloc()
        try:
            self._open(path)
        except ValueError:
            self.close()
            raise

    def _open(self, path: Path) -> None:
        options = c_void_p()
        self._found["avutil"].av_dict_set(byref(options), b"protocol_whitelist", b"file", 0)
        self._found["avutil"].av_dict_set(byref(options), b"format_whitelist", _FORMATS, 0)
        formats = self._found["avformat"]
        self._found["avutil"].av_log_set_level(_QUIET)
        result = formats.avformat_open_input(byref(self._format), b"file:" + os.fsencode(path), None, byref(options))
        self._found["avutil"].av_dict_free(byref(options))
        _check(result)
        _check(formats.avformat_find_stream_info(self._format, None))
        decoder = c_void_p()
        self._index = _check(formats.av_find_best_stream(self._format, _VIDEO, -1, -1, byref(decoder), 0))
        streams = ctypes.cast(self._format, POINTER(_Format)).contents.streams
        self._stream = ctypes.cast(streams[self._index], POINTER(_Stream))
        self.n_frames = max(0, self._stream.contents.nb_frames)
        codecs = self._found["avcodec"]
        self._codec = c_void_p(codecs.avcodec_alloc_context3(decoder))
        _check(codecs.avcodec_parameters_to_context(self._codec, c_void_p(self._stream.contents.codecpar)))
        for name, number in ((b"max_pixels", MAX_N_PIXELS), (b"threads", min(4, os.cpu_count() or 1))):
            self._found["avutil"].av_opt_set_int(self._codec, name, c_int64(number), 0)
        _check(codecs.avcodec_open2(self._codec, decoder, None))
        self._scaler = c_void_p(self._found["swscale"].sws_alloc_context())

    def frames(self) -> Iterator[np.ndarray]:
        """Yield `(H, W, 3)` uint8 or uint16 RGB, upright, of square pixels, until the video ends or is damaged."""
        codecs, formats = self._found["avcodec"], self._found["avformat"]
        while True:
            result = formats.av_read_frame(self._format, self._packet)
            is_end = result < 0
            if not is_end and self._packet.contents.stream_index != self._index:
                codecs.av_packet_unref(self._packet)
                continue
            codecs.avcodec_send_packet(self._codec, None if is_end else self._packet)
            codecs.av_packet_unref(self._packet)
            while codecs.avcodec_receive_frame(self._codec, self._frame) >= 0:
                yield self._picture()
            if is_end:
                return

    def _picture(self) -> np.ndarray:
        frame = self._frame.contents
        self.cicp = (frame.color_primaries, frame.color_trc)
        if frame.colorspace in (_UNSPECIFIED, 0) and frame.format not in (_RGB24, _RGB48):
            frame.colorspace = _BT709 if frame.height >= _HD_ROWS else _SMPTE170M  # as players do
        ratio = self._found["avformat"].av_guess_sample_aspect_ratio(self._format, self._stream, self._frame)
        if frame.flags & _INTERLACED and frame.height % 4 == 0:
            pixels = self._woven()
        else:
            frame.flags &= ~_INTERLACED
            pixels = self._converted()
        if ratio.num > 0 and ratio.den > 0 and ratio.num != ratio.den and 0.1 < ratio.num / ratio.den < 10:
            height, width = pixels.shape[:2]
            size = (max(1, round(width * ratio.num / ratio.den)), height)
            pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC)
        return np.ascontiguousarray(_turned(pixels, self._matrix()))

    def _woven(self) -> np.ndarray:
        """Return both fields, each with its own colours, line by line; the first alone where they differ by motion."""
        frame = self._frame.contents
        frame.flags &= ~_INTERLACED
        whole = ([frame.data[i] for i in range(4)], [frame.linesize[i] for i in range(4)], frame.height)
        fields = []
        for parity in (0, 1):
            for i in range(4):
                if whole[0][i]:
                    frame.data[i] = whole[0][i] + parity * whole[1][i]
                    frame.linesize[i] = 2 * whole[1][i]
            frame.height = whole[2] // 2
            fields.append(self._converted())
        for i in range(4):
            frame.data[i], frame.linesize[i] = whole[0][i], whole[1][i]
        frame.height = whole[2]
        if _is_combed(*fields):
            return cv2.resize(fields[0], (fields[0].shape[1], whole[2]), interpolation=cv2.INTER_CUBIC)
        return np.stack(fields, axis=1).reshape(whole[2], -1, 3)

    def _converted(self) -> np.ndarray:
        """Return the frame as RGB."""
        frame, utilities = self._frame.contents, self._found["avutil"]
        made = utilities.av_frame_alloc()
        try:
            target = made.contents
            is_deep = self._is_deep(frame.format)
            target.format = _RGB48 if is_deep else _RGB24
            target.width, target.height = frame.width, frame.height
            target.color_range, target.colorspace = _FULL_RANGE, 0
            target.color_primaries, target.color_trc = frame.color_primaries, frame.color_trc
            _check(utilities.av_frame_get_buffer(made, 0))
            _check(self._found["swscale"].sws_scale_frame(self._scaler, made, self._frame))
            step = target.linesize[0]
            address = (ctypes.c_uint8 * (step * target.height)).from_address(target.data[0])
            rows = np.frombuffer(address, np.uint8).reshape(target.height, step)
            n_bytes = target.width * (6 if is_deep else 3)
            pixels = rows[:, :n_bytes].copy().view(np.uint16 if is_deep else np.uint8)
            return pixels.reshape(target.height, target.width, 3)
        finally:
            utilities.av_frame_free(byref(made))

    def _is_deep(self, pixel_format: int) -> bool:
        name = self._found["avutil"].av_get_pix_fmt_name
        name.restype = c_char_p
        return any(word in (name(pixel_format) or b"") for word in (b"p9", b"p10", b"p12", b"p14", b"p16", b"p010"))

    def _matrix(self) -> tuple[int, ...] | None:
        side = self._found["avutil"].av_frame_get_side_data(self._frame, _DISPLAY_MATRIX)
        if not side or side.contents.size < 36:
            return None
        return tuple(side.contents.data[i] for i in range(9))

    def close(self) -> None:
        """Give everything back; may be called again."""
        self._found["swscale"].sws_free_context(byref(self._scaler))
        self._found["avcodec"].avcodec_free_context(byref(self._codec))
        self._found["avformat"].avformat_close_input(byref(self._format))
        self._found["avutil"].av_frame_free(byref(self._frame))
        self._found["avcodec"].av_packet_free(byref(self._packet))


def _check(result: int) -> int:
    if result < 0:
        raise ValueError(f"FFmpeg says {result}")
    return result


def _is_combed(top: np.ndarray, bottom: np.ndarray) -> bool:
    """Tell whether two fields show the subject at different places: then rows of both do not fit together."""
    a, b = (cv2.cvtColor(np.ascontiguousarray(field), cv2.COLOR_RGB2GRAY).astype(np.float32) for field in (top, bottom))
    between = (a[1:] + a[:-1]) / 2  # where the rows of the bottom field lie
    own = np.abs(np.diff(a, axis=0)).mean()
    return bool(np.abs(b[:-1] - between).mean() > max(own, 0.004 * np.iinfo(top.dtype).max))


def _turned(pixels: np.ndarray, matrix: tuple[int, ...] | None) -> np.ndarray:
    """Return a picture as a display matrix (ISO/IEC 14496-12, 8.3.2) wants it seen, by quarter turns and a mirror."""
    if matrix is None:
        return pixels
    a, b, c, d = matrix[0], matrix[1], matrix[3], matrix[4]
    if abs(b) + abs(c) > abs(a) + abs(d):  # (x, y) goes to (c y, b x)
        pixels = pixels.swapaxes(0, 1)
        return pixels[:: -1 if b < 0 else 1, :: -1 if c < 0 else 1]
    return pixels[:: -1 if d < 0 else 1, :: -1 if a < 0 else 1]
