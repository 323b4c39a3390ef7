// Products by every variant of the kernels that this machine can run, bit for bit against the order
// in which numbers are said to be summed up; and the same bits whoever helps.
#include "neurons/product.h"

#include <gtest/gtest.h>

#include <cmath>

#include "neurons/kernels/choice.h"
#include "sim/asio_pool.h"
#include "sim/team.h"
#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

using kernels::Kernels;
using kernels::Operand;

// Sums of at most kDepth products, of sizes as even as can be; each begins at 0, and they are added
// up in order.
template <class Scalar>
Scalar entry(const Matrix<Scalar>& a, const Matrix<Scalar>& b, Index i, Index j, bool fused) {
  const Index blocks = (a.cols() + kernels::kDepth<Scalar> - 1) / kernels::kDepth<Scalar>;
  const Index depth = (a.cols() + blocks - 1) / blocks;
  Scalar out = 0;
  for (Index start = 0; start < a.cols(); start += depth) {
    Scalar sum = 0;
    for (Index p = start; p < std::min(start + depth, a.cols()); ++p) {
      // Volatile, so that the compiler cannot fuse what is to be rounded twice.
      const volatile Scalar product = a(i, p) * b(p, j);
      sum = fused ? std::fma(a(i, p), b(p, j), sum) : sum + product;
    }
    out = start == 0 ? sum : out + sum;
  }
  return out;
}

template <class Scalar>
Matrix<Scalar> plain(const Matrix<Scalar>& a, const Matrix<Scalar>& b, bool fused) {
  Matrix<Scalar> out(a.rows(), b.cols());
  for (Index j = 0; j < out.cols(); ++j) {
    for (Index i = 0; i < out.rows(); ++i) out(i, j) = entry(a, b, i, j, fused);
  }
  return out;
}

template <class Scalar>
Matrix<Scalar> by(const Kernels& kernels, const Operand<Scalar>& a, const Operand<Scalar>& b) {
  std::vector<Scalar> memory(kernels::kScratch<Scalar> + kernels::kAlignment);
  void* aligned = memory.data();
  std::size_t room = memory.size() * sizeof(Scalar);
  std::align(kernels::kAlignment, kernels::kScratch<Scalar> * sizeof(Scalar), aligned, room);
  Matrix<Scalar> out = Matrix<Scalar>::Constant(a.rows, b.cols, NAN);
  kernels::table<Scalar>(kernels).multiply(a, b, {out.data(), out.rows()},
                                           static_cast<Scalar*>(aligned));
  return out;
}

struct Shape {
  Index rows, depth, cols;
};
constexpr Shape kShapes[] = {{1, 1, 1},     {2, 3, 4},     {31, 7, 13},  {64, 64, 12},
                             {33, 400, 25}, {200, 17, 30}, {50, 800, 7}, {5, 3, 1600},
                             {65, 130, 2},  {193, 385, 14}};

template <class Scalar>
class ProductTest : public testing::Test {};
TYPED_TEST_SUITE(ProductTest, Precisions);

TYPED_TEST(ProductTest, IsSummedUpInOneOrderByEveryVariant) {
  for (const Kernels* kernels : kernels::supported()) {
    for (const Shape& s : kShapes) {
      const auto a = random_matrix<TypeParam>(s.rows, s.depth, 1),
                 b = random_matrix<TypeParam>(s.depth, s.cols, 2);
      const Matrix<TypeParam> at = a.transpose(), bt = b.transpose();
      const Matrix<TypeParam> expected = plain(a, b, kernels->fused);
      SCOPED_TRACE(testing::Message()
                   << kernels->name << ' ' << s.rows << ' ' << s.depth << ' ' << s.cols);
      EXPECT_EQ(by(*kernels, operand(a), operand(b)), expected);
      EXPECT_EQ(by(*kernels, operand(a), transposed(bt)), expected);
      if (s.cols > 1) {  // the rows of a transposed matrix times a column are summed up in lanes
        EXPECT_EQ(by(*kernels, transposed(at), operand(b)), expected);
        EXPECT_EQ(by(*kernels, transposed(at), transposed(bt)), expected);
      }
    }
  }
}

TYPED_TEST(ProductTest, OfOneColumnIsReadInOrder) {
  for (const Kernels* kernels : kernels::supported()) {
    for (const Index depth : {1, 5, 32, 100, 784}) {
      const auto a = random_matrix<TypeParam>(70, depth, 1),
                 x = random_matrix<TypeParam>(depth, 1, 2);
      const Matrix<TypeParam> at = a.transpose();
      EXPECT_EQ(by(*kernels, operand(a), operand(x)), plain(a, x, kernels->fused)) << depth;
      const double rounding = std::is_same_v<TypeParam, float> ? 1e-4 : 1e-12;
      EXPECT_TRUE(near(by(*kernels, transposed(at), operand(x)), plain(a, x, true), rounding));
    }
  }
}

