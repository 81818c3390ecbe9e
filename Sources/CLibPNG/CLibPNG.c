#include "CLibPNG.h"
typedef int CLibPNG_translation_unit;
