// Folders of weights in the layout of the GAIT-prop authors: <l>Lweights.npy (inputs, units)
// and <l>Lbiases.npy (units), l from 0. Ours are (units, inputs): files are transposed.
#pragma once

#include <filesystem>
#include <vector>

#include "neurons/shape.h"

namespace lab {

void write_weights(const std::filesystem::path& folder,
                   const std::vector<neurons::Weights>& weights);

// Weights of layers of these shapes, layer 1 first. Throws protocols::BadInput for missing files,
// wrong shapes, and values that are not finite.
std::vector<neurons::Weights> read_weights(const std::filesystem::path& folder,
                                           const std::vector<neurons::LayerShape>& shapes,
                                           neurons::Precision precision);

// Feedback weights of populations' own, as <l>Lfeedback.npy, likewise; null: none, and no file.
void write_feedback(const std::filesystem::path& folder,
                    const std::vector<neurons::TensorPtr>& feedback);

// Replaces those that there is a file of. Throws protocols::BadInput as read_weights does.
void read_feedback(const std::filesystem::path& folder, std::vector<neurons::TensorPtr>& feedback);

}  // namespace lab
