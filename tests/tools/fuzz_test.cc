// Damaged data files, weight files and encoded messages: each is read, or refused as bad input;
// nothing else. With the sanitizers of the dev preset also: no memory is read that is not theirs.
#include <gtest/gtest.h>

#include "protocols/bad_input.h"
#include "tests/mutation.h"
#include "tests/tools/tiny_run.h"
#include "tools/lab/data/idx_file.h"
#include "tools/lab/files/npy.h"
#include "tools/lab/recording/message_codec.h"

namespace lab {
namespace {

using protocols::BadInput;

void expect_some_of_both(int accepted, int cases) {
  EXPECT_GT(accepted, cases / 100);
  EXPECT_LT(accepted, cases);
}

void write(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

void fuzz_idx(std::uint64_t seed, int cases) {
  const TemporaryFolder folder;
  const auto read = [&](const std::string& bytes) {
    write(folder.path() / "file", bytes);
    const IdxArray array = read_idx_file(folder.path() / "file", 1);
    EXPECT_EQ(array.bytes.size(), array.shape.at(0));
  };
  const std::string plain = text_of(kGolden / "tower-gait/train-labels-idx1-ubyte");
  // What gzip made of the same eight bytes of header and four labels.
  const std::string zipped(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x63\x60\xe0\x60\x64\x60\x60\x60\x61\x60\x64\x62\x06"
      "\x00\x17\x6d\x04\x20\x0c\x00\x00\x00",
      32);
  const tests::Mutator mutator(seed, {std::string(4, '\0'), "\x1f\x8b", "\xff\xff\xff\xff"});
  expect_some_of_both(tests::fuzz<BadInput>({plain, zipped}, mutator, cases, read), cases);
}

void fuzz_npy(std::uint64_t seed, int cases) {
  const TemporaryFolder folder;
  const auto read = [&](const std::string& bytes) {
    write(folder.path() / "file.npy", bytes);
    EXPECT_GE(read_npy(folder.path() / "file.npy").size(), 0);
  };
  const std::vector<std::string> good = {
      text_of(kGolden / "tower-gait/init/0Lweights.npy").substr(0, 128) + std::string(2048, '\1'),
      text_of(kGolden / "tower-gait/init/0Lbiases.npy")};
  const tests::Mutator mutator(seed, {"(16, 16)", "(", ")", "999999999", "'<f8'", "True", ","});
  expect_some_of_both(tests::fuzz<BadInput>(good, mutator, cases, read), cases);
}

std::vector<std::string> encoded_messages() {
  const auto one = neurons::share(neurons::Matrix<float>(neurons::Matrix<float>::Ones(3, 2)));
  const auto two = neurons::share(neurons::Matrix<double>(neurons::Matrix<double>::Ones(2, 2)));
  std::vector<std::string> out;
  for (const neurons::Message& message : std::vector<neurons::Message>{
           neurons::Activity{1, 2, 3, one, one, 0},
           neurons::Target{.sample = 1, .layer = 2, .gain = {1, 2}, .values = two},
           neurons::WeightTransport{1, 2, {one, two, 4}},
           sim::Report{sim::ReportKind::kActive, 1, 2}, sim::Order{sim::Phase::kLearn, 1, 2},
           sim::Token{1, -2}, sim::Timer{3}, sim::Quiet{4}, sim::Begin{}}) {
    out.push_back(to_proto(message).SerializeAsString());
  }
  return out;
}

void fuzz_messages(std::uint64_t seed, int cases) {
  const auto read = [](const std::string& bytes) {
    protocols::wire::Message parsed;
    if (!parsed.ParseFromString(bytes)) throw BadInput("no message");
    const neurons::Message message = from_proto(parsed);
    sim::Event<neurons::Message> event{.key = {}, .cause = {}, .sent = {}, .message = message};
    Loopback{}.pass(event);
    EXPECT_EQ(digest_of(event.message), digest_of(message));
  };
  expect_some_of_both(tests::fuzz<BadInput>(encoded_messages(), {seed, {}}, cases, read), cases);
}

TEST(Fuzz, OfIdxFilesFindsNothing) { fuzz_idx(1, 2000); }
TEST(Fuzz, OfWeightFilesFindsNothing) { fuzz_npy(1, 2000); }
TEST(Fuzz, OfMessagesFindsNothing) { fuzz_messages(1, 5000); }

TEST(LongFuzz, OfIdxFilesFindsNothing) { fuzz_idx(2, 100'000); }
TEST(LongFuzz, OfWeightFilesFindsNothing) { fuzz_npy(2, 100'000); }
TEST(LongFuzz, OfMessagesFindsNothing) { fuzz_messages(2, 500'000); }

}  // namespace
}  // namespace lab
