"""What a thirty-line script makes of photos: the measure that the time of `diar reconstruct` is taken by.

    python benchmarks/plain_median.py OUT.png FIRST.jpg SECOND.jpg ...

SIFT on grey photos of half the size, each matched with the first; MAGSAC; a bilinear warp; numpy's median of all.
"""

import sys

import cv2
import numpy as np


def main(output: str, paths: list[str]) -> None:
    photos = [np.asarray(cv2.imread(path)) for path in paths]
    sift, features = cv2.SIFT.create(8000), []
    for photo in photos:
        grey = cv2.cvtColor(cv2.resize(photo, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
        points, descriptors = sift.detectAndCompute(grey, None)
        features.append((np.array([point.pt for point in points]) * 2 + 0.5, descriptors))
    first_points, first_descriptors = features[0]
    warped = [photos[0]]
    for photo, (points, descriptors) in zip(photos[1:], features[1:], strict=True):
        pairs = cv2.BFMatcher().knnMatch(descriptors, first_descriptors, k=2)
        good = [best for best, second in pairs if best.distance < 0.8 * second.distance]
        here, there = points[[m.queryIdx for m in good]], first_points[[m.trainIdx for m in good]]
        H_first_from_photo, _ = cv2.findHomography(here, there, cv2.USAC_MAGSAC, 3.0)
        warped.append(cv2.warpPerspective(photo, H_first_from_photo, photos[0].shape[1::-1]))
    cv2.imwrite(output, np.median(np.stack(warped), axis=0).astype(np.uint8))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
