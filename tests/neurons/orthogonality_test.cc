// Orthogonality: the blocked gram against plain products; regularizer gradients against finite
// differences of R, which is written here as plain loops; the defect by hand.
#include "neurons/orthogonality.h"

#include <gtest/gtest.h>

#include <cmath>
#include <type_traits>

#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

using Form = RegularizerForm;

double inner(const Matrix<double>& weights, Index i, Index j) {
  double sum = 0;
  for (Index k = 0; k < weights.rows(); ++k) sum += weights(k, i) * weights(k, j);
  return sum;
}

// sum_{i != j} G_ij^2, or with (i, j) over all: (G - I)_ij^2, of the columns, or of the rows if
// there are fewer.
double penalty(Form form, const Matrix<double>& weights) {
  if (weights.rows() < weights.cols()) return penalty(form, Matrix<double>(weights.transpose()));
  double sum = 0;
  for (Index i = 0; i < weights.cols(); ++i) {
    for (Index j = 0; j < weights.cols(); ++j) {
      const double product = inner(weights, i, j);
      if (i != j) sum += product * product;
      if (i == j && form == Form::kFull) sum += (product - 1) * (product - 1);
    }
  }
  return sum;
}

Matrix<double> by_differences(Form form, Matrix<double> weights) {
  const double h = 1e-5;
  Matrix<double> out(weights.rows(), weights.cols());
  for (Index i = 0; i < weights.size(); ++i) {
    const double middle = weights.data()[i];
    weights.data()[i] = middle + h;
    const double above = penalty(form, weights);
    weights.data()[i] = middle - h;
    out.data()[i] = (above - penalty(form, weights)) / (2 * h);
    weights.data()[i] = middle;
  }
  return out;
}

Matrix<double> gradient_of(const RegularizerOptions& options, const Matrix<double>& weights) {
  Matrix<double> out = Matrix<double>::Zero(weights.rows(), weights.cols());
  RegularizerGradient<double>(options, weights).add_columns(0, out);
  return out;
}

template <class Scalar>
class GramTest : public testing::Test {};
TYPED_TEST_SUITE(GramTest, Precisions);

TYPED_TEST(GramTest, IsTheTransposeTimesTheMatrix) {
  const double rounding = std::is_same_v<TypeParam, float> ? 1e-3 : 1e-12;
  for (const Index n : {1, 5, 64, 65, 100, 300}) {
    const auto weights = random_matrix<TypeParam>(n, n, 7);
    const Matrix<TypeParam> plain = weights.transpose() * weights;
    EXPECT_TRUE(near(gram(weights), plain, rounding)) << n;
  }
}

TYPED_TEST(GramTest, IsTheSmallerOneOfAMatrixThatIsNotSquare) {
  const Matrix<TypeParam> tall{{1, 0}, {2, 1}, {0, 3}};
  const Matrix<TypeParam> expected{{5, 2}, {2, 10}};
  EXPECT_EQ(gram(tall), expected);
  EXPECT_EQ(gram(Matrix<TypeParam>(tall.transpose())), expected);
  EXPECT_EQ(gram(Matrix<TypeParam>{{2, 3}}), (Matrix<TypeParam>{{13}}));
}

class RegularizerTest : public testing::TestWithParam<Form> {};
INSTANTIATE_TEST_SUITE_P(BothForms, RegularizerTest,
                         testing::Values(Form::kOffDiagonal, Form::kFull), [](const auto& test) {
                           return test.param == Form::kFull ? "Full" : "OffDiagonal";
                         });

TEST_P(RegularizerTest, AddsTheGradientOfItsPenalty) {
  for (const auto& [rows, cols] : {std::pair{5, 5}, std::pair{6, 4}, std::pair{3, 5}}) {
    const auto weights = random_matrix(rows, cols, 3);
    EXPECT_TRUE(
        near(gradient_of({GetParam(), 1.0}, weights), by_differences(GetParam(), weights), 1e-6))
        << rows << " x " << cols;
  }
}

TEST_P(RegularizerTest, IsScaledByLambda) {
  const auto weights = random_matrix(4, 4, 5);
  const Matrix<double> whole = gradient_of({GetParam(), 1.0}, weights);
  EXPECT_TRUE(near(gradient_of({GetParam(), 0.25}, weights), Matrix<double>(0.25 * whole), 1e-12));
  EXPECT_EQ(gradient_of({GetParam(), 0.0}, weights), (Matrix<double>::Zero(4, 4)));
}

