"""DIAR: one clean picture of a flat thing out of several spoiled photos of it."""

import os

__version__ = "0.1.0"

# Threads that have nothing to do shall sleep. By default they wait awake for the next piece of work, which takes a core
# from whoever could use it: on a busy machine alignment took three times as long. The libraries read this once, when
# numpy and torch are imported, so it has to stand before everything else.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "12")  # as a power of two of processor cycles
