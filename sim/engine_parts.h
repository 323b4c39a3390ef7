// The state of an engine in parts, one of every process that shares it: of the actors that run
// there, and of what is in flight to them.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/archive.h"
#include "sim/big_pages.h"
#include "sim/check.h"
#include "sim/event_queue.h"
#include "sim/partition.h"
#include "sim/seat.h"
#include "sim/window.h"

namespace sim {

template <class Message>
class EngineParts {
 public:
  using Seats = std::vector<Seat<Message>, BigPages<Seat<Message>>>;

  // Null: this process has all of it. All must outlive this.
  EngineParts(Seats& seats, EventQueue<Message>& queue, Window<Message>& window,
              Partition<Message>* partition)
      : seats_(seats), queue_(queue), window_(window), partition_(partition) {}

  // Called by every process. Whoever reads may be another number of processes than wrote.
  void archive(Archive& a) {
    bool whole = partition_ == nullptr;
    a(whole);
    if (a.reads()) return read(a, whole);
    if (whole) return write_part(a);
    std::vector<std::string> parts = gather();
    a(parts);
  }

 private:
  std::vector<std::string> gather() {
    std::string part;
    try {
      part = own_part();
    } catch (...) {
      tell_of_none();
      throw;
    }
    return partition_->gather(std::move(part));
  }

  // Throws ArchiveError if they are not of these actors. REQUIRES: nothing is in flight.
  void read(Archive& a, bool whole) {
    SIM_CHECK(queue_.empty() && window_.is_over(), "in flight", queue_.size());
    const std::size_t actors = whole ? read_part(a) : read_parts(a);
    if (actors != seats_.size()) throw ArchiveError("the state of another number of actors");
    queue_.visit([this](const Event<Message>& event) { require_receiver(seats_, event.key); });
    window_.sort();
  }

  std::size_t read_parts(Archive& a) {
    std::vector<std::string> parts;
    a(parts);
    std::size_t actors = 0;
    for (const std::string& part : parts) {
      Archive one(part);
      actors += read_part(one);
      one.close();
    }
    return actors;
  }

  // The others wait for it.
  void tell_of_none() {
    try {
      partition_->gather(std::nullopt);
    } catch (const std::exception&) {
    }
  }

  std::string own_part() {
    Archive a;
    write_part(a);
    return a.take();
  }

  void write_part(Archive& a) {
    std::vector<std::uint32_t> actors;
    for (std::uint32_t i = 0; i < seats_.size(); ++i) {
      if (runs_here(partition_, {i})) actors.push_back(i);
    }
    a(actors);
    for (const std::uint32_t i : actors) a(seats_[i]);
    archive_flight(a, [this](ActorId to) { return runs_here(partition_, to); });
  }

  // How many actors were in it.
  std::size_t read_part(Archive& a) {
    std::vector<std::uint32_t> actors;
    a(actors);
    for (const std::uint32_t i : actors) {
      if (i >= seats_.size()) throw ArchiveError("no such actor: " + std::to_string(i));
      a(seats_[i]);
    }
    archive_flight(a, [](ActorId) { return true; });
    return actors.size();
  }

  template <class Counts>
  void archive_flight(Archive& a, const Counts& counts) {
    a.mark("in flight");
    queue_.archive(a, counts);
    a.mark("ahead");
    window_.archive(a, counts);
  }

  Seats& seats_;
  EventQueue<Message>& queue_;
  Window<Message>& window_;
  Partition<Message>* const partition_;
};

}  // namespace sim
