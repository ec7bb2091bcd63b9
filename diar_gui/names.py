"""The names a user chooses by, alike in options, command line, window and benchmark.

They stand here by themselves so that `diar --help` can list them without importing what they stand for.
"""

METHODS = ("diar", "median", "mean", "trimmed-mean", "soft-minimum", "weiss", "rpca", "swin", "deep-sets")
"""How the clean picture is made: `--method`."""

LEARNED_METHODS = ("diar", "swin", "deep-sets")
"""Those of them that need a trained network."""

FEATURES = ("auto", "xfeat", "sift", "dense", "none")
"""What photos are aligned by: `--features`; `none` says that they are aligned already."""

DEVICES = ("auto", "cpu", "cuda", "mps")
"""What a network runs on: `--device`; `auto` takes CUDA, else MPS, else the processor."""

TONES = ("auto", "reference", "as-shot")
"""Light of the picture: `--tone`; `auto` is even white light, as far as it can be told, `reference` the reference
photo's look, and `as-shot` the photos' own light at the reference photo's exposure, where nothing is evened."""

STRIPS = ("all", "gps")
"""What a written picture may go without: all notes and the profile, or where the photo was taken."""

CANVASES = ("reference", "all")
"""How far the picture reaches: `--canvas`; the reference photo's view, or all that any photo saw."""

SCENE_KINDS = ("hand-held", "glass", "crowd", "studio")
"""What a generated sequence is like: `diar synth --kind`. A poster or board in a room; a picture behind glass; a facade
with people before it; and the paper's own kind, a black room with strong lights, solids and their shadows (SIDAR)."""

SPACES = ("srgb", "display-p3", "adobe-rgb", "ecirgb-v2", "prophoto")
"""Colour spaces that pictures are kept and written in."""

TIFF_COMPRESSIONS = ("deflate", "lzw", "none")
"""How the pixels of a TIFF are packed: `--tiff-compression`."""

AUTO = "auto"
"""Of a colour target (`--target`): any photo that shows one."""

COLOURS = ("as-reference", *SPACES)
"""The colour space of what is written: `--colour`; `as-reference` is what the reference photo's file was in."""

EXPOSURE_RANGE_EV = (-2.0, 2.0)
"""Of the finish, see `edits.Finish`."""

WARMTH_RANGE_MIRED = (-80.0, 80.0)
"""Likewise."""

MM_PER_INCH = 25.4
"""Resolutions are per inch, sizes in millimetres."""
