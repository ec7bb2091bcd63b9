"""With how many bits a network computes."""

from functools import cache
from pathlib import Path

_PROCESSOR = Path("/proc/cpuinfo")
_BFLOAT16_FLAGS = {"avx512_bf16", "amx_bf16"}


@cache
def computes_in_bfloat16(device: str) -> bool:
    """Tell whether a device ("cuda", "mps" or "cpu") has instructions for bfloat16, which then is much faster."""
    import torch

    if device == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device == "cpu" and bool(_BFLOAT16_FLAGS & _processor_flags())


def _processor_flags() -> set[str]:
    """Return the processor's instruction sets as Linux names them; none elsewhere."""
    try:
        text = _PROCESSOR.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return set()
    lines = (line.partition(":")[2] for line in text.splitlines() if line.startswith("flags"))
    return set(next(lines, "").split())
