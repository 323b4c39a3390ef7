// A run that goes on only when somebody asks for its next instant.
#pragma once

#include "tools/lab/console/play.h"
#include "tools/lab/run/session.h"

namespace lab {

class LiveFeed final : public Feed, private sim::Observer<Message> {
 public:
  // "session" must not have begun, and must outlive the feed.
  explicit LiveFeed(Session& session);

  bool advance(Play& play) override;
  std::string state_of(sim::ActorId id) const override;

 private:
  void on_send(const sim::Event<Message>& event, sim::Fate fate) override;
  void on_receive(const sim::Event<Message>& event) override;
  void on_note(const sim::Note& note, const sim::EventKey& during) override;

  Session& session_;
  Play* play_ = nullptr;  // during advance()
  bool begun_ = false;
};

}  // namespace lab
