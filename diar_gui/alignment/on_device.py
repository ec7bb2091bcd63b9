"""A network's features, on the processor where the device for it fails."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from diar_gui.alignment.features import Extractor, Features
from diar_gui.progress import Progress

T = TypeVar("T")


class OnDevice:
    """An extractor that is made again on the processor once its device is out of memory, or broken.

    Args:
        make: returns the extractor for a device.
        device: where to run to begin with.
        progress: told of the change in a notice.
    """

    def __init__(self, make: Callable[[str], Extractor], device: str, progress: Progress) -> None:
        self._make, self._device, self._progress = make, device, progress
        self._extractor: Extractor | None = None
        self.name = self._run(lambda extractor: extractor.name)

    def extract(self, image: np.ndarray) -> Features:
        """See `Extractor.extract`."""
        return self._run(lambda extractor: extractor.extract(image))

    def match(self, a: Features, b: Features) -> np.ndarray:
        """See `Extractor.match`."""
        return self._run(lambda extractor: extractor.match(a, b))

    def _run(self, do: Callable[[Extractor], T]) -> T:
        try:
            self._extractor = self._extractor or self._make(self._device)
            return do(self._extractor)
        except RuntimeError:  # torch has no other kind for a device's faults
            if self._device == "cpu":
                raise
        # Not in the handler: there the failed attempt still holds its memory.
        name = self._device.upper()
        self._progress.notice(
            "The {device} device failed or has too little memory; the processor finds the features.", device=name
        )
        self._device = "cpu"
        self._extractor = self._make("cpu")
        return do(self._extractor)
