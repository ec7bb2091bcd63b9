"""Photos of a ColorChecker Classic that are drawn, by a camera whose colours are not right."""

import cv2
import numpy as np

from diar_gui.colour import encoded_from_linear
from diar_gui.gamuts import xyz_of
from diar_gui.target.classic import XYZ

SIZE = (480, 720)
PITCH_PX, GAP_PX, EDGE_PX = 57, 4, 14
CHART = (4 * PITCH_PX + 2 * EDGE_PX, 6 * PITCH_PX + 2 * EDGE_PX)

CAMERA = np.array([[0.78, 0.17, 0.03], [0.07, 0.80, 0.06], [0.02, 0.12, 0.62]])
"""From true linear sRGB to that of the camera: dull, green, and with too little blue."""

PAINTS = np.random.default_rng(3).uniform(0.05, 0.8, (5, 4, 3))
"""`(5, 4, 3)` linear sRGB of the sheet beside the chart."""

PAINT_PX = 60


def chart():
    """Return `(h, w, 3)` the chart in linear sRGB, unclipped."""
    made = np.full((*CHART, 3), 0.03)
    for i, rgb in enumerate(XYZ @ np.linalg.inv(xyz_of("srgb")).T):
        row, column = divmod(i, 6)
        y, x = EDGE_PX + row * PITCH_PX + GAP_PX, EDGE_PX + column * PITCH_PX + GAP_PX
        made[y : y + PITCH_PX - 2 * GAP_PX, x : x + PITCH_PX - 2 * GAP_PX] = rgb
    return made


def scene(left=300, top=100, turn=0.0, tilt=0.0, *, is_mirrored=False):
    """Return `(H, W, 3)` linear sRGB of the paints and a chart at a place, turned by degrees and tilted."""
    made = np.full((*SIZE, 3), 0.3)
    made[90:390, 30:270] = PAINTS.repeat(PAINT_PX, axis=0).repeat(PAINT_PX, axis=1)
    own = chart()[:, ::-1] if is_mirrored else chart()
    height, width = CHART
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - 0.5
    middle = np.array([width / 2, height / 2], np.float32)
    angle = np.deg2rad(turn)
    turned = (corners - middle) @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    placed = turned / (1 + tilt * turned[:, :1] / width) + middle + [left, top]
    H = cv2.getPerspectiveTransform(corners, placed.astype(np.float32))
    share = cv2.warpPerspective(np.ones(CHART), H, SIZE[::-1])[..., None]
    return made * (1 - share) + cv2.warpPerspective(own, H, SIZE[::-1])


def shot(linear, exposure=0.7, seed=0, camera=CAMERA):
    """Return `(H, W, 3)` uint16 as the camera sees it."""
    seen = linear @ camera.T * exposure + np.random.default_rng(seed).normal(0, 0.002, linear.shape)
    return encoded_from_linear(np.clip(seen, 0, 1).astype(np.float32), 16)
