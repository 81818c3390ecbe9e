#include "CLibJPEG.h"
typedef int CLibJPEG_translation_unit;
