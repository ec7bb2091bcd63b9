"""What the engine says: English, with its template and the values in it, so that a window can say it otherwise."""

import os
import re
from collections.abc import Callable, Mapping
from typing import Any, Self

Value = str | int | float | os.PathLike[str] | None
"""What fills a gap; a `Sentence` is a str, and is translated too."""

_GAP = re.compile(r"\{(\w+)(?::\.(\d)f)?\}")


class Sentence(str):
    """A text in English that knows what it was made of.

    It is a plain str wherever one is wanted (log, command line, JSON). What is cut out of it or joined to it is none:
    join by a template.

    Attributes:
        template: the text with gaps: `{name}`, or `{name:.1f}` for a number with so many decimals. Its translations
            have the same gaps; `packaging/update_translations.py` collects it where it stands as a literal.
        values: what is in the gaps, by name.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, Value]

    def __new__(cls, template: str, /, **values: Value) -> Self:
        """Return the text; a `Sentence` without further values as it is."""
        if isinstance(template, cls) and not values:
            return template
        sentence = super().__new__(cls, filled(template, values, _in_english))
        sentence.template = template.template if isinstance(template, Sentence) else template
        sentence.values = values
        return sentence

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Value]]:
        """Let copies and other processes have it whole."""
        return (self.template,), dict(self.values)

    def __getstate__(self) -> None:
        """Say that nothing is left to be set."""
        return

    def exchanged(self, old: str, new: str) -> "Sentence":
        """Return the same sentence with another text for each value, at any depth, that reads `old`."""
        values = {
            name: value.exchanged(old, new) if isinstance(value, Sentence) else new if str(value) == old else value
            for name, value in self.values.items()
        }
        return Sentence(self.template, **values)


def filled(template: str, values: Mapping[str, Value], spell: Callable[[Value, int | None], str]) -> str:
    """Return the template with its values in the gaps; a gap without a value stays.

    Unlike `str.format` it does nothing else, whatever is in a template that came from a file.

    Args:
        template: see `Sentence`.
        values: by name.
        spell: writes a value with so many decimals, None where the gap asks for none.
    """

    def spelt(gap: re.Match[str]) -> str:
        name, n_decimals = gap.groups()
        if name not in values:
            return gap[0]
        return spell(values[name], None if n_decimals is None else int(n_decimals))

    return _GAP.sub(spelt, template)


def _in_english(value: Any, n_decimals: int | None) -> str:
    return str(value) if n_decimals is None else f"{value:.{n_decimals}f}"
