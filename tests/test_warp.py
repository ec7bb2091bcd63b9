from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from diar_gui import geometry, resampling
from diar_gui.bends import N_INTERVALS, Bend
from diar_gui.colour import linear_from_encoded
from diar_gui.errors import Cancelled
from diar_gui.images import Frame
from diar_gui.progress import Progress
from diar_gui.warp import WarpedStack, warp_rows

TILTED = np.array([[0.98, 0.12, 3.0], [-0.1, 1.05, 2.0], [4e-4, -3e-4, 1.0]])
HORIZON_IN_VIEW = np.array([[1.0, 0.2, -20.0], [0.1, 1.0, -8.0], [8e-3, 2e-3, 1.0]])


def smooth(points: np.ndarray) -> np.ndarray:
    """A colour picture as a function of points `(..., 2)`: `(..., 3)` in [0.1, 0.9], with waves of 60 px and more."""
    x, y = points[..., 0], points[..., 1]
    waves = [np.sin(x / 11 + 1) * np.cos(y / 13), np.sin(x / 17) * np.sin(y / 10 + 2), np.cos((x + y) / 19)]
    return 0.5 + 0.4 * np.stack(waves, axis=-1)


def grid(size: tuple[int, int]) -> np.ndarray:
    height, width = size
    return np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1).astype(float)


def frame_of(values: np.ndarray, dtype=np.uint16, name: str = "a.png") -> Frame:
    pixels = np.rint(values * np.iinfo(dtype).max).astype(dtype)
    pixels.flags.writeable = False
    return Frame(name, Path(name), pixels)


def stack_of(*frames: Frame, H=None, size=None) -> WarpedStack:
    homographies = tuple(
        geometry.normalised(h, f.size) for h, f in zip(H or [np.eye(3)] * len(frames), frames, strict=True)
    )
    return WarpedStack(frames, homographies, size or frames[0].size, 0, np.ones((len(frames), 3)))


@pytest.fixture(params=["kernel", "opencv"])
def resampler(request, monkeypatch):
    """The compiled kernel, and what takes its place where there is no compiler."""
    if request.param == "opencv":
        monkeypatch.setattr(resampling, "find_kernel", lambda shape: None)
    elif resampling.find_kernel((1, 1)) is None:
        pytest.skip("the kernel was not compiled: python packaging/compile_kernel.py")
    return request.param


@st.composite
def homographies(draw) -> np.ndarray:
    entry = st.floats(-1, 1)
    H = np.eye(3) + 0.5 * np.array(
        [[draw(entry) for _ in range(2)] + [60 * draw(entry)] for _ in range(2)] + [[0, 0, 0]]
    )
    H[2, :2] = 0.03 * draw(entry), 0.03 * draw(entry)
    return H


@settings(max_examples=150, deadline=None)
@example(HORIZON_IN_VIEW)
@example(np.eye(3))
@given(homographies())
def test_valid_is_where_the_pixel_transferred_lies_inside_the_frame(H):
    frame_size, size = (24, 31), (37, 45)
    try:
        H = geometry.normalised(H, frame_size)
    except ValueError:
        assume(False)
    assume(np.linalg.cond(H) < 1e6)
    H_frame_from_ref = geometry.inverse(H, frame_size)
    points = geometry.transfer(H_frame_from_ref, grid(size).reshape(-1, 2))
    expected = geometry.is_inside(points, frame_size).reshape(size)
    # Where a pixel falls on the border to within rounding either answer is right.
    with np.errstate(invalid="ignore"):
        distances = np.abs(points[:, :, None] + 0.5 - np.array([[0, 31], [0, 24]])).min(axis=(1, 2))
    is_clear = ~(distances < 1e-6).reshape(size)
    valid = geometry.valid_rows(H, frame_size, size[1], 0, size[0])
    np.testing.assert_array_equal(valid[is_clear], expected[is_clear])


@pytest.mark.usefixtures("resampler")
def test_a_frame_on_the_grid_itself_is_valid_everywhere_and_exact():
    pixels = frame_of(np.random.default_rng(0).random((30, 40, 3)), np.uint8).pixels
    warped, valid = warp_rows(pixels, np.eye(3), 40, 0, 30)
    assert valid.all()
    np.testing.assert_array_equal(warped, pixels.astype(np.uint16) * 257)


