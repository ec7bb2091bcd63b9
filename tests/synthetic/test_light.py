"""Light on the plane: fall-off, cones, lobes, shadows, and that it adds."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from plain_scenes import SIZE, frontal_scene, rendered, smooth_picture, square_sprites

from diar_gui.colour import LUMA, linear_from_encoded
from diar_gui.progress import Progress
from diar_gui.synthetic.layers import tensor, tensors
from diar_gui.synthetic.light import PlaneLight
from diar_gui.synthetic.lighting import Lighting, metered
from diar_gui.synthetic.scene import Lights, Placing, Surface
from diar_gui.synthetic.subject import picture_from_grid

LIKE = torch.zeros(1, dtype=torch.float64)


def plane_light(points: np.ndarray, position: tuple, camera=(0.0, 0.0, 3.0), roughness=0.5) -> tuple:
    """Return the light on plane points `(2, h, w)` and the arrays of one lamp of intensity 1."""
    lights = Lights.dark(1)
    lights.position[0, 0] = position
    lights.intensity[0, 0] = 1.0
    lights.radius[0, 0] = 0.0
    surface = Surface(*(np.full(1, value) for value in (roughness, 0.04, 0.0, 0.0)))
    light = PlaneLight(tensor(points[None], LIKE), tensor(np.array([camera]), LIKE), tensors(surface, LIKE))
    return light, lights


def grid(half: float = 1.0, n: int = 81) -> np.ndarray:
    """Return `(2, n, n)` points about the origin."""
    x, y = np.meshgrid(np.linspace(-half, half, n), np.linspace(-half, half, n))
    return np.stack([x, y])


def arriving(light: PlaneLight, lights: Lights) -> list[np.ndarray]:
    found = light.arriving(tensors(lights, LIKE), 0, torch.tensor([0]))
    return [part[0, 0].numpy() for part in found]


def test_light_falls_with_the_square_of_the_distance_and_the_cosine():
    points = np.array([[[0.0, 1.5]], [[0.0, 0.0]]])
    for height in (0.5, 1.0, 4.0):
        diffuse, _, _ = arriving(*plane_light(points, (0.0, 0.0, height)))
        distance = np.hypot(1.5, height)
        np.testing.assert_allclose(diffuse[0], [height**-2, height / distance**3], rtol=1e-9)


def test_a_spot_lights_its_cone_and_nothing_else():
    points = grid()
    position, aim, half_angle = np.array([0.5, -0.3, 2.0]), np.array([0.1, 0.2]), np.radians(14)
    light, lights = plane_light(points, tuple(position))
    everywhere, lobe_everywhere, _ = arriving(light, lights)
    lights.cos_outer[0, 0], lights.aim[0, 0] = np.cos(half_angle), aim
    rays = np.concatenate([points, np.zeros((1, *points.shape[1:]))]) - position[:, None, None]
    axis = np.array([*aim, 0]) - position
    angle = np.arccos(np.tensordot(axis, rays, 1) / np.linalg.norm(axis) / np.linalg.norm(rays, axis=0))
    for blend in (0.01, 0.5, 1.0):
        lights.blend[0, 0] = blend
        diffuse, lobe, _ = arriving(light, lights)
        outside = angle > half_angle + 1e-9
        assert outside.any()
        assert not outside.all()
        assert not diffuse[outside].any()
        assert not lobe[outside].any()
        assert (diffuse <= everywhere + 1e-12).all()
        assert (lobe <= lobe_everywhere + 1e-12).all()
        core = np.cos(angle) > np.cos(half_angle) + max(2e-3, blend * (1 - np.cos(half_angle)))
        np.testing.assert_allclose(diffuse[core], everywhere[core])
        assert core.any() or blend == 1


@pytest.mark.parametrize(
    ("lamp_x", "lamp_height", "camera_height"), [(1.0, 2.0, 2.0), (0.8, 3.0, 1.5), (0.5, 1.0, 4.0)]
)
def test_a_lobe_is_brightest_where_a_mirror_would_show_the_lamp(lamp_x, lamp_height, camera_height):
    points = grid(n=401)
    light, lights = plane_light(points, (lamp_x, 0.4, lamp_height), (-lamp_x, -0.4, camera_height), roughness=0.1)
    _, lobe, _ = arriving(light, lights)
    row, column = np.unravel_index(lobe.argmax(), lobe.shape)
    # The ray to the lamp's mirror image behind the plane crosses it here.
    share = camera_height / (camera_height + lamp_height)
    mirror = -1 + 2 * share
    np.testing.assert_allclose(points[:, row, column], [lamp_x * mirror, 0.4 * mirror], atol=0.02)


def test_a_rougher_surface_spreads_its_lobe():
    points = grid()
    peaks, edges = [], []
    for roughness in (0.1, 0.3, 0.6):
        _, lobe, _ = arriving(*plane_light(points, (0.0, 0.0, 2.0), roughness=roughness))
        peaks.append(lobe.max())
        edges.append(lobe[0, 0] / lobe.max())
    assert peaks == sorted(peaks, reverse=True)
    assert edges == sorted(edges)


def test_fresnel_is_nothing_from_the_front_and_all_at_grazing_angles():
    points = np.array([[[0.0, 1.0, 1e6]], [[0.0, 0.0, 0.0]]])
    light, _ = plane_light(points, (0.0, 0.0, 2.0), camera=(0.0, 0.0, 1.0))
    values = light.fresnel(torch.tensor([0]))[0, 0, 0].numpy()
    np.testing.assert_allclose(values, [0, (1 - np.sqrt(0.5)) ** 5, 1], atol=1e-5)


def test_a_slope_of_the_ambient_light_has_its_bounds_however_far_off():
    light, lights = plane_light(grid(half=1e4), (0.0, 0.0, 2.0))
    lights.ambient[0] = 0.5
    lights.slope[0] = [0.3, -0.2]
    ambient = light.ambient(tensors(lights, LIKE))
    assert (ambient > 0).all()
    assert (ambient <= 1).all()
    near, _ = plane_light(np.array([[[1.0]], [[0.5]]]), (0.0, 0.0, 2.0))
    np.testing.assert_allclose(near.ambient(tensors(lights, LIKE)).flatten(), 0.5 * (1 + 0.3 - 0.1))


def lamps(*which: int) -> Lights:
    lights = Lights.dark(1)
    positions, colours = ([-1.0, 0.5, 1.5], [0.7, -0.4, 2.5]), ([0.6, 0.5, 0.4], [1.0, 1.4, 2.0])
    for j in which:
        lights.position[0, j] = positions[j]
        lights.intensity[0, j] = colours[j]
    return lights


def test_two_lights_together_are_the_sum_of_each_alone():
    picture = smooth_picture()
    glossy = Surface(*(np.full(1, value) for value in (0.3, 0.03, 0.2, 0.02)))
    frames = {}
    for which in ((0,), (1,), (0, 1)):
        batch = rendered(frontal_scene(lights=lamps(*which), surface=glossy), picture)
        frames[which] = batch.frames[0, 0].double().numpy()
    levels = [np.rint(frame * 255).astype(np.uint8) for frame in frames.values()]
    one, other, both = (linear_from_encoded(frame).astype(float) for frame in levels)
    is_below_white = levels[2] < 255
    assert is_below_white.mean() > 0.5
    # Each frame is rounded to a level: half of one is at most this much light where the curve is steepest.
    half_level = linear_from_encoded(np.array([254.5, 255.0]) / 255)
    tolerance = 3 * (half_level[1] - half_level[0])
    assert np.abs(one + other - both)[is_below_white].max() <= tolerance


def squares(n: int, *, light: int = -1, softness: int = 0) -> Placing:
    placed = Placing()
    rng = np.random.default_rng(n)
    for _ in range(n):
        centre = rng.uniform(-0.8, 0.8, 2)
        opacity, half, angle = rng.uniform(0.3, 1), rng.uniform(0.2, 1), rng.uniform(-3, 3)
        placed.add(0, 0, centre, half, angle, opacity=opacity, light=light, softness=softness)
    return placed


@pytest.mark.parametrize("light", [-1, 0, 1])
@pytest.mark.parametrize("softness", [0, 2, 4])
def test_a_shadow_never_brightens_and_its_mask_is_what_it_takes(light, softness):
    grey = np.full((*SIZE, 3), 180, np.uint8)
    lights = lamps(0, 1)
    lights.ambient[:] = 0.2
    plain = rendered(frontal_scene(lights=lights), grey)
    shadows = squares(4, light=light, softness=softness).finish()
    shaded = rendered(frontal_scene(lights=lights, shadows=shadows), grey)
    assert (shaded.frames <= plain.frames).all()
    assert (shaded.frames < plain.frames).any()
    assert not plain.shadow.any()
    untouched = shaded.shadow[0, 0, 0] == 0
    assert torch.equal(shaded.frames[0, 0, :, untouched], plain.frames[0, 0, :, untouched])
    before, after = (np.tensordot(LUMA, linear_from_encoded(b.frames[0, 0].numpy()), 1) for b in (plain, shaded))
    is_exact = (plain.frames[0, 0].amax(dim=0) < 1).numpy() & (shaded.frames[0, 0].amin(dim=0) > 0.3).numpy()
    assert is_exact.any()
    # Half a level of an encoded value of 0.3 and more is less than 2 % of its light.
    assert np.abs(1 - after / before - shaded.shadow[0, 0, 0].numpy())[is_exact].max() < 0.04


def test_a_full_shadow_of_the_only_light_is_black():
    placed = Placing()
    placed.add(0, 0, np.zeros(2), 8.0, 0.0, light=0)
    batch = rendered(frontal_scene(lights=lamps(0), shadows=placed.finish()), smooth_picture())
    assert not batch.frames.any()
    assert (batch.shadow == 1).all()


def test_metering_brings_the_mean_light_to_its_level():
    n_frames, level = 3, 0.6
    lights = Lights.dark(n_frames)
    lights.ambient[:] = np.array([0.1, 0.4, 1.6])[:, None]
    scene = frontal_scene(n_frames, lights=lights, level=level)
    maps = torch.from_numpy(picture_from_grid(scene, SIZE)[None])

    def light_of(scene):
        factors = metered([scene], maps, square_sprites(), size=SIZE).numpy()
        return factors * lights.ambient[:, 0]

    of_its_own = replace(scene, sensor=replace(scene.sensor, auto_exposure=np.ones(n_frames)))
    np.testing.assert_allclose(light_of(of_its_own), level)
    together = light_of(scene)
    assert np.exp(np.log(together).mean()) == pytest.approx(level)
    np.testing.assert_allclose(together / together[0], lights.ambient[:, 0] / lights.ambient[0, 0])
    np.testing.assert_array_equal(metered([replace(scene, level=0.0)], maps, square_sprites(), size=SIZE), 1)


def test_shadows_fall_in_their_own_scenes_when_several_are_lit_at_once():
    placed = Placing()
    placed.add(1, 0, np.zeros(2), 8.0, 0.0, light=0)
    both = Lights.dark(2)
    both.position[:, 0] = [0, 0, 2]
    both.intensity[:, 0] = 1.0
    scenes = [frontal_scene(2, lights=both), frontal_scene(2, lights=both, shadows=placed.finish())]
    points = torch.zeros(4, 2, 3, 3, dtype=torch.float64)
    surface = tensors(Surface(*(np.full(4, 0.5) for _ in range(4))), LIKE)
    camera = tensor(np.tile([0.0, 0, 3], (4, 1)), LIKE)
    lit, _, _, shadow = Lighting(scenes, square_sprites(), LIKE, Progress()).on(PlaneLight(points, camera, surface))
    assert [bool(frame.any()) for frame in lit] == [True, True, True, False]
    assert shadow.amax(dim=(1, 2, 3)).tolist() == [0, 0, 0, 1]
