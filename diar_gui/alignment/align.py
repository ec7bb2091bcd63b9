"""The front of this room: `align`."""

import hashlib
from collections.abc import Sequence

import numpy as np

from diar_gui.alignment.adjust import Adjustment, PairPoints, adjust
from diar_gui.alignment.confirm import confirm
from diar_gui.alignment.features import Extractor, likeness
from diar_gui.alignment.frontal import slants
from diar_gui.alignment.graph import Graph, chain_homographies, choose_reference, match_pairs, pairs_to_match
from diar_gui.alignment.judge import Evidence, is_placed, judge
from diar_gui.alignment.mirrored import turn_back_mirrored
from diar_gui.alignment.misfit import misfits
from diar_gui.alignment.on_device import OnDevice
from diar_gui.alignment.pair import Edge, Matching
from diar_gui.alignment.refine import refinement_pairs
from diar_gui.alignment.rescue import rescue
from diar_gui.alignment.results import AlignedFrame, Alignment, AlignmentOptions
from diar_gui.alignment.rivals import told_from_rivals
from diar_gui.alignment.settle import settle
from diar_gui.alignment.sharpness import relative_sharpness
from diar_gui.alignment.views import View, make_views
from diar_gui.errors import AlignmentError
from diar_gui.extent import Extent, extent_of
from diar_gui.images import Frame
from diar_gui.progress import Progress
from diar_gui.sentences import Sentence

_FEATURE_SIGMA_PX = 0.7  # how exactly features are placed, at the size at which they were found
_FIRM_N_INLIERS = 50  # pairs of frames with fewer have to be confirmed by the pixels
_N_PER_PAIR = 200  # so many feature matches of a pair take part in the adjustment
_N_REFINEMENTS = 2  # the second starts closer, so that more patches find their partner
_N_PARTNERS = 2  # every frame is refined on the reference and on so many of its firmest neighbours


def align(
    frames: Sequence[Frame], options: AlignmentOptions, progress: Progress | None = None, *, device: str = "cpu"
) -> Alignment:
    """Return the homography that takes each frame to the reference, and why others (all, at worst) were left out.

    Features are found once per frame and matched along a graph of pairs; the believed pairs chain every frame to the
    reference; all homographies are adjusted jointly, then refined on the pixels and adjusted again.

    Args:
        frames: at least two photos.
        options: how.
        progress: reports and cancels.
        device: where networks run.

    Raises:
        AlignmentError: the reference is unknown.
        CheckpointError: a network's parameters are missing.
        Cancelled: the user asked to stop.
    """
    progress = progress or Progress()
    reference = _named_reference(frames, options.reference)
    if options.features == "none":
        return _aligned_already(frames, 0 if reference is None else reference)

    progress.update(0.0, "Loading the feature extractors")
    extractors = _extractors(options, device, progress)
    views = make_views(frames, extractors, options, progress.part(0.02, 0.4))
    # Whatever the order of the files: from here on the photos go by what they show, copies of one photo by their names.
    order = sorted(range(len(frames)), key=lambda i: (hashlib.sha256(views[i].grey.tobytes()).digest(), frames[i].name))
    found = _align_views(
        [frames[i] for i in order],
        [views[i] for i in order],
        None if reference is None else order.index(reference),
        extractors,
        options,
        progress,
    )
    in_given_order = sorted(zip(order, found.frames, strict=True), key=lambda entry: entry[0])
    alignment = Alignment(order[found.reference], found.size, tuple(frame for _, frame in in_given_order))
    for sentence in alignment.notices:
        progress.notice(sentence)
    return alignment


def _align_views(
    frames: Sequence[Frame],
    views: Sequence[View],
    reference: int | None,
    extractors: Sequence[Extractor],
    options: AlignmentOptions,
    progress: Progress,
) -> Alignment:
    """Return the alignment of the frames by their views."""
    threshold_px = options.inlier_threshold_px * max(v.feature_scale for v in views)
    graph = match_pairs(
        pairs_to_match(len(frames), reference, likeness([v.features for v in views])),
        extractors,
        [v.features for v in views],
        [v.size for v in views],
        threshold_px,
        progress.part(0.4, 0.6),
    )
    # Neighbouring cells of a descriptor map see the same pixels, so however many agree, they are few witnesses.
    n_firm = np.inf if options.features == "dense" else _FIRM_N_INLIERS
    graph = confirm(graph, views, n_firm, progress.part(0.6, 0.61))
    graph, lattices = settle(graph, views, threshold_px, progress.part(0.61, 0.63))
    matching = Matching(extractors, options.working_size_px, threshold_px, is_on_grid=options.features == "dense")
    graph, views = turn_back_mirrored(graph, views, lattices, matching, progress.part(0.63, 0.64))
    repeats = [lattice is not None for lattice in lattices]
    told = told_from_rivals(graph, views, lattices, threshold_px, progress.part(0.64, 0.644))
    graph = rescue(told, views, matching, progress.part(0.644, 0.649), repeats)
    graph = told_from_rivals(graph, views, lattices, threshold_px, progress.part(0.649, 0.65), told.edges)
    if reference is None:
        reference = _chosen_reference(graph, views)
    rest = progress.part(0.65, 0.98)
    pairs, adjustment, grid = _adjust_and_refine(views, graph, reference, options.beyond_reference, rest)
    found = misfits(views, adjustment.H_ref_from_view, pairs, reference, grid.size, progress.part(0.98, 1.0))
    evidence = Evidence(views, graph, pairs, adjustment, reference, threshold_px, grid, found)
    return Alignment(reference, frames[reference].size, tuple(judge(frames, evidence, options)))


