"""Batches for training."""

import numpy as np
import pytest
import torch

from diar_gui.errors import ImageError
from diar_gui.synthetic import KINDS, TRAINING, Batch, Stream, SyntheticOptions

PARTS = ("frames", "valid", "truth", "occlusion", "shadow", "highlight")


@pytest.fixture
def stream(pictures, few_sprites):
    """Return a function that opens a stream of the pictures."""
    return lambda options=TRAINING, **more: Stream([pictures], None, options, **more)


def same(one: Batch, other: Batch) -> bool:
    return all(torch.equal(getattr(one, name), getattr(other, name)) for name in PARTS)


def test_a_batch_has_its_shapes_and_ranges(stream):
    batch = stream().batch(0, 3, 4, 32)
    assert batch.frames.shape == (3, 4, 3, 32, 32)
    assert batch.truth.shape == (3, 3, 32, 32)
    assert batch.valid.dtype == torch.bool
    for name in PARTS:
        part = getattr(batch, name)
        if name != "valid":
            assert part.dtype == torch.float32
            assert part.min() >= 0
            assert part.max() <= 1
        if name not in ("frames", "truth"):
            assert part.shape == (3, 4, 1, 32, 32)
    assert batch.valid[:, 0].all(), "a reference sees all of itself"
    levels = batch.frames * 255
    torch.testing.assert_close(levels, levels.round(), rtol=0, atol=1e-4)


def test_a_batch_depends_on_its_index_and_seed_alone(stream):
    first, again = stream(seed=4), stream(seed=4)
    batches = [first.batch(i, 2, 2, 24) for i in range(3)]
    assert same(again.batch(2, 2, 2, 24), batches[2])
    assert same(first.batch(0, 2, 2, 24), batches[0])
    assert not same(batches[0], batches[1])
    assert not same(stream(seed=5).batch(0, 2, 2, 24), batches[0])


def test_sequences_rendered_together_are_those_rendered_one_by_one(stream):
    one_by_one = stream()
    size, n_sequences = (28, 28), 6
    drawn = [one_by_one._draw(np.random.default_rng([1, i]), 3, size) for i in range(n_sequences)]
    together = one_by_one._render(drawn, size)
    for b in range(n_sequences):
        alone = one_by_one._render([drawn[b]], size)
        # In single precision, sums in another order differ in their last digits: by a level of eight bits at most.
        assert (alone.frames[0] - together.frames[b]).abs().max() <= 1.01 / 255
        assert torch.equal(alone.valid[0], together.valid[b])
        for name in ("truth", "occlusion", "shadow", "highlight"):
            torch.testing.assert_close(getattr(alone, name)[0], getattr(together, name)[b], rtol=0, atol=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_rendered_in_every_shape(stream, kind):
    kinds = tuple(float(kind == other) for other in KINDS)
    for is_aligned in (True, False):
        options = SyntheticOptions(kinds=kinds, is_aligned=is_aligned, min_field=0.5)
        batch = stream(options).batch(1, 2, 1, 40)
        assert torch.isfinite(batch.frames).all()


def test_training_and_validation_use_different_pictures(stream):
    parts = [set(stream(split=split).pictures.paths) for split in ("train", "validation")]
    assert not parts[0] & parts[1]


def test_a_picture_that_is_too_small_is_named(tmp_path, few_sprites, pictures):
    small = tmp_path / "small"
    small.mkdir()
    (small / "a.png").write_bytes((pictures / "photo_0.png").read_bytes()[:60])
    with pytest.raises(ImageError, match=r"a\.png"):
        Stream([small]).batch(0, 1, 1, 32)
