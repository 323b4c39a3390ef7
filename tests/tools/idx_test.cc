// Reading datasets in the layout of MNIST. Every case writes its own few bytes into a temporary
// folder: two training images of 1 x 2 pixels unless it says otherwise. For every fault: the
// message names the file, what is wrong and what was expected. The last test reads real data if
// there is any.
#include "tools/lab/data/idx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "protocols/bad_input.h"

namespace lab {
namespace {

using std::filesystem::path;
using testing::AllOf;
using testing::HasSubstr;
using Bytes = std::vector<std::uint8_t>;

constexpr const char* kTrainImages = "train-images-idx3-ubyte";
constexpr const char* kTrainLabels = "train-labels-idx1-ubyte";
constexpr const char* kTestImages = "t10k-images-idx3-ubyte";
constexpr const char* kTestLabels = "t10k-labels-idx1-ubyte";

// An IDX file: the magic number, the sizes, the content.
Bytes idx(const std::vector<std::uint32_t>& sizes, const Bytes& content) {
  Bytes file{0, 0, 8, static_cast<std::uint8_t>(sizes.size())};
  for (const std::uint32_t size : sizes) {
    for (const int shift : {24, 16, 8, 0}) file.push_back(static_cast<std::uint8_t>(size >> shift));
  }
  file.insert(file.end(), content.begin(), content.end());
  return file;
}

Bytes read_bytes(const path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Idx : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "idx_test_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    write(kTrainImages, idx({2, 1, 2}, {10, 20, 30, 200}));
    write(kTrainLabels, idx({2}, {3, 0}));
  }

  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const Bytes& bytes) const {
    std::ofstream out(folder_ / name, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
  }

  void write_gzip(const std::string& name, const Bytes& bytes) const {
    gzFile out = gzopen((folder_ / name).c_str(), "wb");
    gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(out);
  }

  void remove(const std::string& name) const { std::filesystem::remove(folder_ / name); }

  std::string fault() const {
    try {
      read_idx(folder_);
    } catch (const protocols::BadInput& bad) {
      return bad.what();
    }
    return "no fault";
  }

  path folder_;
};

TEST_F(Idx, ReadsTrainingImagesAndLabels) {
  const Dataset data = read_idx(folder_);
  EXPECT_EQ(data.name, folder_.filename().string());
  EXPECT_EQ(data.height, 1U);
  EXPECT_EQ(data.width, 2U);
  EXPECT_EQ(data.classes, 4U);
  EXPECT_EQ(data.brightest, 200);
  EXPECT_EQ(data.train.count, 2U);
  EXPECT_EQ(data.train.images, (Bytes{10, 20, 30, 200}));
  EXPECT_EQ(data.train.labels, (Bytes{3, 0}));
}

TEST_F(Idx, WithoutTestFilesTheTestIsEmpty) {
  const Dataset data = read_idx(folder_);
  EXPECT_EQ(data.test.count, 0U);
  EXPECT_TRUE(data.test.images.empty());
}

TEST_F(Idx, ReadsTheTestPairAndCountsItsClassesButNotItsBrightness) {
  write(kTestImages, idx({1, 1, 2}, {0, 255}));
  write(kTestLabels, idx({1}, {255}));
  const Dataset data = read_idx(folder_);
  EXPECT_EQ(data.test.images, (Bytes{0, 255}));
  EXPECT_EQ(data.test.labels, (Bytes{255}));
  EXPECT_EQ(data.classes, 256U);
  EXPECT_EQ(data.brightest, 200);
}

TEST_F(Idx, TellsWhichImageHasTheLargestLabelFirst) {
  const std::string first = "is that of image 1 (the first is 0) in ";
  write(kTrainImages, idx({3, 1, 2}, {10, 20, 30, 200, 1, 2}));
  write(kTrainLabels, idx({3}, {3, 9, 9}));
  write(kTestImages, idx({2, 1, 2}, {0, 255, 1, 2}));
  write(kTestLabels, idx({2}, {3, 9}));
  EXPECT_EQ(read_idx(folder_).largest_label,
            "the largest label, 9, " + first + (folder_ / kTrainLabels).string());
  write(kTestLabels, idx({2}, {3, 10}));
  EXPECT_EQ(read_idx(folder_).largest_label,
            "the largest label, 10, " + first + (folder_ / kTestLabels).string());
}

TEST_F(Idx, ReadsGzip) {
  remove(kTrainImages);
  write_gzip(std::string(kTrainImages) + ".gz", idx({2, 1, 2}, {1, 2, 3, 4}));
  EXPECT_EQ(read_idx(folder_).train.images, (Bytes{1, 2, 3, 4}));
}

TEST_F(Idx, ReadsAFolderAsItIsFetched) {
  for (const char* const name : {kTrainImages, kTrainLabels}) {
    const Bytes plain = read_bytes(folder_ / name);
    remove(name);
    write_gzip(std::string(name) + ".gz", plain);
  }
  write_gzip(std::string(kTestImages) + ".gz", idx({1, 1, 2}, {7, 8}));
  write_gzip(std::string(kTestLabels) + ".gz", idx({1}, {2}));
  const Dataset data = read_idx(folder_);
  EXPECT_EQ(data.train.labels, (Bytes{3, 0}));
  EXPECT_EQ(data.test.images, (Bytes{7, 8}));
}

TEST_F(Idx, PrefersThePlainFileToGzip) {
  write(std::string(kTrainImages) + ".gz", {1, 2, 3});
  EXPECT_EQ(read_idx(folder_).train.images, (Bytes{10, 20, 30, 200}));
}

TEST_F(Idx, ReadsMoreThanAPieceAtATime) {
  Bytes pixels(3 * 1000 * 1000);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * i >> 8);
  write(kTrainImages, idx({2, 1000, 1500}, pixels));
  EXPECT_EQ(read_idx(folder_).train.images, pixels);
}

