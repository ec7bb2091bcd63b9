/* The sum of the photos in one pass over each of their pixels: reconstruction/blending.py calls it and says what it does,
   packaging/compile_kernel.py compiles it. C of GCC and Clang, whose vectors become those of the machine.

   Maps at a small size are interpolated between the middles of their cells, beyond which they go on as they are; a row
   comes out the same to the bit whatever run of rows it is asked for with. */

#include <math.h>
#include <string.h>

#include "common.h"

enum { N_MAPS = 8, N_PIECE = 512 }; /* maps at most: logit, slope, three gains, three offsets; pixels at a time */

typedef struct {
    const float *cells; /* height x width x channels, from the row `first` of the whole map on */
    int32_t first, height, width, channels;
    double cells_per_row, cells_per_column;
} Map;

/* Write a row of a map, not yet across: its channels one after the other, one more value at the end of each. */
INLINE void between_rows(const Map *m, int32_t row, float *out) {
    double at = (row + 0.5) * m->cells_per_row - 0.5, floor_at = floor(at);
    float fraction = (float)(at - floor_at);
    ptrdiff_t width = (ptrdiff_t)m->width * m->channels;
    int32_t above = (int32_t)floor_at - m->first;
    const float *upper = m->cells + within(above, m->height) * width;
    const float *lower = m->cells + within(above + 1, m->height) * width;
    for (int32_t c = 0; c < m->channels; c++, out += m->width + 1) {
        for (int32_t j = 0; j < m->width; j++) {
            ptrdiff_t i = (ptrdiff_t)j * m->channels + c;
            out[j] = upper[i] + (lower[i] - upper[i]) * fraction;
        }
        out[m->width] = out[m->width - 1];
    }
}

/* Write before which cell each column lies, and how far beyond its middle. */
INLINE void columns_of(const Map *m, int32_t n_columns, int32_t *cell, float *fraction) {
    for (int32_t x = 0; x < n_columns; x++) {
        double at = (x + 0.5) * m->cells_per_column - 0.5;
        at = at > 0.0 ? at < m->width - 1 ? at : m->width - 1 : 0.0;
        cell[x] = (int32_t)at;
        fraction[x] = (float)(at - cell[x]);
    }
}

INLINE void across(const float *row, const int32_t *cell, const float *fraction, int32_t n, float *restrict out) {
    for (int32_t x = 0; x < n; x++) {
        float left = row[cell[x]], right = row[cell[x] + 1];
        out[x] = left + (right - left) * fraction[x];
    }
}

/* e to the power of x, for x of at most 80, and 0 below -80; relative error below 3e-7 (a power of 2, and the Taylor
   series of what is left). */
INLINE float exponential(float x) {
    float bounded = x > -80.0f ? x : -80.0f;
    float whole = bounded * 1.44269504f + 12582912.0f; /* 1.5 * 2^23: what follows is rounded to whole numbers */
    int32_t bits;
    memcpy(&bits, &whole, sizeof bits);
    whole -= 12582912.0f;
    float f = (bounded * 1.44269504f - whole) * 0.69314718f;
    float power = 1.0f + f * (1.0f + f * (0.5f + f * (1.0f / 6 + f * (1.0f / 24 + f * (1.0f / 120 + f / 720)))));
    bits = (bits << 23) + (127 << 23);
    float two;
    memcpy(&two, &bits, sizeof two);
    return x > -80.0f ? power * two : 0.0f;
}

typedef struct {
    Map level, slope, gain, offset; /* 1, 1, 3 and 3 channels; slope without cells for none */
    float luma[3];
    float knee, white, top; /* light above the knee is compressed: white becomes top; top 0 for none */
} Correction;

typedef struct {
    float *rows[N_MAPS];
    int32_t *cell[2];
    float *fraction[2]; /* of the logits and of the correction, whose cells are of other sizes */
} Columns;