def _chosen_reference(graph: Graph, views: Sequence[View]) -> int:
    """Return the frame that sees the others best, unless it is blurred, or slanted, beside another that sees them."""
    best = choose_reference(graph)
    sizes = [v.size for v in views]
    homographies = chain_homographies(graph, best, sizes)
    sharpness = relative_sharpness(views, homographies, best)
    return choose_reference(graph, sharpness, slants(homographies, sizes, best))


def _extractors(options: AlignmentOptions, device: str, progress: Progress) -> list[Extractor]:
    """Return the extractors that the options name; torch and timm are imported only where they are needed."""
    extractors: list[Extractor] = []
    if options.features in ("auto", "sift"):
        from diar_gui.alignment.sift import Sift

        extractors.append(Sift())
    if options.features in ("auto", "xfeat"):
        from diar_gui.alignment.xfeat import XFeat

        extractors.append(OnDevice(XFeat, device, progress))
    if options.features == "dense":
        from diar_gui.alignment.dense import Dense

        def make(device: str) -> Extractor:
            return Dense(options.backbone, device, allow_download=options.allow_download)

        extractors.append(OnDevice(make, device, progress))
    return extractors


def _adjust_and_refine(
    views: Sequence[View], graph: Graph, reference: int, is_beyond: bool, progress: Progress
) -> tuple[list[PairPoints], Adjustment, Extent]:
    """Return the matches that took part in the last adjustment, that itself, and the grid whose pixels it speaks of.

    That is the reference's view, extended to what all views saw if `is_beyond`.
    """
    sizes = [v.size for v in views]
    ref_size = sizes[reference]
    feature_pairs = [_feature_pair(edge, views) for edge in graph.edges]
    progress.update(0.0, "Adjusting all photos together")
    pairs = feature_pairs
    adjustment = adjust(pairs, chain_homographies(graph, reference, sizes), reference, ref_size)
    grid = _grid(adjustment, sizes, reference) if is_beyond else Extent(ref_size, (0, 0), ref_size)
    placed = [None if H is None else grid.H_extent_from_ref @ H for H in adjustment.H_ref_from_view]
    to_refine = _pairs_to_refine(graph, reference)
    for k in range(_N_REFINEMENTS):
        part = progress.part(0.05 + k * 0.95 / _N_REFINEMENTS, 0.05 + (k + 1) * 0.95 / _N_REFINEMENTS)
        starts = [
            H if H is not None and is_placed(H, size, grid.size) else None
            for H, size in zip(placed, sizes, strict=True)
        ]
        greys, seen = [v.grey for v in views], [v.seen for v in views]
        refined = refinement_pairs(greys, starts, to_refine, grid.size, part, seen, is_large=is_beyond)
        pairs = feature_pairs + refined
        adjustment = adjust(pairs, starts, reference, grid.size)
        placed = adjustment.H_ref_from_view
    return pairs, adjustment, grid


def _grid(adjustment: Adjustment, sizes: Sequence[tuple[int, int]], reference: int) -> Extent:
    placed = [(H, size) for H, size in zip(adjustment.H_ref_from_view, sizes, strict=True) if H is not None]
    return extent_of([H for H, _ in placed], [size for _, size in placed], sizes[reference])


def _feature_pair(edge: Edge, views: Sequence[View]) -> PairPoints:
    """Return a believed pair's inliers, evenly thinned: beyond some hundreds more of them cost time only."""
    inliers = np.flatnonzero(edge.is_inlier)
    kept = inliers[np.linspace(0, len(inliers) - 1, min(len(inliers), _N_PER_PAIR)).astype(int)]
    scale = max(views[edge.a].feature_scale, views[edge.b].feature_scale)
    return PairPoints(edge.a, edge.b, edge.points_a[kept], edge.points_b[kept], _FEATURE_SIGMA_PX * scale)


def _pairs_to_refine(graph: Graph, reference: int) -> list[tuple[int, int]]:
    """Return the reference with every frame, and every frame with its firmest neighbours: linearly many pairs."""
    strengths = graph.strengths()
    pairs = {(min(reference, i), max(reference, i)) for i in range(graph.n_frames) if i != reference}
    for i, row in enumerate(strengths):
        for j in np.argsort(-row)[:_N_PARTNERS]:
            if row[j] > 0:
                pairs.add((min(i, int(j)), max(i, int(j))))
    return sorted(pairs)


def _named_reference(frames: Sequence[Frame], name: str | None) -> int | None:
    if name is None:
        return None
    names = [f.name for f in frames]
    if name not in names:
        raise AlignmentError(
            "No photo is named {name}, so it cannot be the reference; the photos are {names}.",
            name=name,
            names=", ".join(names),
        )
    return names.index(name)


def _aligned_already(frames: Sequence[Frame], reference: int) -> Alignment:
    """Return identities for the frames that have the reference's size; the others cannot be aligned already."""
    size = frames[reference].size
    found = []
    for i, frame in enumerate(frames):
        if i == reference:
            found.append(AlignedFrame(frame.name, "reference", "", 0, 0, 0.0, 1.0, np.eye(3)))
        elif frame.size == size:
            found.append(AlignedFrame(frame.name, "aligned", "", 0, 0, 0.0, 1.0, np.eye(3)))
        else:
            reason = Sentence(
                "{name} has {width} x {height} pixels and the reference {reference_width} x {reference_height}; "
                "photos that are aligned already have one size, so let DIAR align them.",
                name=frame.name,
                width=frame.size[1],
                height=frame.size[0],
                reference_width=size[1],
                reference_height=size[0],
            )
            found.append(AlignedFrame(frame.name, "rejected", reason, 0, 0, None, 0.0, None))
    return Alignment(reference, size, tuple(found))
