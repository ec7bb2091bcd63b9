"""Networks over the warped stack, from a checkpoint to the finished reconstruction."""

import cv2
import numpy as np
import pytest
import torch
from tiny_networks import OPTIONS, tiny

from diar_gui.errors import Cancelled, CheckpointError
from diar_gui.progress import Progress
from diar_gui.reconstruction import NO_SOURCE, ReconstructionOptions, checkpoints, learned, reconstruct
from diar_gui.reconstruction.checkpoints import write_checkpoint
from diar_gui.reconstruction.networks import build, over_orders, prepared
from diar_gui.scratch import Scratch

every_method = pytest.mark.parametrize("method", list(OPTIONS))


@pytest.fixture
def checkpoint(tmp_path):
    """Return a function that writes a tiny network and returns its file."""

    def write(method="swin", *, is_plain=False, **options):
        options = {**OPTIONS[method], **options}
        network = build(method, options) if is_plain else tiny(method, **options)
        write_checkpoint(tmp_path / "tiny.safetensors", method, options, network.state_dict(), {})
        return tmp_path / "tiny.safetensors"

    return write


@pytest.fixture
def large(subject):
    """The subject, large enough for several tiles."""
    return np.clip(cv2.resize(subject, (250, 190), interpolation=cv2.INTER_CUBIC), 35, 235)


@pytest.fixture
def small_tiles(monkeypatch):
    monkeypatch.setattr(learned, "_TILE_LIMITS_PX", (128, 128))


def spoiled(picture, n_frames):
    frames = [picture.copy() for _ in range(n_frames)]
    for i, frame in enumerate(frames):
        frame[10 + 8 * i :, 5 + 11 * i :][:20, :20] = 250 if i % 2 else 8
    return frames


def largest_difference(a, b):
    return int(np.abs(a.astype(int) - b.astype(int)).max())


@every_method
def test_weights_of_seen_pixels_add_up(stacks, large, checkpoint, small_tiles, method):
    frames = [f[:170, :200] for f in spoiled(large, 3)]
    stack = stacks.make(frames, [(0, 0), (20, 3), (12, 19)], size=(200, 240))
    result = stacks.reconstruct(stack, method, checkpoint=checkpoint(method), match_exposure=True)
    assert result.method == method
    seen = result.source != NO_SOURCE
    assert 0.5 < seen.mean() < 1
    total = result.weights.sum(axis=0, dtype=int)
    assert np.abs(total[seen] - 255).max() <= 0.5 * 3 + 1
    assert (total[~seen] == 0).all()
    assert (result.picture[~seen] == 0).all()
    for weights, (x, y) in zip(result.weights, [(0, 0), (20, 3), (12, 19)], strict=True):
        outside = np.ones(stack.size, bool)
        outside[y : y + 170, x : x + 200] = False
        assert (weights[outside] == 0).all()


@pytest.mark.parametrize("n_frames", [1, 3])
@pytest.mark.parametrize("match_exposure", [False, True])
def test_equal_frames_through_an_untrained_swin_are_that_frame(
    stacks, large, checkpoint, small_tiles, n_frames, match_exposure
):
    # Its decoder adds nothing yet, so what is seen is the way there and back: gains, encoding, tiles.
    stack = stacks.make([large] * n_frames)
    file = checkpoint(is_plain=True)
    result = stacks.reconstruct(stack, "swin", checkpoint=file, match_exposure=match_exposure)
    assert largest_difference(result.picture, large) <= 1
    assert np.abs(result.weights.astype(int) - 255 / n_frames).max() <= 1
    assert (result.coverage == n_frames).all()


def test_sixteen_bits_keep_their_low_bits(stacks, large, checkpoint):
    rng = np.random.default_rng(1)
    fine = large.astype(np.uint16) * 257 + rng.integers(0, 257, large.shape, dtype=np.uint16)
    result = stacks.reconstruct(stacks.make([fine] * 2), "swin", checkpoint=checkpoint(is_plain=True))
    assert result.picture.dtype == np.uint16
    assert largest_difference(result.picture, fine) <= 20


@every_method
def test_the_network_is_applied_to_what_the_reference_sees(stacks, subject, checkpoint, method):
    """One tile: the same as calling the network on the frames by hand."""
    frames = spoiled(subject[:56, :64], 3)
    stack = stacks.make(frames)
    result = stacks.reconstruct(stack, method, checkpoint=checkpoint(method))
    stacked = torch.from_numpy(np.stack(frames)).permute(0, 3, 1, 2)[None] / 255
    with torch.no_grad():
        seen = torch.ones_like(stacked[:, :, :1], dtype=torch.bool)
        network = tiny(method)
        prediction = network(prepared(network, stacked, seen), seen)
    expected = (prediction.picture[0].clamp(0, 1) * 255).round().permute(1, 2, 0).numpy()
    assert largest_difference(result.picture, expected) <= 1
    if prediction.weights is not None:
        np.testing.assert_allclose(result.weights, prediction.weights[0].numpy() * 255, atol=1)
    else:
        np.testing.assert_array_equal(result.weights, round(255 / 3))


def exposed(picture, factor):
    """Return the picture under a factor on its linear light."""
    values = picture / 255
    light = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4) * factor
    encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.rint(encoded.clip(0, 1) * 255).astype(np.uint8)


