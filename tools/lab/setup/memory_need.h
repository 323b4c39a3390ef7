// Whether what a config asks for fits into the machine.
#pragma once

#include "protocols/config.h"

namespace lab {

double machine_memory();  // in bytes

// Throws protocols::BadInput at the path, if more bytes are wanted than the machine has.
void require_memory(const protocols::Config& config, const char* path, double wanted,
                    const char* hint);

}  // namespace lab
