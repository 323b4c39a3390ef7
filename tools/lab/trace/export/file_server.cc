#include <utility>  // Boost 1.74 forgets it
// The address of the server and the end of it; see file_session.h for what is said.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>

#include "protocols/bad_input.h"
#include "tools/lab/trace/export/file_server.h"
#include "tools/lab/trace/export/file_session.h"

namespace lab::trace {

namespace asio = boost::asio;
using asio::ip::tcp;

struct FileServer::Loop {
  Loop() {
    signals.async_wait([this](boost::system::error_code error, int) {
      if (error) return;
      interrupted = true;
      io.stop();
    });
  }

  void listen(std::uint16_t port) {
    acceptor.open(tcp::v4());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.bind({asio::ip::address_v4::loopback(), port});
    acceptor.listen();
  }

  void accept(const Served& served) {
    acceptor.async_accept([this, &served](boost::system::error_code error, tcp::socket socket) {
      if (error) return accept_later(served);
      // Whoever is one too many is hung up on: a page asks for one file, and a browser for few.
      if (seats.use_count() <= kSeats) {
        answer(std::move(socket), served, acceptor.local_endpoint().port(),
               [this, &served, seat = seats] {
                 if (served.once) io.stop();
               });
      }
      accept(served);
    });
  }

  // Nothing is left to accept with: somebody may give it back.
  void accept_later(const Served& served) {
    pause.expires_after(std::chrono::milliseconds(100));
    pause.async_wait([this, &served](boost::system::error_code error) {
      if (!error) accept(served);
    });
  }

  static constexpr long kSeats = 16;  // connections at one time

  asio::io_context io{1};
  asio::signal_set signals{io, SIGINT, SIGTERM};
  tcp::acceptor acceptor{io};
  asio::steady_timer pause{io};
  std::shared_ptr<const bool> seats = std::make_shared<const bool>();  // one holder is the loop
  bool interrupted = false;
};

FileServer::FileServer(std::uint16_t port) : loop_(std::make_unique<Loop>()) {
  try {
    loop_->listen(port);
  } catch (const boost::system::system_error& error) {
    throw protocols::BadInput("port " + std::to_string(port) + " of 127.0.0.1: " +
                              error.code().message() + "\nhint: choose another with --port");
  }
}

FileServer::~FileServer() = default;

std::uint16_t FileServer::port() const { return loop_->acceptor.local_endpoint().port(); }

bool FileServer::is_interrupted() {
  loop_->io.poll();
  return loop_->interrupted;
}

void FileServer::serve(const Served& served) {
  if (is_interrupted()) return;
  loop_->accept(served);
  loop_->io.restart();
  loop_->io.run();
}

}  // namespace lab::trace
