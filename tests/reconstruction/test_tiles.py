"""Tiles: they cover all, agree with the whole, and shrink where memory is short."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from diar_gui.errors import Cancelled
from diar_gui.progress import Progress
from diar_gui.reconstruction.tiles import ALIGN_PX, Piece, TiledNetwork, ramps, spans

lengths = st.integers(1, 1500)
layouts = st.tuples(st.integers(1, 3), st.integers(1, 6)).map(lambda n: (ALIGN_PX * (n[0] + n[1]), ALIGN_PX * n[0]))


@given(length=lengths, layout=layouts)
def test_tiles_cover_a_side_and_overlap(length, layout):
    tile_px, overlap_px = layout
    tiles = spans(length, tile_px, overlap_px)
    assert (tiles[0][0], tiles[-1][1]) == (0, length)
    for first, last in tiles:
        assert first % ALIGN_PX == 0
        assert 0 < last - first < tile_px + ALIGN_PX
    for (first, last), (next_first, next_last) in pairwise(tiles):
        assert last - first == tile_px
        assert first < next_first <= last - overlap_px
        assert last <= next_last


@given(length=lengths, layout=layouts)
def test_ramps_sum_to_one(length, layout):
    tiles = spans(length, *layout)
    total = np.zeros(length)
    for (first, last), ramp in zip(tiles, ramps(tiles, layout[1]), strict=True):
        assert (ramp > 0).all()
        total[first:last] += ramp
    np.testing.assert_allclose(total, 1, atol=1e-6)


@given(layout=layouts)
def test_ramps_are_smooth(layout):
    tile_px, overlap_px = layout
    tiles = spans(4 * tile_px, tile_px, overlap_px)
    steepest = np.pi / 2 / overlap_px  # of a squared sine that rises over the overlap
    for (first, _), ramp in zip(tiles, ramps(tiles, overlap_px), strict=True):
        assert np.abs(np.diff(ramp)).max() <= 2 * steepest + 1e-6
        if first > 0:
            assert ramp[0] < 2 * steepest


@pytest.mark.parametrize(("tile_px", "overlap_px"), [(32, 32), (100, 32), (96, 10), (0, 0)])
def test_impossible_tiles_are_a_mistake(tile_px, overlap_px):
    with pytest.raises(ValueError, match="cannot overlap"):
        spans(100, tile_px, overlap_px)


def identity(frames: np.ndarray, valid: np.ndarray, device: str) -> Piece:
    """The first frame as the picture, its validity and the rest's as weights."""
    return Piece(frames[0].astype(np.float32), valid.astype(np.float32))


class Limited:
    """The identity where a device has room for tiles of a certain side only."""

    def __init__(self, error: Exception, **largest_px: int) -> None:
        self.error, self.largest_px = error, largest_px
        self.sides: list[tuple[str, int]] = []

    def __call__(self, frames: np.ndarray, valid: np.ndarray, device: str) -> Piece:
        side = max(valid.shape[1:])
        self.sides.append((device, side))
        if side > self.largest_px[device]:
            raise self.error
        return identity(frames, valid, device)


def run(predict, size=(300, 500), tile_px=256, overlap_px=32, device="cpu", progress=None):
    """Return what tiles make of a random stack, the stack, the notices, and the runner."""
    rng = np.random.default_rng(0)
    frames, valid = rng.random((2, *size, 3), np.float32), rng.random((2, *size)) < 0.7
    notices: list[str] = []
    progress = progress or Progress(on_notice=notices.append)
    tiled = TiledNetwork(predict, tile_px, overlap_px, device, progress)
    into = Piece(np.zeros((*size, 3), np.float32), np.zeros((2, *size), np.float32))
    tiled.add(frames, valid, np.ones(size, np.float32), into, progress)
    return into, identity(frames, valid, device), notices, tiled


def assert_equal_pieces(a: Piece, b: Piece) -> None:
    np.testing.assert_allclose(a.picture, b.picture, atol=1e-5)
    np.testing.assert_allclose(a.weights, b.weights, atol=1e-5)


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 500), (97, 128)])
@pytest.mark.parametrize("overlap_px", [32, 64])
def test_tile_and_untile_agree_with_the_whole(size, overlap_px):
    made, expected, notices, _ = run(identity, size, 96, overlap_px)
    assert_equal_pieces(made, expected)
    assert notices == []


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory."),
        RuntimeError("[enforce fail at alloc_cpu.cpp:121] DefaultCPUAllocator: can't allocate memory"),
        MemoryError(),
    ],
)
def test_short_memory_means_smaller_tiles(error):
    predict = Limited(error, cuda=150)
    made, expected, notices, tiled = run(predict, device="cuda")
    assert_equal_pieces(made, expected)
    assert (tiled.device, tiled.tile_px) == ("cuda", 128)
    assert len(notices) == 1
    assert notices[0].endswith(".")
    assert predict.sides[0][1] > 150
    assert all(side <= 150 for _, side in predict.sides[-4:])


def test_no_memory_means_the_processor():
    predict = Limited(torch.OutOfMemoryError("CUDA out of memory."), cuda=0, cpu=10**6)
    made, expected, notices, tiled = run(predict, device="cuda")
    assert_equal_pieces(made, expected)
    assert tiled.device == "cpu"
    assert "CUDA" in notices[-1]
    assert len(notices) == len(set(notices))


def test_what_has_no_room_anywhere_is_told():
    with pytest.raises(MemoryError):
        run(Limited(MemoryError(), cpu=0))


def test_other_errors_are_no_lack_of_memory():
    predict = Limited(RuntimeError("shapes do not fit"), cpu=0)
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        run(predict)
    assert len(predict.sides) == 1


def test_progress_grows_to_one_and_cancels_between_tiles():
    seen: list[float] = []
    run(Limited(MemoryError(), cpu=150), progress=Progress(lambda fraction, _: seen.append(fraction)))
    assert seen == sorted(seen)
    assert seen[-1] == 1
    so_far: list[float] = []
    progress = Progress(lambda fraction, _: so_far.append(fraction), lambda: len(so_far) >= 2)
    with pytest.raises(Cancelled):
        run(identity, progress=progress)
    assert len(so_far) == 2
