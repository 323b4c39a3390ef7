// Protobuf's parser does the reading; its first complaint is the only one that is told.
#include "protocols/parse_text.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <optional>

#include "protocols/text_fault.h"

namespace protocols {
namespace {

class FirstComplaint : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& text) override {
    if (!complaint) complaint = Complaint{{line, column}, text};
  }

  std::optional<Complaint> complaint;
};

}  // namespace

void parse_text(const std::string& text, const Outline& outline,
                google::protobuf::Message& message) {
  FirstComplaint errors;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  if (parser.ParseFromString(text, &message)) return;
  const Complaint unknown = {outline.tokens.back().at, "Cannot be read."};
  throw explain(errors.complaint.value_or(unknown), outline);
}

}  // namespace protocols
