// Checkpoints on disk: what is written is read, the last two are kept, and what is damaged is told
// or passed over, never misread.
#include "tools/lab/files/checkpoint_file.h"

#include <gmock/gmock.h>

#include "protocols/bad_input.h"
#include "tests/tools/tiny_run.h"

namespace lab {
namespace {

using protocols::BadInput;
using testing::HasSubstr;
using testing::ThrowsMessage;

class CheckpointFile : public testing::Test {
 protected:
  static Checkpoint made(std::uint64_t step) {
    Checkpoint out;
    out.header.set_version("1");
    out.header.set_step(step);
    out.state = std::string("state\0of ", 9) + std::to_string(step);
    return out;
  }
  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::directory_iterator(root_.path() / "checkpoints")) {
      out.push_back(entry.path());
    }
    std::sort(out.begin(), out.end());
    return out;
  }
  void write(const Checkpoint& checkpoint) {
    folder_.write(checkpoint.header, [&](const Write& piece) {
      piece(std::string_view(checkpoint.state).substr(0, 4));
      piece(std::string_view(checkpoint.state).substr(4));
    });
  }
  static void overwrite(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
  }

  TemporaryFolder root_;
  CheckpointFolder folder_{root_.path()};
};

TEST_F(CheckpointFile, GivesBackTheNewest) {
  for (const std::uint64_t step : {3u, 7u}) write(made(step));
  const Checkpoint found = folder_.latest();
  EXPECT_EQ(found.header.step(), 7u);
  EXPECT_EQ(found.header.version(), "1");
  EXPECT_EQ(found.state, made(7).state);
}

// One was damaged, and the run was killed after it had written one, and before it removed another.
TEST_F(CheckpointFile, IsTidiedUpBeforeARunGoesOn) {
  for (std::uint64_t step = 0; step < 2; ++step) write(made(step));
  const auto folder = root_.path() / "checkpoints";
  for (const char* later : {"00000002.gckpt", "00000003.gckpt"}) {
    std::filesystem::copy_file(files()[1], folder / later);
  }
  overwrite(folder / "00000003.gckpt", "nothing");
  folder_.tidy(folder_.latest());
  const std::vector<std::filesystem::path> kept = {folder / "00000001.gckpt",
                                                   folder / "00000002.gckpt"};
  EXPECT_EQ(files(), kept);
}

TEST_F(CheckpointFile, KeepsTheLastTwoAndNothingElse) {
  for (std::uint64_t step = 0; step < 5; ++step) write(made(step));
  ASSERT_EQ(files().size(), 2u);
  EXPECT_EQ(read_checkpoint(files()[0]).header.step(), 3u);
  EXPECT_EQ(read_checkpoint(files()[1]).header.step(), 4u);
}

TEST_F(CheckpointFile, BeforeTheFirstThereIsAPromise) {
  protocols::checkpoint::Header header;
  header.set_init_weights("from/here");
  folder_.promise(header);
  const Checkpoint promised = folder_.latest();
  EXPECT_EQ(promised.header.init_weights(), "from/here");
  EXPECT_TRUE(promised.state.empty());
  EXPECT_FALSE(folder_.newest_header()) << "there is nothing to go on with";
  write(made(0));
  EXPECT_FALSE(folder_.latest().state.empty());
  folder_.tidy(folder_.latest());
  EXPECT_EQ(files().size(), 1u) << "a run that goes on needs none";
  folder_.promise(header);
  folder_.forget_promise();
  EXPECT_EQ(files().size(), 1u);
}

TEST_F(CheckpointFile, PassesOverWhatIsDamagedOrHalfWritten) {
  for (const std::uint64_t step : {3u, 7u}) write(made(step));
  const std::string bytes = text_of(files()[1]);
  overwrite(root_.path() / "checkpoints" / "00000009.gckpt.part", bytes);
  overwrite(files()[1], bytes.substr(0, bytes.size() - 1));
  EXPECT_EQ(folder_.latest().header.step(), 3u);
  write(made(8));
  EXPECT_EQ(folder_.latest().header.step(), 8u);
}

TEST_F(CheckpointFile, RefusesAnyByteThatIsWrongAndAnyLength) {
  write(made(3));
  const std::filesystem::path file = files()[0];
  const std::string bytes = text_of(file);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string wrong = bytes;
    wrong[i] = static_cast<char>(wrong[i] ^ 0x40);
    overwrite(file, wrong);
    EXPECT_THAT([&] { read_checkpoint(file); }, ThrowsMessage<BadInput>(HasSubstr("damaged"))) << i;
    overwrite(file, bytes.substr(0, i));
    EXPECT_THROW(read_checkpoint(file), BadInput) << i;
  }
  overwrite(file, bytes + "x");
  EXPECT_THROW(read_checkpoint(file), BadInput);
}

TEST_F(CheckpointFile, TellsWhatItFound) {
  EXPECT_THAT([&] { folder_.latest(); }, ThrowsMessage<BadInput>(HasSubstr("no checkpoint")));
  write(made(3));
  overwrite(files()[0], "GAITCKP2");
  EXPECT_THAT([&] { folder_.latest(); }, ThrowsMessage<BadInput>(HasSubstr("00000000.gckpt")));
}

TEST_F(CheckpointFile, WhatCannotBeWrittenLeavesTheOneBefore) {
  write(made(3));
  std::filesystem::create_directory(root_.path() / "checkpoints" / "00000001.gckpt.part");
  EXPECT_THROW(write(made(7)), std::runtime_error);
  EXPECT_EQ(folder_.latest().header.step(), 3u);
}

TEST_F(CheckpointFile, HearsTheStateToItsEndOnAFullDisk) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "there is no /dev/full";
  write(made(3));
  std::filesystem::create_symlink("/dev/full",
                                  root_.path() / "checkpoints" / "00000001.gckpt.part");
  int heard = 0;
  EXPECT_THAT(
      [&] {
        folder_.write(made(7).header, [&](const Write& piece) {
          piece("one");
          ++heard;
          piece("two");
          ++heard;
        });
      },
      ThrowsMessage<std::runtime_error>(HasSubstr("No space left")));
  EXPECT_EQ(heard, 2);
  EXPECT_EQ(files().size(), 1u);
}

TEST_F(CheckpointFile, KeepsNothingOfAStateThatFails) {
  const auto fails = [](const Write& piece) {
    piece("half of it");
    throw std::domain_error("no state");
  };
  EXPECT_THROW(folder_.write({}, fails), std::domain_error);
  EXPECT_FALSE(std::filesystem::exists(root_.path() / "checkpoints"));
}

TEST_F(CheckpointFile, RemovesAllThatIsItsOwn) {
  write(made(3));
  // Of somebody who was killed while writing it.
  std::ofstream(root_.path() / "checkpoints" / "00000009.gckpt.part") << "half";
  folder_.remove_all();
  EXPECT_FALSE(std::filesystem::exists(root_.path() / "checkpoints"));
  EXPECT_TRUE(std::filesystem::exists(root_.path()));
}

}  // namespace
}  // namespace lab
