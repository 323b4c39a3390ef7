// What one browser asks of the file server, and what it is told.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <functional>

#include "tools/lab/trace/export/file_server.h"

namespace lab::trace {

// Answers one request and hangs up; "done" is called when the whole file has been sent. "served"
// must outlive the connection.
void answer(boost::asio::ip::tcp::socket socket, const Served& served, std::uint16_t port,
            std::function<void()> done);

}  // namespace lab::trace
