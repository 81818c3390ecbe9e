// The messages of proto/landcover/v1/landcover.proto in C, and a bounded way to read them.

#ifndef CLANDCOVERPROTO_H
#define CLANDCOVERPROTO_H

#include "envelope_unpacking.h"
#include "landcover.pb-c.h"
#include "landcover_descriptor_set.h"

#endif
