"""Where points start: apart, inside both pictures, on one another under what is known."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from diar_gui import geometry
from diar_gui.alignment import HandPairs
from diar_gui.gui.placement.guess import next_pair, start_pairs

PHOTO_SIZE, REF_SIZE = (300, 400), (500, 350)


def homography(angle_deg: float, zoom: float, shift: tuple[float, float]) -> np.ndarray:
    """Return a turn about both centres, a zoom, a shift in units of the reference's size."""
    c, s = zoom * np.cos(np.radians(angle_deg)), zoom * np.sin(np.radians(angle_deg))
    to_centre = np.array([[1, 0, -PHOTO_SIZE[1] / 2], [0, 1, -PHOTO_SIZE[0] / 2], [0, 0, 1.0]])
    x, y = (0.5 + shift[0]) * REF_SIZE[1], (0.5 + shift[1]) * REF_SIZE[0]
    return geometry.normalised(np.array([[c, -s, x], [s, c, y], [0, 0, 1.0]]) @ to_centre, PHOTO_SIZE)


@given(st.floats(-180, 180), st.floats(0.4, 2.5), st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
def test_points_start_from_what_is_known(angle_deg: float, zoom: float, x: float, y: float) -> None:
    H = homography(angle_deg, zoom, (x, y))
    photo_points, reference_points = start_pairs(PHOTO_SIZE, REF_SIZE, H)
    assert geometry.is_inside(photo_points, PHOTO_SIZE).all()
    assert geometry.is_inside(reference_points, REF_SIZE).all()
    fit = HandPairs(photo_points, reference_points, PHOTO_SIZE, REF_SIZE).fit()
    assert isinstance(fit, np.ndarray)


@given(st.floats(-180, 180), st.floats(0.6, 1.6))
def test_more_pairs_fit_those_there_are(angle_deg: float, zoom: float) -> None:
    H = homography(angle_deg, zoom, (0.05, -0.05))
    photo_points, reference_points = start_pairs(PHOTO_SIZE, REF_SIZE, H)
    for _ in range(4):
        added = next_pair(photo_points, reference_points, (PHOTO_SIZE, REF_SIZE), H)
        np.testing.assert_allclose(geometry.transfer(H, added[0][None]), added[1][None], atol=1e-6)
        assert geometry.is_inside(np.stack([added[0]]), PHOTO_SIZE).all()
        assert np.linalg.norm(reference_points - added[1], axis=1).min() > 5
        photo_points, reference_points = np.vstack([photo_points, added[0]]), np.vstack([reference_points, added[1]])


def test_nothing_known_puts_them_at_the_same_place_in_both() -> None:
    useless = homography(0, 1, (5, 5))  # the pictures do not meet
    for known in (None, useless, np.zeros((3, 3))):
        photo_points, reference_points = start_pairs(PHOTO_SIZE, REF_SIZE, known)
        np.testing.assert_allclose(photo_points / (400, 300), reference_points / (350, 500), atol=0.01)
    added = next_pair(photo_points, reference_points, (PHOTO_SIZE, REF_SIZE), None)
    np.testing.assert_allclose(added[0] / (400, 300), added[1] / (350, 500), atol=0.01)
