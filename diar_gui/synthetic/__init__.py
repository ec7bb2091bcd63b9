"""Distorted sequences with known truth: for training, and on disk for judging."""

from diar_gui.synthetic.cache import CachedStream
from diar_gui.synthetic.options import KINDS, SyntheticOptions
from diar_gui.synthetic.render import Batch
from diar_gui.synthetic.stream import TRAINING, Stream
from diar_gui.synthetic.write import WriteOptions, write_sequences

__all__ = [
    "KINDS",
    "TRAINING",
    "Batch",
    "CachedStream",
    "Stream",
    "SyntheticOptions",
    "WriteOptions",
    "write_sequences",
]
