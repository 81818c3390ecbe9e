#ifndef ENVELOPE_UNPACKING_H
#define ENVELOPE_UNPACKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "landcover.pb-c.h"

/// What one unpacking may take from the heap, and what it took.
///
/// protobuf-c keeps unknown fields with an allocation each and notes every field before it reads
/// any, so that a few bytes of input may cost sixty times as many of memory.
struct landcover_budget {
    /// The most bytes that may be taken, allocator overhead included.
    size_t limit;
    /// Bytes taken so far. Nothing is given back during an unpacking, so this bounds the peak too.
    size_t spent;
    /// Set once a request was refused, by the limit or by the system.
    bool refused;
};

/// Unpacks an envelope within the budget.
///
/// Returns NULL if the bytes are not an envelope, or if `budget->refused`. Free the result with
/// `landcover_envelope_free`.
Landcover__V1__Envelope *landcover_envelope_unpack(
    const uint8_t *bytes, size_t count, struct landcover_budget *budget);

/// Frees an envelope that `landcover_envelope_unpack` returned, and all it points to.
void landcover_envelope_free(Landcover__V1__Envelope *envelope);

/// The fields in the envelope, at any depth, that its schema does not name.
size_t landcover_envelope_unknown_field_count(const Landcover__V1__Envelope *envelope);

#endif