@pytest.mark.usefixtures("resampler")
@pytest.mark.parametrize("H", [TILTED, HORIZON_IN_VIEW], ids=["tilted", "horizon in view"])
@pytest.mark.parametrize("bounds", [[0, 1, 2, 150], [0, 64, 128, 150], [0, 17, 63, 65, 100, 150]])
def test_bands_equal_the_whole_to_the_bit(H, bounds):
    pixels = frame_of(np.random.default_rng(1).random((120, 140, 3))).pixels
    H = geometry.normalised(H, (120, 140))
    whole, whole_valid = warp_rows(pixels, H, 600, 0, 150)
    parts = [warp_rows(pixels, H, 600, a, b) for a, b in pairwise(bounds)]
    np.testing.assert_array_equal(np.concatenate([p[0] for p in parts]), whole)
    np.testing.assert_array_equal(np.concatenate([p[1] for p in parts]), whole_valid)


@pytest.mark.usefixtures("resampler")
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_warping_gives_the_function_that_the_frame_samples(dtype):
    size = (130, 700)
    H = geometry.normalised(TILTED, size)
    # The frame samples f(H x), so the warped frame must be f itself.
    frame = frame_of(smooth(geometry.transfer(H, grid(size).reshape(-1, 2)).reshape(*size, 2)), dtype)
    warped, valid = warp_rows(frame.pixels, H, 500, 0, 130)
    inside = valid & ~at_border(valid)
    assert inside.mean() > 0.5
    # OpenCV rounds source coordinates to 1/32 px, and its Lanczos kernel shifts a straight slope by up to 0.015 px
    # (its cubic one by 0.048); the slopes here are at most 0.4 / 10 + 0.4 / 13 per pixel.
    tolerance = (0.4 / 10 + 0.4 / 13) * (1 / 64 + 0.015) + (0.5 / 255 if dtype == np.uint8 else 0)
    np.testing.assert_allclose((warped / 65535)[inside], smooth(grid((130, 500)))[inside], atol=tolerance)


def at_border(valid: np.ndarray, width: int = 2) -> np.ndarray:
    """Where a valid pixel has a neighbour within `width` that is not."""
    padded = np.pad(valid, width)
    shifts = [(dy, dx) for dy in range(2 * width + 1) for dx in range(2 * width + 1)]
    height, columns = valid.shape
    return valid & ~np.logical_and.reduce([padded[dy : dy + height, dx : dx + columns] for dy, dx in shifts])


@pytest.mark.usefixtures("resampler")
def test_there_is_no_dark_fringe():
    size = (60, 80)
    H = geometry.normalised(TILTED, size)
    warped, valid = warp_rows(frame_of(np.full((*size, 3), 0.8)).pixels, H, 100, 0, 80)
    assert at_border(valid).any()
    np.testing.assert_allclose(warped[valid] / 65535, 0.8, atol=1e-4)


@pytest.mark.usefixtures("resampler")
@pytest.mark.parametrize("axis", [0, 1])
def test_photos_longer_than_opencv_can_address(axis):
    n = 40_000
    values = np.linspace(0, 1, n)[:, None, None] * np.ones((1, 5, 3))
    pixels = frame_of(values if axis == 0 else values.swapaxes(0, 1), np.uint16).pixels
    H = np.array([[1.0, 0, 2], [0, 1, 1], [0, 0, 1]])
    height, width = pixels.shape[:2]
    warped, valid = warp_rows(pixels, H, width, 0, height)
    assert valid[1:, 2:].all()
    assert not valid[0].any()
    np.testing.assert_array_equal(warped[1:, 2:], pixels[:-1, :-2])


@pytest.mark.usefixtures("resampler")
def test_a_strip_seen_up_to_the_horizon_does_not_fail():
    pixels = frame_of(np.full((50, 40_000, 3), 0.5)).pixels
    H = geometry.normalised(np.array([[0.01, 0, 0], [0, 1, 0], [-2.4e-5, 0, 1.0]]), (50, 40_000))
    warped, valid = warp_rows(pixels, H, 1500, 0, 40)
    assert valid.any()
    np.testing.assert_allclose(warped[valid] / 65535, 0.5, atol=1e-4)


