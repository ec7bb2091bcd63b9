"""`diar train`: from any pictures to a checkpoint for a learned method."""

import argparse
import hashlib
import json
import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diar_gui.cli.arguments import path
from diar_gui.cli.display import Display
from diar_gui.errors import Cancelled, CheckpointError, DiarError
from diar_gui.names import DEVICES, LEARNED_METHODS
from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.reconstruction.checkpoints import Checkpoint
    from diar_gui.synthetic import CachedStream, Stream
    from diar_gui.training import Ending, TrainingOptions, Watch

HELP = "train the network of a learned method"
DESCRIPTION = (
    "Train the network of a learned method on distorted sequences that are made of your pictures while it learns. The "
    "best parameters, judged by sequences of pictures that are kept out, are written to the checkpoint; beside it lies "
    "the state (NAME.state-1-of-n.safetensors ...) from which --resume goes on exactly, with the options of before "
    "unless others are given. Ctrl-C saves it, too. Training ends after --minutes or --steps, whichever comes first."
)

_PRESETS = ("paper",)
_PRECISIONS = ("auto", "float32", "bfloat16")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the sub-command its arguments."""
    add = parser.add_argument
    add("--model", choices=LEARNED_METHODS, help="the method whose network is trained")
    add("--images", required=True, type=path, metavar="DIR", help="pictures to make sequences of")
    add("--occluders", type=path, metavar="DIR", help="cut-outs with alpha that stand before them")
    add("--validation-images", type=path, metavar="DIR", help="pictures to judge by (default: every 20th is kept out)")
    add("--minutes", type=_above_zero, metavar="M", help="how long to train")
    add("--steps", type=_count, metavar="N", help="how many steps to train")
    add("--device", default="auto", choices=DEVICES, help="what to train on (default: auto)")
    add("--precision", choices=_PRECISIONS, help="default: auto, which is bfloat16 on CUDA, else float32")
    add("--threads", type=_count, metavar="N", help="how many the processor uses (default: one per core)")
    add("--seed", type=_seed, metavar="S", help="of everything that is drawn (default: 0)")
    add("--resume", type=path, metavar="CHECKPOINT", help="go on with the training whose state lies beside it")
    add("--start-from", type=path, metavar="CHECKPOINT", help="begin a new training with its parameters, not at random")
    add("--preset", choices=_PRESETS, help="the paper's setting: Adam at 1e-3, batches of 20, 100 epochs")
    add("--set", nargs="+", type=_setting, action="extend", metavar="KEY=VALUE", help="options of the network")
    add("--batch", type=_count, metavar="B", help="sequences that are learned from at a time (default: 4)")
    add("--size", type=_size, metavar="PX", help="side of their frames, about (default: 128)")
    add("--frames", type=_frames, metavar="A-B", help="least and largest number of their frames (default: 2-10)")
    add("--learning-rate", type=_above_zero, metavar="R", help="largest one (default: 0.001)")
    add("--tensorboard", type=path, metavar="DIR", help="write figures for TensorBoard; needs the package tensorboard")
    add("-o", "--output", type=path, metavar="CHECKPOINT", help="where to, .safetensors (default: as --resume)")
    add("--overwrite", action="store_true", help="replace a checkpoint that exists")
    add("--quiet", action="store_true", help="show no progress, only warnings and errors")


def check(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """End with wrong usage where arguments are missing or contradict one another."""
    options.output = options.output or options.resume
    if options.output is None:
        parser.error("-o or --resume must name the checkpoint")
    if options.resume is not None and options.start_from is not None:
        parser.error("--resume goes on with a training and --start-from begins one; give one of them")
    if options.resume is None and options.start_from is None and options.model is None:
        parser.error("--model must name what to train")
    if options.resume is None and not (options.minutes or options.steps or options.preset):
        parser.error("--minutes or --steps must say when to end")


def run(options: argparse.Namespace, display: Display, progress: Progress) -> None:
    """Train, and say where the checkpoint is and how good it is."""
    from diar_gui.training import Watch

    log = (lambda line: None) if options.quiet else display.say
    try:
        with _recorder(options.tensorboard) as record, _denormals_as_zero():
            ending = _train(options, Watch(_for_the_screen(progress), log, record))
    except KeyboardInterrupt:
        raise Cancelled(f"Stopped at once; what was saved before lies at {options.output}.") from None
    display.clear()
    if not options.quiet:
        best = ending.best
        print(
            f"Wrote {ending.checkpoint}: {best.psnr:.2f} dB PSNR where the median has {best.median_psnr:.2f}, from "
            f"step {best.step} of {ending.n_steps} in {ending.minutes:.1f} minutes."
        )


@contextmanager
def _denormals_as_zero() -> Iterator[None]:
    """Let torch take denormal numbers as 0, as gradients of weights that are nearly 0 are.

    Sums with them take tens of times as long. Threads that run already would not follow, so this comes before the first
    parallel operation (findings/torch-denormal-gradients.sh). Afterwards the processor's state is what it was.
    """
    import torch

    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)


def _train(options: argparse.Namespace, watch: "Watch") -> "Ending":
    import cv2
    import torch

    from diar_gui.reconstruction.checkpoints import load_network
    from diar_gui.training import TrainingOptions, build_network, find_hardware, read_state, state_options, train

    if options.threads is not None:
        torch.set_num_threads(options.threads)
        cv2.setNumThreads(options.threads)
    state = None if options.resume is None else read_state(options.resume)
    start = _start(options)
    earlier = None if state is None else state_options(state)
    precision = options.precision or (earlier or TrainingOptions).precision
    hardware = find_hardware(options.device, precision, watch.progress)
    streams = _streams(options, earlier, hardware.device)
    chosen = _training_options(options, earlier, start, len(streams[0].pictures))
    data = _data(*streams, options.occluders)
    cached = _cached(streams[0], chosen, options.output)
    if start is not None:
        data["started_from"] = dict(start.training)
    elif state is not None and "started_from" in state.facts.get("data", {}):
        data["started_from"] = state.facts["data"]["started_from"]
    with cached.rendering_ahead():
        return train(
            build_network(chosen) if start is None else load_network(start).train().requires_grad_(),
            (cached, streams[1]),
            chosen,
            options.output,
            hardware=hardware,
            resume=state,
            data=data,
            watch=watch,
            overwrite=options.overwrite,
        )


def _cached(stream: "Stream", options: "TrainingOptions", checkpoint: Path) -> "CachedStream":
    """Return the stream with its scenes kept in a folder beside the checkpoint, which is named after what they are."""
    from diar_gui.synthetic import CachedStream

    largest = math.ceil(options.size_px * (1 + options.size_spread) / 16 + 1) * 16
    n_frames, size_px = options.n_frames[1], max(options.scene_px, largest)
    told = f"{stream.digest()} {n_frames} {size_px}"
    folder = checkpoint.parent / f"{checkpoint.stem}.scenes-{hashlib.sha256(told.encode()).hexdigest()[:8]}"
    return CachedStream(stream, folder, n_frames, size_px, options.seed)


def _start(options: argparse.Namespace) -> "Checkpoint | None":
    """Return the checkpoint whose parameters a new training begins with."""
    if options.start_from is None:
        return None
    from dataclasses import replace

    from diar_gui.reconstruction.checkpoints import read_checkpoint

    start = read_checkpoint(options.start_from)
    if options.model not in (None, start.model):
        raise CheckpointError(
            f"{start.path} holds parameters for {start.model}, not for {options.model}; name that model, or start from "
            "another checkpoint."
        )
    return replace(start, options={**start.options, **dict(options.set or [])})


def _streams(options: argparse.Namespace, earlier: "TrainingOptions | None", device: str) -> "tuple[Stream, Stream]":
    """Return what is learned from and what is judged by."""
    from diar_gui.synthetic import Stream
    from diar_gui.training import VALIDATION_SEED, TrainingOptions

    seed = options.seed if options.seed is not None else (earlier or TrainingOptions).seed
    kept_out = options.validation_images
    split, validation_split = ("train", "validation") if kept_out is None else ("all", "all")
    to_judge = [kept_out or options.images]
    return (
        Stream([options.images], options.occluders, seed=seed, device=device, split=split),
        Stream(to_judge, options.occluders, seed=VALIDATION_SEED, device=device, split=validation_split),
    )


def _training_options(
    options: argparse.Namespace, earlier: "TrainingOptions | None", start: "Checkpoint | None", n_pictures: int
) -> "TrainingOptions":
    from dataclasses import replace

    from diar_gui.training import TrainingOptions, paper_options

    # Defaults live in the dataclass: what was not given is not passed on.
    asked = {
        "model": options.model,
        "n_steps": options.steps,
        "minutes": options.minutes,
        "n_sequences": options.batch,
        "n_frames": options.frames,
        "size_px": options.size,
        "learning_rate": options.learning_rate,
        "precision": options.precision,
        "seed": options.seed,
    }
    given: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
    if options.preset == "paper":
        given = paper_options(n_pictures, *([options.batch] if options.batch else [])) | given
    network = dict(options.set or [])
    if start is not None:
        given |= {"model": start.model}
        network = dict(start.options)
    if earlier is None:
        return TrainingOptions(network=network, **given)
    return replace(earlier, network={**earlier.network, **network}, **given)


def _data(stream: "Stream", validation: "Stream", occluders: Path | None) -> dict[str, Any]:
    """Return what a checkpoint says of the pictures it was trained with."""
    from diar_gui.synthetic.library import Pictures

    return {
        "pictures": stream.pictures.group_counts(),
        "validation_pictures": validation.pictures.group_counts(),
        "occluders": {} if occluders is None else Pictures.from_inputs([occluders]).group_counts(),
    }


def _for_the_screen(progress: Progress) -> Progress:
    """Return what shows each step on a terminal; in a file, the line a minute is enough."""
    if sys.stderr.isatty():
        return progress
    return Progress(is_cancelled=lambda: bool(progress.check_cancelled()), on_notice=progress.notice)


@contextmanager
def _recorder(folder: Path | None) -> Iterator[Callable[[int, Mapping[str, float]], None]]:
    """Give a function that takes a step's figures, and writes them for TensorBoard into a folder if there is one."""
    if folder is None:
        yield lambda step, figures: None
        return
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        raise DiarError(
            "TensorBoard is not installed; install it with pip install tensorboard, or leave out --tensorboard."
        ) from error
    try:
        writer = SummaryWriter(str(folder))
    except OSError as error:
        raise DiarError(f"Nothing can be written into the folder {folder} ({error.strerror}).") from error

    def record(step: int, figures: Mapping[str, float]) -> None:
        for name, value in figures.items():
            writer.add_scalar(name, value, step)
        writer.flush()

    with writer:
        yield record


