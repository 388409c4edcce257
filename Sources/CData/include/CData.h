#pragma once
#include <stddef.h>

/// One data file that the binary carries: its name, its bytes (owned by the binary) and their count.
struct rastro_file {
    const char *_Nonnull name;
    const unsigned char *_Nonnull bytes;
    size_t count;
};

/// The number of files carried.
size_t rastro_file_count(void);

/// The file at an index below rastro_file_count().
struct rastro_file rastro_file_at(size_t index);
