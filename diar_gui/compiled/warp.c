/* Resampling at exact places: resampling/kernel.py calls it, packaging/compile_kernel.py compiles it. C of GCC and Clang, whose
   vectors become those of the machine.

   A pixel is a sum of 8 x 8 of the source's, by a table of weights for 1024 places between two pixels. Places are
   counted from the source's first pixel in double precision, so a pixel comes out the same to the bit whatever run
   of rows it is asked for with. Beyond its border the source goes on as its outermost pixels are. */

#include "common.h"

enum {
    VERSION = 3, /* as in library.py */
    N_TAPS = 8,
    N_BEFORE = 3, /* of them left of (above) the pixel that a place lies on or after */
    N_PHASES = 1024,
    TILE_ROWS = 32,
    TILE_COLUMNS = 256,
    N_TILE = TILE_ROWS * TILE_COLUMNS,
    N_BOX = 8 * N_TILE /* pixels of the source; a tile that needs more takes them one by one */
};

typedef float floats __attribute__((vector_size(32), aligned(4), may_alias)); /* of arrays of float */
typedef float four __attribute__((vector_size(16)));

typedef struct {
    const void *pixels;  /* height x width x 3, one or two bytes each */
    const uint8_t *seen; /* height x width, or NULL */
    int32_t height, width, is_sixteen;
    const float *across; /* N_PHASES x 32: each weight four times */
    const float *down;   /* N_PHASES x 8 */
} Source;

typedef struct {
    int32_t x[N_TILE], y[N_TILE]; /* in units of 1/1024 pixel */
    float box[4 * N_BOX];         /* the source's pixels about the tile, three values and room for a fourth */
} Room;

/* Copy rows of the source to the box, over the range of 16 bits; the type is a constant where this is inlined. */
INLINE void fill(const Source *s, int is_sixteen, int32_t left, int32_t top, int32_t n_columns, int32_t n_rows,
                 float *box) {
    for (int32_t i = 0; i < n_rows; i++) {
        ptrdiff_t line = (ptrdiff_t)within(top + i, s->height) * s->width;
        for (int32_t j = 0; j < n_columns; j++, box += 4) {
            ptrdiff_t at = 3 * (line + within(left + j, s->width));
            for (int k = 0; k < 3; k++) {
                box[k] = is_sixteen ? (float)((const uint16_t *)s->pixels)[at + k]
                                    : 257.0f * (float)((const uint8_t *)s->pixels)[at + k];
            }
            box[3] = 0.0f;
        }
    }
}

INLINE void pixel(const float *box, ptrdiff_t stride, const float *across, const float *down, uint16_t *out) {
    floats a = {0}, b = {0}, c = {0}, d = {0};
    for (int k = 0; k < N_TAPS; k++, box += stride) {
        a += down[k] * *(const floats *)box;
        b += down[k] * *(const floats *)(box + 8);
        c += down[k] * *(const floats *)(box + 16);
        d += down[k] * *(const floats *)(box + 24);
    }
    a = a * *(const floats *)across + b * *(const floats *)(across + 8);
    c = c * *(const floats *)(across + 16) + d * *(const floats *)(across + 24);
    a += c;
    four sum = __builtin_shufflevector(a, a, 0, 1, 2, 3) + __builtin_shufflevector(a, a, 4, 5, 6, 7);
    for (int j = 0; j < 3; j++) {
        float value = sum[j];
        value = value < 0.0f ? 0.0f : value > 65535.0f ? 65535.0f : value;
        out[j] = (uint16_t)(value + 0.5f);
    }
}

/* Write a tile whose places are known; `step` pixels lie from one of its rows to the next. */
INLINE void tile(const Source *s, Room *room, int32_t n_rows, int32_t n_columns, ptrdiff_t step, uint16_t *out,
                 uint8_t *valid) {
    int32_t left = INT32_MAX, top = INT32_MAX, right = INT32_MIN, bottom = INT32_MIN;
    for (int32_t i = 0; i < n_rows; i++) {
        for (int32_t j = 0; j < n_columns; j++) {
            ptrdiff_t from = (ptrdiff_t)i * TILE_COLUMNS + j, to = i * step + j;
            int32_t x = room->x[from], y = room->y[from];
            if (!valid[to]) continue;
            left = x < left ? x : left;
            right = x > right ? x : right;
            top = y < top ? y : top;
            bottom = y > bottom ? y : bottom;
        }
    }
    int is_empty = left > right;
    left = (left >> 10) - N_BEFORE;
    top = (top >> 10) - N_BEFORE;
    int32_t width = (right >> 10) - N_BEFORE + N_TAPS - left, height = (bottom >> 10) - N_BEFORE + N_TAPS - top;
    int is_whole = !is_empty && (int64_t)width * height <= N_BOX;
    if (is_whole) {
        if (s->is_sixteen) fill(s, 1, left, top, width, height, room->box);
        else fill(s, 0, left, top, width, height, room->box);
    }
    for (int32_t i = 0; i < n_rows; i++) {
        for (int32_t j = 0; j < n_columns; j++) {
            ptrdiff_t from = (ptrdiff_t)i * TILE_COLUMNS + j, to = i * step + j;
            int32_t x = room->x[from], y = room->y[from];
            uint16_t *values = out + 3 * to;
            if (!valid[to]) {
                values[0] = values[1] = values[2] = 0;
                continue;
            }
            if (s->seen) {
                int32_t row = within((y + N_PHASES / 2) >> 10, s->height);
                int32_t column = within((x + N_PHASES / 2) >> 10, s->width);
                valid[to] = s->seen[(ptrdiff_t)row * s->width + column] != 0;
            }
            const float *across = s->across + (ptrdiff_t)(x & (N_PHASES - 1)) * 4 * N_TAPS;
            const float *down = s->down + (ptrdiff_t)(y & (N_PHASES - 1)) * N_TAPS;
            x = (x >> 10) - N_BEFORE;
            y = (y >> 10) - N_BEFORE;
            if (is_whole) {
                pixel(room->box + 4 * ((ptrdiff_t)(y - top) * width + (x - left)), 4 * (ptrdiff_t)width, across, down,
                      values);
            } else { /* near the horizon a tile sees much of the source, and its pixels hardly any together */
                fill(s, s->is_sixteen, x, y, N_TAPS, N_TAPS, room->box);
                pixel(room->box, 4 * N_TAPS, across, down, values);
            }
        }
    }
}

