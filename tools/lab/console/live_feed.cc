#include "tools/lab/console/live_feed.h"

#include "tools/lab/recording/recorder.h"

namespace lab {

LiveFeed::LiveFeed(Session& session) : session_(session) {}

bool LiveFeed::advance(Play& play) {
  play_ = &play;
  if (!begun_) session_.begin(this);
  begun_ = true;
  const bool more = session_.step();
  play_ = nullptr;
  return more;
}

std::string LiveFeed::state_of(sim::ActorId id) const {
  if (id == sim::kOutside) return {};
  return session_.network().engine().actor(id).waiting_for();
}

void LiveFeed::on_send(const sim::Event<Message>& event, sim::Fate fate) {
  play_->sent(trace::row_of(event, fate));
}

void LiveFeed::on_receive(const sim::Event<Message>& event) { play_->received(event.key); }

void LiveFeed::on_note(const sim::Note& note, const sim::EventKey& during) {
  play_->noted({.at = during.at, .during = during.id(), .note = note}, during.to);
}

}  // namespace lab
