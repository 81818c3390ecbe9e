#ifndef LANDCOVER_CLIBJPEG_H
#define LANDCOVER_CLIBJPEG_H

// What Swift cannot say to libjpeg: it reports fatal errors by a callback that must not return.
// Every function below keeps libjpeg, its setjmp and its longjmp to itself and answers with a
// status. None keeps a pointer after it returns; all may be called from any thread.

#include <stddef.h>
#include <stdint.h>

/// How a call ended.
enum __attribute__((enum_extensibility(closed))) landcover_jpeg_status {
    landcover_jpeg_ok,
    /// The data end before the end-of-image marker.
    landcover_jpeg_truncated,
    /// The data contradict the format.
    landcover_jpeg_corrupt,
    /// The data follow the format, but libjpeg or this shim does not decode this kind; or the
    /// picture to be encoded is of a kind that the format cannot hold.
    landcover_jpeg_unsupported,
    /// The file has more scans than were allowed.
    landcover_jpeg_too_many_scans,
    /// It would need more memory than was allowed, or there is none.
    landcover_jpeg_out_of_memory,
    /// The pixel buffer's size is not that of the picture; nothing was written to it.
    landcover_jpeg_wrong_buffer,
};

/// Bytes of a message with its terminating zero (libjpeg's JMSG_LENGTH_MAX).
#define LANDCOVER_JPEG_MESSAGE_BYTES 200

/// What there is to say about a call beside its status.
struct landcover_jpeg_report {
    /// Places where the data were damaged and libjpeg went on all the same.
    size_t warnings;
    /// libjpeg's words for the first of them; empty if there was none.
    char first_warning[LANDCOVER_JPEG_MESSAGE_BYTES];
    /// libjpeg's words for the failure; empty if the call succeeded.
    char failure[LANDCOVER_JPEG_MESSAGE_BYTES];
};

/// What stands before the first scan.
struct landcover_jpeg_header {
    /// Pixels a row and rows as stored, each 1 to 65500.
    uint32_t width, height;
    /// Where in the data the TIFF structure of the first EXIF segment begins, and its bytes;
    /// 0 bytes if there is none.
    size_t exif_offset, exif_length;
};

/// Reads everything before the first scan.
enum landcover_jpeg_status landcover_jpeg_read_header(
    const uint8_t *data, size_t count,
    struct landcover_jpeg_header *header, struct landcover_jpeg_report *report);

/// What a decoding may cost and how large its result is.
struct landcover_jpeg_options {
    /// Each side is divided by this and rounded up: 1, 2, 4 or 8.
    unsigned scale_denominator;
    /// Scans the file may have.
    int maximum_scans;
    /// Bytes that libjpeg may take for the coefficients of a file with several scans.
    long maximum_memory;
};

/// Decodes to interleaved R, G, B of 8 bits, rows from the top, without padding.
///
/// Grey is repeated three times. Four components are taken for Adobe's inverted CMYK (or YCCK) and
/// converted without a colour profile, as Pillow does. `pixel_bytes` must be exactly
/// ceil(width / scale) * ceil(height / scale) * 3.
enum landcover_jpeg_status landcover_jpeg_decode(
    const uint8_t *data, size_t count, struct landcover_jpeg_options options,
    uint8_t *pixels, size_t pixel_bytes, struct landcover_jpeg_report *report);

/// Encodes interleaved R, G, B of 8 bits as a baseline JPEG with the usual 4:2:0 subsampling.
///
/// `quality` is libjpeg's, 1 to 100. On success `*file` holds `*file_bytes` bytes, to be given back
/// to `landcover_jpeg_free`; otherwise it is null.
enum landcover_jpeg_status landcover_jpeg_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, int quality,
    uint8_t **file, size_t *file_bytes, struct landcover_jpeg_report *report);

/// Frees the file that `landcover_jpeg_encode` made; null is allowed.
void landcover_jpeg_free(uint8_t *file);

#endif
