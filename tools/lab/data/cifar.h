// cifar.h: reads a data set in the binary layout of CIFAR-10. It downloads nothing
// (tools/fetch-data does) and changes nothing.
#pragma once

#include <filesystem>

#include "tools/lab/data/dataset.h"

namespace lab {

// Reads data_batch_1.bin .. data_batch_5.bin, in this order, and test_batch.bin from `directory`.
// Each is a row of records: a label, 0..9, then 32 x 32 bytes each of red, green and blue. A file
// may hold any number of them. Without test_batch.bin, `test` is empty. The name is that of the
// directory.
//
// Throws protocols::BadInput, which names the file, what is wrong and what was expected: missing,
// empty, no whole number of records, a label above 9, every training value 0. Any thread.
Dataset read_cifar(const std::filesystem::path& directory);

}  // namespace lab
