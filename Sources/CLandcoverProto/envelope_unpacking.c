#include "envelope_unpacking.h"

#include <stdlib.h>

// How glibc's malloc hands memory out: one word of bookkeeping, rounded up to 16 bytes, at least 32.
// Counting it makes a million one-byte allocations as dear as they are.
static size_t heap_cost(size_t size) {
    size_t cost = (size + sizeof(size_t) + 15) / 16 * 16;
    return cost < 32 ? 32 : cost;
}

static void *allocate(void *context, size_t size) {
    struct landcover_budget *budget = context;
    if (size <= budget->limit) {
        size_t cost = heap_cost(size);
        if (cost <= budget->limit - budget->spent) {
            void *memory = malloc(size);
            if (memory != NULL) {
                budget->spent += cost;
                return memory;
            }
        }
    }
    budget->refused = true;
    return NULL;
}

static void release(void *context, void *memory) {
    (void)context;
    free(memory);
}

Landcover__V1__Envelope *landcover_envelope_unpack(
    const uint8_t *bytes, size_t count, struct landcover_budget *budget) {
    ProtobufCAllocator allocator = {
        .alloc = allocate, .free = release, .allocator_data = budget};
    return landcover__v1__envelope__unpack(&allocator, count, bytes);
}

void landcover_envelope_free(Landcover__V1__Envelope *envelope) {
    ProtobufCAllocator allocator = {.alloc = NULL, .free = release, .allocator_data = NULL};
    landcover__v1__envelope__free_unpacked(envelope, &allocator);
}

static const void *member(const ProtobufCMessage *message, unsigned offset) {
    return (const char *)message + offset;
}

// Recurses over the schema, which has no message that contains itself.
static size_t unknown_field_count(const ProtobufCMessage *message) {
    const ProtobufCMessageDescriptor *descriptor = message->descriptor;
    size_t count = message->n_unknown_fields;
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
        if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
            continue;
        }
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            size_t elements = *(const size_t *)member(message, field->quantifier_offset);
            ProtobufCMessage *const *list =
                *(ProtobufCMessage *const *const *)member(message, field->offset);
            for (size_t j = 0; j < elements; j++) {
                count += unknown_field_count(list[j]);
            }
        } else {
            bool in_oneof = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
            if (in_oneof
                && *(const uint32_t *)member(message, field->quantifier_offset) != field->id) {
                continue;
            }
            const ProtobufCMessage *child =
                *(const ProtobufCMessage *const *)member(message, field->offset);
            count += child == NULL ? 0 : unknown_field_count(child);
        }
    }
    return count;
}

size_t landcover_envelope_unknown_field_count(const Landcover__V1__Envelope *envelope) {
    return unknown_field_count(&envelope->base);
}
