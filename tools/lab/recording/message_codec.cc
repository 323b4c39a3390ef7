#include "tools/lab/recording/message_codec.h"

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "protocols/bad_input.h"

namespace lab {
namespace {

using neurons::Matrix;
using neurons::TensorPtr;

template <class Scalar, class Field>
void append(const Matrix<Scalar>& values, Field* field) {
  field->Add(values.data(), values.data() + values.size());
}

void encode(const TensorPtr& tensor, Payloads payloads, protocols::wire::Tensor* out) {
  out->set_rows(static_cast<std::uint32_t>(tensor->rows()));
  out->set_cols(static_cast<std::uint32_t>(tensor->cols()));
  if (payloads == Payloads::kShapes) {
    out->set_absent(tensor->precision() == neurons::Precision::kFloat32 ? 4 : 8);
  } else if (tensor->precision() == neurons::Precision::kFloat32) {
    append(tensor->as<float>(), out->mutable_float32());
  } else {
    append(tensor->as<double>(), out->mutable_float64());
  }
}

template <class Scalar, class Field>
TensorPtr decode_values(const protocols::wire::Tensor& in, const Field& field) {
  if (std::uint64_t{in.rows()} * in.cols() != static_cast<std::uint64_t>(field.size())) {
    throw protocols::BadInput("a message's payload has not the size of its shape");
  }
  Matrix<Scalar> out(in.rows(), in.cols());
  std::copy(field.begin(), field.end(), out.data());
  return neurons::share(std::move(out));
}

void require(bool good, const char* problem) {
  if (!good) throw protocols::BadInput(std::string("a message's ") + problem);
}

// One of every shape: they are many, and nobody looks into them.
template <class Scalar>
TensorPtr hollow(Eigen::Index rows, Eigen::Index cols) {
  static std::mutex mutex;
  static std::map<std::pair<Eigen::Index, Eigen::Index>, TensorPtr> known;
  const std::lock_guard lock(mutex);
  TensorPtr& found = known[{rows, cols}];
  if (!found) {
    constexpr Scalar kNothing = std::numeric_limits<Scalar>::quiet_NaN();
    found = neurons::share(Matrix<Scalar>(Matrix<Scalar>::Constant(rows, cols, kNothing)));
  }
  return found;
}

TensorPtr decode(const protocols::wire::Tensor& in) {
  require(in.rows() > 0 && in.cols() > 0, "payload is missing or empty");
  require(in.absent() == 0 || in.absent() == 4 || in.absent() == 8, "precision is unknown");
  if (in.absent() == 4) return hollow<float>(in.rows(), in.cols());
  if (in.absent() == 8) return hollow<double>(in.rows(), in.cols());
  require(in.float32_size() == 0 || in.float64_size() == 0, "payload has two precisions");
  if (in.float64_size() > 0) return decode_values<double>(in, in.float64());
  return decode_values<float>(in, in.float32());
}

void encode(sim::Stake stake, protocols::wire::Stake* out) {
  out->set_halvings(stake.halvings);
  out->set_phase(static_cast<protocols::wire::Phase>(stake.phase));
}

// Of any message that may have one.
template <class Body>
sim::Stake stake_of(const Body& in) {
  if (!in.has_stake()) return {};
  require(in.stake().halvings() >= 0, "stake is negative");
  require(protocols::wire::Phase_IsValid(in.stake().phase()), "phase is unknown");
  return {in.stake().halvings(), static_cast<sim::Phase>(in.stake().phase())};
}

// Of a shape there is none to take.
std::uint64_t digest_of(const protocols::wire::Tensor& in, const TensorPtr& decoded) {
  return in.absent() != 0 ? 0 : decoded->digest();
}

struct Encoder {
  protocols::wire::Message* out;
  Payloads payloads;

  void encode(const TensorPtr& tensor, protocols::wire::Tensor* to) const {
    lab::encode(tensor, payloads, to);
  }
  static void encode(sim::Stake stake, protocols::wire::Stake* to) { lab::encode(stake, to); }

