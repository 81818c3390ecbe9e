#ifndef LANDCOVER_CLIBPNG_H
#define LANDCOVER_CLIBPNG_H

// What Swift cannot say to libpng: it reports fatal errors by a callback that must not return.
// Every function below keeps libpng, its setjmp and its longjmp to itself and answers with a
// status. None keeps a pointer after it returns; all may be called from any thread.

#include <stddef.h>
#include <stdint.h>

/// How a call ended.
enum __attribute__((enum_extensibility(closed))) landcover_png_status {
    landcover_png_ok,
    /// The data end before the IEND chunk.
    landcover_png_truncated,
    /// The data contradict the format or their checksums.
    landcover_png_corrupt,
    /// There is not enough memory.
    landcover_png_out_of_memory,
    /// The pixel buffer's size is not that of the picture; nothing was written to it.
    landcover_png_wrong_buffer,
};

/// Bytes of a message with its terminating zero.
#define LANDCOVER_PNG_MESSAGE_BYTES 200

/// What there is to say about a call beside its status.
struct landcover_png_report {
    /// Faults that libpng met and went on all the same.
    size_t warnings;
    /// libpng's words for the first of them; empty if there was none.
    char first_warning[LANDCOVER_PNG_MESSAGE_BYTES];
    /// libpng's words for the failure; empty if the call succeeded.
    char failure[LANDCOVER_PNG_MESSAGE_BYTES];
};

/// Reads the IHDR chunk and what follows it up to the pixels.
///
/// `width` and `height` are 1 to 2^31 - 1 when it succeeds.
enum landcover_png_status landcover_png_read_header(
    const uint8_t *data, size_t count,
    uint32_t *width, uint32_t *height, struct landcover_png_report *report);

/// Decodes to interleaved R, G, B of 8 bits, rows from the top, without padding.
///
/// Grey is repeated three times and stretched from 1, 2 or 4 bits to 8; a palette is looked up; of
/// 16 bits the high byte is kept; transparency is ignored and leaves the colour as it is stored;
/// gamma and colour profiles are not applied. `pixel_bytes` must be exactly width * height * 3.
enum landcover_png_status landcover_png_decode(
    const uint8_t *data, size_t count,
    uint8_t *pixels, size_t pixel_bytes, struct landcover_png_report *report);

/// Encodes interleaved R, G, B of 8 bits as a PNG file.
///
/// `level` is zlib's, 0 to 9. On success `*file` holds `*file_bytes` bytes, to be given back to
/// `landcover_png_free`; otherwise it is null.
enum landcover_png_status landcover_png_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, int level,
    uint8_t **file, size_t *file_bytes, struct landcover_png_report *report);

/// Frees the file that `landcover_png_encode` made; null is allowed.
void landcover_png_free(uint8_t *file);

#endif
