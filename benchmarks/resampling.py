"""How exact and how fast photos are resampled: the compiled kernel beside OpenCV's; prints tables.

    python benchmarks/resampling.py ../shared/data/test_images

A zone plate (waves of all directions that become finer from its middle out) is known between its pixels; photos are
shifted by their discrete Fourier transform, mirrored at their borders. Errors are root mean squares in levels of 255.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from diar_gui import geometry, resampling
from diar_gui.bends import N_INTERVALS, Bend

_SIDE = 512
_MARGIN_PX = 9
_N_PHOTOS, _PHOTO_PX = 8, 1024
_SHIFTS = ((0.5, 0.25), (0.2637, 0.5151), (0.11, 0.07))
_TURN = np.deg2rad(1.3)
_HOMOGRAPHIES = {
    "shift by 1/4, 1/2": np.array([[1, 0, 0.25], [0, 1, 0.5], [0, 0, 1.0]]),
    "shift by 0.2637, 0.5151": np.array([[1, 0, 0.2637], [0, 1, 0.5151], [0, 0, 1.0]]),
    "turned by 1.3 degrees": np.array(
        [[np.cos(_TURN), -np.sin(_TURN), 9.3], [np.sin(_TURN), np.cos(_TURN), -7.1], [0, 0, 1]]
    ),
    "tilted": np.array([[0.9, 0.03, 20], [-0.02, 0.95, 12], [2e-4, 1e-4, 1.0]]),
    "made smaller by 1.3": np.array([[1.3, 0, -60.3], [0, 1.3, -60.7], [0, 0, 1.0]]),
}

Warp = Callable[[np.ndarray, np.ndarray, tuple[int, int]], np.ndarray]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path, help="folder of photos")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    warps = {"OpenCV linear": _by(cv2.INTER_LINEAR), "OpenCV cubic": _by(cv2.INTER_CUBIC)}
    warps |= {"OpenCV Lanczos": _by(cv2.INTER_LANCZOS4), "kernel": _kernel()}
    print(f"| | {' | '.join(warps)} |\n|---|{'---|' * len(warps)}")
    for finest in (0.2, 0.3, 0.4):
        for name, H in _HOMOGRAPHIES.items():
            _print(f"zone plate to {finest} cycles a pixel, {name}", [zone_error(w, H, finest) for w in warps.values()])
    photos = [cv2.imread(str(path)) for path in sorted(options.photos.iterdir())]
    photos = [photo[:_PHOTO_PX, :_PHOTO_PX] for photo in photos if photo is not None][
        :: max(1, len(photos) // _N_PHOTOS)
    ]
    for shift in _SHIFTS:
        errors = np.mean([[photo_error(w, photo, shift) for w in warps.values()] for photo in photos], axis=0)
        _print(f"{len(photos)} photos, shift by {shift[0]:g}, {shift[1]:g}", errors)
    _print("processor s a megapixel, 8 bits", [seconds(w, np.uint8) for w in warps.values()], 4)
    _print("the same, 16 bits", [seconds(w, np.uint16) for w in warps.values()], 4)
    side = N_INTERVALS + 3
    nodes = Bend(np.random.default_rng(0).normal(0, 0.002, (side, side, 2))).nodes((2000, 3000))
    print(f"\nThe kernel, a bent photo of 8 bits: {seconds(_kernel(nodes), np.uint8):.4f} processor s a megapixel.")
    return 0


def _by(flag: int) -> Warp:
    def warp(pixels: np.ndarray, H: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
        deep = pixels if pixels.dtype == np.uint16 else pixels.astype(np.uint16) * 257
        flags, border = flag | cv2.WARP_INVERSE_MAP, cv2.BORDER_REPLICATE
        return cv2.warpPerspective(deep, H, shape[::-1], flags=flags, borderMode=border)

    return warp


def _kernel(nodes: np.ndarray | None = None) -> Warp:
    found = resampling.find_kernel((_SIDE, _SIDE))
    if found is None:
        raise SystemExit("The kernel was not compiled: python packaging/compile_kernel.py")
    return lambda pixels, H, shape: found.warp(pixels, None, H, 0, np.ones(shape, bool), nodes)


def zone_error(warp: Warp, H_frame_from_ref: np.ndarray, finest: float) -> float:
    """Return the error within the circle that touches the plate's sides, where waves have `finest` cycles a pixel."""
    shape = (_SIDE, _SIDE)
    grid = np.stack(np.meshgrid(np.arange(_SIDE), np.arange(_SIDE)), axis=-1).astype(float)
    pixels = np.rint(np.repeat(_zone(grid, finest)[..., None], 3, axis=2) * 65535).astype(np.uint16)
    places = geometry.transfer(H_frame_from_ref, grid.reshape(-1, 2)).reshape(*shape, 2)
    counts = ((places > _MARGIN_PX) & (places < _SIDE - 1 - _MARGIN_PX)).all(axis=-1)
    counts &= ((places - _SIDE / 2) ** 2).sum(axis=-1) < (_SIDE / 2) ** 2
    made = warp(pixels, H_frame_from_ref, shape)[..., 0] / 65535
    return 255 * float(np.sqrt(np.mean((made - _zone(places, finest))[counts] ** 2)))


def _zone(points: np.ndarray, finest: float) -> np.ndarray:
    squares = ((points - _SIDE / 2) ** 2).sum(axis=-1)
    return 0.5 + 0.4 * np.cos(np.pi * finest * squares / (_SIDE / 2))


def photo_error(warp: Warp, photo: np.ndarray, shift: tuple[float, float]) -> float:
    """Return the error of a shifted photo."""
    both = np.concatenate([photo, photo[:, ::-1]], axis=1)
    whole = np.concatenate([both, both[::-1]]).astype(np.uint16) * 257
    height, width = photo.shape[:2]
    across, down = np.fft.fftfreq(2 * width)[:, None], np.fft.fftfreq(2 * height)[:, None, None]
    waves = np.fft.fft2(whole.astype(float), axes=(0, 1)) * np.exp(2j * np.pi * (across * shift[0] + down * shift[1]))
    truth = np.fft.ifft2(waves, axes=(0, 1)).real[:height, :width].clip(0, 65535)
    H = np.array([[1, 0, shift[0]], [0, 1, shift[1]], [0, 0, 1]])
    made = warp(np.ascontiguousarray(whole[:height, :width]), H, (height, width)).astype(float)
    inner = slice(_MARGIN_PX, -_MARGIN_PX)
    return float(np.sqrt(np.mean((made - truth)[inner, inner] ** 2))) / 257


def seconds(warp: Warp, dtype: type) -> float:
    """Return the processor time a megapixel, the least of three."""
    shape = 2000, 3000
    pixels = np.random.default_rng(0).integers(0, np.iinfo(dtype).max, (*shape, 3)).astype(dtype)
    taken = []
    for _ in range(3):
        start = time.thread_time()
        warp(pixels, _HOMOGRAPHIES["turned by 1.3 degrees"], shape)
        taken.append(time.thread_time() - start)
    return min(taken) / 6


def _print(name: str, values: Sequence[float] | np.ndarray, n_digits: int = 2) -> None:
    print(f"| {name} | {' | '.join(f'{value:.{n_digits}f}' for value in values)} |", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
