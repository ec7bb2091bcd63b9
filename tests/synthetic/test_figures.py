"""People drawn: one figure in one piece, a head on a body, clothes of their own."""

import cv2
import numpy as np

from diar_gui.synthetic.figures import figure
from diar_gui.synthetic.shapes import SIDE


def test_a_figure_is_one_opaque_piece_with_a_head_on_wider_shoulders():
    for seed in range(30):
        made = figure(np.random.default_rng(seed))
        assert made.shape == (SIDE, SIDE, 4)
        assert made.min() >= 0
        assert made.max() <= 1
        solid = (made[..., 3] > 0.5).astype(np.uint8)
        n_pieces, _, stats, _ = cv2.connectedComponentsWithStats(solid)
        assert max(stats[1:, cv2.CC_STAT_AREA]) > 0.97 * solid.sum(), (seed, n_pieces)
        widths = solid.sum(axis=1)
        top = int(np.argmax(widths > 0))
        assert widths[top : top + 20].max() < widths[top + 20 : top + 80].max()


def test_figures_differ_in_colour_and_outline():
    made = [figure(np.random.default_rng(seed)) for seed in range(12)]
    outlines = {(f[..., 3] > 0.5).tobytes() for f in made}
    assert len(outlines) == 12
    colours = np.array([f[..., :3][f[..., 3] > 0.9].mean(axis=0) for f in made])
    assert colours.std(axis=0).min() > 0.1


def test_the_same_seed_draws_the_same_figure():
    assert np.array_equal(figure(np.random.default_rng(5)), figure(np.random.default_rng(5)))
