#include "CLandcoverProto.h"
typedef int CLandcoverProto_translation_unit;
