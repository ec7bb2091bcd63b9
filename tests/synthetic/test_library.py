"""Pictures to photograph, and things to stand before them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_scenes import smooth_picture, square_sprites

from diar_gui.errors import Cancelled, ImageError
from diar_gui.images import write_image
from diar_gui.progress import Progress
from diar_gui.synthetic import shapes
from diar_gui.synthetic.library import SOFTNESS, Pictures, levels, make_sprites, read_cut_outs, read_subject
from diar_gui.synthetic.shapes import SIDE


@pytest.mark.parametrize("n_pictures", [2, 20, 21, 45])
def test_training_and_validation_share_no_picture_and_miss_none(tmp_path, n_pictures):
    for i in range(n_pictures):
        (tmp_path / f"{i}.png").touch()
    parts = [{p.name for p in Pictures.from_inputs([tmp_path], split).paths} for split in ("train", "validation")]
    assert not parts[0] & parts[1]
    assert parts[0] | parts[1] == {p.name for p in Pictures.from_inputs([tmp_path]).paths}
    assert min(len(part) for part in parts) > 0
    with pytest.raises(ValueError, match="split"):
        Pictures.from_inputs([tmp_path], "test")


def test_groups_are_drawn_at_their_rates(tmp_path):
    paths = [tmp_path / name for name in ("photos_1.png", "posters_1.png", "mine.png")]
    pictures = Pictures(paths)
    rng = np.random.default_rng(0)
    counts = np.bincount([pictures.draw(rng) for _ in range(4000)], minlength=3)
    expected = np.array([1.5, 0.3, 1.0]) / 2.8
    assert np.abs(counts / 4000 - expected).max() < 5 * np.sqrt(0.25 / 4000)


def test_pictures_come_as_eight_bits_and_no_larger_than_asked(tmp_path):
    deep = smooth_picture((90, 70)).astype(np.uint16) * 257
    write_image(tmp_path / "deep.png", deep)
    np.testing.assert_array_equal(read_subject(tmp_path / "deep.png"), deep >> 8)
    write_image(tmp_path / "large.png", smooth_picture((120, 200)))
    pictures = Pictures.from_inputs([tmp_path], long_side_px=100)
    assert [pictures.picture(i).shape for i in range(2)] == [(90, 70, 3), (60, 100, 3)]


def test_what_is_too_small_or_missing_is_named(tmp_path):
    write_image(tmp_path / "small.png", smooth_picture((63, 200)))
    with pytest.raises(ImageError, match=r"small\.png is only 200 x 63 pixels"):
        read_subject(tmp_path / "small.png")
    with pytest.raises(ImageError, match="No pictures"):
        Pictures([])
    with pytest.raises(ImageError, match="does not exist"):
        Pictures.from_inputs([tmp_path / "nowhere"])


def test_pictures_are_counted_by_group(tmp_path):
    names = ["docs_1.png", "docs_02.png", "photo.png", "17.png"]
    counts = Pictures([tmp_path / name for name in names]).group_counts()
    assert counts == {"docs": 2, "photo": 1, "17": 1}


def test_cut_outs_are_fitted_and_keep_their_colour_up_to_the_rim(tmp_path, make_cut_out):
    make_cut_out(tmp_path / "large.png", 400)
    make_cut_out(tmp_path / "small.png", 60)
    write_image(tmp_path / "without_alpha.png", smooth_picture())
    found = read_cut_outs(tmp_path, Progress())
    assert len(found) == 2
    for sprite in found:
        assert sprite.shape == (SIDE, SIDE, 4)
        share = (sprite[..., 3] / 255).mean()
        assert share == pytest.approx(np.pi * 0.45**2, rel=0.05)
        seen = sprite[..., 3] > 8
        # The white under what is transparent must not shine through.
        assert np.abs(sprite[seen][:, :3].astype(int) - [255, 0, 0]).max() < 30


def test_a_folder_without_cut_outs_is_named(tmp_path):
    write_image(tmp_path / "photo.png", smooth_picture())
    (tmp_path / "broken.png").write_bytes(b"no picture")
    (tmp_path / "empty.png").write_bytes(b"")
    with pytest.raises(ImageError, match="holds no cut-outs") as caught:
        make_sprites(tmp_path)
    assert str(caught.value).endswith(".")
    with pytest.raises(ImageError, match="does not exist"):
        make_sprites(tmp_path / "nowhere")


def test_sprites_are_the_same_each_time_and_cut_outs_come_after_what_stands(tmp_path, few_sprites, make_cut_out):
    make_cut_out(tmp_path / "disc.png")
    without, with_cut_outs = make_sprites(None), make_sprites(tmp_path)
    for name in ("solids", "patterns", "people"):
        drawn, again = (sprites.rgba[getattr(sprites, name)] for sprites in (with_cut_outs, without))
        np.testing.assert_array_equal(drawn, again)
    np.testing.assert_array_equal(with_cut_outs.rgba[with_cut_outs.others[:-1]], without.rgba[without.others])
    places = [*with_cut_outs.solids, *with_cut_outs.others, *with_cut_outs.patterns, *with_cut_outs.people]
    assert places == list(range(len(with_cut_outs.rgba)))
    assert len(with_cut_outs.others) == len(without.others) + 1


def test_making_sprites_can_be_cancelled():
    with pytest.raises(Cancelled):
        make_sprites(None, progress=Progress(is_cancelled=lambda: True))


@pytest.mark.parametrize("draw", [*shapes._SOLIDS, *dict.fromkeys(shapes._KINDS)], ids=lambda draw: draw.__name__)
def test_every_shape_is_a_picture_with_something_on_it(draw):
    for seed in range(5):
        sprite = draw(np.random.default_rng(seed))
        assert sprite.shape == (SIDE, SIDE, 4)
        assert sprite.dtype == np.float64
        assert np.isfinite(sprite).all()
        assert sprite.min() >= 0
        assert sprite.max() <= 1
        assert sprite[..., 3].any()


def test_a_softer_shadow_has_the_same_amount_of_shade():
    every = np.arange(len(SOFTNESS))
    tiles = square_sprites().softened(np.zeros_like(every), every)
    assert tiles.shape == (len(SOFTNESS), SIDE, SIDE)
    shade = tiles.astype(float).sum(axis=(1, 2))
    np.testing.assert_allclose(shade[:3], shade[0], rtol=0.01)
    np.testing.assert_allclose(shade, shade[0], rtol=0.1)  # the widest blur reaches beyond its tile
    peaks = np.array([np.abs(np.diff(tile.astype(float), axis=1)).max() for tile in tiles])
    assert (np.diff(peaks) < 0).all()


@given(st.floats(0, 255))
def test_levels_are_the_nearest(value):
    assert abs(levels(np.array([value]))[0] - value) <= 0.5 + 1e-8


def test_levels_between_two_go_up_whatever_the_last_digit():
    middles = np.arange(255) + 0.5
    for off in (-1e-12, 0, 1e-12):
        np.testing.assert_array_equal(levels(middles + off), np.arange(1, 256))
    np.testing.assert_array_equal(levels(np.array([-3.0, 300.0])), [0, 255])
