#include "tools/lab/trace/export/file_session.h"

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <utility>  // Boost 1.74 forgets it

namespace lab::trace {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr std::chrono::seconds kPatience{30};  // with a request, and with every piece that is sent

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(boost::asio::ip::tcp::socket socket, const Served& served, std::uint16_t port,
          std::function<void()> done)
      : stream_(std::move(socket)), served_(served), port_(port), done_(std::move(done)) {}

  void start() {
    stream_.expires_after(kPatience);
    http::async_read(stream_, buffer_, request_,
                     [self = shared_from_this()](error_code error, std::size_t) {
                       if (!error) self->respond();
                     });
  }

 private:
  void respond() {
    // A name that leads here by a trick would let its site read what is served.
    if (!is_our_name(request_[http::field::host])) return send_status(http::status::forbidden);
    if (request_.method() == http::verb::options) return send_status(http::status::no_content);
    const bool head = request_.method() == http::verb::head;
    if (!head && request_.method() != http::verb::get) {
      return send_status(http::status::method_not_allowed);
    }
    if (request_.target() != "/" + served_.name) return send_status(http::status::not_found);
    send_file(head);
  }

  bool is_our_name(beast::string_view host) const {
    const std::string port = ":" + std::to_string(port_);
    return host == "127.0.0.1" + port || host == "localhost" + port;
  }

  template <class Response>
  void add_common(Response& response) const {
    response.keep_alive(false);
    response.set(http::field::access_control_allow_origin, served_.allowed_origin);
    response.set(http::field::cache_control, "no-cache");
    if (request_.method() != http::verb::options) return;
    // Browsers ask before a page of the net may reach into this machine.
    response.set(http::field::access_control_allow_methods, "GET");
    response.set("Access-Control-Allow-Private-Network", "true");
  }

  void send_status(http::status status) {
    auto response = std::make_shared<http::response<http::string_body>>(status, request_.version());
    add_common(*response);
    if (status != http::status::no_content) {
      response->body() = std::string(http::obsolete_reason(status)) + "\n";
      response->prepare_payload();
    }
    send(response, false);
  }

  void send_file(bool head) {
    http::file_body::value_type body;
    error_code error;
    body.open(served_.file.c_str(), beast::file_mode::scan, error);
    if (error) return send_status(http::status::internal_server_error);
    if (head) {
      auto response =
          std::make_shared<http::response<http::empty_body>>(http::status::ok, request_.version());
      add_common(*response);
      response->content_length(body.size());
      return send(response, false);
    }
    auto response = std::make_shared<http::response<http::file_body>>(
        std::piecewise_construct, std::make_tuple(std::move(body)),
        std::make_tuple(http::status::ok, request_.version()));
    response->set(http::field::content_type, "application/octet-stream");
    add_common(*response);
    response->prepare_payload();
    send(response, true);
  }

  template <class Response>
  void send(const std::shared_ptr<Response>& response, bool is_whole_file) {
    using Serializer = http::serializer<false, typename Response::body_type>;
    send_some(response, std::make_shared<Serializer>(*response), is_whole_file);
  }

  template <class Response, class Serializer>
  void send_some(const std::shared_ptr<Response>& response,
                 const std::shared_ptr<Serializer>& serializer, bool is_whole_file) {
    stream_.expires_after(kPatience);
    http::async_write_some(stream_, *serializer,
                           [self = shared_from_this(), response, serializer, is_whole_file](
                               error_code error, std::size_t) {
                             if (!error && !serializer->is_done()) {
                               return self->send_some(response, serializer, is_whole_file);
                             }
                             error_code ignored;
                             self->stream_.socket().shutdown(
                                 boost::asio::ip::tcp::socket::shutdown_send, ignored);
                             if (!error && is_whole_file) self->done_();
                           });
  }

  beast::tcp_stream stream_;
  const Served& served_;
  std::uint16_t port_;
  std::function<void()> done_;
  beast::flat_buffer buffer_;
  http::request<http::empty_body> request_;
};

}  // namespace

void answer(boost::asio::ip::tcp::socket socket, const Served& served, std::uint16_t port,
            std::function<void()> done) {
  std::make_shared<Session>(std::move(socket), served, port, std::move(done))->start();
}

}  // namespace lab::trace
