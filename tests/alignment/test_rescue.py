"""The second look: a view too slanted for plain key points is found, and by the right homography."""

import cv2
import numpy as np
import pytest

from diar_gui import geometry
from diar_gui.alignment import AlignmentOptions, align
from diar_gui.alignment.graph import match_pairs
from diar_gui.alignment.rescue import _tilt
from diar_gui.alignment.sift import Sift
from diar_gui.alignment.views import make_views
from diar_gui.images import Frame
from diar_gui.progress import Progress
from tests.alignment.conftest import SIZE, mean_error_px, render


def slanted() -> np.ndarray:
    """Return a view from about 68 degrees off the normal, along a diagonal."""
    height, width = SIZE
    to_centre = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1.0]])
    c = np.sqrt(0.5)
    turn = np.array([[c, -c, 0], [c, c, 0], [0, 0, 1.0]])
    view_from_ref = np.diag([0.37, 1, 1]) @ turn
    return geometry.normalised(np.linalg.inv(to_centre) @ np.linalg.inv(view_from_ref) @ to_centre, SIZE)


@pytest.fixture
def frames(texture: np.ndarray) -> list[Frame]:
    picture = cv2.GaussianBlur(texture, (0, 0), 1.0)
    return [render(picture, np.eye(3), "front.png"), render(picture, slanted(), "side.png")]


def test_plain_matching_has_nothing_firm(frames: list[Frame]) -> None:
    """Keeps the next test honest: without the second look this pair is lost."""
    sift, options = Sift(), AlignmentOptions(features="sift")
    views = make_views(frames, [sift], options, Progress())
    features, sizes = [v.features for v in views], [v.size for v in views]
    graph = match_pairs([(0, 1)], [sift], features, sizes, 2.0, Progress())
    assert graph.strengths().max() < 25


def test_a_slanted_view_is_found(frames: list[Frame]) -> None:
    found = align(frames, AlignmentOptions(features="sift", reference="front.png")).frames[1]
    assert found.status == "aligned"
    assert found.H_ref_from_frame is not None
    assert mean_error_px(found.H_ref_from_frame, slanted()) < 0.3


@pytest.mark.parametrize("angle_deg", [0, 45, 90, 135])
def test_the_simulated_view_is_where_its_homography_says(angle_deg: float) -> None:
    grey = np.zeros((120, 160), np.uint8)
    cv2.circle(grey, (100, 40), 9, 255, -1, cv2.LINE_AA)
    image, H_tilted_from_view = _tilt(grey, 0.8, angle_deg, 2.2)
    weight = image[..., 0].astype(float)
    y, x = np.indices(weight.shape)
    centroid = [(x * weight).sum() / weight.sum(), (y * weight).sum() / weight.sum()]
    np.testing.assert_allclose(geometry.transfer(H_tilted_from_view, np.array([[100.0, 40]]))[0], centroid, atol=0.1)
