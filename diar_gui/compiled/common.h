/* What the sources beside this file have in common: how functions are compiled and exported. */

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#if defined(__x86_64__) && defined(DIAR_CLONES)
#define FAST __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FAST
#endif
#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif
#define INLINE static inline __attribute__((always_inline))

INLINE int32_t within(int32_t i, int32_t n) { return i < 0 ? 0 : i >= n ? n - 1 : i; }
