"""The finish: what exposure, white point, warmth and evening do to light, at any depth and in any space."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui.alignment import AlignmentOptions
from diar_gui.colour import LUMA, encoded_from_linear, linear_from_encoded
from diar_gui.edits import NO_FINISH, Edits, Finish
from diar_gui.finish import PAPER_LIGHT, factors, finished, white_at, with_white
from diar_gui.gamuts import at_rest
from diar_gui.pipeline import RunOptions, run, update
from diar_gui.progress import Progress
from diar_gui.reconstruction import NO_SOURCE, Reconstruction, ReconstructionOptions
from diar_gui.scratch import Scratch

MEDIAN = RunOptions(AlignmentOptions(features="sift"), ReconstructionOptions(method="median"))


def made_of(picture: np.ndarray, *, space: str = "srgb", n_unseen_rows: int = 0) -> Reconstruction:
    """Return a reconstruction of one photo with this picture, which is in `space`."""
    size = picture.shape[:2]
    source = np.zeros(size, np.uint16)
    source[:n_unseen_rows] = NO_SOURCE
    wide = None if space == "srgb" else picture
    weights, coverage = np.full((1, *size), 255, np.uint8), np.ones(size, np.uint8)
    in_srgb = at_rest(picture, space, "srgb")
    return Reconstruction(
        in_srgb, weights, coverage, source, np.ones(1), np.ones((1, 3)), "mean", space=space, wide=wide
    )


def under(made: Reconstruction, finish: Finish) -> Reconstruction:
    return finished(made, finish, Scratch(10**9), Progress())


def shades(bits: int = 8) -> np.ndarray:
    rng = np.random.default_rng(5)
    levels = rng.integers(0, 2**bits, (300, 40, 3))
    return levels.astype(np.uint8 if bits == 8 else np.uint16)


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("exposure_ev", [-1.0, 0.5])
def test_exposure_multiplies_the_light(bits, exposure_ev):
    picture = shades(bits)
    got = under(made_of(picture), Finish(exposure_ev)).picture
    expected = encoded_from_linear(linear_from_encoded(picture) * np.float32(2**exposure_ev), bits)
    assert got.dtype == picture.dtype
    np.testing.assert_array_equal(got, expected)
    assert not got.flags.writeable


def test_no_finish_is_no_work():
    made = made_of(shades())
    assert under(made, NO_FINISH) is made


@given(st.floats(-80, 80), st.floats(-2, 2))
def test_warmth_keeps_brightness_and_moves_red_against_blue(warmth_mired, exposure_ev):
    by = factors(Finish(exposure_ev, warmth_mired=warmth_mired))
    assert np.isclose(LUMA @ by, 2**exposure_ev, rtol=1e-5)
    if abs(warmth_mired) > 0.01:
        assert (by[0] > by[2]) == (warmth_mired > 0)


@given(st.tuples(*[st.floats(0.1, 0.7)] * 3))
def test_a_white_point_becomes_neutral_and_as_bright_as_paper(white):
    light = factors(with_white(Finish(warmth_mired=30.0), white)) * white
    np.testing.assert_allclose(light, light[1], rtol=1e-6)
    assert light[1] == pytest.approx(min(PAPER_LIGHT, 4 * float(LUMA @ np.array(white))), rel=0.01)


def test_a_white_point_is_taken_beside_ink_and_not_from_what_is_no_paper():
    picture = np.full((200, 300, 3), (200, 190, 160), np.uint8)
    picture[:, 150:152] = 10
    light = linear_from_encoded(picture[0, 0])
    np.testing.assert_allclose(white_at(picture, 151.0, 100.0), light)
    np.testing.assert_allclose(white_at(picture, 0.0, 199.0), light)
    assert white_at(picture, -1.0, 5.0) is None
    assert white_at(picture, 5.0, 200.0) is None
    picture[50:100] = (5, 5, 5)
    picture[100:150] = (250, 30, 30)
    assert white_at(picture, 20.0, 75.0) is None
    assert white_at(picture, 20.0, 125.0) is None


@pytest.mark.parametrize("space", ["display-p3", "adobe-rgb", "prophoto"])
def test_wide_pictures_get_the_same_light(space):
    finish = Finish(-0.5, (0.5, 0.6, 0.7), 20.0)
    inside = encoded_from_linear(0.2 + 0.5 * linear_from_encoded(shades(16)), 16)  # colours that sRGB has too
    made = made_of(at_rest(inside, "srgb", space), space=space)
    got = under(made, finish)
    np.testing.assert_array_equal(got.picture, at_rest(got.wide, space, "srgb"))
    expected = under(made_of(inside), finish).picture
    np.testing.assert_allclose(got.picture.astype(int), expected, atol=40)  # of 65535: two roundings


def board(size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return linear light of a white board with strokes in blue and black under uneven yellowish light, and its ink."""
    height, width = size
    ink = np.ones((height, width, 3), np.float32)
    for x in (width // 8, width // 4, width // 2):
        cv2.line(ink, (x, height // 4), (x + width // 6, height // 2), (0.08, 0.1, 0.5), 8)
    cv2.line(ink, (width // 8, height * 3 // 4), (width * 3 // 4, height * 4 // 5), (0.05, 0.05, 0.05), 6)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 0.25 + 0.4 * (x / width) * (1 - 0.5 * y / height)
    return ink * light[..., None] * np.array([1.0, 0.95, 0.8], np.float32), ink


@pytest.mark.parametrize("size", [(300, 400), (900, 1300)])
def test_a_board_becomes_evenly_white_and_keeps_its_ink(size):
    linear, ink = board(size)
    got = under(made_of(encoded_from_linear(linear, 8)), Finish(is_even=True)).picture
    is_blank = cv2.erode(ink.min(axis=2), np.ones((9, 9))) > 0.99
    assert got[is_blank].min() >= 250
    is_black = cv2.dilate(ink.max(axis=2), np.ones((5, 5))) < 0.06
    assert is_black.any()
    assert got[is_black].max() < 90
    is_blue = (cv2.dilate(ink[..., 0], np.ones((5, 5))) < 0.09) & ~is_black & (ink[..., 2] > 0.4)
    assert is_blue.any()
    assert (got[is_blue, 2].astype(int) - got[is_blue, 0] > 60).all()


def test_what_nobody_saw_stays_black():
    picture = encoded_from_linear(board((300, 400))[0], 8)
    picture[:60] = 0
    got = under(made_of(picture, n_unseen_rows=60), Finish(1.0, is_even=True)).picture
    assert not got[:60].any()
    assert got[62:70].min() >= 250


def test_a_finish_alone_makes_nothing_else_anew(make_photos):
    result = run([make_photos(3)], MEDIAN)
    stages = []
    finish = Finish(-0.5, warmth_mired=20.0)
    other = update(result, MEDIAN, Edits(finish=finish), on_stage=stages.append)
    assert stages == [other.reconstruction]
    assert other.plain is result.plain is result.reconstruction
    assert other.reconstruction.weights is result.reconstruction.weights
    assert (other.report["finish"], result.report["finish"]) == (finish.as_json(), None)
    np.testing.assert_array_equal(other.reconstruction.picture, under(result.plain, finish).picture)
    back = update(other, MEDIAN, Edits())
    np.testing.assert_array_equal(back.reconstruction.picture, result.reconstruction.picture)
    assert back.report["finish"] is None


def test_a_finish_holds_through_other_corrections(make_photos):
    result = run([make_photos(3)], MEDIAN, edits=Edits(finish=Finish(-1.0)))
    photo = next(f.path for i, f in enumerate(result.frames.frames) if i != result.alignment.reference)
    edits = replace(result.edits, left_out=frozenset({photo.absolute()}))
    other = update(result, MEDIAN, edits)
    assert len(other.alignment.used) == 2
    np.testing.assert_array_equal(other.reconstruction.picture, under(other.plain, Finish(-1.0)).picture)
    assert other.report["finish"] == Finish(-1.0).as_json()
