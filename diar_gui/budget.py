"""How the memory that a run may take is shared out, and what its stages take of it: said once.

`pipeline` reserves by it, warping and the networks keep to its bounds, and `estimate` tells by it what a run will need.
"""

from dataclasses import dataclass

from diar_gui.memory import pixel_bytes
from diar_gui.names import LEARNED_METHODS

BAND_VALUES = 6_000_000
"""Most values of linear light in a band of the warped stack: so few that cancelling is quick and arrays are reused."""

BAND_ROWS = 64
"""Rows of a band, where `BAND_VALUES` would make it thinner."""

JUDGED_PIXELS = 3_500_000
"""Most pixels of all frames together that the method `diar` looks at; with more frames it looks at smaller ones."""

_BAND_COPIES = 2  # arrays of the size of a band's light at once, see `WarpedStack.for_each_band`
_NETWORK_BYTES, _JUDGED_BYTES, _MOST_JUDGED_BYTES = 50 * 10**6, 40 * 10**6, 850 * 10**6


@dataclass(frozen=True)
class Budget:
    """What the parts of a run may take of main memory, in bytes.

    arrays_bytes: photos and maps that are kept; those beyond lie on disk. bands_bytes: all bands at work together.
    network_bytes: what a network takes while it looks at the photos; it is taken before the bands are.
    """

    arrays_bytes: int
    bands_bytes: int
    network_bytes: int


def share_out(max_memory_bytes: int | None, method: str, n_photos: int) -> Budget:
    """Return what a run gets of the memory that the whole program may take (None: the default, see `memory`)."""
    room = pixel_bytes(max_memory_bytes)
    network = network_bytes(n_photos) if method in LEARNED_METHODS else 0
    return Budget(max(0, room - network) // 2, room // 4, network)


def network_bytes(n_photos: int) -> int:
    """Return what a network takes to judge so many photos: `JUDGED_PIXELS` bounds it."""
    return min(_NETWORK_BYTES + n_photos * _JUDGED_BYTES, _MOST_JUDGED_BYTES)


def bands_taken(budget: Budget, n_photos: int, width: float, n_threads: int) -> int:
    """Return what bands of a grid of that width really take: a small picture does not fill its room.

    Args:
        budget: bounds it.
        n_photos: in a band.
        width: of the grid, in pixels.
        n_threads: so many bands are at work at a time.
    """
    values = max(BAND_VALUES, BAND_ROWS * n_photos * width * 3)
    return min(budget.bands_bytes, int(n_threads * values * 4 * _BAND_COPIES))
