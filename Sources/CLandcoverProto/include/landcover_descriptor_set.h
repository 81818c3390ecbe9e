#ifndef LANDCOVER_DESCRIPTOR_SET_H
#define LANDCOVER_DESCRIPTOR_SET_H

#include <stddef.h>
#include <stdint.h>

/// The schema as a serialised google.protobuf.FileDescriptorSet, without comments.
extern const uint8_t *const landcover_descriptor_set;
extern const size_t landcover_descriptor_set_size;

#endif
