// idx.h: reads a dataset of grey images in the layout of MNIST. It downloads nothing
// (tools/fetch-data does) and changes nothing.
#pragma once

#include <filesystem>

#include "tools/lab/data/dataset.h"

namespace lab {

// Reads train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
// t10k-labels-idx1-ubyte from `directory`, each plain or with .gz (plain is preferred if both are
// there). Images may have any size; labels are 0..255. Without the t10k pair, `test` is empty.
// The name is that of the directory; largest_label names a file of labels and an image in it.
//
// Throws protocols::BadInput, which names the file, what is wrong and what was expected: missing or
// half a pair, no IDX, too short or long, damaged gzip, counts or sizes that differ, nothing to see
// in any training image. Any thread.
Dataset read_idx(const std::filesystem::path& directory);

}  // namespace lab
