#include "CLibJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

_Static_assert(LANDCOVER_JPEG_MESSAGE_BYTES >= JMSG_LENGTH_MAX, "libjpeg's messages must fit");

/// Everything one call needs; libjpeg's callbacks find it through `client_data`.
struct session {
    struct jpeg_decompress_struct info;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    jmp_buf escape;

    const uint8_t *data;
    enum landcover_jpeg_status status;
    struct landcover_jpeg_report *report;

    struct landcover_jpeg_header *header;
    struct landcover_jpeg_options options;
    uint8_t *pixels;
    size_t pixel_bytes;
};

// Errors

static _Noreturn void give_up(struct session *session, enum landcover_jpeg_status status) {
    session->status = status;
    longjmp(session->escape, 1);
}

static enum landcover_jpeg_status status_of(int message_code) {
    switch (message_code) {
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE:
        return landcover_jpeg_out_of_memory;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CCIR601_NOTIMPL:
    case JERR_COMPONENT_COUNT:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_IMAGE_TOO_BIG:
    case JERR_NOT_COMPILED:
    case JERR_NOTIMPL:
    case JERR_SOF_UNSUPPORTED:
        return landcover_jpeg_unsupported;
    default:
        return landcover_jpeg_corrupt;
    }
}

static void error_exit(j_common_ptr common) {
    struct session *session = common->client_data;
    common->err->format_message(common, session->report->failure);
    give_up(session, status_of(common->err->msg_code));
}

static void emit_message(j_common_ptr common, int level) {
    struct session *session = common->client_data;
    if (level >= 0) return;  // a trace, not a warning
    if (session->report->warnings++ == 0)
        common->err->format_message(common, session->report->first_warning);
}

static void output_nothing(j_common_ptr common) { (void)common; }

// Source: the whole file is in memory, so a request for more means that it was cut off.

static void source_nothing(j_decompress_ptr info) { (void)info; }

static boolean fill_input_buffer(j_decompress_ptr info) {
    give_up(info->client_data, landcover_jpeg_truncated);
}

static void skip_input_data(j_decompress_ptr info, long count) {
    if (count <= 0) return;
    if ((size_t)count > info->src->bytes_in_buffer)
        give_up(info->client_data, landcover_jpeg_truncated);
    info->src->next_input_byte += count;
    info->src->bytes_in_buffer -= (size_t)count;
}

/// Notes where the first EXIF segment lies instead of copying it, and skips it.
static boolean note_exif(j_decompress_ptr info) {
    static const uint8_t magic[6] = {'E', 'x', 'i', 'f', 0, 0};
    struct session *session = info->client_data;
    const struct jpeg_source_mgr *source = info->src;
    if (source->bytes_in_buffer < 2) give_up(session, landcover_jpeg_truncated);
    const uint8_t *segment = source->next_input_byte;
    size_t length = (size_t)segment[0] << 8 | segment[1];  // counts its own two bytes
    if (length < 2) length = 2;
    skip_input_data(info, (long)length);

    struct landcover_jpeg_header *header = session->header;
    size_t prefix = 2 + sizeof magic;
    if (header && header->exif_length == 0 && length > prefix
        && memcmp(segment + 2, magic, sizeof magic) == 0) {
        header->exif_offset = (size_t)(segment - session->data) + prefix;
        header->exif_length = length - prefix;
    }
    return TRUE;
}

// Several scans are decoded before the first row comes out; each costs a walk over the picture,
// however few bytes it takes in the file.
static void limit_scans(j_common_ptr common) {
    struct session *session = common->client_data;
    if (session->info.input_scan_number > session->options.maximum_scans)
        give_up(session, landcover_jpeg_too_many_scans);
}

// The two calls

static void read_header(struct session *session) {
    jpeg_read_header(&session->info, TRUE);
    session->header->width = session->info.image_width;
    session->header->height = session->info.image_height;
}

/// Pillow's `MULDIV255`: a * b / 255 rounded, for a and b of 0...255.
static uint8_t multiplied(unsigned a, unsigned b) {
    unsigned product = a * b + 128;
    return (uint8_t)(((product >> 8) + product) >> 8);
}

