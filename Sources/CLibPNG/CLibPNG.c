#include "CLibPNG.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

/// Everything one call needs; libpng's callbacks find it through their user pointers.
struct session {
    png_structp png;
    png_infop info;
    enum landcover_png_status status;
    struct landcover_png_report *report;

    const uint8_t *data;
    size_t remaining;
    uint32_t width, height;
    uint8_t *pixels;
    size_t pixel_bytes;

    const uint8_t *source_pixels;
    int level;
    uint8_t *file;
    size_t file_bytes, file_capacity;
};

// Errors

static void copy_message(char target[LANDCOVER_PNG_MESSAGE_BYTES], const char *message) {
    strncpy(target, message, LANDCOVER_PNG_MESSAGE_BYTES - 1);
    target[LANDCOVER_PNG_MESSAGE_BYTES - 1] = 0;
}

static _Noreturn void give_up(struct session *session, enum landcover_png_status status) {
    session->status = status;
    png_longjmp(session->png, 1);
}

static _Noreturn void handle_error(png_structp png, png_const_charp message) {
    struct session *session = png_get_error_ptr(png);
    // libpng creates its struct on a copy of its own while `png_create_*` runs.
    session->png = png;
    copy_message(session->report->failure, message);
    give_up(session, landcover_png_corrupt);
}

static void handle_warning(png_structp png, png_const_charp message) {
    struct session *session = png_get_error_ptr(png);
    if (session->report->warnings++ == 0) copy_message(session->report->first_warning, message);
}

// Decoding

static void read_bytes(png_structp png, png_bytep target, size_t count) {
    struct session *session = png_get_io_ptr(png);
    if (count > session->remaining) give_up(session, landcover_png_truncated);
    memcpy(target, session->data, count);
    session->data += count;
    session->remaining -= count;
}

/// Reads up to the pixels.
static void read_info(struct session *session) {
    // Only IHDR, PLTE, IDAT and IEND matter here. The others are skipped unread: their compressed
    // text and profiles are the classic way to make a small file cost much.
    static const uint8_t ignored[] =
        "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0"
        "sBIT\0sCAL\0sPLT\0sRGB\0sTER\0tEXt\0tIME\0tRNS\0zTXt\0";
    png_structp png = session->png;
    png_set_keep_unknown_chunks(
        png, PNG_HANDLE_CHUNK_NEVER, ignored, (int)(sizeof ignored - 1) / 5);
    png_set_chunk_malloc_max(png, 1 << 20);
    png_set_chunk_cache_max(png, 16);
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // the caller checks the area
    png_set_read_fn(png, session, read_bytes);
    png_read_info(png, session->info);
    session->width = png_get_image_width(png, session->info);
    session->height = png_get_image_height(png, session->info);
}

static void decode(struct session *session) {
    read_info(session);
    png_structp png = session->png;
    size_t stride = (size_t)session->width * 3;
    if (session->pixel_bytes / stride != session->height || session->pixel_bytes % stride != 0)
        give_up(session, landcover_png_wrong_buffer);

    switch (png_get_color_type(png, session->info)) {
    case PNG_COLOR_TYPE_PALETTE:
        png_set_palette_to_rgb(png);
        break;
    case PNG_COLOR_TYPE_GRAY:
        png_set_expand_gray_1_2_4_to_8(png);
        png_set_gray_to_rgb(png);
        break;
    case PNG_COLOR_TYPE_GRAY_ALPHA:
        png_set_gray_to_rgb(png);
        break;
    }
    png_set_strip_16(png);
    png_set_strip_alpha(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, session->info);
    if (png_get_rowbytes(png, session->info) != stride)
        png_error(png, "the rows did not become 8-bit RGB");

    for (int pass = 0; pass < passes; pass++)
        for (size_t row = 0; row < session->height; row++)
            png_read_row(png, session->pixels + stride * row, NULL);
    png_read_end(png, NULL);
}

// Encoding

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
    struct session *session = png_get_io_ptr(png);
    if (count > session->file_capacity - session->file_bytes) {
        size_t needed = session->file_bytes + count;
        size_t capacity = session->file_capacity * 2;
        if (capacity < needed) capacity = needed;
        uint8_t *file = realloc(session->file, capacity);
        if (!file) give_up(session, landcover_png_out_of_memory);
        session->file = file;
        session->file_capacity = capacity;
    }
    memcpy(session->file + session->file_bytes, bytes, count);
    session->file_bytes += count;
}

static void flush_nothing(png_structp png) { (void)png; }

static void encode(struct session *session) {
    png_structp png = session->png;
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_write_fn(png, session, write_bytes, flush_nothing);
    png_set_compression_level(png, session->level);
    png_set_IHDR(png, session->info, session->width, session->height, 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, session->info);
    for (size_t row = 0; row < session->height; row++)
        png_write_row(png, session->source_pixels + (size_t)session->width * 3 * row);
    png_write_end(png, NULL);
}

/// Runs `work` on the session's `png`; the only place where libpng's errors land.
///
/// It has no local variables, so none can be lost by the jump.
static void run(struct session *session, void (*work)(struct session *)) {
    if (!session->png || !(session->info = png_create_info_struct(session->png))) {
        session->status = landcover_png_out_of_memory;
    } else if (setjmp(png_jmpbuf(session->png)) == 0) {
        work(session);
    }
}

static enum landcover_png_status run_reader(
    struct session *session, void (*work)(struct session *)) {
    memset(session->report, 0, sizeof *session->report);
    session->png = png_create_read_struct(
        PNG_LIBPNG_VER_STRING, session, handle_error, handle_warning);
    run(session, work);
    png_destroy_read_struct(&session->png, &session->info, NULL);
    return session->status;
}

enum landcover_png_status landcover_png_read_header(
    const uint8_t *data, size_t count,
    uint32_t *width, uint32_t *height, struct landcover_png_report *report) {
    struct session session = {.report = report, .data = data, .remaining = count};
    run_reader(&session, read_info);
    *width = session.width;
    *height = session.height;
    return session.status;
}

enum landcover_png_status landcover_png_decode(
    const uint8_t *data, size_t count,
    uint8_t *pixels, size_t pixel_bytes, struct landcover_png_report *report) {
    struct session session = {
        .report = report, .data = data, .remaining = count,
        .pixels = pixels, .pixel_bytes = pixel_bytes,
    };
    return run_reader(&session, decode);
}

enum landcover_png_status landcover_png_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, int level,
    uint8_t **file, size_t *file_bytes, struct landcover_png_report *report) {
    struct session session = {
        .report = report, .source_pixels = pixels,
        .width = width, .height = height, .level = level,
    };
    memset(report, 0, sizeof *report);
    session.png = png_create_write_struct(
        PNG_LIBPNG_VER_STRING, &session, handle_error, handle_warning);
    run(&session, encode);
    png_destroy_write_struct(&session.png, &session.info);
    if (session.status != landcover_png_ok) {
        free(session.file);
        session.file = NULL;
        session.file_bytes = 0;
    }
    *file = session.file;
    *file_bytes = session.file_bytes;
    return session.status;
}

void landcover_png_free(uint8_t *file) { free(file); }
