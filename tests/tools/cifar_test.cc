// Reading the binary files of CIFAR-10. Every case writes its own few records into a temporary
// folder: one in each training file, whose label is the file's number and whose planes are of one
// value each: 10 n, 10 n + 1, 10 n + 2. For every fault: the message names the file, what is wrong
// and what was expected.
#include "tools/lab/data/cifar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/bad_input.h"
#include "tests/tools/tiny_run.h"
#include "tools/lab/explain/explain.h"

namespace lab {
namespace {

using std::filesystem::path;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::size_t kPlane = 32 * 32;
constexpr const char* kTest = "test_batch.bin";

std::string record(int label, int value) {
  std::string out(1, static_cast<char>(label));
  for (int plane = 0; plane < 3; ++plane) {
    out += std::string(kPlane, static_cast<char>(value + plane));
  }
  return out;
}

std::string train_file(int number) { return "data_batch_" + std::to_string(number) + ".bin"; }

class Cifar : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(folder_);
    for (int n = 1; n <= 5; ++n) write(train_file(n), record(n, 10 * n));
  }

  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }

  std::string fault() const {
    try {
      read_cifar(folder_);
    } catch (const protocols::BadInput& bad) {
      return bad.what();
    }
    return "no fault";
  }

  Outcome run_on_it(const Overrides& overrides) const {
    RunOptions options;
    options.setup.data_dir = home_.path();
    options.out = home_.path() / "out";
    options.quiet = true;
    return run(protocols::parse_config(kTiny, "test.textproto", on_it() + overrides), options);
  }
  static Overrides on_it() {
    return {"data={cifar { directory: \"small\" } batch: 5 pool: 8}",
            "network.tower.widths=[48, 16, 10]", "run.epochs=2"};
  }

  TemporaryFolder home_;
  path folder_ = home_.path() / "small";
};

TEST_F(Cifar, ReadsTheTrainingFilesInTheirOrder) {
  const Dataset data = read_cifar(folder_);
  EXPECT_EQ(data.name, "small");
  EXPECT_EQ(data.planes, 3U);
  EXPECT_EQ(data.height, 32U);
  EXPECT_EQ(data.width, 32U);
  EXPECT_EQ(data.pixels(), 3072U);
  EXPECT_EQ(data.classes, 6U);
  EXPECT_EQ(data.train.count, 5U);
  EXPECT_THAT(data.train.labels, ElementsAre(1, 2, 3, 4, 5));
  for (std::size_t i = 0; i < data.train.images.size(); ++i) {
    ASSERT_EQ(data.train.images[i], 10 * (1 + i / 3072) + i % 3072 / kPlane) << i;
  }
}

TEST_F(Cifar, AFileHoldsAnyNumberOfRecords) {
  write(train_file(2), record(7, 1) + record(8, 2) + record(9, 200));
  const Dataset data = read_cifar(folder_);
  EXPECT_THAT(data.train.labels, ElementsAre(1, 7, 8, 9, 3, 4, 5));
  EXPECT_EQ(data.train.count, 7U);
  EXPECT_EQ(data.train.images.size(), 7U * 3072);
  EXPECT_EQ(data.brightest, 202);
}

TEST_F(Cifar, WithoutItsFileTheTestIsEmpty) {
  EXPECT_EQ(read_cifar(folder_).test.count, 0U);
  EXPECT_TRUE(read_cifar(folder_).test.images.empty());
}

TEST_F(Cifar, ReadsTheTestFileAndCountsItsClassesButNotItsBrightness) {
  write(kTest, record(9, 250) + record(0, 0));
  const Dataset data = read_cifar(folder_);
  EXPECT_THAT(data.test.labels, ElementsAre(9, 0));
  EXPECT_EQ(data.test.images.front(), 250);
  EXPECT_EQ(data.test.images.back(), 2);
  EXPECT_EQ(data.classes, 10U);
  EXPECT_EQ(data.brightest, 52);
}