TEST_P(RegularizerTest, AddsToWhatIsThere) {
  const auto weights = random_matrix(4, 4, 5);
  Matrix<double> gradient = Matrix<double>::Constant(4, 4, 3.0);
  RegularizerGradient<double>({GetParam(), 1.0}, weights).add_columns(0, gradient);
  const Matrix<double> added = gradient.array() - 3.0;
  EXPECT_TRUE(near(added, gradient_of({GetParam(), 1.0}, weights), 1e-12));
}

TEST_P(RegularizerTest, AddsSomeColumnsAlone) {
  for (const LayerShape shape : {LayerShape{6, 6}, LayerShape{4, 6}, LayerShape{6, 4}}) {
    const auto weights = random_matrix(shape.units, shape.inputs, 5);
    Matrix<double> some = Matrix<double>::Zero(shape.units, 2);
    RegularizerGradient<double>({GetParam(), 1.0}, weights).add_columns(1, some);
    const Matrix<double> whole = gradient_of({GetParam(), 1.0}, weights);
    EXPECT_TRUE(near(some, Matrix<double>(whole.middleCols(1, 2)), 1e-12)) << shape.units;
  }
}

TEST_P(RegularizerTest, LeavesAnOrthogonalMatrixAlone) {
  for (const LayerShape shape : {LayerShape{70, 70}, LayerShape{70, 20}, LayerShape{20, 70}}) {
    const Matrix<double> zeros = Matrix<double>::Zero(shape.units, shape.inputs);
    EXPECT_TRUE(near(gradient_of({GetParam(), 1.0}, random_orthogonal(shape, 9)), zeros, 1e-12))
        << shape.units << " x " << shape.inputs;
  }
}

// Columns of length 2 at right angles: free in one form, too long by 3 in the other.
TEST(RegularizerForms, DifferInTheNormsOfColumns) {
  const Matrix<double> twice{{0, -2}, {2, 0}};
  EXPECT_EQ(gradient_of({Form::kOffDiagonal, 1.0}, twice), (Matrix<double>::Zero(2, 2)));
  EXPECT_EQ(gradient_of({Form::kFull, 1.0}, twice), (Matrix<double>(12 * twice)));
}

TEST(RegularizerPrecision, OfFloatIsThatOfDoubleRounded) {
  const auto weights = random_matrix<float>(6, 6, 2);
  Matrix<float> gradient = Matrix<float>::Zero(6, 6);
  RegularizerGradient<float>({Form::kFull, 0.5}, weights).add_columns(0, gradient);
  const Matrix<double> exact = gradient_of({Form::kFull, 0.5}, weights.cast<double>());
  EXPECT_TRUE(near(gradient, Matrix<float>(exact.cast<float>()), 1e-3));
}

TEST(RegularizerDefault, IsTheAuthors) {
  const RegularizerOptions options;
  EXPECT_EQ(options.form, Form::kOffDiagonal);
  EXPECT_EQ(options.lambda, 0.1);
  EXPECT_TRUE(options.top_layer);
}

// 2 I: W^T W - I = 3 I, whose norm is 3 sqrt(n).
TEST(OrthogonalityDefect, IsTheDistanceOfTheGramFromOneByRootN) {
  for (const Index n : {1, 2, 9}) {
    EXPECT_NEAR(orthogonality_defect(Tensor(Matrix<double>(2 * Matrix<double>::Identity(n, n)))), 3,
                1e-14);
  }
  // W^T W - I = [[0, 1], [1, 1]]; sqrt(3 / 2).
  const Matrix<double> shear{{1, 1}, {0, 1}};
  EXPECT_NEAR(orthogonality_defect(Tensor(shear)), std::sqrt(1.5), 1e-14);
  EXPECT_NEAR(orthogonality_defect(Tensor(Matrix<float>(shear.cast<float>()))), std::sqrt(1.5),
              1e-6);
}

// W W^T - I of a row (3, 4) is 24; of the same as a column W^T W - I is.
TEST(OrthogonalityDefect, IsOfTheSmallerGram) {
  const Matrix<double> row{{3, 4}};
  EXPECT_NEAR(orthogonality_defect(Tensor(row)), 24, 1e-13);
  EXPECT_NEAR(orthogonality_defect(Tensor(Matrix<double>(row.transpose()))), 24, 1e-13);
}

TEST(OrthogonalityDefect, OfAnOrthogonalMatrixIsRounding) {
  const Matrix<double> weights = random_orthogonal(100, 4);
  EXPECT_LT(orthogonality_defect(Tensor(weights)), 1e-13);
  EXPECT_LT(orthogonality_defect(Tensor(Matrix<float>(weights.cast<float>()))), 1e-5);
}

}  // namespace
}  // namespace neurons
