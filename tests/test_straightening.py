"""Straightening from truth: cameras whose homography is known, and pictures drawn through it."""

import json

import cv2
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from diar_gui import geometry
from diar_gui.images import read_image
from diar_gui.paths import resource_path
from diar_gui.straightening import (
    aspect_from_text,
    estimate_aspect,
    find_corners,
    in_order,
    is_convex,
    outer_corners,
    straightened_grid,
)
from diar_gui.straightening.aspect import _TYPICAL_FOCAL
from diar_gui.synthetic.camera import H_frame_from_plane

SIZE = (480, 640)
TARGET = np.array([0.05, -0.08])  # where the camera looks: not quite at the middle

aspects = st.floats(0.4, 2.5)
tilts = st.floats(0, 50)
angles = st.floats(0, 2 * np.pi)


def seen_corners(aspect, tilt_degrees, azimuth, focal, roll=0.1, size=SIZE):
    """Return the corners of a rectangle of height 2 and a width of 2 * aspect, as a tilted camera sees them."""
    focal_px, tilt = focal * max(size), np.radians(tilt_degrees)
    distance = 2.0 * focal * max(1.0, aspect) * max(size) / min(size) * 1.3
    direction = np.array([np.sin(tilt) * np.cos(azimuth), np.sin(tilt) * np.sin(azimuth), np.cos(tilt)])
    position = distance * direction + [*TARGET, 0]
    H = H_frame_from_plane(position, TARGET, roll, focal_px, size)
    return geometry.transfer(H, np.array([[-aspect, -1], [aspect, -1], [aspect, 1], [-aspect, 1.0]]))


# The true proportions.


@given(aspects, tilts, angles)
def test_with_a_usual_lens_the_proportions_are_exact(aspect, tilt, azimuth):
    corners = seen_corners(aspect, tilt, azimuth, _TYPICAL_FOCAL)
    assume(is_convex(corners))
    assert estimate_aspect(corners, SIZE) == pytest.approx(aspect, rel=2e-3)


@given(aspects, st.floats(25, 45), st.integers(0, 3), st.floats(-0.25, 0.25), st.floats(0.6, 1.6))
def test_a_view_slanted_both_ways_tells_any_focal_length(aspect, tilt, quarter, turn, focal):
    azimuth = np.pi / 4 + quarter * np.pi / 2 + turn
    corners = seen_corners(aspect, tilt, azimuth, focal, size=(3000, 4000))
    assert estimate_aspect(corners, (3000, 4000)) == pytest.approx(aspect, rel=0.02)


@given(aspects, st.floats(0.4, 4))
def test_a_frontal_view_needs_no_focal_length(aspect, focal):
    assert estimate_aspect(seen_corners(aspect, 0, 0, focal), SIZE) == pytest.approx(aspect, rel=1e-6)


@pytest.mark.parametrize("order", [[1, 0, 3, 2], [0, 2, 1, 3], [0, 1, 3, 2]])
def test_crossed_and_mirrored_corners_have_no_proportions(order):
    corners = outer_corners((30, 40))[order]
    assert not is_convex(corners)
    assert estimate_aspect(corners, (30, 40)) is None


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("210 x 297 mm", 210 / 297),
        ("29,7x21", 29.7 / 21),
        ("3:2", 1.5),
        (" 1.41 ", 1.41),
        ("60 × 40 cm", 1.5),
        ("0 x 3", None),
        ("A4", None),
        ("", None),
        ("-3 x 2", None),
    ],
)
def test_typed_sizes(text, aspect):
    assert aspect_from_text(text) == (None if aspect is None else pytest.approx(aspect))


# Order and shape of corners.


@given(tilts, angles, st.floats(-0.7, 0.7), st.integers(0, 3), st.booleans())
def test_corners_are_put_in_order_from_any_start_and_sense(tilt, azimuth, roll, start, is_reversed):
    corners = seen_corners(1.3, tilt, azimuth, 1.0, roll=0.5 * roll)
    assume(is_convex(corners))
    shuffled = np.roll(corners, start, axis=0)
    np.testing.assert_array_equal(in_order(shuffled[::-1] if is_reversed else shuffled), corners)


def test_a_dent_and_corners_on_a_line_are_not_convex():
    assert is_convex(np.array([[0, 0], [10, 0], [10, 10], [0, 10.0]]))
    assert not is_convex(np.array([[0, 0], [10, 0], [2, 2], [0, 10.0]]))
    assert not is_convex(np.array([[0, 0], [5, 0], [10, 0], [0, 10.0]]))
    assert not is_convex(np.full((4, 2), np.nan))


# The straightened grid.


@given(st.integers(1, 300), st.integers(1, 300))
def test_a_whole_picture_is_straight_already(height, width):
    size, H = straightened_grid(outer_corners((height, width)), width / height, (height, width))
    assert size == (height, width)
    np.testing.assert_allclose(H / H[2, 2], np.eye(3), atol=1e-9)


