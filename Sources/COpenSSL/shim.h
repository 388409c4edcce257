#ifndef RASTRO_OPENSSL_H
#define RASTRO_OPENSSL_H

// The plain functions of SHA-256 keep their state on the stack and use the processor's own instructions;
// what replaces them allocates for each hash. They are deprecated, not removed.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

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

/// Makes a private key of the curve P-256; a macro and a variadic function stand behind it.
static inline EVP_PKEY *rastro_new_p256(void) { return EVP_EC_gen("P-256"); }

#endif
