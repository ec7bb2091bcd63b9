#!/usr/bin/env bash
# What we took for a badly chosen kernel (55 input channels are no multiple of 16) was the gradient: much of it was
# denormal, as softmax weights next to 0 make it, and the backward pass of one 3x3 convolution then takes tens of times
# as long. We guessed wrong again about the remedy: torch.set_flush_denormal(True) changes the calling thread and the
# threads it starts from then on. Threads of the pool that run already go on with denormal numbers, so the call has to
# come before the first parallel operation; afterwards every second half of a tensor is treated otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0
cat > "$folder/look.py" <<'PYTHON'
import sys
import time

import torch

is_late = sys.argv[1] == "late"
torch.set_num_threads(2)
if not is_late and not torch.set_flush_denormal(True):
    sys.exit("this processor cannot take denormal numbers as 0")
numbers = torch.full((4_000_000,), 713_624, dtype=torch.int32).view(torch.float32)  # 1e-39


def n_kept() -> int:
    """Count the denormal numbers that a product by 1, shared out to two threads, does not take as 0."""
    return int((numbers * 1.0 != 0).sum())


def seconds(scale: float) -> float:
    """Return the least processor time of three backward passes of a convolution, for a gradient of this size."""
    frames, kernel = torch.randn(18, 55, 48, 48), torch.randn(24, 55, 3, 3, requires_grad=True)
    taken = []
    for _ in range(3):
        made = torch.nn.functional.conv2d(frames, kernel, padding=1)
        start = time.process_time()
        torch.autograd.grad(made, kernel, torch.full_like(made, scale))
        taken.append(time.process_time() - start)
    return min(taken)


if is_late:
    print("torch", torch.__version__)
    print(f"kept before: {n_kept()} of {numbers.numel()}")
    torch.set_flush_denormal(True)
kept = n_kept()
print(f"set_flush_denormal called {sys.argv[1]}: {kept} of {numbers.numel()} denormal numbers are kept")
if is_late:
    sys.exit(0 if kept == numbers.numel() // 2 else "the behaviour has changed")
flushed, small = seconds(1e-39), seconds(1e-30)
torch.set_flush_denormal(False)
torch.set_num_threads(1)
denormal = seconds(1e-39)
print(f"gradient 1e-30: {small:.3f} s; 1e-39 taken as 0: {flushed:.3f} s; 1e-39: {denormal:.3f} s of processor time")
sys.exit(0 if kept == 0 and denormal > 8 * max(small, flushed) else "the behaviour has changed")
PYTHON
"$folder/venv/bin/python" -W ignore "$folder/look.py" late
"$folder/venv/bin/python" -W ignore "$folder/look.py" early