@every_method
def test_networks_see_the_photos_at_their_median_exposure(stacks, large, checkpoint, small_tiles, method):
    """Photos of known exposures, in tiles: the gains undo them, whatever is said of matching exposures."""
    factors = [0.7, 1.0, 1.3]
    stack = stacks.make([exposed(large * 0.8, factor) for factor in factors])
    by_choice = [
        stacks.reconstruct(stack, method, checkpoint=checkpoint(method), match_exposure=matches)
        for matches in (False, True)
    ]
    np.testing.assert_allclose(by_choice[0].gains * np.array(factors)[:, None], 1, atol=0.03)
    np.testing.assert_array_equal(by_choice[0].picture, by_choice[1].picture)


@every_method
def test_memory_does_not_show(stacks, large, checkpoint, small_tiles, method):
    stack, file = stacks.make(spoiled(large, 3), size=(200, 260)), checkpoint(method)
    options = ReconstructionOptions(method=method, checkpoint=file)
    a = reconstruct(stack, options, Progress(), Scratch(10**9), 10**9)
    b = reconstruct(stack, options, Progress(), Scratch(0), 0)
    for name in ("picture", "weights", "coverage", "source"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


@every_method
@pytest.mark.parametrize("size", [(1, 1), (1, 50), (50, 1), (13, 31)])
def test_any_size_will_do(stacks, large, checkpoint, method, size):
    picture = large[: size[0], : size[1]]
    result = stacks.reconstruct(stacks.make([picture] * 2), method, checkpoint=checkpoint(method))
    assert result.picture.shape == picture.shape
    assert np.abs(result.weights.sum(axis=0, dtype=int) - 255).max() <= 2


@pytest.mark.parametrize(("temporal_window", "n_averaged"), [(0, 1), (1, 1), (2, 4), (3, 4)])
def test_orders_are_averaged_where_the_order_counts(
    stacks, subject, checkpoint, monkeypatch, temporal_window, n_averaged
):
    asked = []

    def note(network, frames, valid, n_orders):
        asked.append(n_orders)
        return over_orders(network, frames, valid, n_orders)

    monkeypatch.setattr(learned, "over_orders", note)
    file = checkpoint(temporal_window=temporal_window)
    stacks.reconstruct(stacks.make([subject] * 3), "swin", checkpoint=file, n_orders=4)
    assert set(asked) == {n_averaged}


def test_more_frames_than_attend_at_once_go_in_groups(stacks, subject, checkpoint, monkeypatch):
    monkeypatch.setattr(learned, "MAX_N_FRAMES", 3)
    stack = stacks.make(spoiled(subject, 5))
    result = stacks.reconstruct(stack, "swin", checkpoint=checkpoint(is_plain=True))
    assert np.abs(result.weights.sum(axis=0, dtype=int) - 255).max() <= 3


@every_method
def test_short_memory_does_not_end_a_run(stacks, large, checkpoint, monkeypatch, method):
    stack, file = stacks.make(spoiled(large, 2)), checkpoint(method)
    expected = stacks.reconstruct(stack, method, checkpoint=file)
    n_calls, notices = [0], []
    kind = type(tiny(method))
    entry = "forward" if method == "swin" else "online"
    original = getattr(kind, entry)

    def short_of_memory(self, *args):
        n_calls[0] += 1
        if n_calls[0] == 1:
            raise torch.OutOfMemoryError("out of memory")
        return original(self, *args)

    monkeypatch.setattr(kind, entry, short_of_memory)
    options = ReconstructionOptions(method=method, checkpoint=file, match_exposure=False)
    result = reconstruct(stack, options, Progress(on_notice=notices.append), Scratch(10**9), 10**8)
    assert n_calls[0] > 2
    assert notices
    # Tiles differ a little from the whole, as they end where the whole goes on.
    assert np.abs(result.picture.astype(int) - expected.picture).mean() < 4


@every_method
def test_a_run_can_be_cancelled_at_every_report(stacks, large, checkpoint, small_tiles, method):
    stack = stacks.make(spoiled(large, 2))
    options = ReconstructionOptions(method=method, checkpoint=checkpoint(method))
    fractions = []
    reconstruct(stack, options, Progress(lambda f, m: fractions.append(f)), Scratch(10**8), 0)
    assert fractions[-1] == pytest.approx(1)
    assert fractions == sorted(fractions)
    for n_reports in (0, 1, len(fractions) // 2, len(fractions) - 2):
        so_far = []
        progress = Progress(lambda f, m, so_far=so_far: so_far.append(f), lambda n=n_reports, s=so_far: len(s) > n)
        with pytest.raises(Cancelled):
            reconstruct(stack, options, progress, Scratch(10**8), 0)


def test_a_checkpoint_of_another_method_is_refused(stacks, subject, checkpoint):
    with pytest.raises(CheckpointError, match=r"holds parameters for swin, not for deep-sets; .*\.$"):
        stacks.reconstruct(stacks.make([subject] * 2), "deep-sets", checkpoint=checkpoint("swin"))


@every_method
def test_no_checkpoint_is_told(stacks, subject, monkeypatch, method):
    def nothing(name):
        raise FileNotFoundError(name)

    monkeypatch.setattr(checkpoints, "resource_path", nothing)
    with pytest.raises(CheckpointError, match=f"No trained parameters for {method} come with"):
        stacks.reconstruct(stacks.make([subject] * 2), method)


def test_the_number_of_orders_is_checked():
    with pytest.raises(ValueError, match="n_orders"):
        ReconstructionOptions(n_orders=0)