/* Take a row of light, n x 3, to the common light in place, and write its logits. */
INLINE void correct_row(const Correction *c, const Columns *at, int32_t n_columns, float *light, float *logits) {
    float map[N_MAPS][N_PIECE], rgb[3][N_PIECE];
    for (int32_t first = 0; first < n_columns; first += N_PIECE) {
        int32_t n = n_columns - first < N_PIECE ? n_columns - first : N_PIECE;
        for (int k = 0; k < N_MAPS; k++) {
            int of = k > 1;
            if (at->rows[k]) across(at->rows[k], at->cell[of] + first, at->fraction[of] + first, n, map[k]);
            else memset(map[k], 0, sizeof map[k]);
        }
        float *own = light + 3 * (ptrdiff_t)first;
        for (int32_t x = 0; x < n; x++) {
            for (int k = 0; k < 3; k++) rgb[k][x] = own[3 * x + k];
        }
        for (int32_t x = 0; x < n; x++) {
            float luma = c->luma[0] * rgb[0][x] + c->luma[1] * rgb[1][x] + c->luma[2] * rgb[2][x];
            luma = luma > 0.0f ? luma < 1.0f ? luma : 1.0f : 0.0f;
            logits[first + x] = map[0][x] + map[1][x] * sqrtf(luma);
            float brightest = 0.0f;
            for (int k = 0; k < 3; k++) {
                float value = rgb[k][x] * map[2 + k][x] + map[5 + k][x];
                value = value > 0.0f ? value : 0.0f;
                brightest = value > brightest ? value : brightest;
                rgb[k][x] = value;
            }
            if (c->top > 0.0f) {
                float span = c->top - c->knee, largest = (c->white - c->knee) / span;
                largest = largest > 1.0f ? largest : 1.0f;
                float above = (brightest - c->knee) / span;
                above = above < largest ? above : largest;
                float wanted = c->knee + span * above * (1.0f + above / (largest * largest)) / (1.0f + above);
                float least = c->white > c->top ? c->knee : c->top;
                float scale = brightest > least ? wanted / brightest : 1.0f;
                for (int k = 0; k < 3; k++) rgb[k][x] *= scale;
            }
        }
        for (int32_t x = 0; x < n; x++) {
            for (int k = 0; k < 3; k++) own[3 * x + k] = rgb[k][x];
        }
    }
}

/* Correct rows of a photo, n_rows x n_columns x 3, from `first_row` of the grid on. Returns 0 if there is no memory. */
EXPORT FAST int32_t diar_correct(const Correction *c, int32_t first_row, int32_t n_rows, int32_t n_columns,
                                 float *light, float *logits) {
    const Map *maps[4] = {&c->level, &c->slope, &c->gain, &c->offset};
    ptrdiff_t n_floats = 2 * (ptrdiff_t)n_columns;
    for (int i = 0; i < 4; i++) n_floats += (ptrdiff_t)maps[i]->channels * (maps[i]->width + 1);
    float *room = malloc(n_floats * sizeof *room);
    int32_t *cells = malloc(2 * (size_t)n_columns * sizeof *cells);
    if (!room || !cells) {
        free(room);
        free(cells);
        return 0;
    }
    Columns at = {{0}, {cells, cells + n_columns}, {room, room + n_columns}};
    columns_of(&c->level, n_columns, at.cell[0], at.fraction[0]);
    columns_of(&c->gain, n_columns, at.cell[1], at.fraction[1]);
    float *next = room + 2 * (ptrdiff_t)n_columns;
    for (int i = 0, k = 0; i < 4; i++) {
        for (int32_t channel = 0; channel < (i < 2 ? 1 : 3); channel++, k++) {
            at.rows[k] = maps[i]->cells ? next : NULL;
            if (maps[i]->cells) next += maps[i]->width + 1;
        }
    }
    for (int32_t i = 0; i < n_rows; i++) {
        for (int k = 0, first[4] = {0, 1, 2, 5}; k < 4; k++) {
            if (maps[k]->cells) between_rows(maps[k], first_row + i, at.rows[first[k]]);
        }
        ptrdiff_t from = (ptrdiff_t)i * n_columns;
        correct_row(c, &at, n_columns, light + 3 * from, logits + from);
    }
    free(room);
    free(cells);
    return 1;
}

/* Add handicaps to logits, n_frames x n_rows x n_columns: `worst`, and of `less` (a map for each frame) as much as a
   frame is trusted. Returns 0 if there is no memory. */
