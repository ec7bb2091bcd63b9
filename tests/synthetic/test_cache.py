"""Scenes that are rendered once: batches follow from their number, whatever lies on disk."""

import numpy as np
import pytest
import torch

from diar_gui.synthetic import CachedStream, Stream, cache

PARTS = ("frames", "valid", "truth", "occlusion", "shadow", "highlight")


@pytest.fixture
def make(pictures, few_sprites, tmp_path, monkeypatch):
    """Return a function that opens a cache of few small scenes in a folder of the test's."""
    monkeypatch.setattr(cache, "N_FIRST", 3)
    monkeypatch.setattr(cache, "N_KEPT", 4)
    monkeypatch.setattr(cache, "USES", 2)
    return lambda name="scenes", seed=0: CachedStream(Stream([pictures], seed=1), tmp_path / name, 4, 32, seed)


def same(one, other) -> bool:
    return all(torch.equal(getattr(one, name), getattr(other, name)) for name in PARTS)


def test_a_batch_depends_on_its_number_alone(make):
    first, again = make("one"), make("two")
    batches = [first.batch(i, 2, 3, 32) for i in range(4)]
    assert same(again.batch(3, 2, 3, 32), batches[3])
    assert same(first.batch(0, 2, 3, 32), batches[0])
    assert not same(batches[0], batches[1])
    assert not same(make("one", seed=5).batch(0, 2, 3, 32), batches[0])


def test_rendering_ahead_changes_nothing(make):
    expected = [make("one").batch(i, 2, 3, 32) for i in range(4)]
    with make("two").rendering_ahead() as ahead:
        assert all(same(ahead.batch(i, 2, 3, 32), batch) for i, batch in enumerate(expected))


def test_a_sequence_is_a_scene_but_for_turns_order_and_colours(make):
    stream = make()
    drawn = stream.batch(5, 1, 4, 32)
    scenes = [stream._stream.batch(i, 1, 4, 32) for i in stream.window(5, 1)]
    sums = [sorted((scene.frames[0] * 255).round().sum(dim=(1, 2, 3)).tolist()) for scene in scenes]
    assert sorted((drawn.frames[0] * 255).round().sum(dim=(1, 2, 3)).tolist()) in sums


def test_frames_keep_to_their_truth(make):
    """What a frame is to its truth does not change: cuts, turns and colours are those of both."""
    for i in range(6):
        batch = make().batch(i, 1, 2, 24)
        clean = (1 - torch.maximum(batch.occlusion, batch.highlight)[0]) * (1 - batch.shadow[0]) * batch.valid[0]
        assert batch.truth.shape == (1, 3, 24, 24)
        a, b = batch.truth[0].flatten().numpy(), (batch.frames[0] * clean).mean(dim=0).flatten().numpy()
        assert np.corrcoef(a, b)[0, 1] > 0.2


def test_the_window_moves_on_and_leaves_nothing_behind(make, tmp_path):
    with make().rendering_ahead() as stream:
        for i in range(20):
            stream.batch(i, 2, 2, 32)
        window = stream.window(19, 2)
        assert len(window) == 4
        numbers = {int(path.stem.split("-")[1]) for path in (tmp_path / "scenes").glob("*.npz")}
        assert min(numbers) >= window.start > 10
    assert not (tmp_path / "scenes").exists()


def test_an_interrupted_training_keeps_its_scenes(make, tmp_path):
    def interrupted():
        with make().rendering_ahead() as stream:
            stream.batch(0, 2, 2, 32)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert any((tmp_path / "scenes").glob("*.npz"))


def test_streams_that_differ_have_other_digests(pictures, few_sprites):
    streams = [Stream([pictures], seed=1), Stream([pictures], seed=2), Stream([pictures], seed=1, split="train")]
    assert len({stream.digest() for stream in streams}) == 3
    assert Stream([pictures], seed=1).digest() == streams[0].digest()
