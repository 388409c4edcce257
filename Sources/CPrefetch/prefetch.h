#ifndef RASTRO_PREFETCH_H
#define RASTRO_PREFETCH_H

/// Asks the processor to have a cache line at hand soon. It is a hint: of an address that is not mapped
/// nothing follows. Where a compiler has no such hint, nothing is asked.
static inline __attribute__((always_inline)) void rastro_prefetch(const void *address) {
#if defined(__has_builtin)
#if __has_builtin(__builtin_prefetch)
    __builtin_prefetch(address);
#endif
#endif
}

#endif
