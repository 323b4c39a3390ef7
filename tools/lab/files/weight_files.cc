#include "tools/lab/files/weight_files.h"

#include <fmt/format.h>

#include "neurons/initial_weights.h"
#include "protocols/bad_input.h"
#include "tools/lab/files/look.h"
#include "tools/lab/files/npy.h"

namespace lab {
namespace {

using neurons::Index;
using neurons::Matrix;

std::filesystem::path file_of(const std::filesystem::path& folder, std::size_t layer,
                              const char* what) {
  return folder / fmt::format("{}L{}.npy", layer, what);
}

void require(const std::filesystem::path& file, const Matrix<double>& values, Index rows,
             Index cols) {
  if (values.rows() != rows || values.cols() != cols) {
    throw protocols::BadInput(fmt::format(
        "{}: has shape ({}, {}), the network needs ({}, {})\nhint: initial weights must come from "
        "a network with the same widths; weights are stored as (inputs, units)",
        file.string(), values.rows(), values.cols(), rows, cols));
  }
  if (!values.allFinite()) {
    throw protocols::BadInput(file.string() + ": holds values that are not finite");
  }
}

neurons::TensorPtr tensor_of(const std::filesystem::path& file, const Matrix<double>& values,
                             neurons::Precision precision) {
  auto tensor = neurons::in_precision(values, precision);
  if (!tensor->to_double().allFinite()) {
    throw protocols::BadInput(file.string() + ": holds values too large for precision FLOAT32");
  }
  return tensor;
}

// Weights of a deeper network would be used in part, in silence.
void require_no_more(const std::filesystem::path& folder, std::size_t layers) {
  const auto next = file_of(folder, layers, "weights");
  if (!is_there(next)) return;
  throw protocols::BadInput(fmt::format(
      "{}: the network has only {} layers\nhint: initial weights must come from a network with the "
      "same widths; files count layers from 0",
      next.string(), layers));
}

// Of a deeper network that was here before.
void remove_deeper(const std::filesystem::path& folder, std::size_t layer) {
  while (std::filesystem::remove(file_of(folder, layer, "weights"))) {
    std::filesystem::remove(file_of(folder, layer, "biases"));
    std::filesystem::remove(file_of(folder, layer++, "feedback"));
  }
}

neurons::Weights read_layer(const std::filesystem::path& folder, std::size_t layer,
                            const neurons::LayerShape& shape, neurons::Precision precision) {
  const auto weights_file = file_of(folder, layer, "weights");
  const auto bias_file = file_of(folder, layer, "biases");
  const Matrix<double> weights = read_npy(weights_file);
  const Matrix<double> bias = read_npy(bias_file);
  require(weights_file, weights, shape.inputs, shape.units);
  require(bias_file, bias, shape.units, 1);
  return {tensor_of(weights_file, weights.transpose(), precision),
          tensor_of(bias_file, bias, precision), 0};
}

}  // namespace

void write_weights(const std::filesystem::path& folder,
                   const std::vector<neurons::Weights>& weights) {
  std::filesystem::create_directories(folder);
  for (std::size_t layer = 0; layer < weights.size(); ++layer) {
    write_npy(file_of(folder, layer, "weights"), *weights[layer].weights, false);
    write_npy(file_of(folder, layer, "biases"), *weights[layer].bias, true);
  }
  remove_deeper(folder, weights.size());
}

void write_feedback(const std::filesystem::path& folder,
                    const std::vector<neurons::TensorPtr>& feedback) {
  for (std::size_t layer = 0; layer < feedback.size(); ++layer) {
    const auto file = file_of(folder, layer, "feedback");
    if (feedback[layer] == nullptr) {
      std::filesystem::remove(file);  // of a run that was here before
    } else {
      write_npy(file, *feedback[layer], false);
    }
  }
}

void read_feedback(const std::filesystem::path& folder, std::vector<neurons::TensorPtr>& feedback) {
  for (std::size_t layer = 0; layer < feedback.size(); ++layer) {
    const auto file = file_of(folder, layer, "feedback");
    neurons::TensorPtr& weights = feedback[layer];
    if (weights == nullptr || !is_there(file)) continue;
    const Matrix<double> values = read_npy(file);
    require(file, values, weights->cols(), weights->rows());
    weights = tensor_of(file, values.transpose(), weights->precision());
  }
}

std::vector<neurons::Weights> read_weights(const std::filesystem::path& folder,
                                           const std::vector<neurons::LayerShape>& shapes,
                                           neurons::Precision precision) {
  if (!is_folder(folder)) {
    throw protocols::BadInput(folder.string() + ": is no folder of initial weights");
  }
  require_no_more(folder, shapes.size());
  std::vector<neurons::Weights> out;
  for (std::size_t layer = 0; layer < shapes.size(); ++layer) {
    out.push_back(read_layer(folder, layer, shapes[layer], precision));
  }
  return out;
}

}  // namespace lab