/// Pillow's `cmyk2rgb` for samples that are stored inverted: 255 is no ink.
static void convert_inverted_cmyk(const uint8_t *cmyk, uint8_t *rgb, size_t pixels) {
    for (; pixels > 0; pixels--, cmyk += 4, rgb += 3) {
        unsigned light = cmyk[3];
        for (int channel = 0; channel < 3; channel++)
            rgb[channel] = (uint8_t)(light - multiplied(255u - cmyk[channel], light));
    }
}

static void decode(struct session *session) {
    j_decompress_ptr info = &session->info;
    info->mem->max_memory_to_use = session->options.maximum_memory;
    session->progress.progress_monitor = limit_scans;
    info->progress = &session->progress;

    jpeg_read_header(info, TRUE);
    switch (info->num_components) {
    case 1:
    case 3:
        info->out_color_space = JCS_RGB;
        break;
    case 4:
        info->out_color_space = JCS_CMYK;
        break;
    default:
        snprintf(session->report->failure, LANDCOVER_JPEG_MESSAGE_BYTES,
                 "%d colour components", info->num_components);
        give_up(session, landcover_jpeg_unsupported);
    }
    info->scale_num = 1;
    info->scale_denom = session->options.scale_denominator;
    jpeg_calc_output_dimensions(info);
    size_t width = info->output_width, stride = width * 3;
    if (session->pixel_bytes != stride * info->output_height)
        give_up(session, landcover_jpeg_wrong_buffer);

    jpeg_start_decompress(info);
    if (info->out_color_space == JCS_CMYK) {
        JSAMPARRAY row = info->mem->alloc_sarray(
            (j_common_ptr)info, JPOOL_IMAGE, (JDIMENSION)width * 4, 1);
        while (info->output_scanline < info->output_height) {
            uint8_t *pixels = session->pixels + stride * info->output_scanline;
            jpeg_read_scanlines(info, row, 1);
            convert_inverted_cmyk(row[0], pixels, width);
        }
    } else {
        while (info->output_scanline < info->output_height) {
            JSAMPROW row = session->pixels + stride * info->output_scanline;
            jpeg_read_scanlines(info, &row, 1);
        }
    }
    jpeg_finish_decompress(info);
}

/// Runs `work`; the only place where libjpeg's errors land.
///
/// It has no local variables, so none can be lost by the jump.
static enum landcover_jpeg_status run(struct session *session, void (*work)(struct session *)) {
    memset(session->report, 0, sizeof *session->report);
    session->info.err = jpeg_std_error(&session->errors);
    session->errors.error_exit = error_exit;
    session->errors.emit_message = emit_message;
    session->errors.output_message = output_nothing;
    session->info.client_data = session;
    session->source.init_source = source_nothing;
    session->source.fill_input_buffer = fill_input_buffer;
    session->source.skip_input_data = skip_input_data;
    session->source.resync_to_restart = jpeg_resync_to_restart;
    session->source.term_source = source_nothing;
    session->status = landcover_jpeg_ok;
    if (setjmp(session->escape) == 0) {
        jpeg_create_decompress(&session->info);
        session->info.src = &session->source;
        jpeg_set_marker_processor(&session->info, JPEG_APP0 + 1, note_exif);
        work(session);
    }
    jpeg_destroy_decompress(&session->info);
    return session->status;
}

enum landcover_jpeg_status landcover_jpeg_read_header(
    const uint8_t *data, size_t count,
    struct landcover_jpeg_header *header, struct landcover_jpeg_report *report) {
    struct session session = {
        .source = {.next_input_byte = data, .bytes_in_buffer = count},
        .data = data, .report = report, .header = header,
    };
    memset(header, 0, sizeof *header);
    return run(&session, read_header);
}

enum landcover_jpeg_status landcover_jpeg_decode(
    const uint8_t *data, size_t count, struct landcover_jpeg_options options,
    uint8_t *pixels, size_t pixel_bytes, struct landcover_jpeg_report *report) {
    struct session session = {
        .source = {.next_input_byte = data, .bytes_in_buffer = count},
        .data = data, .report = report,
        .options = options, .pixels = pixels, .pixel_bytes = pixel_bytes,
    };
    return run(&session, decode);
}