TEST_F(Idx, ASlashAfterTheFolderDoesNotChangeItsName) {
  EXPECT_EQ(read_idx(folder_ / "").name, folder_.filename().string());
}

TEST_F(Idx, MissingFolder) {
  std::filesystem::remove_all(folder_);
  EXPECT_THAT(fault(), AllOf(HasSubstr(folder_.string()), HasSubstr("--data-dir"),
                             HasSubstr("GAITSIM_DATA_DIR"), HasSubstr("tools/fetch-data")));
}

TEST_F(Idx, MissingTrainingPair) {
  remove(kTrainImages);
  remove(kTrainLabels);
  EXPECT_THAT(fault(), AllOf(HasSubstr(kTrainImages), HasSubstr("not found"),
                             HasSubstr("tools/fetch-data")));
}

TEST_F(Idx, MissingHalfOfThePairs) {
  write(kTestImages, idx({1, 1, 2}, {0, 1}));
  EXPECT_THAT(fault(), AllOf(HasSubstr(kTestLabels), HasSubstr("not found")));
  remove(kTrainImages);
  EXPECT_THAT(fault(), AllOf(HasSubstr(kTrainImages), HasSubstr("not found")));
}

TEST_F(Idx, WrongMagicNumber) {
  write(kTrainImages, {'P', 'K', 3, 4, 0, 0});
  EXPECT_THAT(fault(), AllOf(HasSubstr(kTrainImages), HasSubstr("0x504b0304"),
                             HasSubstr("expected 0x00000803")));
}

TEST_F(Idx, ImagesAndLabelsSwapped) {
  write(kTrainImages, idx({2}, {3, 0}));
  EXPECT_THAT(fault(),
              AllOf(HasSubstr("0x00000801"), HasSubstr("0x00000803"), HasSubstr("swapped?")));
}

TEST_F(Idx, TooShort) {
  write(kTrainImages, idx({2, 1, 2}, {10, 20, 30}));
  EXPECT_THAT(fault(), AllOf(HasSubstr(kTrainImages), HasSubstr("3 bytes found"),
                             HasSubstr("2 x 1 x 2 = 4 needed")));
}

TEST_F(Idx, TooShortForAHeader) {
  for (const std::size_t size : {0U, 3U, 4U, 15U}) {
    Bytes bytes = idx({2, 1, 2}, {});
    bytes.resize(size);
    write(kTrainImages, bytes);
    EXPECT_THAT(fault(),
                AllOf(HasSubstr(std::to_string(size) + " bytes found"), HasSubstr("needs 16")));
  }
}

