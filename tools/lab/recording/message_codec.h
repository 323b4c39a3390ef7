// Messages to Protobuf and back: what leaves the process.
#pragma once

#include "neurons/messages.h"
#include "protocols/message.pb.h"
#include "sim/wire.h"

namespace lab {

// Of payloads all, or their shapes, for those who need to know of a message and not what it says.
enum class Payloads { kWhole, kShapes };

protocols::wire::Message to_proto(const neurons::Message& message,
                                  Payloads payloads = Payloads::kWhole);

// Throws protocols::BadInput for a message without body or with a malformed payload. Of a payload
// that is a shape all values are not a number, and the digest is 0.
neurons::Message from_proto(const protocols::wire::Message& message);

// run --loopback: every message is encoded to bytes and decoded again on its way.
class Loopback final : public sim::Wire<neurons::Message> {
 public:
  void pass(sim::Event<neurons::Message>& event) override;

  std::uint64_t messages() const { return messages_; }
  std::uint64_t bytes() const { return bytes_; }  // as encoded

  template <class A>
  void archive(A& a) {
    a(messages_, bytes_);
  }

 private:
  std::uint64_t messages_ = 0, bytes_ = 0;
};

}  // namespace lab
