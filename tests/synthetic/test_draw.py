"""Scenes that are drawn keep their bounds."""

import numpy as np
import pytest
from plain_scenes import square_sprites

from diar_gui import geometry
from diar_gui.synthetic import KINDS, SyntheticOptions
from diar_gui.synthetic.draw import draw_scene

SIZE = (60, 80)


def one_kind(kind: str, **options) -> SyntheticOptions:
    return SyntheticOptions(kinds=tuple(float(kind == other) for other in KINDS), **options)


def draw(options, seed, n_frames=6):
    return draw_scene(np.random.default_rng(seed), options, square_sprites(), n_frames, SIZE)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_aligned", [True, False])
def test_every_kind_can_be_drawn(kind, is_aligned):
    for seed in range(20):
        scene = draw(one_kind(kind, is_aligned=is_aligned), seed)
        assert scene.kind == kind
        assert scene.n_frames == 6
        for placed in (scene.things, scene.shadows):
            assert np.isfinite(placed.sprite_from_plane).all()
            assert ((placed.frame >= 0) & (placed.frame < 6)).all()
            assert ((placed.opacity >= 0) & (placed.opacity <= 1)).all()
        assert (scene.lights.intensity >= 0).all()
        assert (scene.lights.position[..., 2] > 0).all()
        assert (scene.camera[:, 2] > 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_aligned_grids_are_off_by_no_more_than_the_leftover(kind):
    limit = 1.5
    corners = geometry.corners(SIZE)
    for seed in range(20):
        scene = draw(one_kind(kind, max_misalignment_px=limit, min_field=0.5), seed)
        np.testing.assert_array_equal(scene.H_render_from_plane[0], scene.H_ref_from_plane)
        for grid in scene.H_render_from_plane:
            moved = geometry.transfer(grid @ np.linalg.inv(scene.H_ref_from_plane), corners) - corners
            assert np.linalg.norm(moved, axis=1).max() <= limit + 1e-6


@pytest.mark.parametrize("kind", KINDS)
def test_views_start_with_the_reference_and_keep_to_tilt_and_zoom(kind):
    options = one_kind(kind, is_aligned=False, max_tilt_degrees=40.0, zoom=(0.8, 1.25))
    middle = np.array([[(SIZE[1] - 1) / 2, (SIZE[0] - 1) / 2]])
    for seed in range(20):
        scene = draw(options, seed)
        np.testing.assert_array_equal(scene.H_render_from_plane, scene.H_frame_from_plane)
        np.testing.assert_allclose(scene.H_frame_from_plane[0], scene.H_ref_from_plane)
        distances = []
        for H, position in zip(scene.H_frame_from_plane, scene.camera, strict=True):
            target = geometry.transfer(np.linalg.inv(H), middle)[0]
            ray = position - [*target, 0]
            distances.append(np.linalg.norm(ray))
            assert ray[2] / distances[-1] >= np.cos(np.radians(40.0)) - 1e-9
        np.testing.assert_allclose(distances, distances[0])


def test_no_solid_stands_behind_the_camera():
    options = one_kind("studio", is_aligned=False)
    things = [draw(options, seed).things for seed in range(40)]
    areas = np.concatenate([np.linalg.det(placed.sprite_from_plane[:, :, :2]) for placed in things])
    assert len(areas)
    assert (areas > 0).all()


def test_without_sensor_faults_there_are_none():
    sensor = draw(SyntheticOptions(has_sensor_faults=False), 3).sensor
    for name in ("vignetting", "blur_px", "read_noise", "shot_noise", "jpeg_quality"):
        assert not getattr(sensor, name).any()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kinds": (0.5, 0.5)},
        {"kinds": (0.5, 0.5, 0.5, -0.5)},
        {"kinds": (0.5, 0.5, 0.5, 0.5)},
        {"min_field": 0.0},
        {"min_field": 0.8, "max_field": 0.5},
        {"max_field": 1.5},
        {"max_tilt_degrees": 85.0},
        {"max_tilt_degrees": -1.0},
        {"zoom": (0.0, 2.0)},
        {"zoom": (1.2, 2.0)},
        {"zoom": (0.5, 0.9)},
        {"lens_distortion": -0.1},
        {"max_misalignment_px": -1.0},
        {"max_pixel_noise": -0.1},
    ],
)
def test_options_without_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        SyntheticOptions(**wrong)
