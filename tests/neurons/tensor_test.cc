// Tensor: shape, bytes, copies and digest of small matrices written out; what a payload must not
// allow, at the end.
#include "neurons/tensor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <type_traits>

#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

const Matrix<double> kSix{{1, 2, 3}, {4, 5, 6}};

TEST(Tensor, KnowsItsShapeAndPrecision) {
  const Tensor wide(kSix);
  EXPECT_EQ(wide.rows(), 2);
  EXPECT_EQ(wide.cols(), 3);
  EXPECT_EQ(wide.precision(), Precision::kFloat64);
  EXPECT_EQ(wide.as<double>()(1, 0), 4);

  const Tensor narrow(Matrix<float>(kSix.cast<float>()));
  EXPECT_EQ(narrow.rows(), 2);
  EXPECT_EQ(narrow.cols(), 3);
  EXPECT_EQ(narrow.precision(), Precision::kFloat32);
  EXPECT_EQ(narrow.as<float>()(0, 2), 3);
}

TEST(Tensor, TakesFourOrEightBytesANumber) {
  EXPECT_EQ(Tensor(kSix).bytes(), 48u);
  EXPECT_EQ(Tensor(Matrix<float>(2, 3)).bytes(), 24u);
  EXPECT_EQ(Tensor(Matrix<double>(0, 3)).bytes(), 0u);
}

TEST(Tensor, IsReadInNoOtherPrecisionThanItsOwn) {
  EXPECT_THROW(Tensor(kSix).as<float>(), std::bad_variant_access);
}

TEST(Tensor, CopiesToDouble) {
  EXPECT_EQ(Tensor(kSix).to_double(), kSix);
  EXPECT_EQ(Tensor(Matrix<float>(kSix.cast<float>())).to_double(), kSix);
}

TEST(Tensor, DoesNotFollowTheMatrixItWasMadeFrom) {
  Matrix<double> values = kSix;
  const TensorPtr shared = share(values);
  values(0, 0) = 9;
  EXPECT_EQ(shared->as<double>()(0, 0), 1);
}

TEST(TensorDigest, IsOfValuesNotOfAddresses) {
  EXPECT_EQ(Tensor(kSix).digest(), share(Matrix<double>(kSix))->digest());
}

TEST(TensorDigest, TellsEveryValue) {
  for (Index i = 0; i < kSix.size(); ++i) {
    Matrix<double> other = kSix;
    other.data()[i] = std::nextafter(other.data()[i], 10.0);
    EXPECT_NE(Tensor(other).digest(), Tensor(kSix).digest()) << i;
  }
}

TEST(TensorDigest, TellsShapesApart) {
  const Matrix<double> same_numbers = kSix.reshaped(3, 2);
  const Matrix<double> in_a_row = kSix.reshaped(1, 6);
  EXPECT_NE(Tensor(same_numbers).digest(), Tensor(kSix).digest());
  EXPECT_NE(Tensor(in_a_row).digest(), Tensor(kSix).digest());
}

TEST(TensorDigest, ExistsForAnEmptyMatrix) {
  EXPECT_NE(Tensor(Matrix<double>(0, 0)).digest(), Tensor(Matrix<double>(2, 0)).digest());
}

// What must not compile: writing into what was sent, other scalars, implicit copies of matrices.
static_assert(std::is_const_v<TensorPtr::element_type>);
static_assert(
    std::is_same_v<decltype(std::declval<Tensor&>().as<double>()), const Matrix<double>&>);
static_assert(!std::is_constructible_v<Tensor, Matrix<int>>);
static_assert(!std::is_convertible_v<Matrix<double>, Tensor>);

}  // namespace
}  // namespace neurons