TEST_F(Cifar, MissingFolder) {
  std::filesystem::remove_all(folder_);
  EXPECT_THAT(fault(), AllOf(HasSubstr("small: no such folder"), HasSubstr("--data-dir"),
                             HasSubstr("tools/fetch-data")));
}

TEST_F(Cifar, EveryTrainingFileIsNeeded) {
  for (int n = 1; n <= 5; ++n) {
    std::filesystem::remove(folder_ / train_file(n));
    EXPECT_THAT(fault(),
                AllOf(HasSubstr(train_file(n) + ": not found"), HasSubstr("tools/fetch-data")));
    write(train_file(n), record(n, n));
  }
}

TEST_F(Cifar, SizesThatAreNoWholeRecords) {
  write(train_file(3), record(3, 3) + "x");
  EXPECT_THAT(fault(), AllOf(HasSubstr("data_batch_3.bin: 3074 bytes are no whole number"),
                             HasSubstr("3 x 32 x 32"), HasSubstr("3073")));
  write(train_file(3), record(3, 3));
  write(kTest, record(3, 3).substr(1));
  EXPECT_THAT(fault(), HasSubstr("test_batch.bin: 3072 bytes are no whole number"));
}

TEST_F(Cifar, EmptyFiles) {
  write(kTest, "");
  EXPECT_THAT(fault(), HasSubstr("test_batch.bin: is empty"));
}

TEST_F(Cifar, AFolderInPlaceOfAFile) {
  std::filesystem::create_directory(folder_ / kTest);
  EXPECT_THAT(fault(), HasSubstr("test_batch.bin: cannot be read: "));
}

TEST_F(Cifar, LabelsThatAreTooLarge) {
  write(train_file(4), record(9, 1) + record(0, 1) + record(10, 1));
  EXPECT_THAT(fault(), HasSubstr("data_batch_4.bin: record 2 has the label 10, expected 0 to 9"));
  write(train_file(4), record(255, 1));
  EXPECT_THAT(fault(), HasSubstr("record 0 has the label 255"));
}

TEST_F(Cifar, NothingToSee) {
  for (int n = 1; n <= 5; ++n) write(train_file(n), std::string(3073, '\0'));
  EXPECT_THAT(fault(), AllOf(HasSubstr("data_batch_1.bin"), HasSubstr("every pixel is 0")));
}

TEST_F(Cifar, RunsWithATestAndWithoutOne) {
  EXPECT_EQ(run_on_it({}).summary["test_accuracy"], nullptr);
  write(kTest, record(5, 50));
  const Outcome outcome = run_on_it({});
  EXPECT_EQ(outcome.ending, Ending::kDone);
  EXPECT_EQ(outcome.summary["step"], 2);
  EXPECT_TRUE(outcome.summary["test_accuracy"].is_number());
}

TEST_F(Cifar, ItsSidesAreExplained) {
  const auto text = [&](const Overrides& overrides) {
    return explanation_text(explain(
        protocols::parse_config(kTiny, "test.textproto", on_it() + overrides), home_.path()));
  };
  EXPECT_THAT(text({}), HasSubstr("5 training and 0 test images of 3 x 4 x 4, batches of 5"));
  EXPECT_THAT(text({"data.pool=1", "network.tower.widths=[3072, 10]"}),
              HasSubstr("images of 3 x 32 x 32,"));
}

TEST_F(Cifar, WhatDoesNotFitIsRefusedInItsTerms) {
  const auto refusal = [&](const Overrides& overrides) -> std::string {
    try {
      run_on_it(overrides);
    } catch (const protocols::BadInput& bad) {
      return bad.what();
    }
    return "no fault";
  };
  EXPECT_THAT(refusal({"network.tower.widths=[16, 10]"}), HasSubstr("48 units (3 x 4 x 4)"));
  EXPECT_THAT(refusal({"data.pool=5"}), HasSubstr("5 must divide the images' sides, 32 x 32"));
  EXPECT_THAT(refusal({"data.cifar.directory=none"}),
              AllOf(HasSubstr("data.cifar.directory"), HasSubstr("tools/fetch-data")));
}

}  // namespace
}  // namespace lab
