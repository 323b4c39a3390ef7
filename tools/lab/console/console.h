// A small console: commands in, lines out. It knows neither terminals nor where the run comes from.
#pragma once

#include <functional>
#include <string>

#include "tools/lab/console/play.h"
#include "tools/lab/trace/dictionary.h"

namespace lab {

class Console {
 public:
  // "feed" must outlive the console.
  Console(Feed& feed, trace::Dictionary words) : feed_(feed), words_(std::move(words)) {}

  // Does what the line says. An empty line repeats the last command. Throws protocols::BadInput,
  // which leaves everything as it was, for what is no command.
  std::string act(const std::string& line);
  bool is_over() const { return over_; }  // somebody has had enough
  static std::string help();

  // Checked between instants of a long command; true stops it.
  std::function<bool()> interrupted = [] { return false; };

 private:
  using Stop = std::function<bool(const Play::Happening&)>;

  std::string step(std::uint64_t events);
  std::string run_until(const Stop& stop);
  std::string until(const std::string& what, const std::string& value);
  std::string show_actor(const std::string& name);
  std::string show_flight(const std::string& name) const;
  std::string where() const;
  std::string told(const std::vector<Play::Happening>& all) const;

  Feed& feed_;
  trace::Dictionary words_;
  Play play_;
  std::string last_;
  bool over_ = false, ended_ = false;
};

}  // namespace lab
