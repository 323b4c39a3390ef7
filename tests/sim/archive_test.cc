// States as bytes: what is written is what is read, whatever it is made of; what is shared stays
// shared; bytes that are no state are refused.
#include "sim/archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sim {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

enum class Colour : std::uint8_t { kRed, kBlue };

struct Inner {
  int number = 0;
  std::string name;
  void archive(Archive& a) { a(number, name); }
  friend bool operator==(const Inner&, const Inner&) = default;
};

struct Plain {
  double value = 0;
  friend bool operator==(const Plain&, const Plain&) = default;
};
void archive(Archive& a, Plain& plain) { a(plain.value); }

template <class T>
std::string written(T value) {
  Archive a;
  a(value);
  return a.take();
}

template <class T>
T read(const std::string& bytes) {
  T value{};
  Archive a(bytes);
  a(value);
  a.close();
  return value;
}

template <class T>
void expect_same(const T& value) {
  EXPECT_EQ(read<T>(written(value)), value);
}

TEST(Archive, KeepsNumbersWordsAndChoices) {
  expect_same(std::int64_t{-7});
  expect_same(0.1);
  expect_same(true);
  expect_same(Colour::kBlue);
  expect_same(std::string("a\0b", 3));
  expect_same(std::string());
}

TEST(Archive, KeepsContainersOfAnything) {
  expect_same(std::vector<double>{1, 2.5});
  expect_same(std::vector<Inner>{{1, "one"}, {2, "two"}});
  expect_same(std::map<int, Inner>{{3, {1, "x"}}, {-4, {}}});
  expect_same(std::set<int>{3, 1});
  expect_same(std::array<int, 2>{5, 6});
  expect_same(std::pair<int, std::string>{1, "a"});
  expect_same(std::vector<std::optional<int>>{std::nullopt, 4});
}

TEST(Archive, KeepsWhichKindAVariantHolds) {
  using Either = std::variant<int, Inner, Plain>;
  expect_same(Either(3));
  expect_same(Either(Inner{4, "four"}));
  expect_same(Either(Plain{0.5}));
}

TEST(Archive, TellsWhatWasThereBeforeNothingOfIt) {
  const std::string bytes = written(std::vector<int>{1});
  std::vector<int> value{7, 8, 9};
  Archive a(bytes);
  a(value);
  EXPECT_EQ(value, std::vector<int>{1});
  std::optional<int> none = 3;
  const std::string empty = written(std::optional<int>());
  Archive b(empty);
  b(none);
  EXPECT_FALSE(none);
}

struct Holder {
  std::shared_ptr<const Inner> first, second, third, null;
  void archive(Archive& a) { a(first, second, third, null); }
};

TEST(Archive, WritesOnceWhatSeveralHold) {
  const auto shared = std::make_shared<const Inner>(Inner{1, std::string(1000, 'x')});
  const Holder holder{shared, shared, std::make_shared<const Inner>(Inner{2, "y"}), nullptr};
  const std::string bytes = written(holder);
  EXPECT_LT(bytes.size(), 1200u);
  const auto back = read<Holder>(bytes);
  EXPECT_EQ(*back.first, *shared);
  EXPECT_EQ(back.first, back.second);
  EXPECT_EQ(back.third->number, 2);
  EXPECT_EQ(back.null, nullptr);
}

struct Chain {
  std::shared_ptr<const Chain> next;
  int number = 0;
  void archive(Archive& a) { a(next, number); }
};

TEST(Archive, GivesASinkTheSameBytesAndKeepsFewOfThemBack) {
  std::vector<Inner> value;
  for (const std::size_t size : {0, 10, 65'000, 66'000, 300'000, 1}) {
    value.push_back({1, std::string(size, 'x')});
  }
  std::string heard;
  Archive a([&](std::string_view piece) { heard += piece; });
  a(value);
  const std::string all = written(value);
  EXPECT_GT(heard.size() + (1 << 16), all.size());
  EXPECT_LT(heard.size(), all.size()) << "a call for every byte";
  a.close();
  EXPECT_EQ(heard, all);
}

TEST(Archive, KeepsWhatIsSharedWithinWhatIsShared) {
  const auto last = std::make_shared<const Chain>(Chain{nullptr, 1});
  const auto middle = std::make_shared<const Chain>(Chain{last, 2});
  const auto back = read<Chain>(written(Chain{middle, 3}));
  EXPECT_EQ(back.number, 3);
  EXPECT_EQ(back.next->number, 2);
  EXPECT_EQ(back.next->next->number, 1);
}

TEST(Archive, TellsAWordThatIsNotThere) {
  Archive writer;
  writer.mark("layers");
  const std::string bytes = writer.take();
  Archive same(bytes), other(bytes);
  EXPECT_NO_THROW(same.mark("layers"));
  EXPECT_THAT([&] { other.mark("clocks"); }, ThrowsMessage<ArchiveError>(HasSubstr("'clocks'")));
}

TEST(Archive, RefusesBytesThatAreCutOffAnywhere) {
  const std::string bytes = written(std::vector<Inner>{{1, "one"}, {2, "two"}});
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THROW(read<std::vector<Inner>>(bytes.substr(0, length)), ArchiveError) << length;
  }
}

TEST(Archive, RefusesBytesThatAreLeftOver) {
  EXPECT_THAT([] { read<int>(written(1) + "x"); },
              ThrowsMessage<ArchiveError>(HasSubstr("by 1 bytes")));
}

TEST(Archive, RefusesSizesThatCannotBe) {
  EXPECT_THROW(read<std::string>(written(std::uint64_t{1} << 60)), ArchiveError);
  EXPECT_THROW(read<std::vector<double>>(written(std::uint64_t{9}) + "123456789"), ArchiveError);
}

TEST(Archive, RefusesKindsAndThingsThatAreNotThere) {
  using Either = std::variant<int, Plain>;
  EXPECT_THAT([] { read<Either>(written(std::uint64_t{2}) + "12345678"); },
              ThrowsMessage<ArchiveError>(HasSubstr("kind")));
  EXPECT_THROW(read<std::shared_ptr<const Inner>>(written(std::uint64_t{5})), ArchiveError);
}

}  // namespace
}  // namespace sim
