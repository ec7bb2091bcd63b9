"""Scenes without anything that spoils them, to be spoiled in one way at a time, and pictures to see in them."""

from dataclasses import replace

import cv2
import numpy as np
import torch

from diar_gui.synthetic import camera
from diar_gui.synthetic.library import Sprites
from diar_gui.synthetic.render import Batch, render
from diar_gui.synthetic.scene import Lights, Placing, Reflection, Scene, Sensor, Surface
from diar_gui.synthetic.shapes import SIDE
from diar_gui.synthetic.subject import picture_from_grid

SIZE = (40, 56)


def even_light(n_frames: int) -> Lights:
    """Return white light from everywhere and nothing else."""
    lights = Lights.dark(n_frames)
    lights.ambient[:] = 1.0
    return lights


def matt(n_frames: int) -> Surface:
    zero = np.zeros(n_frames)
    return Surface(zero + 0.9, zero, zero, zero)


def faultless(n_frames: int) -> Sensor:
    zero, blur = np.zeros(n_frames), np.zeros((n_frames, 3))
    return Sensor(np.ones((n_frames, 3)), zero, zero, blur, zero, zero, zero, np.zeros(n_frames, np.int64))


def no_reflection(n_frames: int) -> Reflection:
    zero = np.zeros(n_frames)
    return Reflection(zero, np.tile(np.eye(3)[:2], (n_frames, 1, 1)), zero + 1, zero, zero)


def plain(scene: Scene) -> Scene:
    """Return the scene with its views and nothing that spoils them: even light, no lens distortion, no faults."""
    n = scene.n_frames
    nothing = Placing().finish()
    return replace(
        scene,
        distortion=np.zeros(n),
        lights=even_light(n),
        surface=matt(n),
        things=nothing,
        shadows=nothing,
        reflection=no_reflection(n),
        sensor=faultless(n),
        level=0.0,
    )


def frontal_scene(n_frames: int = 1, size: tuple[int, int] = SIZE, **parts) -> Scene:
    """Return a plain scene seen straight on, with the parts given."""
    H = np.linalg.inv(camera.plane_from_grid(size, (0.0, 0.0), 1.0))
    views = np.tile(H, (n_frames, 1, 1))
    cameras = np.tile([0.0, 0.0, 3.0], (n_frames, 1))
    nothing = Placing().finish()
    scene = Scene(
        "hand-held",
        cameras,
        views,
        views,
        H,
        np.zeros(n_frames),
        even_light(n_frames),
        matt(n_frames),
        nothing,
        nothing,
        no_reflection(n_frames),
        faultless(n_frames),
        np.full(3, 0.2),
        0.0,
    )
    return replace(scene, **parts)


def smooth_picture(size: tuple[int, int] = SIZE, seed: int = 0, cell_px: int = 8) -> np.ndarray:
    """Return a picture without detail finer than a cell, `(*size, 3)` uint8, neither black nor white."""
    coarse = np.random.default_rng(seed).uniform(30, 225, (size[0] // cell_px, size[1] // cell_px, 3))
    return cv2.resize(coarse, size[::-1], interpolation=cv2.INTER_CUBIC).clip(1, 254).astype(np.uint8)


def tensor(picture: np.ndarray) -> torch.Tensor:
    """Return `(1, 3, H, W)` float64 in [0, 1]."""
    return torch.from_numpy(picture.transpose(2, 0, 1)[None] / 255.0)


def square_sprites() -> Sprites:
    """Return one sprite: a red square that fills its tile but for a margin of an eighth."""
    rgba = np.zeros((1, 4, SIDE, SIDE), np.uint8)
    rgba[0, 0] = 255
    rgba[0, 3, SIDE // 8 : -SIDE // 8, SIDE // 8 : -SIDE // 8] = 255
    return Sprites(rgba, np.array([0]), np.array([0]))


def rendered(scene: Scene, picture: np.ndarray, size: tuple[int, int] = SIZE, **options) -> Batch:
    """Return the frames of a scene whose subject fills the reference grid."""
    maps = torch.from_numpy(picture_from_grid(scene, size)[None])
    black = torch.zeros((1, 3, 2, 2), dtype=torch.float64)
    return render([scene], tensor(picture), maps, black, square_sprites(), size=size, **options)