def _above_zero(text: str) -> float:
    if not re.fullmatch(r"(\d+\.?\d*|\.\d+)(e-?\d+)?", text) or not 0 < float(text) <= 1e6:
        raise argparse.ArgumentTypeError(f"a number above 0 is needed, not {text}")
    return float(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10**9:
        raise argparse.ArgumentTypeError(f"a whole number above 0 is needed, not {text}")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**31:
        raise argparse.ArgumentTypeError(f"a seed is a whole number from 0 to {2**31 - 1}, not {text}")
    return int(text)


def _size(text: str) -> int:
    if not text.isdecimal() or not 32 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"a size is a whole number of pixels from 32 to 1024, not {text}")
    return int(text)


def _frames(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    numbers = low, high or low
    if not all(n.isdecimal() for n in numbers) or not 1 <= int(numbers[0]) <= int(numbers[1]) <= 64:
        raise argparse.ArgumentTypeError(f"numbers of frames are two from 1 to 64, as in 2-10, not {text}")
    return int(numbers[0]), int(numbers[1])


def _setting(text: str) -> tuple[str, Any]:
    """Return a name and its value: a number, true, false, several of them with commas, or else a text."""
    name, sign, value = text.partition("=")
    if not sign or not name.isidentifier():
        raise argparse.ArgumentTypeError(f"options of a network are given as KEY=VALUE, not {text}")
    try:
        values = json.loads(f"[{value}]")
    except ValueError:
        return name, value
    return name, values[0] if len(values) == 1 else values
