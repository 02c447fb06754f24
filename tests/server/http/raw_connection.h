// A TCP connection that sends what a test says, when it says so.

#ifndef ENLACE_TESTS_SERVER_HTTP_RAW_CONNECTION_H_
#define ENLACE_TESTS_SERVER_HTTP_RAW_CONNECTION_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "base/check.h"

namespace enlace::http {

class RawConnection {
 public:
  // `address` is "127.0.0.1:PORT".
  explicit RawConnection(absl::string_view address)
      : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    uint32_t port = 0;
    CHECK(absl::SimpleAtoi(address.substr(address.rfind(':') + 1), &port));
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    place.sin_port = htons(static_cast<uint16_t>(port));
    CHECK(connect(socket_, reinterpret_cast<sockaddr*>(&place),
                  sizeof(place)) == 0);
  }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;
  ~RawConnection() { close(socket_); }

  // False once the other side has closed.
  bool Send(absl::string_view bytes) {
    return send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }

  // What comes until `end` was read or the other side closes.
  std::string ReadUntil(absl::string_view end) {
    std::string read;
    std::array<char, 4096> part;
    while (end.empty() || read.find(std::string(end)) == std::string::npos) {
      const ssize_t size = recv(socket_, part.data(), part.size(), 0);
      if (size <= 0) break;
      read.append(part.data(), static_cast<size_t>(size));
    }
    return read;
  }
  std::string ReadToTheEnd() { return ReadUntil(""); }

 private:
  const int socket_;
};

}  // namespace enlace::http

#endif  // ENLACE_TESTS_SERVER_HTTP_RAW_CONNECTION_H_
