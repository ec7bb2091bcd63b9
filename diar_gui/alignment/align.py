"""The front of this room: `align`."""

from collections.abc import Sequence

import cv2
import numpy as np
import poselib

from diar_gui import geometry
from diar_gui.alignment.results import AlignedFrame, Alignment, AlignmentOptions, Matches
from diar_gui.errors import AlignmentError
from diar_gui.images import Frame
from diar_gui.progress import Progress


def align(
    frames: Sequence[Frame], options: AlignmentOptions, progress: Progress | None = None, *, device: str = "auto"
) -> Alignment:
    """PROVISIONAL: SIFT against the first frame."""
    progress = progress or Progress()
    sift = cv2.SIFT_create(3000)
    feats = []
    for i, f in enumerate(frames):
        progress.update(0.5 * i / len(frames), f"Finding features in photo {i + 1} of {len(frames)}")
        s = min(1.0, options.working_size_px / max(f.size))
        g = cv2.cvtColor(f.pixels if f.bits == 8 else (f.pixels >> 8).astype(np.uint8), cv2.COLOR_RGB2GRAY)
        g = cv2.resize(g, None, fx=s, fy=s, interpolation=cv2.INTER_AREA)
        k, d = sift.detectAndCompute(g, None)
        feats.append(((cv2.KeyPoint_convert(k).reshape(-1, 2) + 0.5) / s - 0.5, d))
    out = [AlignedFrame(frames[0].name, "reference", "", 0, 0, 0.0, 1.0, np.eye(3))]
    for i in range(1, len(frames)):
        progress.update(0.5 + 0.5 * i / len(frames), f"Aligning photo {i + 1} of {len(frames)}")
        m = cv2.BFMatcher().knnMatch(feats[i][1], feats[0][1], k=2)
        m = [a for a, b in m if a.distance < 0.8 * b.distance]
        a = feats[i][0][[x.queryIdx for x in m]].astype(float)
        b = feats[0][0][[x.trainIdx for x in m]].astype(float)
        H, info = poselib.estimate_homography(a, b, {"max_reproj_error": 3.0}, {})
        inl = np.array(info["inliers"])
        if inl.sum() < 20:
            out.append(
                AlignedFrame(
                    frames[i].name,
                    "rejected",
                    "It does not show the same thing.",
                    len(a),
                    int(inl.sum()),
                    None,
                    0.0,
                    None,
                )
            )
            continue
        H = geometry.normalised(H, frames[i].size)
        out.append(
            AlignedFrame(
                frames[i].name,
                "aligned",
                "",
                len(a),
                int(inl.sum()),
                0.5,
                geometry.overlap_fraction(H, frames[i].size, frames[0].size),
                H,
                Matches(a, b, inl),
            )
        )
    if len([o for o in out if o.status != "rejected"]) < 2:
        raise AlignmentError("No two of the photos show the same flat thing; check that they belong together.")
    return Alignment(0, frames[0].size, tuple(out))
