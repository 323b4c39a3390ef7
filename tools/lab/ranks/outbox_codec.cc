#include "tools/lab/ranks/outbox_codec.h"

#include <stdexcept>

#include "neurons/numerical_error.h"
#include "neurons/payloads.h"
#include "protocols/bad_input.h"
#include "tools/lab/recording/message_codec.h"

namespace lab {
namespace {

using neurons::TensorPtr;
using Sent = sim::Outbox<Message>::Sent;
using Span = sim::Outbox<Message>::Span;

// What an event takes beside the values of its payloads, or somewhat more.
constexpr std::size_t kEnvelope = 256;

struct Header {  // of an event
  sim::EventKey key;
  sim::EventId cause;
  sim::Time sent;
  sim::LinkId link;
  sim::Fate fate;
  std::uint64_t digest;  // of a payload
  std::uint32_t bytes;   // of the message that follows, without the values of payloads
  bool whole;            // they come after it
};

// Null: the message has none.
template <class AnyMessage>
auto* digest_in(AnyMessage& message) {
  using Digest =
      std::conditional_t<std::is_const_v<AnyMessage>, const std::uint64_t, std::uint64_t>;
  return std::visit(
      [](auto& body) -> Digest* {
        if constexpr (requires { body.digest; }) {
          return &body.digest;
        } else {
          return nullptr;
        }
      },
      message);
}

// Of either precision.
template <class Visit>
void with_values(const neurons::Tensor& tensor, const Visit& visit) {
  if (tensor.precision() == neurons::Precision::kFloat32) return visit(tensor.as<float>());
  visit(tensor.as<double>());
}

// Of one like it.
TensorPtr read_values(const neurons::Tensor& like, ByteReader& in) {
  TensorPtr out;
  with_values(like, [&]<class Scalar>(const neurons::Matrix<Scalar>& shape) {
    neurons::Matrix<Scalar> values(shape.rows(), shape.cols());
    std::memcpy(values.data(), in.next(like.bytes()), like.bytes());
    out = neurons::share(std::move(values));
  });
  return out;
}

// Values go from their matrix to the bytes that are sent, and back, without a stop in Protobuf.
void write_sent(const Sent& sent, bool whole, ByteWriter& out) {
  const auto& event = sent.event;
  const protocols::wire::Message message = to_proto(event.message, Payloads::kShapes);
  const std::uint64_t* const digest = digest_in(event.message);
  const auto bytes = static_cast<std::uint32_t>(message.ByteSizeLong());
  out.put(Header{event.key, event.cause, event.sent, event.link, sent.fate,
                 digest != nullptr ? *digest : 0, bytes, whole});
  message.SerializeWithCachedSizesToArray(reinterpret_cast<std::uint8_t*>(out.grow(bytes)));
  if (!whole) return;
  neurons::for_each_payload(event.message, [&out](const TensorPtr& payload) {
    with_values(*payload,
                [&](const auto& values) { out.put_bytes(values.data(), payload->bytes()); });
  });
}

Sent read_sent(ByteReader& in) {
  const auto header = in.get<Header>();
  protocols::wire::Message message;
  if (!message.ParseFromArray(in.next(header.bytes), static_cast<int>(header.bytes))) {
    throw std::runtime_error("a message from another rank cannot be read");
  }
  Sent out{{header.key, header.cause, header.sent, header.link, from_proto(message)}, header.fate};
  if (std::uint64_t* digest = digest_in(out.event.message)) *digest = header.digest;
  if (!header.whole) return out;
  neurons::for_each_payload(out.event.message,
                            [&in](TensorPtr& payload) { payload = read_values(*payload, in); });
  return out;
}

enum class Failed : std::uint8_t { kNot, kOtherwise, kByNumbers, kByNumbersAtRest };

void write_failure(const std::exception_ptr& failure, ByteWriter& out) {
  if (!failure) return out.put(Failed::kNot);
  try {
    std::rethrow_exception(failure);
  } catch (const neurons::NumericalError& error) {
    out.put(error.is_at_rest() ? Failed::kByNumbersAtRest : Failed::kByNumbers);
    out.put_text(error.what());
  } catch (const std::exception& error) {
    out.put(Failed::kOtherwise);
    out.put_text(error.what());
  }
}

std::exception_ptr read_failure(ByteReader& in) {
  const auto how = in.get<Failed>();
  if (how == Failed::kNot) return nullptr;
  const std::string text(in.get_text());
  if (how == Failed::kOtherwise) return std::make_exception_ptr(std::runtime_error(text));
  return std::make_exception_ptr(
      neurons::NumericalError::as_told(text, how == Failed::kByNumbersAtRest));
}

}  // namespace

void ByteWriter::put_text(std::string_view text) {
  put(std::uint64_t{text.size()});
  bytes_.append(text);
}

char* ByteWriter::grow(std::size_t bytes) {
  const std::size_t before = bytes_.size();
  bytes_.resize(before + bytes);
  return bytes_.data() + before;
}

std::string_view ByteReader::get_text() {
  const auto size = get<std::uint64_t>();
  return {next(size), size};
}

const char* ByteReader::next(std::size_t bytes) {
  if (bytes > bytes_.size()) throw std::runtime_error("another rank said less than it should");
  const char* const out = bytes_.data();
  bytes_.remove_prefix(bytes);
  return out;
}

void write_outcome(const sim::GroupRun<Message>& group,
                   const std::function<bool(sim::ActorId)>& whole, ByteWriter& out) {
  const sim::Outbox<Message>& box = group.out();
  out.put(group.number());
  out.put(std::uint64_t{box.spans.size()});
  for (const Span& span : box.spans) out.put(span);
  const auto is_needed = [&whole](const Sent& sent) {
    return !is_lost(sent.fate) && whole(sent.event.key.to);
  };
  std::size_t payloads = 0;
  for (const Sent& sent : box.sent) payloads += is_needed(sent) ? bytes_of(sent.event.message) : 0;
  out.expect(payloads + box.sent.size() * kEnvelope);
  for (const Sent& sent : box.sent) write_sent(sent, is_needed(sent), out);
  for (const sim::Note& note : box.notes) out.put(note);
  write_failure(group.failure(), out);
}

void read_outcome(ByteReader& in, sim::GroupRun<Message>& group) {
  if (in.get<std::uint32_t>() != group.number()) {
    throw std::runtime_error("the ranks do not run the same window");
  }
  sim::Outbox<Message> box;
  for (auto count = in.get<std::uint64_t>(); count > 0; --count)
    box.spans.push_back(in.get<Span>());
  const Span end = box.spans.empty() ? Span{} : box.spans.back();
  while (box.sent.size() < end.sent_end) box.sent.push_back(read_sent(in));
  while (box.notes.size() < end.notes_end) box.notes.push_back(in.get<sim::Note>());
  group.follow(std::move(box), read_failure(in));
}

}  // namespace lab