TEST_F(Idx, TooLong) {
  write(kTrainLabels, idx({2}, {3, 0, 1}));
  EXPECT_THAT(fault(), AllOf(HasSubstr(kTrainLabels), HasSubstr("too long")));
}

TEST_F(Idx, GzipCutShortAnywhere) {
  const std::string name = std::string(kTrainImages) + ".gz";
  remove(kTrainImages);
  write_gzip(name, idx({2, 1, 2}, {10, 20, 30, 200}));
  const Bytes whole = read_bytes(folder_ / name);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write(name, Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
    EXPECT_THAT(fault(), HasSubstr(name)) << size << " of " << whole.size();
  }
  write(name, Bytes(whole.begin(), whole.end() - 1));
  EXPECT_THAT(fault(), HasSubstr("ends too early"));
}

TEST_F(Idx, GzipWithAWrongSum) {
  const std::string name = std::string(kTrainImages) + ".gz";
  remove(kTrainImages);
  write_gzip(name, idx({2, 1, 2}, {10, 20, 30, 200}));
  Bytes damaged = read_bytes(folder_ / name);
  damaged[damaged.size() - 8] ^= 1;  // the sum comes before the size, four bytes each
  write(name, damaged);
  EXPECT_THAT(fault(), AllOf(HasSubstr(name), HasSubstr("damaged"), HasSubstr("fetch-data")));
}

TEST_F(Idx, AFolderInPlaceOfAFile) {
  remove(kTrainImages);
  std::filesystem::create_directory(folder_ / kTrainImages);
  EXPECT_THAT(fault(), AllOf(HasSubstr(kTrainImages), HasSubstr("cannot be")));
}

TEST_F(Idx, LabelsAndImagesDifferInNumber) {
  write(kTrainLabels, idx({3}, {3, 0, 1}));
  EXPECT_THAT(fault(),
              AllOf(HasSubstr(kTrainLabels), HasSubstr("3 labels"), HasSubstr("2 images")));
}

TEST_F(Idx, NoImages) {
  write(kTrainImages, idx({0, 1, 2}, {}));
  EXPECT_THAT(fault(),
              AllOf(HasSubstr(kTrainImages), HasSubstr("holds nothing"), HasSubstr("0 x 1 x 2")));
}

TEST_F(Idx, TestImagesOfAnotherSize) {
  write(kTestImages, idx({1, 2, 1}, {0, 255}));
  write(kTestLabels, idx({1}, {1}));
  EXPECT_THAT(fault(), AllOf(HasSubstr(kTestImages), HasSubstr("2 x 1"), HasSubstr("1 x 2")));
}

TEST_F(Idx, OnlyBlackImages) {
  write(kTrainImages, idx({2, 1, 2}, {0, 0, 0, 0}));
  EXPECT_THAT(fault(), AllOf(HasSubstr(kTrainImages), HasSubstr("every pixel is 0")));
}

TEST_F(Idx, AbsurdSizesInTheHeader) {
  write(kTrainImages, idx({0xffffffff, 0xffffffff, 0xffffffff}, {1}));
  EXPECT_THAT(fault(), AllOf(HasSubstr(kTrainImages), HasSubstr("more than the 2147483648")));
  write(kTrainImages, idx({1 << 15, 1 << 8, 1 << 8}, {1}));  // allowed, so the file is too short
  EXPECT_THAT(fault(), HasSubstr("1 bytes found"));
}

TEST(IdxOfRealData, ReadsMnist) {
  const char* const data_dir = std::getenv("GAITSIM_DATA_DIR");
  if (data_dir == nullptr) GTEST_SKIP() << "GAITSIM_DATA_DIR is not set";
  const path folder = path(data_dir) / "mnist";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no folder " << folder;
  const Dataset mnist = read_idx(folder);
  EXPECT_EQ(mnist.name, "mnist");
  EXPECT_EQ(mnist.height, 28U);
  EXPECT_EQ(mnist.width, 28U);
  EXPECT_EQ(mnist.classes, 10U);
  EXPECT_EQ(mnist.brightest, 255);
  EXPECT_EQ(mnist.train.count, 60000U);
  EXPECT_EQ(mnist.test.count, 10000U);
  EXPECT_EQ(Bytes(mnist.train.labels.begin(), mnist.train.labels.begin() + 5),
            (Bytes{5, 0, 4, 1, 9}));
}

}  // namespace
}  // namespace lab
