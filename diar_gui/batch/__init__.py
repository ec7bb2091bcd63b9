"""Many sets of photos, one picture each: finding the sets, running them, and what is kept of each.

Each set is worked on in a process of its own, so that one that fails, hangs or is killed is one line and the rest goes
on. What is done stands in a manifest, by which a batch that was interrupted goes on.
"""

from diar_gui.batch.manifest import Entry, Manifest, options_digest
from diar_gui.batch.runner import AtWork, Batch, BatchOptions, Totals, check_place, run_batch
from diar_gui.batch.sets import Grouping, PhotoSet, find_sets, grouping_from_text

__all__ = [
    "AtWork",
    "Batch",
    "BatchOptions",
    "Entry",
    "Grouping",
    "Manifest",
    "PhotoSet",
    "Totals",
    "check_place",
    "find_sets",
    "grouping_from_text",
    "options_digest",
    "run_batch",
]
