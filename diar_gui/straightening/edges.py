"""Where colours change in a picture, and straight lines along such changes."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

_SMOOTHING_PX = 1.0
_CHROMA_GAIN = 1.5  # chroma steps are smaller than those of lightness, and shadows have none
_ALONG_PX = 13  # colour steps are averaged along a line over so much: texture cancels out, an outline stays
_STEP_HALF = 1.5  # colour step per pixel (units of lightness, 0 to 100) that counts by half in a calm picture
_RESTLESS = 1.5  # and in others so many times the usual step along straight lines
_AGREE_PX = 2.5  # segments that far from a line belong to it
_AGREE_DEGREES = 4.0


@dataclass(frozen=True, eq=False)
class Edges:
    """A picture at the size that outlines are looked for.

    colours: `(H, W, 3)` float32 lightness and chroma, smoothed.
    gradients: the same differentiated by x and by y, `(H, W, 3)` float32 each, per pixel.
    """

    colours: np.ndarray
    gradients: tuple[np.ndarray, np.ndarray]

    @property
    def size(self) -> tuple[int, int]:
        """(height, width)."""
        return self.colours.shape[0], self.colours.shape[1]

    @cached_property
    def clear_step(self) -> float:
        """The change of colour per pixel, averaged along a line, that counts by half."""
        dx, dy = self.gradients
        along = cv2.blur(dx, (1, _ALONG_PX)), cv2.blur(dy, (_ALONG_PX, 1))
        usual = float(np.median([np.linalg.norm(steps[::4, ::4], axis=-1) for steps in along]))
        return float(np.hypot(_STEP_HALF, _RESTLESS * usual))

    def steps_across(self, points: np.ndarray, normals: np.ndarray) -> np.ndarray:
        """Return `(..., 3)` changes of colour per pixel at `(..., 2)` points, along the unit normals (broadcast)."""
        x, y = (sampled(g, points) for g in self.gradients)
        return x * normals[..., :1] + y * normals[..., 1:]

    def strength(self, steps: np.ndarray) -> np.ndarray:
        """Return `(..., n)` in [0, 1] how clear an edge is along lines, from `(..., n, 3)` steps of colour per pixel.

        The steps are averaged along the line with their signs first, so that what crosses the line does not count.
        """
        rows = steps.reshape(-1, steps.shape[-2], 3)
        along = cv2.blur(rows, (_ALONG_PX, 1), borderType=cv2.BORDER_REFLECT)
        size = np.linalg.norm(along, axis=-1).reshape(steps.shape[:-1])
        return size**2 / (size**2 + self.clear_step**2)


def edges_of(picture: np.ndarray) -> Edges:
    """Return the edges of an `(H, W, 3)` uint8 or uint16 picture."""
    scaled = picture.astype(np.float32) / np.iinfo(picture.dtype).max
    colours = cv2.cvtColor(scaled, cv2.COLOR_RGB2Lab) * np.array([1, _CHROMA_GAIN, _CHROMA_GAIN], np.float32)
    colours = cv2.GaussianBlur(colours, (0, 0), _SMOOTHING_PX, borderType=cv2.BORDER_REPLICATE)
    kernel, none = np.array([-0.5, 0, 0.5]), np.ones(1)
    dx = cv2.sepFilter2D(colours, cv2.CV_32F, kernel, none, borderType=cv2.BORDER_REPLICATE)
    dy = cv2.sepFilter2D(colours, cv2.CV_32F, none, kernel, borderType=cv2.BORDER_REPLICATE)
    return Edges(colours, (dx, dy))


def sampled(values: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return `(..., 3)` values between the pixels of `(H, W, 3)` at `(..., 2)` points; beyond them the outermost."""
    flat = points.reshape(-1, points.shape[-2], 2).astype(np.float32)
    found = cv2.remap(values, flat, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # pyright: ignore[reportCallIssue, reportArgumentType]
    return found.reshape(*points.shape[:-1], values.shape[2])


def segments(edges: Edges) -> np.ndarray:
    """Return `(N, 4)` straight pieces of edges (x1, y1, x2, y2) in each channel, at full and at half the size."""
    detector = cv2.createLineSegmentDetector()
    found = []
    least_px = 0.04 * max(edges.size)
    for channel in cv2.split(edges.colours):
        stretched = cv2.normalize(channel, None, 0, 255, cv2.NORM_MINMAX, cv2.CV_8U)  # pyright: ignore[reportCallIssue, reportArgumentType]
        for scale in (1.0, 0.5):
            scaled = cv2.resize(stretched, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            lines = detector.detect(scaled)[0]
            if lines is not None:
                lines = lines.reshape(-1, 4)
                # The detector counts from the corner of a pixel, as its half-pixel offset at either scale shows.
                found.append((lines + 0.5) / scale - 0.5)
    if not found:
        return np.zeros((0, 4))
    pieces = np.concatenate(found).astype(float)
    return pieces[np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1]) >= least_px]


def lines_through(pieces: np.ndarray, n_lines: int) -> np.ndarray:
    """Return `(n, 3)` lines (normal x, normal y, offset; normal . point = offset) along which most pieces lie.

    Args:
        pieces: `(N, 4)` segments.
        n_lines: how many lines at most, those with the longest pieces first.
    """
    ends = pieces.reshape(-1, 2, 2)
    vectors = ends[:, 1] - ends[:, 0]
    lengths = np.linalg.norm(vectors, axis=1)
    angles = np.arctan2(vectors[:, 1], vectors[:, 0])
    left = np.ones(len(pieces), bool)
    found: list[tuple[float, np.ndarray]] = []
    for i in np.argsort(-lengths):
        if not left[i]:
            continue
        line = _line(ends[i], np.ones(2))
        for _ in range(2):
            turned = np.abs((angles - np.arctan2(-line[0], line[1]) + np.pi / 2) % np.pi - np.pi / 2)
            near = (np.abs(ends @ line[:2] - line[2]) < _AGREE_PX).all(axis=1)
            near &= turned < np.radians(_AGREE_DEGREES)
            near[i] = True
            line = _line(ends[near].reshape(-1, 2), np.repeat(lengths[near], 2))
        left[near] = False
        found.append((float(_covered(ends[near], line)), line))
    found.sort(key=lambda entry: -entry[0])
    return np.array([line for _, line in found[:n_lines]]).reshape(-1, 3)


def _line(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the line that fits the points best."""
    centre = np.average(points, axis=0, weights=weights)
    spread = (points - centre) * np.sqrt(weights)[:, None]
    normal = np.linalg.svd(spread, full_matrices=True)[2][1]
    return np.array([normal[0], normal[1], normal @ centre])


def _covered(ends: np.ndarray, line: np.ndarray) -> float:
    """Return how many pixels of the line its pieces cover, each counted once."""
    along = np.sort(ends @ np.array([-line[1], line[0]]), axis=1)
    order = np.argsort(along[:, 0])
    total, reached = 0.0, -np.inf
    for start, end in along[order]:
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total
