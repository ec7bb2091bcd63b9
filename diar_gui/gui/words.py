"""What the choosers say for the engine's names: plain words, and a line of explanation for the tooltip."""

METHODS = {
    "diar": ("Automatic", "A trained network decides how far each photo can be trusted at each place."),
    "median": (
        "Median",
        "Takes the middle of all photos: what only a few of them show goes.",
    ),
    "mean": ("Mean", "Averages all photos: less noise, but glare and people stay as ghosts."),
    "trimmed-mean": ("Trimmed mean", "Averages what is left after the brightest and darkest values are dropped."),
    "soft-minimum": ("Against glare", "Trusts the darker photos more: best where lamps or windows are mirrored."),
    "weiss": ("Edges (Weiss)", "Keeps the edges that most photos agree on: good against shadows and uneven light."),
    "rpca": ("Low rank (RPCA)", "Separates what all photos share from what only single ones show."),
    "swin": ("Swin", "The network of the DIAR paper."),
    "deep-sets": ("Deep sets", "The network of the Deep Residual Sets paper."),
}
"""Name in the engine -> (name in the window, explanation)."""

FEATURES = {
    "auto": ("Automatic", "Finds the common points of the photos in the way that works best in general."),
    "xfeat": ("XFeat", "Learned points: many, also under difficult light and steep views."),
    "sift": ("SIFT", "Classic points: placed very exactly, fewer under difficult light."),
    "dense": ("Dense", "Compares the photos everywhere by a network's descriptions; slower."),
    "none": ("Aligned already", "For photos from a tripod or a scanner that fit one another as they are."),
}
"""Name in the engine -> (name in the window, explanation)."""


def in_words(table: dict[str, tuple[str, str]], name: str) -> tuple[str, str]:
    """Return (name in the window, explanation) of an engine's name; one that is not listed stands for itself."""
    return table.get(name, (name, ""))
