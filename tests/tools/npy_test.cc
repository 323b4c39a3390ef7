// The .npy files that NumPy writes, as bytes built by hand, and what is none; and files that are
// written whole or not at all.
#include "tools/lab/files/npy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "protocols/bad_input.h"
#include "tests/tools/tiny_run.h"
#include "tools/lab/files/whole_file.h"

namespace lab {
namespace {

using testing::HasSubstr;
using Matrix = neurons::Matrix<double>;

std::string with_header(const std::string& header) {
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() % 256);
  bytes += static_cast<char>(header.size() / 256);
  return bytes + header;
}

// What numpy.save writes: padded to 64 bytes, ended by a newline.
std::string header(const std::string& shape, const std::string& type = "<f8",
                   const std::string& fortran = "False") {
  std::string text =
      "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
  text.append(63 - (10 + text.size()) % 64, ' ');
  return with_header(text + "\n");
}

std::string bytes_of(const std::vector<double>& values) {
  std::string bytes(sizeof(double) * values.size(), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

class Npy : public testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "0Lweights.npy"; }

  Matrix read(const std::string& bytes) {
    std::ofstream(file(), std::ios::binary) << bytes;
    return read_npy(file());
  }

  std::string fault(const std::string& bytes) {
    try {
      read(bytes);
      return "";
    } catch (const protocols::BadInput& error) {
      EXPECT_THAT(error.what(), HasSubstr(file().string()));
      return error.what();
    }
  }

  TemporaryFolder folder_;
};

TEST_F(Npy, ReadsAMatrixInCOrder) {
  const Matrix found = read(header("(2, 3)") + bytes_of({1, 2, 3, 4, 5, 6}));
  Matrix wanted(2, 3);
  wanted << 1, 2, 3, 4, 5, 6;
  EXPECT_EQ(found, wanted);
}

TEST_F(Npy, AVectorBecomesAColumn) {
  const Matrix found = read(header("(3,)") + bytes_of({7, 8, 9}));
  EXPECT_EQ(found, Eigen::Vector3d(7, 8, 9));
}

TEST_F(Npy, ReadsWhatItWrote) {
  const Matrix values = Matrix::Random(5, 3);
  write_npy(file(), neurons::Tensor(Matrix(values)), false);
  EXPECT_EQ(read_npy(file()), values.transpose());
  write_npy(file(), neurons::Tensor(Matrix(values.col(0))), true);
  EXPECT_EQ(read_npy(file()), values.col(0));
}

TEST_F(Npy, WritesByteForByteWhatNumpyWrites) {
  Matrix values(3, 2);
  values << 1, 4, 2, 5, 3, 6;
  write_npy(file(), neurons::Tensor(Matrix(values)), false);
  EXPECT_EQ(text_of(file()), header("(2, 3)") + bytes_of({1, 2, 3, 4, 5, 6}));
  write_npy(file(), neurons::Tensor(neurons::Matrix<float>(values.cast<float>())), false);
  EXPECT_EQ(text_of(file()), header("(2, 3)") + bytes_of({1, 2, 3, 4, 5, 6}));
  write_npy(file(), neurons::Tensor(Matrix(values.col(0))), true);
  EXPECT_EQ(text_of(file()), header("(3,)") + bytes_of({1, 2, 3}));
}

// They are given on some thousands at a time.
TEST_F(Npy, WritesAllOfALargeMatrix) {
  const neurons::Matrix<float> values = neurons::Matrix<float>::Random(123, 200);
  write_npy(file(), neurons::Tensor(neurons::Matrix<float>(values)), false);
  EXPECT_EQ(read_npy(file()), values.cast<double>().transpose());
}

TEST_F(Npy, RefusesOtherOrdersAndTypes) {
  const std::string values = bytes_of({1, 2, 3, 4});
  EXPECT_THAT(fault(header("(2, 2)", "<f8", "True") + values), HasSubstr("C order"));
  for (const std::string type : {"<f4", ">f8", "<i8", "|O", "<c16"}) {
    EXPECT_THAT(fault(header("(2, 2)", type) + values), HasSubstr("float64")) << type;
  }
}

TEST_F(Npy, RefusesOtherNumbersOfDimensions) {
  EXPECT_THAT(fault(header("()") + bytes_of({1})), HasSubstr("one or two dimensions"));
  EXPECT_THAT(fault(header("(1, 1, 1)") + bytes_of({1})), HasSubstr("one or two dimensions"));
}

TEST_F(Npy, RefusesAFileCutShortAnywhere) {
  const std::string whole = header("(2, 2)") + bytes_of({1, 2, 3, 4});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(fault(whole.substr(0, size)), "") << size << " of " << whole.size();
  }
  EXPECT_THAT(fault(whole.substr(0, whole.size() - 1)), HasSubstr("31 bytes"));
  EXPECT_THAT(fault(whole + "x"), HasSubstr("33 bytes"));
}

TEST_F(Npy, RefusesWhatIsNoNpyFile) {
  EXPECT_THAT(fault("PK\x03\x04 and so on, a .npz file"), HasSubstr("no .npy file"));
  EXPECT_THAT(fault(std::string("\x93NUMPY\x02\x00", 8) + std::string(100, ' ')),
              HasSubstr("version 1.0"));
}

TEST_F(Npy, RefusesAbsurdShapes) {
  EXPECT_THAT(fault(header("(999999999, 999999999)")), HasSubstr("absurd"));
  EXPECT_THAT(fault(header("(16777216, 16777216)")), HasSubstr("0 bytes"));  // nothing allocated
  EXPECT_NE(fault(header("(99999999999999999999, 1)")), "");
  EXPECT_NE(fault(header("(-1, 1)")), "");
}

// A header has up to 65535 bytes; whatever they are costs neither time nor stack.
TEST_F(Npy, RefusesAbsurdHeaders) {
  const std::string start = "{'descr': '<f8', 'fortran_order': False, 'shape': (";
  for (const char letter : {' ', '(', '1', ',', '\n'}) {
    EXPECT_NE(fault(with_header(start + std::string(65000, letter))), "") << letter;
  }
}

TEST_F(Npy, RefusesAFileThatIsNotThere) {
  try {
    read_npy(folder_.path() / "none.npy");
    FAIL();
  } catch (const protocols::BadInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("none.npy"));
  }
  EXPECT_THROW(read_npy(folder_.path()), protocols::BadInput);
}

TEST_F(Npy, AFileIsWrittenWholeOrNotAtAll) {
  write_whole(file(), "old");
  write_whole(file(), "new");
  EXPECT_EQ(text_of(file()), "new");
  const auto folder = folder_.path() / "folder";
  std::filesystem::create_directories(folder / "full");
  EXPECT_THROW(write_whole(folder, "a file in place of a folder"), std::runtime_error);
  EXPECT_THROW(write_whole(folder_.path() / "none" / "file", ""), std::runtime_error);
  int left = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
    EXPECT_NE(entry.path().extension(), ".part") << entry.path();
    ++left;
  }
  EXPECT_EQ(left, 3);  // the file, the folder, and what is in it
}

}  // namespace
}  // namespace lab
