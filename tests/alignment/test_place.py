"""Placing by hand: the pixels bring rough points to the truth, and are not believed where they cannot know."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from diar_gui import geometry
from diar_gui.alignment import AlignmentOptions, HandPairs, Outcome, PlacedFrame, place
from diar_gui.errors import AlignmentError, Cancelled
from diar_gui.images import Frame
from diar_gui.progress import Progress
from tests.alignment.conftest import SIZE, make_texture, mean_error_px, render, tilted

REF_POINTS = np.array([[90, 70], [310, 80], [300, 235], [105, 220.0]])
H_TRUE = geometry.normalised(tilted(12, (14, -9)), SIZE)


def lit_otherwise(pixels: np.ndarray) -> np.ndarray:
    """Return the picture darker to one side and of another contrast."""
    ramp = np.linspace(0.45, 1.15, pixels.shape[1])[None, :, None]
    return np.clip(255 * (pixels / 255 * ramp) ** 0.8, 0, 255).astype(np.uint8)


def frame_of(pixels: np.ndarray, name: str = "photo.png") -> Frame:
    return Frame(name, Path(name), pixels)


def rough_points(H_ref_from_frame: np.ndarray, seed: int) -> np.ndarray:
    """Return where the frame shows the reference's points, 3 to 6 px off."""
    rng = np.random.default_rng(seed)
    angles, radii = rng.uniform(0, 2 * np.pi, len(REF_POINTS)), rng.uniform(3, 6, len(REF_POINTS))
    off = np.stack([np.cos(angles), np.sin(angles)], axis=1) * radii[:, None]
    return geometry.transfer(geometry.inverse(H_ref_from_frame, SIZE), REF_POINTS) + off


def homography_of(placed: PlacedFrame) -> np.ndarray:
    assert placed.aligned.H_ref_from_frame is not None
    return placed.aligned.H_ref_from_frame


def hand_set(points: np.ndarray) -> np.ndarray:
    H = HandPairs(points, REF_POINTS, SIZE, SIZE).fit()
    assert isinstance(H, np.ndarray)
    return H


@pytest.mark.parametrize("seed", range(4))
def test_rough_points_come_to_the_truth_under_other_light(texture: np.ndarray, seed: int) -> None:
    frame = frame_of(lit_otherwise(render(texture, H_TRUE, "photo").pixels))
    points = rough_points(H_TRUE, seed)
    placed = place(frame, frame_of(texture, "reference.png"), points, REF_POINTS)
    assert placed.is_refined
    assert mean_error_px(hand_set(points), H_TRUE) > 2
    assert mean_error_px(homography_of(placed), H_TRUE) < 0.1
    assert 2 < placed.distance_px < 7
    aligned = placed.aligned
    assert aligned.error_px is not None
    assert aligned.error_px < 0.3
    assert aligned.overlap_fraction == pytest.approx(geometry.overlap_fraction(H_TRUE, SIZE, SIZE), abs=0.01)
    np.testing.assert_array_equal(aligned.matches.frame_points[:4], points)
    assert "the rest was done on the pixels" in placed.note


def test_points_lie_in_the_pixels_of_photos_of_different_sizes(texture: np.ndarray) -> None:
    """Both are shrunk for refining, and everything comes back at full size, whatever the depth."""
    photo = render(texture, H_TRUE, "photo").pixels
    large = cv2.resize(photo, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC).astype(np.uint16) * 257
    H_large_from_photo = geometry.scaling(2, 2)
    points = geometry.transfer(H_large_from_photo, rough_points(H_TRUE, 0))
    options = AlignmentOptions(refinement_size_px=320)
    placed = place(frame_of(large), frame_of(texture), points, REF_POINTS, options=options)
    assert placed.is_refined
    assert mean_error_px(homography_of(placed) @ H_large_from_photo, H_TRUE) < 0.2


def test_half_a_photo_covered_does_not_carry_it_off(texture: np.ndarray) -> None:
    pixels = lit_otherwise(render(texture, H_TRUE, "photo").pixels)
    pixels[:, 200:] = make_texture(50)[:, 200:]
    placed = place(frame_of(pixels), frame_of(texture), rough_points(H_TRUE, 1), REF_POINTS)
    points = geometry.points_in_overlap(H_TRUE, SIZE, SIZE)
    free = points[points[:, 0] < 190]
    assert placed.is_refined
    assert geometry.transfer_error_px(homography_of(placed), H_TRUE, free).mean() < 0.3


@pytest.mark.parametrize("pixels", [make_texture(77), np.full((*SIZE, 3), 90, np.uint8)], ids=["other", "plain"])
def test_where_nothing_agrees_the_points_stand(texture: np.ndarray, pixels: np.ndarray) -> None:
    points = rough_points(H_TRUE, 2)
    placed = place(frame_of(pixels), frame_of(texture), points, REF_POINTS)
    assert placed.outcome is Outcome.TOO_LITTLE_ALIKE
    np.testing.assert_allclose(homography_of(placed), hand_set(points))
    assert placed.aligned.error_px is not None
    assert placed.aligned.error_px > 3
    assert "stays where your points put it" in placed.note


def test_pixels_that_lead_far_away_from_the_points_are_not_followed(texture: np.ndarray) -> None:
    far = np.array([[1, 0, 19], [0, 1, -7], [0, 0, 1.0]]) @ H_TRUE
    placed = place(render(texture, far, "photo"), frame_of(texture), rough_points(H_TRUE, 3), REF_POINTS)
    assert placed.outcome is Outcome.FAR_FROM_POINTS
    np.testing.assert_allclose(homography_of(placed), hand_set(rough_points(H_TRUE, 3)))


def test_points_without_error_stand_or_stay_true(texture: np.ndarray) -> None:
    points = geometry.transfer(geometry.inverse(H_TRUE, SIZE), REF_POINTS)
    placed = place(render(texture, H_TRUE, "photo"), frame_of(texture), points, REF_POINTS)
    assert mean_error_px(homography_of(placed), H_TRUE) < 0.05


def test_impossible_points_end_in_a_sentence_that_names_them(texture: np.ndarray) -> None:
    photo = frame_of(texture)
    with pytest.raises(AlignmentError, match=r"Points 1 and 2 of photo\.png are mixed up; exchange them\."):
        place(photo, photo, REF_POINTS[[1, 0, 2, 3]], REF_POINTS)
    with pytest.raises(AlignmentError, match="as in a mirror"):
        place(photo, photo, REF_POINTS[[0, 3, 2, 1]], REF_POINTS)


@pytest.mark.parametrize("n_steps", [0, 3, 6])
def test_it_can_be_cancelled(texture: np.ndarray, n_steps: int) -> None:
    photo, n_asked = frame_of(texture), 0

    def is_enough() -> bool:
        nonlocal n_asked
        n_asked += 1
        return n_asked > n_steps

    with pytest.raises(Cancelled):
        place(photo, photo, REF_POINTS + 3, REF_POINTS, progress=Progress(is_cancelled=is_enough))
