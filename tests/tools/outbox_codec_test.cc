// What a group of actors did, to another rank and back: payloads where they are needed, and of the
// others all that observers ask for.
#include "tools/lab/ranks/outbox_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "neurons/numerical_error.h"
#include "neurons/payloads.h"

namespace lab {
namespace {

using Group = sim::GroupRun<Message>;
using sim::ActorId;

neurons::Activity activity() {
  const auto values = neurons::share(neurons::Matrix<float>(neurons::Matrix<float>::Ones(3, 2)));
  neurons::Activity out;
  out.sample = 4;
  out.layer = 1;
  out.activity = values;
  out.digest = values->digest();
  return out;
}

// Actor 1 got something, and sent an activity to each of 2 and 3; one to 3 was lost.
class OutboxCodec : public testing::Test {
 protected:
  void begin(Group& group) const {
    group.start(1, sim::Time{100, 0});
    group.add(cause);
  }
  void run(std::exception_ptr failure = nullptr) {
    begin(here);
    here.run([&](const sim::Event<Message>&, sim::Outbox<Message>& out) {
      if (failure) std::rethrow_exception(failure);
      for (const std::uint32_t to : {2u, 3u}) {
        out.sent.push_back({{{{200 + to, 0}, {to}, {1}, to}, {{0}, 7}, {50, 0}, {to}, activity()}});
      }
      out.sent.push_back({out.sent.back().event, sim::Fate::kLost});
      out.notes.push_back({.kind = sim::NoteKind::kLearned, .layer = 1, .sample = 4});
      out.spans.push_back({out.sent.size(), out.notes.size()});
    });
  }
  // As the rank of actor 2 reads it.
  void cross() {
    begin(there);
    ByteWriter writer;
    write_outcome(
        here, [](ActorId to) { return to.value == 2; }, writer);
    bytes = writer.take();
    ByteReader reader(bytes);
    read_outcome(reader, there);
    EXPECT_TRUE(reader.done());
  }

  sim::Event<Message> cause{{{50, 0}, {1}, {0}, 7}, {}, {}, {}, sim::Begin{}};
  Group here, there;
  std::string bytes;
};

TEST_F(OutboxCodec, KeepsWhatWasSentAndNoted) {
  run();
  cross();
  ASSERT_EQ(there.handled().size(), 1u);
  ASSERT_EQ(there.out().sent.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto &found = there.out().sent[i], &wanted = here.out().sent[i];
    EXPECT_EQ(found.event.key, wanted.event.key);
    EXPECT_EQ(found.event.cause, wanted.event.cause);
    EXPECT_EQ(found.event.sent, wanted.event.sent);
    EXPECT_EQ(found.event.link, wanted.event.link);
    EXPECT_EQ(found.fate, wanted.fate);
    EXPECT_EQ(digest_of(found.event.message), digest_of(wanted.event.message));
    EXPECT_EQ(bytes_of(found.event.message), bytes_of(wanted.event.message));
  }
  ASSERT_EQ(there.out().notes.size(), 1u);
  EXPECT_EQ(there.out().notes[0].kind, sim::NoteKind::kLearned);
}

TEST_F(OutboxCodec, SendsValuesOnlyWhereTheyAreNeeded) {
  run();
  cross();
  const auto values = [&](std::size_t i) {
    return std::get<neurons::Activity>(there.out().sent[i].event.message).activity->to_double();
  };
  EXPECT_EQ(values(0), neurons::Matrix<double>::Ones(3, 2));
  EXPECT_TRUE(values(1).hasNaN()) << "whoever looks into it shall notice";
  EXPECT_TRUE(values(2).hasNaN()) << "nobody receives it";
}

// Every message that carries something, in both precisions, with what may be missing and without.
TEST_F(OutboxCodec, KeepsEveryPayload) {
  const auto single = neurons::share(neurons::Matrix<float>(neurons::Matrix<float>::Random(5, 3)));
  const auto twice = neurons::share(neurons::Matrix<double>(neurons::Matrix<double>::Random(4, 3)));
  const std::vector<Message> messages = {neurons::Activity{.activity = single, .slope = twice},
                                         neurons::Activity{.activity = twice, .slope = nullptr},
                                         neurons::Target{.gain = {1, 2, 3}, .values = single},
                                         neurons::WeightTransport{.weights = {twice, single, 3}},
                                         neurons::Coincidence{.pre = single, .post = twice},
                                         neurons::Reconstruction{.error = twice},
                                         neurons::Reconstruction{}};
  begin(here);
  here.run([&](const sim::Event<Message>&, sim::Outbox<Message>& out) {
    for (const Message& message : messages) {
      out.sent.push_back({{{{200, 0}, {2}, {1}, 0}, {}, {}, {}, message}});
    }
    out.spans.push_back({out.sent.size(), 0});
  });
  cross();
  ASSERT_EQ(there.out().sent.size(), messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i) {
    std::vector<std::uint64_t> found, wanted;
    const auto digests = [](std::vector<std::uint64_t>& to) {
      return [&to](const neurons::TensorPtr& payload) { to.push_back(payload->digest()); };
    };
    neurons::for_each_payload(there.out().sent[i].event.message, digests(found));
    neurons::for_each_payload(messages[i], digests(wanted));
    EXPECT_EQ(found, wanted) << i;
    EXPECT_EQ(bytes_of(there.out().sent[i].event.message), bytes_of(messages[i])) << i;
  }
}

TEST_F(OutboxCodec, TellsOfAFailure) {
  run(std::make_exception_ptr(std::runtime_error("no more")));
  cross();
  EXPECT_THAT([&] { std::rethrow_exception(there.failure()); },
              testing::ThrowsMessage<std::runtime_error>("no more"));
}

// Who failed by numbers would do so again, and is not offered to go on.
TEST_F(OutboxCodec, TellsOfAFailureByNumbers) {
  run(std::make_exception_ptr(neurons::NumericalError::at_rest("diverges", 2, 5)));
  cross();
  try {
    std::rethrow_exception(there.failure());
  } catch (const neurons::NumericalError& error) {
    EXPECT_TRUE(error.is_at_rest());
    EXPECT_STREQ(error.what(), "layer 2, at rest: in round 5, diverges");
  }
}

TEST_F(OutboxCodec, RefusesAnotherGroupsAndWhatIsCutShort) {
  run();
  cross();
  Group other;
  other.start(2, sim::Time{100, 0});
  ByteReader reader(bytes);
  EXPECT_THROW(read_outcome(reader, other), std::runtime_error);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ByteReader cut(std::string_view(bytes).substr(0, size));
    Group again;
    begin(again);
    EXPECT_ANY_THROW(read_outcome(cut, again)) << size;
  }
}

}  // namespace
}  // namespace lab
