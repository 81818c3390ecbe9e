#ifndef CWEBPAGE_H
#define CWEBPAGE_H

#include <stddef.h>

/// A file that lies in the binary.
struct landcover_embedded_file {
    /// The path that it is asked for by, such as `assets/app.js`.
    const char *path;
    /// Its bytes; they live as long as the process.
    const unsigned char *bytes;
    /// How many there are.
    size_t count;
};

/// How many files there are.
size_t landcover_embedded_file_count(void);

/// The file at a place below `landcover_embedded_file_count()`.
struct landcover_embedded_file landcover_embedded_file_at(size_t index);

#endif
