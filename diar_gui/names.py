"""The names a user chooses by, alike in options, command line, window and benchmark (DESIGN section 4).

They stand here by themselves so that `diar --help` can list them without importing what they stand for.
"""

METHODS = ("median", "mean", "trimmed-mean", "soft-minimum", "weiss", "rpca")
"""How the clean picture is made: `--method`."""

FEATURES = ("auto", "xfeat", "sift", "dense", "none")
"""What photos are aligned by: `--features`; `none` says that they are aligned already."""

DEVICES = ("auto", "cpu", "cuda", "mps")
"""What a network runs on: `--device`; `auto` takes CUDA, else MPS, else the processor."""