@given(aspects, tilts, angles)
def test_the_corners_come_to_the_outer_edges_and_no_detail_is_lost(aspect, tilt, azimuth):
    corners = seen_corners(aspect, tilt, azimuth, 1.0)
    assume(is_convex(corners))
    size, H = straightened_grid(corners, aspect, SIZE)
    np.testing.assert_allclose(geometry.transfer(H, corners), outer_corners(size), atol=1e-6)
    top, right, bottom, left = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    assert size[1] >= max(top, bottom) - 1
    assert size[0] >= max(left, right) - 1
    assert size[1] <= max(top, bottom, aspect * max(left, right)) + 1
    assert size[1] / size[0] == pytest.approx(aspect, rel=0.02)


@given(st.floats(1e-4, 1e4))
def test_a_mistyped_size_does_not_burst_the_memory(aspect):
    size, _ = straightened_grid(outer_corners((3000, 4000)), aspect, (3000, 4000))
    assert size[0] * size[1] <= 2.01 * 12e6
    assert max(size) <= 30_000
    assert min(size) >= 1


def test_what_fixes_no_grid_is_refused():
    with pytest.raises(ValueError, match="convex"):
        straightened_grid(outer_corners((30, 40))[[1, 0, 2, 3]], 1.0, (30, 40))
    with pytest.raises(ValueError, match="positive"):
        straightened_grid(outer_corners((30, 40)), 0.0, (30, 40))


# The corners, found.


def photographed(seed, *, is_textured, size=(900, 1200), noise=0.01):
    """Return a picture of a poster on a wall, in uneven light, and the poster's true corners."""
    rng = np.random.default_rng(seed)
    poster = read_image(resource_path("sample/whiteboard") / "truth.png").astype(np.float32) / 255
    poster = cv2.resize(poster, (1200, 800))[80:720, 100:1100]
    corners = seen_corners(1.5625, rng.uniform(5, 35), rng.uniform(0, 2 * np.pi), 1.0, rng.uniform(-0.15, 0.15), size)
    corners = (corners - corners.mean(axis=0)) * 0.85 + corners.mean(axis=0)
    H = geometry.dlt(outer_corners(poster.shape[:2]), corners)
    seen = cv2.warpPerspective(poster, H, size[::-1], flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    wall = np.ones((*size, 3), np.float32) * rng.uniform(0.25, 0.45, 3).astype(np.float32)
    if is_textured:
        stripes = 0.5 + 0.5 * np.sin(np.arange(size[1]) / 9 + np.arange(size[0])[:, None] / 31)
        grain = cv2.resize(rng.uniform(0.7, 1.3, (90, 120, 1)).astype(np.float32), size[::-1])
        wall *= (0.75 + 0.25 * stripes[..., None]) * grain[..., None]
    y, x = np.mgrid[: size[0], : size[1]]
    share = np.ones(size)
    for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = (b - a) / np.linalg.norm(b - a)
        share *= np.clip(0.5 + along[0] * (y - a[1]) - along[1] * (x - a[0]), 0, 1)
    light = cv2.resize(rng.uniform(0.6, 1.0, (3, 3)).astype(np.float32), size[::-1], interpolation=cv2.INTER_LINEAR)
    picture = (wall + share[..., None] * (seen - wall)) * light[..., None]
    picture = cv2.GaussianBlur(picture, (0, 0), 0.8) + rng.normal(0, noise, picture.shape)
    return (np.clip(picture, 0, 1) * 255).round().astype(np.uint8), corners


@pytest.mark.parametrize("is_textured", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_corners_are_found_to_a_pixel(seed, is_textured):
    picture, truth = photographed(seed, is_textured=is_textured)
    found = find_corners(picture)
    assert found is not None
    assert np.linalg.norm(found - truth, axis=1).max() < 1.0


def test_corners_of_sixteen_bits_are_those_of_eight():
    picture, truth = photographed(0, is_textured=False)
    found = find_corners(picture.astype(np.uint16) * 257)
    assert found is not None
    assert np.linalg.norm(found - truth, axis=1).max() < 1.0


def test_what_has_no_outline_gives_no_corners():
    rng = np.random.default_rng(3)
    noise = rng.integers(0, 256, (300, 400, 3), np.uint8)
    clouds = cv2.resize(rng.integers(0, 256, (9, 12, 3), np.uint8), (800, 600), interpolation=cv2.INTER_CUBIC)
    for picture in (noise, clouds, np.full((300, 400, 3), 90, np.uint8), noise[:9, :9], noise[:1]):
        assert find_corners(picture) is None


@pytest.mark.parametrize("name", ["000.jpg", "003.jpg", "006.jpg"])
def test_all_views_of_the_sample_agree_where_the_poster_ends(name):
    sample = resource_path("sample/lamp")
    sequence = json.loads((sample / "sequence.json").read_text())
    reference = find_corners(read_image(sample / "frames" / sequence["reference"]))
    found = find_corners(read_image(sample / "frames" / name))
    assert found is not None
    assert reference is not None
    H = np.array(sequence["H_ref_from_frame"].get(name, np.eye(3)))
    assert np.linalg.norm(geometry.transfer(H, found) - reference, axis=1).max() < 1.5
