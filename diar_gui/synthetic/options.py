"""What is drawn at random, and between which bounds."""

from dataclasses import dataclass

from diar_gui.names import SCENE_KINDS

KINDS = SCENE_KINDS
"""What a sequence is like, see `names.SCENE_KINDS`."""


@dataclass(frozen=True)
class SyntheticOptions:
    """How sequences are drawn.

    kinds: probability of each of `KINDS`.
    is_aligned: render every frame on the reference's grid, with a leftover misalignment; else in views of their own.
    max_misalignment_px: largest leftover displacement of a corner (`is_aligned`), in reference pixels.
    max_tilt_degrees: between the optical axis and the normal of the plane.
    zoom: smallest and largest scale of a view against the reference.
    lens_distortion: largest relative radial displacement at the corner of a frame, either way.
    min_field, max_field: how much of the picture's height the reference grid shows. Below 1 it is a cut of the picture,
        as a network sees it in training; the light is that of the whole.
    gathering_rate: share of scenes (not of the studio) where things crowd one place, so that most photos are spoiled
        there. passing_rate: share of them where most photos show another thing at a place. pattern_rate: share of them
        under light that alternates in stripes or falls through leaves. room_rate: share of reflections in glass that
        show windows and lamps.
    max_pixel_noise: largest standard deviation of the noise at mid grey, encoded in [0, 1].
    has_sensor_faults: whether noise, blur, vignetting and JPEG compression are added at all.
    """

    kinds: tuple[float, ...] = (0.3, 0.15, 0.15, 0.4)
    is_aligned: bool = True
    max_misalignment_px: float = 1.5
    max_tilt_degrees: float = 60.0
    zoom: tuple[float, float] = (0.5, 2.0)
    lens_distortion: float = 0.002
    min_field: float = 1.0
    max_field: float = 1.0
    gathering_rate: float = 0.0
    passing_rate: float = 0.0
    pattern_rate: float = 0.0
    room_rate: float = 0.0
    max_pixel_noise: float = 0.03
    has_sensor_faults: bool = True

    def __post_init__(self) -> None:
        if len(self.kinds) != len(KINDS) or min(self.kinds) < 0 or abs(sum(self.kinds) - 1) > 1e-9:
            raise ValueError(f"kinds needs a probability for each of {', '.join(KINDS)}, 1 in all")
        if not 0 < self.min_field <= self.max_field <= 1:
            raise ValueError(f"a field lies in (0, 1], not [{self.min_field}, {self.max_field}]")
        if not 0 <= self.max_tilt_degrees < 80:
            raise ValueError(f"a tilt lies in [0, 80) degrees, not {self.max_tilt_degrees}")
        if not 0 < self.zoom[0] <= 1 <= self.zoom[1]:
            raise ValueError(f"a zoom reaches from at most 1, above 0, to at least 1, not {self.zoom}")
        if not 0 <= self.lens_distortion <= 0.2:
            raise ValueError(f"a lens distortion lies in [0, 0.2], not {self.lens_distortion}")
        rates = self.gathering_rate, self.passing_rate, self.pattern_rate, self.room_rate
        if not all(0 <= rate <= 1 for rate in rates):
            raise ValueError("rates lie in [0, 1]")
        if self.max_misalignment_px < 0 or self.max_pixel_noise < 0:
            raise ValueError("misalignment and noise are not below 0")
