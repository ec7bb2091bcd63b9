"""What report.json holds (docs/formats.md), and how much memory the program took."""

import sys
from pathlib import Path

import numpy as np
import psutil

from diar_gui import __version__, geometry
from diar_gui.alignment import AlignedFrame, Alignment
from diar_gui.edits import NO_FINISH, Finish, Straightening
from diar_gui.images import FrameSet
from diar_gui.names import MM_PER_INCH
from diar_gui.paths import absolute
from diar_gui.reconstruction import Place, Reconstruction
from diar_gui.straightening import estimate_aspect


def make_report(
    frames: FrameSet,
    alignment: Alignment,
    reconstruction: Reconstruction,
    *,
    features: str,
    device: str,
    seconds: dict[str, float],
    H_picture_from_ref: np.ndarray,
    straightening: Straightening | None = None,
    target: dict | None = None,
    finish: Finish = NO_FINISH,
) -> dict:
    """Return the report, of plain JSON types.

    Args:
        frames: all that were found.
        alignment: of those that could be read.
        reconstruction: of those that were aligned.
        features: name of what they were aligned by.
        device: what networks ran on.
        seconds: per stage.
        H_picture_from_ref: what takes the reference's pixels to the picture's.
        straightening: how the picture was straightened.
        target: what `target.target_report` says; None without a target.
        finish: that the picture was given.
    """
    mean_weights = dict(zip(alignment.used, reconstruction.mean_weights, strict=True))
    entries = [
        _entry(aligned, frame.size, mean_weights.get(i, 0.0))
        for i, (aligned, frame) in enumerate(zip(alignment.frames, frames.frames, strict=True))
    ]
    entries += [
        _entry(AlignedFrame(u.name, "rejected", u.reason, 0, 0, None, 0.0, None), None, 0.0) for u in frames.unreadable
    ]
    size = reconstruction.picture.shape[0], reconstruction.picture.shape[1]
    per_inch = resolution(size, straightening)
    return {
        "version": __version__,
        "method": reconstruction.method,
        "features": features,
        "device": device,
        "reference": alignment.frames[alignment.reference].name,
        "size": list(size),
        "flat_field": _flat_field(frames),
        "target": target,
        "finish": finish_entry(finish),
        "size_mm": None if straightening is None or straightening.size_mm is None else list(straightening.size_mm),
        "pixels_per_inch": None if per_inch is None else list(per_inch),
        "geometry": _geometry(frames, alignment, straightening, H_picture_from_ref, size),
        "places": _places(reconstruction.places),
        "H_picture_from_ref": H_picture_from_ref.tolist(),
        "frames": entries,
        "seconds": seconds,
        "peak_memory_bytes": peak_memory_bytes(),
    }


def resolution(size: tuple[int, int], straightening: Straightening | None) -> tuple[float, float] | None:
    """Return the pixels per inch, across and down, of a straightened picture; None where its true size is not known.

    Args:
        size: (height, width) of the picture.
        straightening: how it was straightened.
    """
    if straightening is None or straightening.size_mm is None:
        return None
    width_mm, height_mm = straightening.size_mm
    return size[1] / (width_mm / MM_PER_INCH), size[0] / (height_mm / MM_PER_INCH)


def _geometry(
    frames: FrameSet,
    alignment: Alignment,
    straightening: Straightening | None,
    H_picture_from_ref: np.ndarray,
    size: tuple[int, int],
) -> dict | None:
    """Return what speaks for the measures of a picture of known true size, and against them; None of any other."""
    per_inch = resolution(size, straightening)
    if per_inch is None or straightening is None or straightening.size_mm is None:
        return None
    true = straightening.size_mm[0] / straightening.size_mm[1]
    photo = next((frame for frame in frames.frames if absolute(frame.path) == straightening.photo), None)
    by_corners = None if photo is None else estimate_aspect(np.array(straightening.corners), photo.size)
    errors = [alignment.frames[i].error_px or 0.0 for i in alignment.used]
    middle = geometry.transfer(geometry.inverse(H_picture_from_ref, size), (np.array([size[::-1]], float) - 1) / 2)[0]
    mm_per_px = geometry.zoom_at(H_picture_from_ref, middle) * MM_PER_INCH / per_inch[0]
    return {
        "true_aspect": round(true, 5),
        "aspect_by_corners": None if by_corners is None else round(by_corners, 5),
        "difference": None if by_corners is None else round(by_corners / true - 1, 5),
        "largest_error_mm": round(float(max(errors)) * mm_per_px, 4),
    }


def finish_entry(finish: Finish) -> dict | None:
    """Return what the report says of a finish; None of none."""
    return None if finish == NO_FINISH else finish.as_json()


def _flat_field(frames: FrameSet) -> dict | None:
    """Return what the light was evened by; None for nothing."""
    if not frames.flat_field:
        return None
    return {"photos": list(frames.flat_field), "least_light": round(frames.least_light, 4)}


def _places(places: tuple[Place, ...] | None) -> list[dict] | None:
    """Return what needs another photo, the largest first; None where the method does not know."""
    if places is None:
        return None
    return [{"box": list(place.box), "share": round(place.share, 4)} for place in places]


def _entry(frame: AlignedFrame, size: tuple[int, int] | None, mean_weight: float) -> dict:
    return {
        "name": frame.name,
        "size": None if size is None else list(size),
        "status": frame.status,
        "reason": frame.reason,
        "n_matches": int(frame.n_matches),
        "n_inliers": int(frame.n_inliers),
        "error_px": float(frame.error_px) if frame.error_px is not None and np.isfinite(frame.error_px) else None,
        "error_note": "How exactly this photo lies on the reference cannot be told." if frame.is_untold else "",
        "mirrored": frame.is_mirrored,
        "overlap_fraction": float(frame.overlap_fraction),
        "mean_weight": float(mean_weight),
        "H_ref_from_frame": None if frame.H_ref_from_frame is None else frame.H_ref_from_frame.tolist(),
        "bend": None if frame.bend is None else frame.bend.control.tolist(),
    }


def peak_memory_bytes() -> int:
    """Return the largest resident size of this process so far."""
    if sys.platform == "linux":
        # ru_maxrss would count the process that started this one as well.
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
