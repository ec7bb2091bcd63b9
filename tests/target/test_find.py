"""Finding a colour target in a photo."""

from pathlib import Path

import numpy as np
import pytest
from known_target import CAMERA, PITCH_PX, scene, shot

from diar_gui.errors import ImageError
from diar_gui.gamuts import xyz_of
from diar_gui.images import Frame
from diar_gui.target.classic import LAB, XYZ, lab_from_xyz, xyz_from_lab
from diar_gui.target.find import find_target


def frame(linear, **how):
    return Frame("a.tif", Path("a.tif"), shot(linear, **how))


@pytest.mark.parametrize(
    "place", [{}, {"turn": 8.0, "tilt": 0.3}, {"turn": 180.0}, {"turn": 90.0, "left": 310}, {"turn": -30.0, "top": 120}]
)
def test_it_is_found_and_measured_however_it_lies(place):
    found = find_target(frame(scene(**place)))
    assert found is not None
    true = XYZ @ np.linalg.inv(xyz_of("srgb")).T @ CAMERA.T * 0.7
    inside = true.min(axis=1) > 0.004  # the camera clips what lies outside of its space
    assert inside.sum() >= 20
    np.testing.assert_allclose(found.linear[inside], true[inside], rtol=0.02, atol=0.001)
    first, last = (np.array([x, y, 1.0]) @ found.H_photo_from_chart.T for x, y in ((0.5, 0.5), (5.5, 0.5)))
    assert abs(np.linalg.norm(last[:2] / last[2] - first[:2] / first[2]) / (5 * PITCH_PX) - 1) < 0.2


def test_a_photo_without_one():
    blank = scene()
    blank[:, 290:] = 0.3
    assert find_target(frame(blank)) is None


@pytest.mark.parametrize(
    ("linear", "how", "said"),
    [
        (scene(left=370), {}, "cut off by the photo's edge; all of it has to be in view"),
        (scene(), {"exposure": 2.5}, r"burnt out \(.*\), by too much light or by glare"),
        (scene(is_mirrored=True), {}, "as in a mirror; flip the photos back"),
    ],
)
def test_what_cannot_be_used_is_said(linear, how, said):
    with pytest.raises(ImageError, match=rf"The colour target in a\.tif is .*{said}"):
        find_target(frame(linear, **how))


def test_other_colours_are_no_target():
    other = scene()
    other[:, 290:] = np.maximum(other[:, 290:], 0) ** [0.4, 1.0, 1.9]
    with pytest.raises(ImageError, match=r"does not have the colours of a ColorChecker Classic \(off by \d+ dE2000"):
        find_target(frame(other, camera=np.eye(3)))


def test_lab_and_back():
    np.testing.assert_allclose(lab_from_xyz(xyz_from_lab(LAB)), LAB, atol=1e-9)
    np.testing.assert_allclose(xyz_from_lab(np.array([[4.0, 1.0, -2.0]]))[0, 1], 4 / 903.3, rtol=1e-4)
