"""Between a file's bytes and pixels at rest; the module `images` is the door to it.

`decode` takes a file of any kind to upright sRGB pixels, `encode_image` takes pixels to a file. BGR exists only here.
"""

from diar_gui.image_codecs.decode import FORMATS_READ, Allocate, Photo, decode
from diar_gui.image_codecs.encode import JPEG_QUALITY, WRITABLE_SUFFIXES, encode_image
from diar_gui.image_codecs.exif import with_xmp, without_places
from diar_gui.image_codecs.icc import profile_of
from diar_gui.image_codecs.jpeg_steps import jpeg_steps
from diar_gui.image_codecs.layers import Layer, write_layers
from diar_gui.image_codecs.quiet import quiet_stderr
from diar_gui.image_codecs.raw_files import RAW_SUFFIXES
from diar_gui.image_codecs.video_files import open_video
from diar_gui.image_codecs.xmp import SETTABLE

__all__ = [
    "FORMATS_READ",
    "JPEG_QUALITY",
    "RAW_SUFFIXES",
    "SETTABLE",
    "WRITABLE_SUFFIXES",
    "Allocate",
    "Layer",
    "Photo",
    "decode",
    "encode_image",
    "jpeg_steps",
    "open_video",
    "profile_of",
    "quiet_stderr",
    "with_xmp",
    "without_places",
    "write_layers",
]
