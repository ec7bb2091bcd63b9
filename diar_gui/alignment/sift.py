"""SIFT with root normalisation: places its points exactly."""

import cv2
import numpy as np

from diar_gui.alignment.features import Features, grey_of, mutual_nearest


class Sift:
    """OpenCV's SIFT (Lowe 2004) under RootSIFT (Arandjelovic and Zisserman 2012), ratio test and mutual check."""

    name = "sift"

    def __init__(self, n_points: int = 3000, max_ratio: float = 0.85, contrast_threshold: float = 0.01) -> None:
        self._max_ratio = max_ratio
        # The contrast threshold is low because photos of dim rooms count, too; the precise upscaling removes a
        # quarter of a pixel of bias.
        self._sift = cv2.SIFT.create(
            nfeatures=n_points, contrastThreshold=contrast_threshold, edgeThreshold=12, enable_precise_upscale=True
        )

    def extract(self, image: np.ndarray) -> Features:
        """See `Extractor.extract`."""
        key_points, descriptors = self._sift.detectAndCompute(grey_of(image), None)
        if descriptors is None or len(key_points) == 0:
            return Features(np.empty((0, 2)), np.empty((0, 128), np.float32))
        points = np.asarray(cv2.KeyPoint.convert(key_points), np.float64).reshape(-1, 2)
        rooted = np.sqrt(descriptors / np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-6))
        return Features(points, np.ascontiguousarray(rooted, np.float32))

    def match(self, a: Features, b: Features) -> np.ndarray:
        """See `Extractor.match`."""
        return mutual_nearest(a.descriptors, b.descriptors, max_ratio=self._max_ratio)