@pytest.mark.parametrize("long_side_px", [50, 97, 200])
def test_a_scaled_stack_places_pixels_to_the_half_pixel(long_side_px):
    frame_size, size = (280, 320), (260, 300)
    H = np.array([[0.9, 0.05, 8.0], [-0.06, 0.95, 12.0], [1e-4, -1e-4, 1.0]])
    H = geometry.normalised(H, frame_size)
    stretch = 4.0  # slower waves: area averaging must not flatten them much
    frame = frame_of(smooth(geometry.transfer(H, grid(frame_size).reshape(-1, 2)).reshape(*frame_size, 2) / stretch))
    small = stack_of(frame, H=[H], size=size).scaled(long_side_px)
    assert max(small.size) == long_side_px
    band = small.band(0, small.size[0])
    inside = band.valid[0] & ~at_border(band.valid[0])
    H_ref_from_small = np.linalg.inv(geometry.resizing(size, small.size))
    points = geometry.transfer(H_ref_from_small, grid(small.size).reshape(-1, 2)).reshape(*small.size, 2)
    expected = smooth(points / stretch)
    error = small.encoded_rows(0, 0, small.size[0])[0] / 65535 - expected
    # Half a small pixel off would show as an error of half the slope times the scale, in one direction.
    slope_x = np.gradient(expected, axis=1)
    shift_px = (error * slope_x)[inside].sum() / (slope_x**2)[inside].sum()
    assert abs(shift_px) < 0.03
    assert np.abs(error[inside]).max() < 0.02


def test_a_small_stack_is_not_enlarged():
    stack = stack_of(frame_of(np.zeros((20, 30, 3))))
    assert stack.scaled(100) is stack


def test_a_band_is_corrected_in_linear_light():
    frame = frame_of(np.random.default_rng(2).random((10, 12, 3)), np.uint8)
    gains = np.array([[0.5, 1.0, 2.0]])
    band = stack_of(frame).with_gains(gains).band(3, 8)
    assert (band.first_row, band.last_row) == (3, 8)
    np.testing.assert_allclose(band.linear[0], linear_from_encoded(frame.pixels[3:8]) * gains[0], rtol=1e-5)


@pytest.mark.parametrize("overlap_rows", [0, 1])
@pytest.mark.parametrize("max_bytes", [0, 20_000, 10**9])
def test_every_row_is_worked_on_once(max_bytes, overlap_rows):
    stack = stack_of(*[frame_of(np.zeros((150, 20, 3)))] * 3)
    n_times = np.zeros(150, int)
    reports = []

    def work(band):
        assert band.linear.shape[1] == band.last_row - band.first_row
        end = band.last_row - band.n_extra_rows
        assert band.n_extra_rows == min(overlap_rows, 150 - end)
        n_times[band.first_row : end] += 1

    progress = Progress(lambda fraction, message: reports.append(fraction))
    stack.for_each_band(work, max_bytes, progress, overlap_rows=overlap_rows)
    np.testing.assert_array_equal(n_times, 1)
    assert reports == sorted(reports)
    assert reports[-1] == 1


def test_bands_keep_to_the_memory_they_are_given():
    stack = stack_of(*[frame_of(np.zeros((3000, 50, 3)))] * 4)
    max_bytes = 2_000_000
    n_rows = stack.rows_per_band(max_bytes, 2.0)
    assert n_rows >= 1
    assert n_rows * 4 * 50 * 3 * 4 * 2.0 <= max_bytes


def test_a_cancelled_loop_ends_at_once():
    stack = stack_of(*[frame_of(np.zeros((400, 20, 3)))] * 3)
    n_bands = []
    progress = Progress(is_cancelled=lambda: len(n_bands) > 0)
    with pytest.raises(Cancelled):
        stack.for_each_band(n_bands.append, 0, progress)
    assert len(n_bands) < 400


def test_what_the_work_raises_comes_out():
    stack = stack_of(frame_of(np.zeros((200, 20, 3))))

    def fail(band):
        raise MemoryError("full")

    with pytest.raises(MemoryError, match="full"):
        stack.for_each_band(fail, 0, Progress())


def test_counts_must_agree():
    frame = frame_of(np.zeros((4, 4, 3)))
    with pytest.raises(ValueError, match="equally many"):
        WarpedStack((frame, frame), (np.eye(3),), (4, 4), 0, np.ones((2, 3)))


@pytest.mark.usefixtures("resampler")
@pytest.mark.parametrize("H", [np.eye(3), TILTED], ids=["identity", "tilted"])
def test_what_the_frame_did_not_see_is_not_valid(H):
    size = (90, 700)
    seen = np.ones(size, bool)
    seen[20:60, 100:300] = False
    seen[:, 650:] = False
    pixels = frame_of(smooth(grid(size))).pixels
    H = geometry.normalised(H, size)
    warped, valid = warp_rows(pixels, H, 720, 0, 130, seen)
    places = geometry.transfer(geometry.inverse(H, size), grid((130, 720)).reshape(-1, 2)).reshape(130, 720, 2)
    everywhere = geometry.valid_rows(H, size, 720, 0, 130)
    x, y = np.rint(np.nan_to_num(places)).astype(int).transpose(2, 0, 1)
    expected = everywhere & seen[y.clip(0, 89), x.clip(0, 699)]
    # Between two pixels, one of them seen, either answer is right.
    is_clear = (np.abs(np.nan_to_num(places) % 1 - 0.5) > 0.01).all(axis=2)
    np.testing.assert_array_equal(valid[is_clear], expected[is_clear])
    np.testing.assert_array_equal(warped, warp_rows(pixels, H, 720, 0, 130)[0])
    parts = [warp_rows(pixels, H, 720, a, b, seen) for a, b in pairwise([0, 7, 64, 100, 130])]
    np.testing.assert_array_equal(np.vstack([v for _, v in parts]), valid)


