// One file, given to a web page of this machine's browser over HTTP. It knows nothing of traces.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace lab::trace {

struct Served {
  std::filesystem::path file;
  std::string name;            // it is asked for as /name
  std::string allowed_origin;  // the only site whose pages may read it
  bool once = false;           // end after one whole download
};

// Listens on the loopback address only, so nobody else in the network can ask.
class FileServer {
 public:
  // Port 0: any that is free. Throws protocols::BadInput if the port cannot be had.
  explicit FileServer(std::uint16_t port);
  ~FileServer();
  FileServer(const FileServer&) = delete;
  FileServer& operator=(const FileServer&) = delete;

  std::uint16_t port() const;
  // Whether somebody pressed Ctrl-C since it was made: that no longer ends the program by itself.
  bool is_interrupted();
  // Until Ctrl-C, or as long as "once" says.
  void serve(const Served& served);

 private:
  struct Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace lab::trace
