"""Joint adjustment: all homographies at once, over the matches of all pairs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from diar_gui import geometry

_N_FREE = 8  # of a homography: its last entry is fixed by the scale
_MAX_N_ROUNDS = 6
_LOSS_SCALE = 1.5  # in units of a match's sigma
_MAX_N_STEPS = 60  # of the solver in a round
_LEAST_GAIN = 1e-9  # share of the cost that a step gains; with less it ends
_LEAST_DAMPING, _MAX_DAMPING = 1e-9, 1e6


@dataclass(frozen=True, eq=False)
class PairPoints:
    """Matches between frames `a` and `b` that take part in the adjustment.

    points_a, points_b: `(N, 2)` in view pixels. sigma_px: how exactly they are placed; errors count in units of it.
    """

    a: int
    b: int
    points_a: np.ndarray
    points_b: np.ndarray
    sigma_px: float


@dataclass(frozen=True, eq=False)
class Adjustment:
    """The adjusted homographies and how sure they are.

    H_ref_from_view: one per frame, None for frames that took no part.
    residuals_px: per pair given, `(N,)` first-order geometric errors in view pixels.
    covariances: per frame, `(8, 8)` covariance of its left increment in conditioned reference coordinates; zero for
        the reference, None for frames that took no part.
    conditioning: `(3, 3)`, takes reference pixels to conditioned coordinates.
    """

    H_ref_from_view: tuple[np.ndarray | None, ...]
    residuals_px: tuple[np.ndarray, ...]
    covariances: tuple[np.ndarray | None, ...]
    conditioning: np.ndarray

    def expected_error_px(self, index: int, view_size: tuple[int, int], ref_size: tuple[int, int]) -> float:
        """Return the root mean square transfer error to expect of a frame over its overlap, in reference pixels."""
        H, covariance = self.H_ref_from_view[index], self.covariances[index]
        if H is None or covariance is None:
            return float("inf")
        points = geometry.transfer(H, geometry.grid_points(view_size))
        points = points[geometry.is_inside(points, ref_size)]
        if not len(points):
            return float("inf")
        y = _homogeneous(points) @ self.conditioning.T
        jacobian = _projection_jacobian(y, np.linalg.inv(self.conditioning))
        A = (jacobian[:, :, :, None] * y[:, None, None, :]).reshape(len(y), 2, 9)[:, :, :_N_FREE]
        variance = np.einsum("nij,jk,nik->n", A, covariance, A)
        return float(np.sqrt(variance.mean()))


def adjust(
    pairs: Sequence[PairPoints],
    H_ref_from_view: Sequence[np.ndarray | None],
    reference: int,
    ref_size: tuple[int, int],
) -> Adjustment:
    """Return the homographies that make all pairs agree, robustly (Cauchy loss, forgiving from `_LOSS_SCALE` sigma on).

    Minimised is, for every match, the Sampson error (H&Z section 4.2.6) of `H_ref_from_b^-1 H_ref_from_a` between
    the two views; the reference's homography is held fixed. Every other one moves by `(I + D) H` in conditioned
    reference coordinates, the last entry of D being 0.

    Args:
        pairs: matches; those that involve a frame without a homography are passed over.
        H_ref_from_view: starting values, None for frames that take no part.
        reference: index of the frame that is held fixed.
        ref_size: (height, width) of the reference's view.
    """
    problem = _Problem(pairs, H_ref_from_view, reference, ref_size)
    if problem.n_parameters == 0 or problem.n_matches == 0:
        return problem.adjustment(np.zeros(problem.n_parameters))
    x = np.zeros(problem.n_parameters)
    for _ in range(_MAX_N_ROUNDS):
        # A loss far narrower than the errors takes every match for an outlier and stands still, so it is narrowed
        # in rounds (graduated non-convexity).
        scale = max(_LOSS_SCALE, 1.5 * float(np.median(_errors(problem.residuals(x)))))
        x = _solve(problem, x, scale)
        if scale == _LOSS_SCALE:
            break
    return problem.adjustment(x)


def _solve(problem: "_Problem", x: np.ndarray, loss_scale: float) -> np.ndarray:
    """Return the increments that minimise the Cauchy loss of the given scale, in units of sigma, from `x` on.

    Levenberg-Marquardt steps on the reweighted normal equations (H&Z appendix 6.2 and 6.8): they are a small dense
    matrix, since every frame has eight unknowns, however many the matches are.
    """
    residuals = problem.residuals(x)
    damping, cost = 1e-3, _cauchy_cost(residuals, loss_scale)
    normal, gradient = problem.normal_equations(x, residuals, _cauchy_weights(residuals, loss_scale))
    for _ in range(_MAX_N_STEPS):
        # Entries of a homography differ by orders of magnitude in their effect: a unit diagonal evens that out.
        diagonal = normal.diagonal()
        unit = 1 / np.sqrt(diagonal + 1e-12 * diagonal.max() + 1e-300)
        scaled = normal * unit[:, None] * unit + damping * np.eye(len(unit))
        try:
            moved = x - unit * cho_solve(cho_factor(scaled), unit * gradient)
            with np.errstate(over="ignore", divide="ignore", invalid="ignore"):  # a step too far is not taken
                moved_residuals = problem.residuals(moved)
                moved_cost = _cauchy_cost(moved_residuals, loss_scale)
        except LinAlgError:
            moved, moved_residuals, moved_cost = x, residuals, np.inf
        if moved_cost < cost:
            is_done = cost - moved_cost < _LEAST_GAIN * cost
            x, residuals, cost = moved, moved_residuals, moved_cost
            if is_done:
                break
            damping = max(damping / 10, _LEAST_DAMPING)
            normal, gradient = problem.normal_equations(x, residuals, _cauchy_weights(residuals, loss_scale))
        else:
            damping *= 10
            if damping > _MAX_DAMPING:
                break
    return x


def _cauchy_cost(residuals: np.ndarray, scale: float) -> float:
    """Return the sum of the losses, whose derivative by a residual is twice the residual times its weight."""
    return float(scale**2 * np.log1p((residuals / scale) ** 2).sum())


def _cauchy_weights(residuals: np.ndarray, scale: float) -> np.ndarray:
    return 1 / (1 + (residuals / scale) ** 2)


class _Problem:
    """The residuals of all matches as a function of the increments of all homographies but the reference's."""

    def __init__(
        self,
        pairs: Sequence[PairPoints],
        H_ref_from_view: Sequence[np.ndarray | None],
        reference: int,
        ref_size: tuple[int, int],
    ) -> None:
        self.pairs = pairs
        self.start = H_ref_from_view
        height, width = ref_size
        s = 2.0 / max(height, width)
        self.conditioning = np.array([[s, 0, -s * (width - 1) / 2], [0, s, -s * (height - 1) / 2], [0, 0, 1.0]])
        self.conditioned = {i: self.conditioning @ H for i, H in enumerate(H_ref_from_view) if H is not None}
        moving = [i for i, H in enumerate(H_ref_from_view) if H is not None and i != reference]
        self.column = {frame: _N_FREE * k for k, frame in enumerate(moving)}
        self.reference = reference
        self.n_parameters = _N_FREE * len(moving)
        self.active = [p for p in pairs if H_ref_from_view[p.a] is not None and H_ref_from_view[p.b] is not None]
        self.n_matches = sum(len(p.points_a) for p in self.active)
        self.whitening = [self._whitening(p) for p in self.active]

    def _increment(self, x: np.ndarray, frame: int) -> np.ndarray:
        D = np.zeros(9)
        if frame in self.column:
            D[:_N_FREE] = x[self.column[frame] : self.column[frame] + _N_FREE]
        return np.eye(3) + D.reshape(3, 3)

    def _chain(self, x: np.ndarray, pair: PairPoints) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the conditioned points of a, the same seen by b's increment, and the matrix that takes those to b."""
        y = _homogeneous(pair.points_a) @ self.conditioned[pair.a].T
        undo_b = np.linalg.inv(self._increment(x, pair.b))
        w = y @ (undo_b @ self._increment(x, pair.a)).T
        return y, w, np.linalg.inv(self.conditioned[pair.b])

    def _whitening(self, pair: PairPoints) -> np.ndarray:
        """Return `(N, 2, 2)` that turn a transfer error in b into the Sampson error in units of sigma."""
        y, _, B = self._chain(np.zeros(self.n_parameters), pair)
        F = _projection_jacobian(y, B) @ self.conditioned[pair.a][:, :2]
        return np.linalg.inv(np.linalg.cholesky(np.eye(2) + F @ F.transpose(0, 2, 1))) / pair.sigma_px

    def residuals(self, x: np.ndarray) -> np.ndarray:
        out = []
        for pair, whitening in zip(self.active, self.whitening, strict=True):
            _, w, B = self._chain(x, pair)
            u = w @ B.T
            error = u[:, :2] / u[:, 2:] - pair.points_b
            out.append(np.einsum("nij,nj->ni", whitening, error).ravel())
        return np.concatenate(out)

    def jacobians(self, x: np.ndarray) -> Iterator[list[tuple[int, np.ndarray]]]:
        """Yield for each active pair the first column of a moving frame's unknowns and `(2N, 8)` derivatives by them.

        The rows are those of the pair's residuals.
        """
        for pair, whitening in zip(self.active, self.whitening, strict=True):
            y, w, B = self._chain(x, pair)
            P = whitening @ _projection_jacobian(w, B)
            undo_b = np.linalg.inv(self._increment(x, pair.b))
            blocks = []
            for frame, left, right in ((pair.a, P @ undo_b, y), (pair.b, -P @ undo_b, w)):
                if frame in self.column:
                    block = (left[:, :, :, None] * right[:, None, None, :]).reshape(2 * len(y), 9)[:, :_N_FREE]
                    blocks.append((self.column[frame], block))
            yield blocks

    def normal_equations(
        self, x: np.ndarray, residuals: np.ndarray, weights: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return `J^T W J` and `J^T W r`, of the residuals at `x` and a weight for each."""
        normal = np.zeros((self.n_parameters, self.n_parameters))
        gradient = np.zeros(self.n_parameters)
        first = 0
        for pair, blocks in zip(self.active, self.jacobians(x), strict=True):
            rows = slice(first, first + 2 * len(pair.points_a))
            for column, block in blocks:
                weighted = block.T * weights[rows]
                gradient[column : column + _N_FREE] += weighted @ residuals[rows]
                for other, other_block in blocks:
                    normal[column : column + _N_FREE, other : other + _N_FREE] += weighted @ other_block
            first = rows.stop
        return normal, gradient

    def adjustment(self, x: np.ndarray) -> Adjustment:
        """Return the result at increments `x`, with covariances from the robust normal equations (H&Z section 5.2)."""
        undo = np.linalg.inv(self.conditioning)
        homographies: list[np.ndarray | None] = [None] * len(self.start)
        for i, A in self.conditioned.items():
            homographies[i] = undo @ self._increment(x, i) @ A
        homographies[self.reference] = self.start[self.reference]
        residuals = [np.full(len(p.points_a), np.inf) for p in self.pairs]
        covariances: list[np.ndarray | None] = [None] * len(self.start)
        covariances[self.reference] = np.zeros((_N_FREE, _N_FREE))
        if self.n_matches and self.n_parameters:
            found = self.residuals(x)
            errors = _errors(found)
            position = {id(p): k for k, p in enumerate(self.pairs)}
            ends = np.cumsum([len(p.points_a) for p in self.active])
            for pair, part in zip(self.active, np.split(errors, ends[:-1]), strict=True):
                residuals[position[id(pair)]] = part * pair.sigma_px
            self._covariances(x, found, errors, covariances)
        return Adjustment(tuple(homographies), tuple(residuals), tuple(covariances), self.conditioning)

    def _covariances(self, x: np.ndarray, found: np.ndarray, errors: np.ndarray, out: list[np.ndarray | None]) -> None:
        normal, _ = self.normal_equations(x, found, np.repeat(_cauchy_weights(errors, _LOSS_SCALE), 2))
        # Robust variance per coordinate: the median of a squared Rayleigh variable is 2 ln 2 sigma^2.
        variance = max(np.median(errors**2) / (2 * np.log(2)), 1e-4)
        # The ridge keeps what no match fixes invertible, and very uncertain.
        ridge = 1e-10 * normal.diagonal().max() * np.eye(len(normal))
        inverse = np.linalg.inv(normal + ridge) * variance
        for frame, c in self.column.items():
            out[frame] = inverse[c : c + _N_FREE, c : c + _N_FREE]


def _errors(residuals: np.ndarray) -> np.ndarray:
    """Return `(n_matches,)` Sampson errors in units of sigma."""
    return np.linalg.norm(residuals.reshape(-1, 2), axis=1)


def _homogeneous(points: np.ndarray) -> np.ndarray:
    return np.hstack([points, np.ones((len(points), 1))])


def _projection_jacobian(y: np.ndarray, M: np.ndarray) -> np.ndarray:
    """Return `(N, 2, 3)`, the derivative of the inhomogeneous `M y` by y."""
    u = y @ M.T
    z = u[:, 2, None, None]
    return (M[None, :2] - (u[:, :2] / u[:, 2:])[:, :, None] * M[None, 2]) / z
