#include "neurons/messages.h"

#include <bit>

#include "neurons/payloads.h"
#include "sim/fingerprint.h"

namespace neurons {
namespace {

// Mixed small words; sim::Hash does the rest.
std::uint64_t digest(std::size_t kind, Sample sample, LayerNumber layer, std::uint64_t content) {
  sim::Hash hash;
  hash.add((static_cast<std::uint64_t>(kind) << 32) | static_cast<std::uint32_t>(layer));
  hash.add(static_cast<std::uint64_t>(sample));
  hash.add(content);
  return hash.value();
}

// Sample, layer and two versions or the like: the size of a header.
constexpr std::size_t kHeader = 32;

template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};

}  // namespace

Sample sample_of(const Message& message) {
  return std::visit(overloaded{[](const Activity& m) { return m.sample; },
                               [](const Target& m) { return m.sample; },
                               [](const WeightTransport& m) { return m.sample; },
                               [](const LocalStep& m) { return m.sample; },
                               [](const Coincidence& m) { return m.sample; },
                               [](const auto&) { return sim::kNoSample; }},
                    message);
}

std::uint64_t digest_of(const Message& message) {
  const std::size_t kind = message.index();
  return std::visit(
      overloaded{[&](const Activity& m) { return digest(kind, m.sample, m.layer, m.digest); },
                 [&](const Target& m) { return digest(kind, m.sample, m.layer, m.digest); },
                 [&](const WeightTransport& m) {
                   return digest(kind, m.sample, m.layer, m.weights.version);
                 },
                 [&](const sim::Report& m) {
                   const auto halvings = static_cast<std::uint32_t>(m.stake.halvings);
                   return digest(kind, m.sample, m.layer, static_cast<std::uint64_t>(m.kind)) ^
                          std::bit_cast<std::uint64_t>(m.change_norm) ^
                          (std::uint64_t{halvings} << 8);
                 },
                 [&](const sim::Order& m) {
                   return digest(kind, m.sample, m.layer, static_cast<std::uint64_t>(m.phase));
                 },
                 [&](const sim::Token& m) {
                   return digest(kind, m.value, static_cast<LayerNumber>(m.to), m.from);
                 },
                 [&](const sim::Timer& m) { return digest(kind, 0, 0, m.number); },
                 [&](const sim::Quiet& m) { return digest(kind, m.sample, 0, 0); },
                 [&](const sim::Begin&) { return digest(kind, 0, 0, 0); },
                 [&](const LocalStep& m) { return digest(kind, m.sample, 0, 0); },
                 [&](const Coincidence& m) { return digest(kind, m.sample, m.layer, m.digest); },
                 [&](const Reconstruction& m) {
                   return digest(kind, static_cast<Sample>(m.round), m.layer, m.digest);
                 }},
      message);
}

std::string_view kind_of(const Message& message) {
  static constexpr std::string_view kNames[] = {
      "activity", "target", "weight_transport", "report",      "order",         "token", "timer",
      "quiet",    "begin",  "local_step",       "coincidence", "reconstruction"};
  static_assert(std::size(kNames) == std::variant_size_v<Message>);
  return kNames[message.index()];
}

std::size_t bytes_of(const Message& message) {
  std::size_t bytes = kHeader;
  if (const auto* target = std::get_if<Target>(&message)) {
    bytes += sizeof(double) * target->gain.size();
  }
  for_each_payload(message, [&bytes](const TensorPtr& payload) { bytes += payload->bytes(); });
  return bytes;
}

bool is_local(const Message& message) {
  return !std::holds_alternative<WeightTransport>(message) &&
         !std::holds_alternative<sim::Quiet>(message);
}

}  // namespace neurons
