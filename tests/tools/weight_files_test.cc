// Folders of weights: written, read back, and refused with the name of the file when they do not
// fit the network.
#include "tools/lab/files/weight_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "protocols/bad_input.h"
#include "tests/tools/tiny_run.h"
#include "tools/lab/files/npy.h"

namespace lab {
namespace {

using neurons::Precision;
using testing::AllOf;
using testing::HasSubstr;
using Matrix = neurons::Matrix<double>;

const std::vector<neurons::LayerShape> kShapes = {{3, 5}, {2, 2}};

class WeightFiles : public testing::Test {
 protected:
  const std::filesystem::path& folder() const { return folder_.path(); }

  // Layers of 3 and 2 units, told apart by their values; the first reads 5 inputs.
  void write() {
    first_ = Matrix::Random(3, 5);
    second_ = Matrix::Random(2, 2);
    write_weights(folder(), {{neurons::share(first_), neurons::share(Matrix(first_.col(0))), 4},
                             {neurons::share(second_), neurons::share(Matrix(second_.col(1))), 4}});
  }

  std::string fault() const {
    try {
      read_weights(folder(), kShapes, Precision::kFloat64);
      return "";
    } catch (const protocols::BadInput& error) {
      return error.what();
    }
  }

  Matrix first_, second_;

 private:
  TemporaryFolder folder_;
};

TEST_F(WeightFiles, AreReadAsTheyWereWritten) {
  write();
  const auto weights = read_weights(folder(), kShapes, Precision::kFloat64);
  ASSERT_EQ(weights.size(), 2U);
  EXPECT_EQ(weights[0].weights->to_double(), first_);
  EXPECT_EQ(weights[0].bias->to_double(), first_.col(0));
  EXPECT_EQ(weights[1].weights->to_double(), second_);
  EXPECT_EQ(weights[1].bias->to_double(), second_.col(1));
  EXPECT_EQ(weights[0].version, 0U);  // a run counts its own updates
}

// The authors' z = y W + b: a column of the file is what one unit reads.
TEST_F(WeightFiles, HoldInputsByUnits) {
  write();
  EXPECT_EQ(read_npy(folder() / "0Lweights.npy"), first_.transpose());
}

TEST_F(WeightFiles, AreReadInThePrecisionOfTheRun) {
  write();
  const auto weights = read_weights(folder(), kShapes, Precision::kFloat32);
  EXPECT_EQ(weights[0].weights->precision(), Precision::kFloat32);
  EXPECT_EQ(weights[0].weights->as<float>(), first_.cast<float>());
  EXPECT_EQ(weights[1].bias->precision(), Precision::kFloat32);
}

TEST_F(WeightFiles, OfAWrongShapeAreRefused) {
  write();
  write_npy(folder() / "1Lweights.npy", neurons::Tensor(Matrix(Matrix::Zero(3, 2))), false);
  EXPECT_THAT(fault(), AllOf(HasSubstr("1Lweights.npy"), HasSubstr("(2, 3)"), HasSubstr("(2, 2)"),
                             HasSubstr("(inputs, units)")));
  write();
  write_npy(folder() / "0Lweights.npy", neurons::Tensor(Matrix(Matrix::Zero(5, 3))),
            false);  // units by inputs
  EXPECT_THAT(fault(), AllOf(HasSubstr("0Lweights.npy"), HasSubstr("(3, 5)"), HasSubstr("(5, 3)")));
  write();
  write_npy(folder() / "0Lbiases.npy", neurons::Tensor(Matrix(Matrix::Zero(2, 1))), true);
  EXPECT_THAT(fault(), AllOf(HasSubstr("0Lbiases.npy"), HasSubstr("(2, 1)"), HasSubstr("(3, 1)")));
}

TEST_F(WeightFiles, ThatAreNotFiniteAreRefused) {
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity()}) {
    write();
    first_(2, 1) = bad;
    write_npy(folder() / "0Lweights.npy", neurons::Tensor(Matrix(first_)), false);
    EXPECT_THAT(fault(), AllOf(HasSubstr("0Lweights.npy"), HasSubstr("not finite")));
  }
}

TEST_F(WeightFiles, ThatOverflowThePrecisionOfTheRunAreRefused) {
  write();
  first_(0, 0) = 1e300;
  write_npy(folder() / "0Lweights.npy", neurons::Tensor(Matrix(first_)), false);
  EXPECT_EQ(fault(), "");
  EXPECT_THROW(read_weights(folder(), kShapes, Precision::kFloat32), protocols::BadInput);
}

TEST_F(WeightFiles, ThatAreMissingAreRefused) {
  write();
  std::filesystem::remove(folder() / "1Lbiases.npy");
  EXPECT_THAT(fault(), HasSubstr("1Lbiases.npy"));
  EXPECT_THROW(read_weights(folder() / "none", kShapes, Precision::kFloat64), protocols::BadInput);
}

// A mistake that is easily made: weights of a deeper network, of which the first layers would fit.
TEST_F(WeightFiles, OfMoreLayersThanTheNetworkHasAreRefused) {
  write();
  EXPECT_THROW(read_weights(folder(), {{3, 5}}, Precision::kFloat64), protocols::BadInput);
}

}  // namespace
}  // namespace lab
