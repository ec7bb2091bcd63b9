import pytest
import torch

from diar_gui.progress import Progress
from diar_gui.training.hardware import find_hardware


@pytest.fixture
def machine(monkeypatch):
    """Pretend that the machine has some devices, or none."""

    def pretend(*devices):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: "cuda" in devices)
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: "bf16" in devices)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: "mps" in devices)
        monkeypatch.setattr("diar_gui.devices._works", lambda name: True)

    return pretend


@pytest.mark.parametrize(
    ("devices", "asked", "found"),
    [
        ((), "auto", ("cpu", "float32")),
        (("mps",), "auto", ("mps", "float32")),
        (("cuda", "mps"), "auto", ("cuda", "float32")),
        (("cuda", "bf16"), "auto", ("cuda", "bfloat16")),
        (("cuda", "bf16"), "cpu", ("cpu", "float32")),
        (("mps",), "mps", ("mps", "float32")),
    ],
)
def test_what_is_there_is_used(machine, devices, asked, found):
    machine(*devices)
    hardware = find_hardware(asked, "auto", Progress(on_notice=pytest.fail))
    assert (hardware.device, hardware.precision) == found


def test_what_is_not_there_is_said(machine):
    machine()
    notices = []
    hardware = find_hardware("cuda", "bfloat16", Progress(on_notice=notices.append))
    assert (hardware.device, hardware.precision) == ("cpu", "bfloat16")
    assert notices == ["No CUDA device was found on this machine; the processor is used instead."]


def test_bfloat16_is_computed_in_but_not_kept(machine):
    machine()
    linear = torch.nn.Linear(2, 2)
    for precision, dtype in (("float32", torch.float32), ("bfloat16", torch.bfloat16)):
        with find_hardware("cpu", precision, Progress()).autocast():
            assert linear(torch.ones(1, 2)).dtype == dtype
    assert linear.weight.dtype == torch.float32


def test_an_unknown_device():
    with pytest.raises(ValueError, match="toaster"):
        find_hardware("toaster", "auto", Progress())
