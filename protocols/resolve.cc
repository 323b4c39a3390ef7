// Defaults by reflection, from run.proto alone; only the default of a oneof is named here.
#include "protocols/resolve.h"

#include <fmt/format.h>
#include <google/protobuf/text_format.h>

#include <stdexcept>
#include <vector>

namespace protocols {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

class ShortestNumbers : public TextFormat::FastFieldValuePrinter {
 public:
  void PrintDouble(double value, TextFormat::BaseTextGenerator* generator) const override {
    generator->PrintString(fmt::format("{}", value));
  }
};

void set_default(Message& block, const FieldDescriptor& field) {
  const auto& reflection = *block.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&block, &field, field.default_value_bool());
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(&block, &field, field.default_value_uint32());
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(&block, &field, field.default_value_uint64());
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection.SetDouble(&block, &field, field.default_value_double());
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnum(&block, &field, field.default_value_enum());
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(&block, &field, field.default_value_string());
    default:
      throw std::logic_error("no default of this type is expected: " + field.full_name());
  }
}

void fill(Message& block);

void fill_field(Message& block, const FieldDescriptor& field) {
  const auto& reflection = *block.GetReflection();
  if (field.is_repeated()) {
    const int count = field.message_type() == nullptr ? 0 : reflection.FieldSize(block, &field);
    for (int i = 0; i < count; ++i) fill(*reflection.MutableRepeatedMessage(&block, &field, i));
  } else if (field.message_type() != nullptr) {
    if (reflection.HasField(block, &field)) fill(*reflection.MutableMessage(&block, &field));
  } else if (field.has_default_value() && !reflection.HasField(block, &field)) {
    set_default(block, field);
  }
}

// An absent field of a link means "as the links before", not its default.
bool is_partial(const Message& block) { return block.GetDescriptor() == Link::descriptor(); }

void fill(Message& block) {
  const auto& type = *block.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (is_partial(block) && field.message_type() == nullptr) continue;
    fill_field(block, field);
  }
}

// Rules that are named after how their feedback learns.
void fill_learning(const Rule& rule, Inverse& inverse) {
  if (rule.has_dtp()) inverse.mutable_learned()->set_by(Learned::DELTA);
  if (rule.has_drl()) inverse.mutable_learned()->set_by(Learned::DIFFERENCE_RECONSTRUCTION);
  if (rule.has_weight_mirror()) inverse.mutable_learned()->set_by(Learned::MIRROR);
  if (!inverse.has_learned()) return;
  Learned& learned = *inverse.mutable_learned();
  if (learned.by() == Learned::MIRROR && !learned.has_decay()) learned.set_decay(1);
}

void fill_blocks(Experiment& experiment) {
  auto& inverse = *experiment.mutable_feedback()->mutable_inverse();
  fill_learning(experiment.rule(), inverse);
  if (inverse.inverse_case() == Inverse::INVERSE_NOT_SET) inverse.mutable_exact();
  auto& output = *experiment.mutable_output();
  if (output.loss_case() == Output::LOSS_NOT_SET) output.mutable_squared_error();
  experiment.mutable_neurons();
  auto& dynamics = *experiment.mutable_dynamics();
  if (dynamics.dynamics_case() == Dynamics::DYNAMICS_NOT_SET) dynamics.mutable_instant();
  experiment.mutable_learning();
  if (!experiment.has_network()) return;
  auto& activation = *experiment.mutable_network()->mutable_activation();
  if (activation.function_case() == Activation::FUNCTION_NOT_SET) activation.mutable_leaky_relu();
}

}  // namespace

Experiment resolved(const Experiment& experiment) {
  Experiment whole = experiment;
  fill_blocks(whole);
  fill(whole);
  // Steps alone say how long a run is; a default of epochs would cut it short.
  const Schedule& run = experiment.run();
  if (run.has_steps() && !run.has_epochs()) whole.mutable_run()->clear_epochs();
  return whole;
}

std::string resolved_text(const Experiment& experiment) {
  TextFormat::Printer printer;
  printer.SetDefaultFieldValuePrinter(new ShortestNumbers);  // the printer owns it
  printer.SetUseShortRepeatedPrimitives(true);
  std::string text;
  printer.PrintToString(resolved(experiment), &text);
  return text;
}

}  // namespace protocols