EXPORT FAST int32_t diar_handicap(const Map *worst, const Map *less, float trusted_within, float steepness,
                                  int32_t n_frames, int32_t first_row, int32_t n_rows, int32_t n_columns,
                                  float *logits) {
    float *room = malloc((2 * ((size_t)worst->width + 1) + 4 * (size_t)n_columns) * sizeof *room);
    int32_t *cell = malloc((size_t)n_columns * sizeof *cell);
    if (!room || !cell) {
        free(room);
        free(cell);
        return 0;
    }
    float *fraction = room, *highest = room + n_columns, *all = highest + n_columns, *own = all + n_columns;
    float *row = own + n_columns;
    columns_of(worst, n_columns, cell, fraction);
    for (int32_t i = 0; i < n_rows; i++) {
        for (int32_t x = 0; x < n_columns; x++) highest[x] = -1e30f;
        for (int32_t t = 0; t < n_frames; t++) {
            const float *logit = logits + ((ptrdiff_t)t * n_rows + i) * n_columns;
            for (int32_t x = 0; x < n_columns; x++) highest[x] = logit[x] > highest[x] ? logit[x] : highest[x];
        }
        between_rows(worst, first_row + i, row);
        across(row, cell, fraction, n_columns, all);
        for (int32_t t = 0; t < n_frames; t++) {
            float *logit = logits + ((ptrdiff_t)t * n_rows + i) * n_columns;
            between_rows(less + t, first_row + i, row);
            across(row, cell, fraction, n_columns, own);
            for (int32_t x = 0; x < n_columns; x++) {
                float below = highest[x] - logit[x];
                below = below < 20.0f ? below : 20.0f;
                logit[x] += all[x] + own[x] / (1.0f + exponential((below - trusted_within) * steepness));
            }
        }
    }
    free(room);
    free(cell);
    return 1;
}

/* Sum photos by the softmax of their logits, minus infinity where one does not count: light and logits are n_frames x
   n_pixels (x 3), picture n_pixels x 3, shares n_frames x n_pixels of 255; 0 where none counts. Returns 1. */
EXPORT FAST int32_t diar_blend(const float *light, const float *logits, int32_t n_frames, ptrdiff_t n_pixels,
                               float *picture, uint8_t *shares) {
    float highest[N_PIECE], total[N_PIECE], weight[N_PIECE], red[N_PIECE], green[N_PIECE], blue[N_PIECE];
    for (ptrdiff_t first = 0; first < n_pixels; first += N_PIECE) {
        int32_t n = n_pixels - first < N_PIECE ? (int32_t)(n_pixels - first) : N_PIECE;
        for (int32_t x = 0; x < n; x++) {
            highest[x] = -1e30f;
            total[x] = red[x] = green[x] = blue[x] = 0.0f;
        }
        for (int32_t t = 0; t < n_frames; t++) {
            const float *logit = logits + t * n_pixels + first;
            for (int32_t x = 0; x < n; x++) highest[x] = logit[x] > highest[x] ? logit[x] : highest[x];
        }
        for (int32_t t = 0; t < n_frames; t++) {
            const float *logit = logits + t * n_pixels + first;
            for (int32_t x = 0; x < n; x++) total[x] += exponential(logit[x] - highest[x]);
        }
        for (int32_t x = 0; x < n; x++) total[x] = total[x] > 0.0f ? 1.0f / total[x] : 0.0f;
        for (int32_t t = 0; t < n_frames; t++) {
            const float *logit = logits + t * n_pixels + first, *own = light + 3 * (t * n_pixels + first);
            uint8_t *restrict share = shares + t * n_pixels + first;
            for (int32_t x = 0; x < n; x++) weight[x] = exponential(logit[x] - highest[x]) * total[x];
            for (int32_t x = 0; x < n; x++) share[x] = (uint8_t)(int32_t)(weight[x] * 255.0f + 0.5f);
            for (int32_t x = 0; x < n; x++) {
                /* What does not count may be anything, infinity included. */
                float r = own[3 * x], g = own[3 * x + 1], b = own[3 * x + 2], w = weight[x];
                red[x] += w > 0.0f ? w * r : 0.0f;
                green[x] += w > 0.0f ? w * g : 0.0f;
                blue[x] += w > 0.0f ? w * b : 0.0f;
            }
        }
        float *restrict out = picture + 3 * first;
        for (int32_t x = 0; x < n; x++) {
            out[3 * x] = red[x];
            out[3 * x + 1] = green[x];
            out[3 * x + 2] = blue[x];
        }
    }
    return 1;
}