TYPED_TEST(ProductTest, IsSetAddedOrSubtracted) {
  using M = Matrix<TypeParam>;
  const M a{{1, 2}, {3, 4}}, b{{1, 0}, {1, 1}};
  M out{{9, 9}, {9, 9}};
  multiply_into(out, operand(a), operand(b));
  EXPECT_EQ(out, (M{{3, 2}, {7, 4}}));
  multiply_into(out, operand(a), operand(b), Mode::kAdd);
  EXPECT_EQ(out, (M{{6, 4}, {14, 8}}));
  multiply_into(out, operand(a), transposed(b), Mode::kSubtract);
  EXPECT_EQ(out, (M{{5, 1}, {11, 1}}));
}

TYPED_TEST(ProductTest, OfBlocksTouchesNothingElse) {
  using M = Matrix<TypeParam>;
  const auto a = random_matrix<TypeParam>(40, 50, 1), b = random_matrix<TypeParam>(50, 60, 2);
  M out = M::Constant(40, 60, 7);
  multiply_into(out.block(3, 4, 20, 10), operand(a.block(5, 6, 20, 30)),
                operand(b.block(1, 2, 30, 10)));
  const M inner = product(operand(M(a.block(5, 6, 20, 30))), operand(M(b.block(1, 2, 30, 10))));
  EXPECT_EQ(out.block(3, 4, 20, 10), inner);
  out.block(3, 4, 20, 10).setConstant(7);
  EXPECT_EQ(out, M(M::Constant(40, 60, 7)));
}

TYPED_TEST(ProductTest, OfNothingIsZeroAndOfNoRowsIsEmpty) {
  using M = Matrix<TypeParam>;
  EXPECT_EQ(product(operand(M(0, 4)), operand(M(4, 3))).rows(), 0);
  EXPECT_EQ(product(operand(M(4, 2)), operand(M(2, 0))).cols(), 0);
  EXPECT_EQ(product(operand(M(2, 0)), operand(M(0, 3))), M(M::Zero(2, 3)));
}

TYPED_TEST(ProductTest, WithItselfIsSymmetric) {
  using M = Matrix<TypeParam>;
  for (const Index n : {1, 5, 63, 64, 65, 150, 400}) {
    const auto m = random_matrix<TypeParam>(37, n, 3);
    const M whole = product(transposed(m), operand(m));
    EXPECT_EQ(product_with_itself(operand(m)), whole) << n;
    EXPECT_EQ(whole, M(whole.transpose())) << n;
  }
}

// The team helps where it is worth it: with 784 units.
TYPED_TEST(ProductTest, DoesNotDependOnWhoHelps) {
  using M = Matrix<TypeParam>;
  for (const Shape& s : {Shape{784, 784, 60}, {784, 60, 784}, {60, 784, 500}, {500, 90, 500}}) {
    const auto a = random_matrix<TypeParam>(s.rows, s.depth, 1),
               b = random_matrix<TypeParam>(s.depth, s.cols, 2);
    const M alone = product(operand(a), operand(b)), square = product_with_itself(operand(a));
    for (const std::size_t threads : {2, 3, 8}) {
      sim::AsioPool pool(threads);
      const sim::Team team(pool, threads);
      EXPECT_EQ(product(operand(a), operand(b)), alone) << threads;
      EXPECT_EQ(product_with_itself(operand(a)), square) << threads;
    }
  }
}

TEST(Kernels, AreNamedAfterLevelsBestFirst) {
  const auto all = kernels::supported();
  ASSERT_FALSE(all.empty());
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_GT(std::string(all[i - 1]->name), std::string(all[i]->name));
  }
}

// v2 has no such instruction: one that was compiled for this machine would have it all the same.
TEST(Kernels, AreOfTheInstructionSetOfTheirName) {
  for (const Kernels* kernels : kernels::supported()) {
    if (std::string_view(kernels->name) == "generic") continue;
    EXPECT_EQ(kernels->fused, std::string_view(kernels->name) != "v2") << kernels->name;
  }
}

TEST(Kernels, TakeTheSameStepOfAdam) {
  const Index n = 1003;
  const auto g = random_matrix<float>(n, 1, 1), w = random_matrix<float>(n, 1, 2);
  std::vector<Matrix<float>> after;
  std::vector<double> changes;
  for (const Kernels* kernels : kernels::supported()) {
    if (!kernels->fused) continue;
    Matrix<float> m = Matrix<float>::Ones(n, 1), v = m, out(n, 1);
    changes.push_back(kernels->single.adam({0.9f, 0.1f, 0.999f, 0.001f, 1e-3f, 1e-8f}, n, g.data(),
                                           w.data(), m.data(), v.data(), out.data()));
    after.push_back(out);
  }
  if (after.size() < 2) GTEST_SKIP() << "this machine runs less than two fused variants";
  EXPECT_EQ(after[0], after[1]);
  EXPECT_EQ(changes[0], changes[1]);
}

}  // namespace
}  // namespace neurons
