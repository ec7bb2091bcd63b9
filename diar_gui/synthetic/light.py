"""Light on the plane: what arrives, and what the surface mirrors towards the camera.

Textbook: Walter et al., Microfacet Models for Refraction through Rough Surfaces, EGSR 2007 (GGX); Schlick's Fresnel.
"""

import torch
from torch import Tensor

_VARNISH_ROUGHNESS = 0.12
_NEAREST = 0.05  # plane units; keeps a light that touches the plane finite


class PlaneLight:
    """The light on a grid of plane points, light by light.

    Args:
        points: `(N, 2, h, w)` plane coordinates.
        camera: `(N, 3)` positions.
        surface: roughness, specular and metallic, `(N,)` each.
    """

    def __init__(self, points: Tensor, camera: Tensor, surface: dict[str, Tensor]) -> None:
        self.points = points
        self.camera = camera
        self.surface = surface

    def ambient(self, lights: dict[str, Tensor]) -> Tensor:
        """Return `(N, 3, h, w)` light from everywhere, with its slope across the plane."""
        slope = lights["slope"][:, :, None, None]
        factor = (1 + (slope * self.points).sum(1, keepdim=True)).clamp(0.05, 2.0)  # far off, a slope has its end
        return lights["ambient"][:, :, None, None] * factor

    def arriving(self, lights: dict[str, Tensor], j: int, rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return what arrives of light j, and what the surface and its varnish mirror of it.

        All are `(n, 1, h, w)` per unit of intensity; the mirrored ones lack the reflectance.

        Args:
            lights: arrays of `scene.Lights`.
            j: which light.
            rows: `(n,)` indices of the frames in which it is on.
        """
        position = lights["position"][rows, j]
        x = position[:, 0, None, None] - self.points[rows, 0]
        y = position[:, 1, None, None] - self.points[rows, 1]
        z = position[:, 2, None, None].clamp_min(_NEAREST)
        inverse = (x * x + y * y + z * z).rsqrt()
        falloff = inverse * inverse
        cosine = z * inverse
        cone = self._cone(lights, j, rows, x, y, z, inverse)
        lobe, coat = self._lobes(lights, j, rows, (x * inverse, y * inverse, cosine))
        if cone is not None:
            falloff = falloff * cone
        return (falloff * cosine)[:, None], (falloff * lobe)[:, None], (falloff * coat)[:, None]

    def _cone(
        self, lights: dict[str, Tensor], j: int, rows: Tensor, x: Tensor, y: Tensor, z: Tensor, inverse: Tensor
    ) -> Tensor | None:
        """Return `(n, h, w)` in [0, 1]: inside a spot's cone; None where no light has one."""
        cos_outer = lights["cos_outer"][rows, j]
        if bool((cos_outer <= -1).all()):
            return None
        position, aim = lights["position"][rows, j], lights["aim"][rows, j]
        axis = torch.cat([position[:, :2] - aim, position[:, 2:]], dim=1)
        axis = axis / axis.norm(dim=1, keepdim=True)
        a, b, c = (axis[:, i, None, None] for i in range(3))
        cosine = (x * a + y * b + z * c) * inverse
        outer = cos_outer[:, None, None]
        soft = (lights["blend"][rows, j][:, None, None] * (1 - outer)).clamp_min(2e-3)
        s = ((cosine - outer) / soft).clamp(0, 1)
        return torch.where(outer <= -1, torch.ones_like(s), s * s * (3 - 2 * s))

    def _lobes(
        self, lights: dict[str, Tensor], j: int, rows: Tensor, to_light: tuple[Tensor, Tensor, Tensor]
    ) -> tuple[Tensor, Tensor]:
        """Return `(n, h, w)` of the surface and its varnish: D / (4 cos v), GGX for a source of some size."""
        camera = self.camera[rows]
        x = camera[:, 0, None, None] - self.points[rows, 0]
        y = camera[:, 1, None, None] - self.points[rows, 1]
        z = camera[:, 2, None, None]
        inverse = (x * x + y * y + z * z).rsqrt()
        cos_view = z * inverse
        # The half vector, not normalised: its z over its length is the cosine to the plane's normal.
        hx, hy, hz = to_light[0] + x * inverse, to_light[1] + y * inverse, to_light[2] + cos_view
        cosine_squared = hz * hz / (hx * hx + hy * hy + hz * hz)
        position = lights["position"][rows, j]
        spread = lights["radius"][rows, j] / (2 * position.norm(dim=1))
        scale = 1 / (4 * torch.pi * cos_view.clamp_min(0.1))
        varnish = torch.full_like(spread, _VARNISH_ROUGHNESS)
        lobes = []
        for roughness in (self.surface["roughness"][rows], varnish):
            alpha_squared = (roughness**4 + spread**2).clamp_min(1e-5)[:, None, None]
            denominator = cosine_squared * (alpha_squared - 1) + 1
            lobes.append(alpha_squared / (denominator * denominator) * scale)
        return lobes[0], lobes[1]

    def fresnel(self, rows: Tensor) -> Tensor:
        """Return `(n, 1, h, w)`: Schlick's (1 - cos)^5 for the angle of view."""
        camera = self.camera[rows]
        x = camera[:, 0, None, None] - self.points[rows, 0]
        y = camera[:, 1, None, None] - self.points[rows, 1]
        z = camera[:, 2, None, None]
        away = 1 - z * (x * x + y * y + z * z).rsqrt()
        return (away * away * away * away * away)[:, None]
