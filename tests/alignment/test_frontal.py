"""How slanted photos are, from their homographies alone: against cameras of known places."""

import json

import numpy as np
import pytest
from PIL import Image

from diar_gui.alignment.frontal import slants
from diar_gui.paths import resource_path

SIZE = (600, 800)


def view(slant, turn, focal, seed):
    """Return the homography from the plane to a camera that looks at about its middle, slanted by degrees."""
    rng = np.random.default_rng(seed)
    a, b, roll = np.deg2rad([slant, turn, rng.uniform(-8, 8)])
    axis = -np.array([np.sin(a) * np.cos(b), np.sin(a) * np.sin(b), np.cos(a)])
    right = np.cross([0.0, 1.0, 0.0], axis)
    right /= np.linalg.norm(right)
    down = np.cross(axis, right)
    R = np.stack([right * np.cos(roll) + down * np.sin(roll), down * np.cos(roll) - right * np.sin(roll), axis])
    at = np.array([*rng.uniform(-0.05, 0.05, 2), 0.0])
    t = -R @ (at - axis * focal * 1.1 * rng.uniform(0.9, 1.2))
    f = focal * max(SIZE)
    K = np.array([[f, 0, (SIZE[1] - 1) / 2], [0, f, (SIZE[0] - 1) / 2], [0, 0, 1]])
    return K @ np.column_stack([R[:, :2], t])


def homographies(angles, focal, reference):
    from_plane = [view(slant, turn, focal, i) for i, (slant, turn) in enumerate(angles)]
    return [from_plane[reference] @ np.linalg.inv(H) for H in from_plane]


ANGLES = [(22, 10), (30, 130), (3, 0), (18, 250), (12, 300), (25, 190)]


@pytest.mark.parametrize("focal", [0.7, 1.0, 1.5])
@pytest.mark.parametrize("reference", [0, 1, 2])
def test_slants_are_found_whichever_the_reference_and_the_lens(focal, reference):
    found = np.rad2deg(slants(homographies(ANGLES, focal, reference), [SIZE] * 6, reference))
    np.testing.assert_allclose(found, [slant for slant, _ in ANGLES], atol=5)
    assert int(np.argmin(found)) == 2


def test_photos_from_a_tripod_are_all_alike():
    assert np.ptp(slants([np.eye(3)] * 3, [SIZE] * 3, 0)) < 1e-6


def test_what_is_not_placed_is_not_known():
    placed = homographies(ANGLES, 1.0, 0)
    found = slants([*placed[:4], None], [SIZE] * 5, 0)
    assert np.isnan(found[4])
    assert np.isfinite(found[:4]).all()
    assert slants([np.eye(3), placed[1], None], [SIZE] * 3, 0) is None


@pytest.mark.parametrize("name", ["gallery", "lamp", "whiteboard"])
def test_of_each_sample_the_first_photo_is_the_frontal_one(name):
    folder = resource_path(f"sample/{name}")
    onto_first = json.loads((folder / "sequence.json").read_text())["H_ref_from_frame"]
    sizes = []
    for photo in onto_first:
        with Image.open(folder / "frames" / photo) as opened:
            sizes.append((opened.height, opened.width))
    found = slants([np.array(H) for H in onto_first.values()], sizes, 0)
    assert int(np.argmin(found)) == 0
    assert found[0] < np.deg2rad(3) < np.sort(found)[1]
