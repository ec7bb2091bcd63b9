"""Where batches come from, and how they are made while the network learns from the last one."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from torch import Tensor


class Batch(Protocol):
    """What training needs of a batch: see `synthetic.Batch`."""

    @property
    def frames(self) -> Tensor:
        """`(B, T, 3, H, W)` float32, sRGB-encoded in [0, 1]."""
        ...

    @property
    def valid(self) -> Tensor:
        """`(B, T, 1, H, W)` bool."""
        ...

    @property
    def truth(self) -> Tensor:
        """`(B, 3, H, W)` float32, sRGB-encoded in [0, 1]."""
        ...

    @property
    def occlusion(self) -> Tensor:
        """`(B, T, 1, H, W)` float32 in [0, 1]: how far something hides the subject."""
        ...

    @property
    def highlight(self) -> Tensor:
        """`(B, T, 1, H, W)` float32 in [0, 1]: how far light is mirrored."""
        ...


@dataclass(frozen=True, eq=False)
class _Moved:
    """A batch on another device."""

    frames: Tensor
    valid: Tensor
    truth: Tensor
    occlusion: Tensor
    highlight: Tensor


def moved(batch: Batch, device: str) -> Batch:
    """Return the batch on a device."""
    names = ("frames", "valid", "truth", "occlusion", "highlight")
    return _Moved(**{name: getattr(batch, name).to(device) for name in names})


class Stream(Protocol):
    """Where batches come from: see `synthetic.Stream`."""

    def batch(self, index: int, n_sequences: int, n_frames: int, size_px: int) -> Batch:
        """Return batch number `index`, the same whenever it is asked for."""
        ...


def is_beside(device: str) -> bool:
    """Tell whether the processor is free while the network learns."""
    return device == "cuda"


@contextmanager
def made_ahead(make: Callable[[int], Batch], *, is_ahead: bool) -> Iterator[Callable[[int], Batch]]:
    """Give a function that returns the batch of a step; meanwhile one thread makes the next one, if `is_ahead`."""
    if not is_ahead:
        yield make
        return
    with ThreadPoolExecutor(1) as pool:
        made: dict[int, Future[Batch]] = {}

        def batch_at(step: int) -> Batch:
            batch = made.pop(step, None) or pool.submit(make, step)
            made[step + 1] = pool.submit(make, step + 1)
            return batch.result()

        yield batch_at