def test_a_smaller_stack_counts_only_what_was_seen_wholly():
    size = (120, 160)
    seen = np.ones(size, bool)
    seen[:, 81:] = False
    frame = replace(frame_of(smooth(grid(size))), seen=seen)
    small = stack_of(frame).scaled(40)
    expected = np.zeros((30, 40), bool)
    expected[:, :20] = True
    np.testing.assert_array_equal(small.encoded_rows(0, 0, 30)[1], expected)


def ripple(strength: float = 0.004) -> Bend:
    """Return a bend of a few pixels."""
    side = N_INTERVALS + 3
    return Bend(np.random.default_rng(0).normal(0, strength, (side, side, 2)))


@pytest.mark.usefixtures("resampler")
def test_a_bent_frame_is_resampled_where_it_shows_things():
    """A picture of its own coordinates says where its pixels came from."""
    size = (150, 400)
    values = np.zeros((*size, 3))
    values[..., :2] = grid(size) / 400
    H = geometry.normalised(np.array([[1.02, 0.03, 5], [-0.02, 0.98, 3], [1e-4, 0, 1.0]]), size)
    frame, bend = frame_of(values), ripple()
    warped, valid = warp_rows(frame.pixels, H, 420, 0, 160, bend=bend)
    points = np.argwhere(valid)[::37, ::-1].astype(float)
    flat = geometry.transfer(geometry.inverse(H, size), points)
    expected = flat + bend.shifts(flat, size)
    inner = geometry.is_inside(expected - 8, (size[0] - 16, size[1] - 16))
    x, y = points[inner].astype(int).T
    found = warped[y, x, :2] / 65535 * 400
    assert inner.sum() > 500
    np.testing.assert_allclose(found, expected[inner], atol=0.06)
    assert geometry.is_inside(expected, size).all()


@pytest.mark.usefixtures("resampler")
def test_no_bend_is_that_of_equal_points_at_zero():
    rng = np.random.default_rng(3)
    frame = frame_of(rng.random((90, 130, 3)))
    H = geometry.normalised(np.array([[0.9, 0.1, 8], [-0.1, 1.1, 4], [2e-4, 1e-4, 1.0]]), frame.size)
    straight, valid = warp_rows(frame.pixels, H, 140, 0, 100)
    bent, valid_bent = warp_rows(frame.pixels, H, 140, 0, 100, bend=ripple(0))
    assert (valid != valid_bent).mean() < 0.001
    both = valid & valid_bent
    assert np.abs(straight[both].astype(float) - bent[both]).mean() < 0.01 * 65535


@pytest.mark.usefixtures("resampler")
@pytest.mark.parametrize("rows", [(0, 130), (10, 71), (64, 65)])
def test_a_bent_row_is_the_same_in_any_run_of_rows(rows):
    frame = frame_of(np.random.default_rng(4).random((120, 600, 3)))
    seen = np.ones((120, 600), bool)
    seen[40:80, 100:300] = False
    H = geometry.normalised(np.array([[1.1, 0.05, -8], [0.02, 1.0, 4], [1e-4, 1e-4, 1.0]]), frame.size)
    whole = warp_rows(frame.pixels, H, 700, 0, 130, seen, ripple())
    part = warp_rows(frame.pixels, H, 700, *rows, seen, ripple())
    for all_rows, some in zip(whole, part, strict=True):
        np.testing.assert_array_equal(all_rows[slice(*rows)], some)
    assert not whole[1].all()


def test_a_smaller_stack_is_bent_alike():
    frame = frame_of(np.repeat(np.repeat(np.random.default_rng(5).random((12, 30, 3)), 20, axis=0), 20, axis=1))
    bent = replace(stack_of(frame, frame), bends=(None, ripple()))
    small = bent.scaled(300)
    whole = cv2.resize(bent.encoded_rows(1, 0, 240)[0], (300, 120), interpolation=cv2.INTER_AREA)
    alike, valid = small.encoded_rows(1, 0, 120)
    assert np.abs(whole[valid].astype(float) - alike[valid]).mean() < 0.02 * 65535
