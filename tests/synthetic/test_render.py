"""Frames and their truth."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch
from plain_scenes import SIZE, faultless, frontal_scene, no_reflection, rendered, smooth_picture, square_sprites, tensor

from diar_gui import geometry
from diar_gui.colour import linear_from_encoded
from diar_gui.errors import Cancelled
from diar_gui.progress import Progress
from diar_gui.synthetic import camera
from diar_gui.synthetic.lighting import metered
from diar_gui.synthetic.render import render
from diar_gui.synthetic.scene import Placing, Surface, joined, joined_placed
from diar_gui.synthetic.subject import picture_from_grid


def test_under_even_light_a_frontal_frame_is_the_picture():
    picture = smooth_picture()
    batch = rendered(frontal_scene(2), picture)
    for made in (batch.truth[0], batch.frames[0, 0], batch.frames[0, 1]):
        np.testing.assert_allclose(made.numpy().transpose(1, 2, 0) * 255, picture, atol=1e-3)
    assert batch.valid.all()
    for mask in (batch.occlusion, batch.shadow, batch.highlight):
        assert not mask.any()


def place_squares(n_frames: int, n_things: int = 3) -> Placing:
    rng = np.random.default_rng(5)
    placed = Placing()
    for t in range(n_frames):
        for i in range(n_things):
            centre, half, angle = rng.uniform(-0.8, 0.8, 2), rng.uniform(0.2, 0.6), rng.uniform(-3, 3)
            opacity = rng.uniform(0.2, 0.9) if i else 1.0
            placed.add(t, 0, centre, half, angle, opacity=opacity, sharpness=2.0)
    return placed


def test_the_occlusion_mask_is_where_frames_differ_from_those_without_things():
    picture = smooth_picture()
    without = rendered(frontal_scene(2), picture)
    batch = rendered(frontal_scene(2, things=place_squares(2).finish()), picture)
    differs = (batch.frames != without.frames).any(dim=2, keepdim=True)
    assert not differs[batch.occlusion == 0].any()
    # Red over a picture that is nowhere red changes some channel by more than a level where it covers a tenth.
    assert differs[batch.occlusion > 0.1].all()
    assert torch.equal(batch.truth, without.truth)
    full = batch.occlusion[:, :, 0] == 1
    assert full.any()
    assert not batch.frames[:, :, 1:].amax(dim=2)[full].any()


def test_what_is_added_by_glass_is_a_highlight_and_only_brightens():
    picture = smooth_picture()
    scene = frontal_scene(2)
    glass = replace(no_reflection(2), strength=np.array([0.0, 0.5]))
    maps = torch.from_numpy(picture_from_grid(scene, SIZE)[None])
    room = tensor(smooth_picture(seed=9))
    plain = rendered(scene, picture)
    batch = render([replace(scene, reflection=glass)], tensor(picture), maps, room, None, size=SIZE)
    assert torch.equal(batch.frames[:, 0], plain.frames[:, 0])
    assert not batch.highlight[:, 0].any()
    assert (batch.frames[:, 1] >= plain.frames[:, 1]).all()
    assert (batch.highlight[:, 1] > 0).all()


def lively_scene(n_frames: int):
    """Return a scene with something of everything."""
    scene = frontal_scene(n_frames, SIZE)
    rng = np.random.default_rng(n_frames)
    scene.lights.intensity[:, :2] = rng.uniform(0, 1, (n_frames, 2, 3))
    scene.lights.intensity[0, 1] = 0
    scene.lights.cos_outer[:, 1] = 0.9
    sensor = replace(
        faultless(n_frames),
        exposure=rng.uniform(0.7, 1.2, (n_frames, 3)),
        auto_exposure=np.full(n_frames, 0.6),
        vignetting=np.full(n_frames, 0.1),
        blur_px=np.array([[1.0, 0.5, 0.3]] * n_frames) * (np.arange(n_frames) % 2)[:, None],
        read_noise=np.full(n_frames, 0.004),
        shot_noise=np.full(n_frames, 0.02),
        jpeg_quality=np.where(np.arange(n_frames) % 3 == 1, 80.0, 0.0),
        noise_offset=rng.integers(0, 10**6, n_frames),
    )
    shadows = Placing()
    for t in range(0, n_frames, 2):
        shadows.add(t, 0, rng.uniform(-0.5, 0.5, 2), 0.8, 0.3, opacity=0.7, light=t % 2 - 1, softness=t % 5)
    tilted = [scene.H_ref_from_plane]
    for _ in range(n_frames - 1):
        position = camera.random_position(rng, np.zeros(2), 3.0, 50.0)
        tilted.append(camera.H_frame_from_plane(position, np.zeros(2), 0.1, 3.0 * SIZE[0] / 2, SIZE))
    views = np.array(tilted)
    return replace(
        scene,
        H_frame_from_plane=views,
        H_render_from_plane=views,
        distortion=np.linspace(0, 0.01, n_frames),
        surface=Surface(*(np.full(n_frames, value) for value in (0.3, 0.04, 0.1, 0.02))),
        things=place_squares(n_frames, 2).finish(),
        shadows=shadows.finish(),
        sensor=sensor,
        level=0.7,
    )


def test_frames_are_levels_between_black_and_white():
    batch = rendered(lively_scene(4), smooth_picture())
    for part in (batch.frames, batch.truth, batch.occlusion, batch.shadow, batch.highlight):
        assert part.dtype == torch.float32
        assert part.min() >= 0
        assert part.max() <= 1
    levels = batch.frames * 255
    torch.testing.assert_close(levels, levels.round(), rtol=0, atol=1e-4)


def test_frames_one_by_one_are_those_of_the_whole_sequence():
    scene, picture = lively_scene(5), smooth_picture()
    maps = torch.from_numpy(picture_from_grid(scene, SIZE)[None])
    whole = rendered(scene, picture)
    metering = metered([scene], maps, square_sprites(), size=SIZE)
    for t in range(5):
        one = rendered(scene.only(t), picture, metering=metering[t : t + 1])
        assert torch.equal(one.frames[:, 0], whole.frames[:, t])
        for name in ("valid", "occlusion", "shadow", "highlight"):
            torch.testing.assert_close(getattr(one, name)[:, 0], getattr(whole, name)[:, t], rtol=0, atol=1e-6)


def test_parts_of_a_scene_join_and_part_again():
    scene = lively_scene(4)
    again = joined([scene.only(t).sensor for t in range(4)])
    np.testing.assert_array_equal(again.exposure, scene.sensor.exposure)
    things = joined_placed([scene.only(t).things for t in range(4)], 1)
    np.testing.assert_array_equal(things.frame, scene.things.frame)
    np.testing.assert_array_equal(things.sprite_from_plane, scene.things.sprite_from_plane)


def test_rendering_can_be_cancelled():
    with pytest.raises(Cancelled):
        rendered(lively_scene(2), smooth_picture(), progress=Progress(is_cancelled=lambda: True))


def shrinking_view(zoom: float) -> np.ndarray:
    return camera.H_frame_from_plane(np.array([0.0, 0, 3]), np.zeros(2), 0.0, zoom * 3 * SIZE[0] / 2, SIZE)


def test_oversampling_leaves_no_pixel_of_the_picture_out():
    stripes = np.zeros((*SIZE, 3), np.uint8)
    stripes[:, ::2] = 255
    views = shrinking_view(0.5)[None]
    scene = frontal_scene(1, H_frame_from_plane=views, H_render_from_plane=views)
    fine = rendered(scene, stripes, oversampling=4)
    margin_y, margin_x = SIZE[0] // 4 + 2, SIZE[1] // 4 + 2
    inner = fine.frames[0, 0, :, margin_y:-margin_y, margin_x:-margin_x].numpy()
    assert inner.std() < 1e-6
    # As much light as half of white gives, but for the little that sharp stripes overshoot and are cut at.
    assert linear_from_encoded(inner).mean() == pytest.approx(0.5, abs=0.02)


def test_oversampling_in_bands_is_oversampling_at_once(monkeypatch):
    scene, picture = lively_scene(2), smooth_picture()
    at_once = rendered(scene, picture, oversampling=3)
    monkeypatch.setattr("diar_gui.synthetic.render._MAX_SAMPLES", 1)
    in_bands = rendered(scene, picture, oversampling=3)
    assert torch.equal(at_once.frames, in_bands.frames)


def test_beyond_the_horizon_there_is_background_and_no_trouble():
    position = np.array([0.0, 3.5, 0.8])
    view = camera.H_frame_from_plane(position, np.zeros(2), 0.0, SIZE[0] / 3, SIZE)
    far = geometry.corners(SIZE) @ np.linalg.inv(view)[2, :2] + np.linalg.inv(view)[2, 2]
    assert (far < 0).any()
    assert (far > 0).any()
    lights = frontal_scene().lights
    lights.slope[:] = [0.2, -0.3]
    scene = frontal_scene(1, H_frame_from_plane=view[None], H_render_from_plane=view[None], lights=lights)
    batch = rendered(scene, smooth_picture())
    assert torch.isfinite(batch.frames).all()
    sky = cv2.cvtColor(batch.frames[0, 0].numpy().transpose(1, 2, 0), cv2.COLOR_RGB2GRAY)[0]
    assert (sky < 1).all()