/* Add to a place by how much the source is bent there: from nodes spread evenly over it, its outline among them, pairs
   of x and y. Returns whether the place is on the source then. */
INLINE int bend(const Source *s, const double *nodes, int32_t n_nodes, double *x, double *y) {
    double last = n_nodes - 1, across = (*x + 0.5) / s->width * last, down = (*y + 0.5) / s->height * last;
    across = across > 0.0 ? across < last ? across : last : 0.0;
    down = down > 0.0 ? down < last ? down : last : 0.0;
    int32_t j = (int32_t)across, i = (int32_t)down;
    j = j < n_nodes - 2 ? j : n_nodes - 2;
    i = i < n_nodes - 2 ? i : n_nodes - 2;
    across -= j;
    down -= i;
    const double *upper = nodes + 2 * ((ptrdiff_t)i * n_nodes + j), *lower = upper + 2 * (ptrdiff_t)n_nodes;
    double added[2];
    for (int k = 0; k < 2; k++) {
        double above = upper[k] * (1.0 - across) + upper[k + 2] * across;
        double below = lower[k] * (1.0 - across) + lower[k + 2] * across;
        added[k] = above * (1.0 - down) + below * down;
    }
    *x += added[0];
    *y += added[1];
    return *x >= -0.5 && *x <= s->width - 0.5 && *y >= -0.5 && *y <= s->height - 0.5;
}

/* Return a place in units of 1/1024 pixel, rounded; one pixel beyond the border where it lies farther off. */
INLINE int32_t counted(double place, int32_t n) {
    double most = n;
    place = place > -1.0 ? place : -1.0; /* what is not a number too */
    place = place < most ? place : most;
    return (int32_t)(place * N_PHASES + (N_PHASES + 0.5)) - N_PHASES;
}

EXPORT int32_t diar_kernel_version(void) { return VERSION; }

/* Write rows of the grid, `columns` wide, from `first_row` on: `n_rows` x `columns` x 3, over the range of 16 bits, 0
   where `valid` is 0; it becomes 0 where the source shows nothing. H takes the grid's pixels to the source's, and is
   positive there in its third coordinate. With nodes, n_nodes x n_nodes x 2, the source is bent, and `valid` is made.
   Returns 0 if there is no memory. */
EXPORT FAST int32_t diar_warp(const Source *s, const double *H, const double *nodes, int32_t n_nodes,
                              int32_t first_row, int32_t n_rows, int32_t columns, uint16_t *out, uint8_t *valid) {
    Room *room = malloc(sizeof *room);
    if (!room) return 0;
    for (int32_t top = 0; top < n_rows; top += TILE_ROWS) {
        int32_t rows = n_rows - top < TILE_ROWS ? n_rows - top : TILE_ROWS;
        for (int32_t left = 0; left < columns; left += TILE_COLUMNS) {
            int32_t n = columns - left < TILE_COLUMNS ? columns - left : TILE_COLUMNS;
            ptrdiff_t at = (ptrdiff_t)top * columns + left;
            for (int32_t i = 0; i < rows; i++) {
                double v = (double)first_row + top + i;
                double a = H[1] * v + H[2], b = H[4] * v + H[5], c = H[7] * v + H[8];
                int32_t *x = room->x + (ptrdiff_t)i * TILE_COLUMNS, *y = room->y + (ptrdiff_t)i * TILE_COLUMNS;
                if (nodes) {
                    for (int32_t j = 0; j < n; j++) {
                        double u = left + j, w = H[6] * u + c, p = (H[0] * u + a) / w, q = (H[3] * u + b) / w;
                        valid[at + (ptrdiff_t)i * columns + j] = w > 0.0 && bend(s, nodes, n_nodes, &p, &q);
                        x[j] = counted(p, s->width);
                        y[j] = counted(q, s->height);
                    }
                } else {
                    for (int32_t j = 0; j < n; j++) {
                        double u = left + j, scale = 1.0 / (H[6] * u + c);
                        x[j] = counted((H[0] * u + a) * scale, s->width);
                        y[j] = counted((H[3] * u + b) * scale, s->height);
                    }
                }
            }
            tile(s, room, rows, n, columns, out + 3 * at, valid + at);
        }
    }
    free(room);
    return 1;
}
