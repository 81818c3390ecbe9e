#include "CLibJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

/// Everything one call needs; libjpeg's callbacks find it through `client_data`.
struct session {
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr errors;
    struct jpeg_destination_mgr destination;
    jmp_buf escape;

    enum landcover_jpeg_status status;
    struct landcover_jpeg_report *report;

    const uint8_t *pixels;
    uint32_t width, height;
    int quality;
    uint8_t *file;
    size_t file_capacity;
};

// Errors

static _Noreturn void error_exit(j_common_ptr common) {
    struct session *session = common->client_data;
    common->err->format_message(common, session->report->failure);
    session->status = common->err->msg_code == JERR_OUT_OF_MEMORY
        ? landcover_jpeg_out_of_memory : landcover_jpeg_unsupported;
    longjmp(session->escape, 1);
}

static void emit_message(j_common_ptr common, int level) {
    struct session *session = common->client_data;
    if (level >= 0) return;  // a trace, not a warning
    if (session->report->warnings++ == 0)
        common->err->format_message(common, session->report->first_warning);
}

static void output_nothing(j_common_ptr common) { (void)common; }

// Destination: memory that is doubled whenever it is full.

static void grow(j_compress_ptr info, size_t capacity) {
    struct session *session = info->client_data;
    uint8_t *file = realloc(session->file, capacity);
    if (!file) ERREXIT1(info, JERR_OUT_OF_MEMORY, 0);
    size_t written = session->file_capacity;
    session->file = file;
    session->file_capacity = capacity;
    info->dest->next_output_byte = file + written;
    info->dest->free_in_buffer = capacity - written;
}

static void init_destination(j_compress_ptr info) { grow(info, 8192); }

/// Called when the buffer is full; libjpeg wants `free_in_buffer` to be ignored here.
static boolean empty_output_buffer(j_compress_ptr info) {
    struct session *session = info->client_data;
    grow(info, session->file_capacity * 2);
    return TRUE;
}

static void term_nothing(j_compress_ptr info) { (void)info; }

// The call

static void encode(struct session *session) {
    j_compress_ptr info = &session->info;
    info->image_width = session->width;
    info->image_height = session->height;
    info->input_components = 3;
    info->in_color_space = JCS_RGB;
    jpeg_set_defaults(info);
    jpeg_set_quality(info, session->quality, TRUE);
    jpeg_start_compress(info, TRUE);
    size_t stride = (size_t)session->width * 3;
    while (info->next_scanline < info->image_height) {
        // libjpeg reads the row only; its type does not say so.
        JSAMPROW row = (JSAMPROW)(session->pixels + stride * info->next_scanline);
        jpeg_write_scanlines(info, &row, 1);
    }
    jpeg_finish_compress(info);
}

/// Runs `encode`; the only place where libjpeg's errors land.
///
/// It has no local variables, so none can be lost by the jump.
static void run(struct session *session) {
    memset(session->report, 0, sizeof *session->report);
    session->info.err = jpeg_std_error(&session->errors);
    session->errors.error_exit = error_exit;
    session->errors.emit_message = emit_message;
    session->errors.output_message = output_nothing;
    session->info.client_data = session;
    session->destination.init_destination = init_destination;
    session->destination.empty_output_buffer = empty_output_buffer;
    session->destination.term_destination = term_nothing;
    session->status = landcover_jpeg_ok;
    if (setjmp(session->escape) == 0) {
        jpeg_create_compress(&session->info);
        session->info.dest = &session->destination;
        encode(session);
    }
    jpeg_destroy_compress(&session->info);
}

enum landcover_jpeg_status landcover_jpeg_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, int quality,
    uint8_t **file, size_t *file_bytes, struct landcover_jpeg_report *report) {
    struct session session = {
        .report = report, .pixels = pixels,
        .width = width, .height = height, .quality = quality,
    };
    run(&session);
    *file = NULL;
    *file_bytes = 0;
    if (session.status == landcover_jpeg_ok) {
        *file = session.file;
        *file_bytes = session.file_capacity - session.destination.free_in_buffer;
    } else {
        free(session.file);
    }
    return session.status;
}

void landcover_jpeg_free(uint8_t *file) { free(file); }
