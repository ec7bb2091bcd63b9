"""Places that are not clean are named: where the photos that count disagree, and nowhere else."""

import numpy as np
import pytest

from diar_gui.brush import drawn
from diar_gui.progress import Progress
from diar_gui.reconstruction.places import BORDER, DOUBTFUL, Place, find_places, sentence
from diar_gui.reconstruction.trust import Trust
from diar_gui.reconstruction.unclean import doubt_of

SHAPE, SIZE = (90, 120), (900, 1200)


def doubt_in(*boxes, level=2 * DOUBTFUL):
    doubt = np.zeros(SHAPE, np.float32)
    for x, y, width, height in boxes:
        doubt[y : y + height, x : x + width] = level
    return doubt


def test_boxes_and_shares_are_those_of_the_picture_and_the_largest_comes_first():
    found = find_places(doubt_in((5, 5, 10, 20), (40, 30, 50, 30)), SIZE).found
    assert [place.box for place in found] == [(400, 300, 500, 300), (50, 50, 100, 200)]
    assert [place.share for place in found] == pytest.approx([1500 / 10800, 200 / 10800])


def test_a_place_reaches_as_far_as_doubt_and_has_no_holes():
    doubt = doubt_in((20, 20, 40, 40), level=1.1 * BORDER)
    doubt[25:45, 25:45] = 2 * DOUBTFUL
    doubt[32:36, 32:36] = 0
    places = find_places(doubt, SIZE)
    assert [place.box for place in places.found] == [(200, 200, 400, 400)]
    mask = places.rows(SIZE, 0, SIZE[0])
    assert mask[210:590, 210:590].all()
    np.testing.assert_array_equal(places.rows(SIZE, 300, 417), mask[300:417])


def test_what_is_small_or_only_a_little_in_doubt_is_not_named():
    assert find_places(doubt_in((20, 20, 5, 5)), SIZE).found == ()
    assert find_places(doubt_in((20, 20, 40, 40), level=(BORDER + DOUBTFUL) / 2), SIZE).found == ()


@pytest.mark.parametrize("softness", [0.0, 0.9])
def test_where_somebody_said_whom_to_trust_there_is_no_doubt(softness):
    doubt = doubt_in((5, 5, 20, 20), (60, 40, 40, 30))
    stroke = drawn(1, np.array([[580.0, 550.0], [1050.0, 550.0]]), 250.0, softness, is_wanted=True)
    found = find_places(doubt, SIZE, (stroke,)).found
    assert [place.box for place in found] == [(50, 50, 200, 200)]


def test_the_sentence_counts_them():
    one, two = Place((0, 0, 10, 10), 0.1), Place((20, 0, 10, 10), 0.04)
    assert sentence([one, two]) == "2 places, 14% of the picture, need another photo or your brush."
    assert sentence([one]).startswith("1 place, 10% of the picture, needs ")
    assert sentence([]) == ""


def trust_of(size, n_frames, gain=1.0):
    ones = np.ones((n_frames, size[0] // 8, size[1] // 8, 3), np.float32)
    zeros = np.zeros((n_frames, *size), np.float16)
    return Trust(size, zeros, None, gain * ones, 0 * ones, ones[..., 0] / n_frames, np.zeros(size, np.float32))


def test_photos_that_agree_leave_no_doubt_and_those_that_differ_do(stacks, subject):
    large = np.repeat(np.repeat(subject, 2, axis=0), 2, axis=1)  # 120 x 160
    photos = [large.copy() for _ in range(3)]
    photos[0][40:90, 60:120] = 20
    photos[1][40:90, 60:120] = 230
    stack = stacks.make(photos)
    trust = trust_of(stack.size, 3)
    doubt = doubt_of(trust, stack, Progress())
    (place,) = find_places(doubt, stack.size).found
    x, y, width, height = place.box
    assert abs(x - 60) <= 8
    assert abs(y - 40) <= 8
    assert abs(x + width - 120) <= 8
    assert abs(y + height - 90) <= 8
    trust.logits[:2] = -50  # whoever does not count may differ
    assert find_places(doubt_of(trust, stack, Progress()), stack.size).found == ()


def test_the_picture_says_its_places_and_nobody_agrees_in_them(stacks, subject, tmp_path):
    from tiny_networks import TRUST_OPTIONS

    from diar_gui.reconstruction.checkpoints import write_checkpoint
    from diar_gui.reconstruction.networks import build

    large = np.repeat(np.repeat(subject, 2, axis=0), 2, axis=1)
    photos = [large.copy() for _ in range(3)]
    for photo, level in zip(photos, (20, 110, 230), strict=True):
        photo[40:90, 60:120] = level
    network = build("diar", TRUST_OPTIONS)
    network.get_parameter("prior").data.fill_(-50)  # all photos count alike
    write_checkpoint(tmp_path / "diar.safetensors", "diar", TRUST_OPTIONS, network.state_dict(), {})
    made = stacks.reconstruct(stacks.make(photos), "diar", checkpoint=tmp_path / "diar.safetensors")
    assert len(made.places) == 1
    assert made.coverage[50:80, 70:110].max() <= 1
    assert made.coverage[:20].min() == 3
    assert stacks.reconstruct(stacks.make(photos), "median").places is None