  void operator()(const neurons::Activity& m) const {
    auto* body = out->mutable_activity();
    body->set_sample(m.sample);
    body->set_layer(m.layer);
    body->set_version(m.version);
    encode(m.activity, body->mutable_activity());
    if (m.slope) encode(m.slope, body->mutable_slope());
    body->set_nth(m.nth);
    if (m.stake.any()) encode(m.stake, body->mutable_stake());
  }
  void operator()(const neurons::Target& m) const {
    auto* body = out->mutable_target();
    body->set_sample(m.sample);
    body->set_layer(m.layer);
    body->set_coding(static_cast<protocols::wire::Target::Coding>(m.coding));
    body->set_activity_version(m.activity_version);
    body->set_feedback_version(m.feedback_version);
    body->set_delivered(m.delivered);
    body->mutable_gain()->Add(m.gain.begin(), m.gain.end());
    encode(m.values, body->mutable_values());
    body->set_nth(m.nth);
    if (m.stake.any()) encode(m.stake, body->mutable_stake());
  }
  void operator()(const neurons::WeightTransport& m) const {
    auto* body = out->mutable_weight_transport();
    body->set_sample(m.sample);
    body->set_layer(m.layer);
    body->set_version(m.weights.version);
    encode(m.weights.weights, body->mutable_weights());
    encode(m.weights.bias, body->mutable_bias());
    if (m.stake.any()) encode(m.stake, body->mutable_stake());
  }
  void operator()(const sim::Report& m) const {
    auto* body = out->mutable_report();
    body->set_kind(static_cast<protocols::wire::Report::Kind>(m.kind));
    body->set_layer(m.layer);
    body->set_sample(m.sample);
    body->set_change_norm(m.change_norm);
    if (m.stake.any()) encode(m.stake, body->mutable_stake());
  }
  void operator()(const sim::Order& m) const {
    auto* body = out->mutable_order();
    body->set_phase(static_cast<protocols::wire::Phase>(m.phase));
    body->set_layer(m.layer);
    body->set_sample(m.sample);
    if (m.stake.any()) encode(m.stake, body->mutable_stake());
  }
  void operator()(const sim::Token& m) const {
    out->mutable_token()->set_to(m.to);
    out->mutable_token()->set_value(m.value);
    out->mutable_token()->set_from(m.from);
  }
  void operator()(const sim::Timer& m) const { out->mutable_timer()->set_number(m.number); }
  void operator()(const sim::Quiet& m) const { out->mutable_quiet()->set_sample(m.sample); }
  void operator()(const sim::Begin&) const { out->mutable_begin(); }
  void operator()(const neurons::LocalStep& m) const {
    out->mutable_local_step()->set_sample(m.sample);
    out->mutable_local_step()->set_feedback(m.feedback);
    if (m.stake.any()) encode(m.stake, out->mutable_local_step()->mutable_stake());
  }
  void operator()(const neurons::Coincidence& m) const {
    auto* body = out->mutable_coincidence();
    body->set_sample(m.sample);
    body->set_layer(m.layer);
    body->set_round(m.round);
    encode(m.pre, body->mutable_pre());
    encode(m.post, body->mutable_post());
  }
  void operator()(const neurons::Reconstruction& m) const {
    auto* body = out->mutable_reconstruction();
    body->set_layer(m.layer);
    body->set_round(m.round);
    if (m.error) encode(m.error, body->mutable_error());
  }
};

neurons::Activity decode(const protocols::wire::Activity& in) {
  neurons::Activity out{in.sample(), in.layer(), in.version(), decode(in.activity()),
                        nullptr,     0,          stake_of(in), in.nth()};
  if (in.has_slope()) out.slope = decode(in.slope());
  out.digest = digest_of(in.activity(), out.activity);
  return out;
}

neurons::Target decode(const protocols::wire::Target& in) {
  require(protocols::wire::Target::Coding_IsValid(in.coding()), "coding is unknown");
  neurons::Target out{.sample = in.sample(),
                      .layer = in.layer(),
                      .coding = static_cast<neurons::Coding>(in.coding()),
                      .activity_version = in.activity_version(),
                      .feedback_version = in.feedback_version(),
                      .gain = {in.gain().begin(), in.gain().end()},
                      .values = decode(in.values()),
                      .stake = stake_of(in),
                      .nth = in.nth(),
                      .delivered = in.delivered()};
  require(out.gain.size() == 1 || std::ssize(out.gain) == out.values->cols(),
          "gains are neither one nor one for each column");
  out.digest = digest_of(in.values(), out.values);
  return out;
}

neurons::WeightTransport decode(const protocols::wire::WeightTransport& in) {
  return {in.sample(),
          in.layer(),
          {decode(in.weights()), decode(in.bias()), in.version()},
          stake_of(in)};
}

neurons::Coincidence decode(const protocols::wire::Coincidence& in) {
  neurons::Coincidence out{in.sample(), in.layer(), in.round(), decode(in.pre()),
                           decode(in.post())};
  out.digest = digest_of(in.post(), out.post);
  return out;
}

neurons::Reconstruction decode(const protocols::wire::Reconstruction& in) {
  neurons::Reconstruction out{in.layer(), in.round(), nullptr};
  if (!in.has_error()) return out;
  out.error = decode(in.error());
  out.digest = digest_of(in.error(), out.error);
  return out;
}

sim::Report decode(const protocols::wire::Report& in) {
  require(protocols::wire::Report::Kind_IsValid(in.kind()), "kind of report is unknown");
  return {static_cast<sim::ReportKind>(in.kind()), in.layer(), in.sample(), in.change_norm(),
          stake_of(in)};
}

sim::Order decode(const protocols::wire::Order& in) {
  require(protocols::wire::Phase_IsValid(in.phase()), "phase is unknown");
  return {static_cast<sim::Phase>(in.phase()), in.layer(), in.sample(), stake_of(in)};
}

}  // namespace

protocols::wire::Message to_proto(const neurons::Message& message, Payloads payloads) {
  protocols::wire::Message out;
  std::visit(Encoder{&out, payloads}, message);
  return out;
}

neurons::Message from_proto(const protocols::wire::Message& in) {
  switch (in.body_case()) {
    case protocols::wire::Message::kActivity:
      return decode(in.activity());
    case protocols::wire::Message::kTarget:
      return decode(in.target());
    case protocols::wire::Message::kWeightTransport:
      return decode(in.weight_transport());
    case protocols::wire::Message::kReport:
      return decode(in.report());
    case protocols::wire::Message::kOrder:
      return decode(in.order());
    case protocols::wire::Message::kToken:
      return sim::Token{in.token().to(), in.token().value(), in.token().from()};
    case protocols::wire::Message::kTimer:
      return sim::Timer{in.timer().number()};
    case protocols::wire::Message::kQuiet:
      return sim::Quiet{in.quiet().sample()};
    case protocols::wire::Message::kBegin:
      return sim::Begin{};
    case protocols::wire::Message::kLocalStep:
      return neurons::LocalStep{in.local_step().sample(), stake_of(in.local_step()),
                                in.local_step().feedback()};
    case protocols::wire::Message::kCoincidence:
      return decode(in.coincidence());
    case protocols::wire::Message::kReconstruction:
      return decode(in.reconstruction());
    case protocols::wire::Message::BODY_NOT_SET:
      break;
  }
  throw protocols::BadInput("a message without a body");
}

void Loopback::pass(sim::Event<neurons::Message>& event) {
  const std::string bytes = to_proto(event.message).SerializeAsString();
  ++messages_;
  bytes_ += bytes.size();
  protocols::wire::Message parsed;
  if (!parsed.ParseFromString(bytes)) throw protocols::BadInput("a message that cannot be read");
  event.message = from_proto(parsed);
}

}  // namespace lab
