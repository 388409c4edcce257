#ifndef RASTRO_OPENSSL_H
#define RASTRO_OPENSSL_H

// The plain functions of SHA-256 keep their state on the stack and use the processor's own instructions;
// what replaces them allocates for each hash. They are deprecated, not removed.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

/// Hashes two pieces of memory as if they stood one behind the other.
static inline void rastro_sha256(
    const void *first, size_t first_count, const void *second, size_t second_count,
    unsigned char *digest) {
    SHA256_CTX context;
    SHA256_Init(&context);
    if (first_count > 0) SHA256_Update(&context, first, first_count);
    if (second_count > 0) SHA256_Update(&context, second, second_count);
    SHA256_Final(digest, &context);
}

#endif
