"""Projects: the photos, how they are worked on, where they lie on one another, and all corrections, in one file."""

from diar_gui.project.file import MAX_FILE_BYTES, SUFFIX, read_project, write_project
from diar_gui.project.known import KnownAlignment, file_mark
from diar_gui.project.missing import found_by_name, missing_photos
from diar_gui.project.model import Project, ProjectOptions

__all__ = [
    "MAX_FILE_BYTES",
    "SUFFIX",
    "KnownAlignment",
    "Project",
    "ProjectOptions",
    "file_mark",
    "found_by_name",
    "missing_photos",
    "read_project",
    "write_project",
]
