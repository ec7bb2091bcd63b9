"""How fast this machine is beside the one that the seconds of `estimate` were fitted on; measured once, remembered."""

import json
import os
import platform
import time

import cv2
import numpy as np

from diar_gui import __version__
from diar_gui.errors import DiarError
from diar_gui.paths import user_data_dir
from diar_gui.whole_files import write_bytes

_SIDE_PX = 512
_N_RUNS = 3
_REFERENCE_S = 0.05  # what `measured_seconds` returns on a core of an Intel Xeon at 2.8 GHz
_SLOWEST, _FASTEST = 1 / 20, 20.0


def machine_speed() -> float:
    """Return how many times as fast as the reference machine a core of this one is, between 1/20 and 20.

    The first call on a machine takes a quarter of a second; its answer lies in the user's folder from then on. Where
    that cannot be written, every process measures for itself.
    """
    path, machine = user_data_dir() / "machine-speed.json", _machine()
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        if known["machine"] == machine:
            return float(np.clip(float(known["speed"]), _SLOWEST, _FASTEST))
    except (OSError, ValueError, KeyError, TypeError):  # none yet, another machine's, or damaged
        pass
    # Rounded as it is remembered, so that the second call says the same.
    speed = round(float(np.clip(_REFERENCE_S / max(measured_seconds(), 1e-6), _SLOWEST, _FASTEST)), 3)
    text = json.dumps({"machine": machine, "speed": speed})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, text.encode(), overwrite=True)
    except (OSError, DiarError):  # a home that cannot be written to
        pass
    return speed


def measured_seconds() -> float:
    """Return the processor seconds of finding features in a picture of noise, the least of three."""
    noise = np.random.default_rng(0).integers(0, 256, (_SIDE_PX, _SIDE_PX)).astype(np.uint8)
    picture = cv2.GaussianBlur(noise, (0, 0), 2)
    finder = cv2.SIFT.create(nfeatures=1000)
    seconds = []
    for _ in range(_N_RUNS):
        start = time.process_time()
        finder.detectAndCompute(picture, None)
        seconds.append(time.process_time() - start)
    return min(seconds)


def _machine() -> list:
    return [__version__, cv2.__version__, platform.machine(), os.cpu_count()]
