#include "tests/support/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace jianbao::testing {

int Connect(const std::string& address) {
  const size_t colon = address.rfind(':');
  uint32_t port = 0;
  sockaddr_in target{};
  target.sin_family = AF_INET;
  if (colon == std::string::npos || !absl::SimpleAtoi(address.substr(colon + 1), &port) ||
      inet_pton(AF_INET, address.substr(0, colon).c_str(), &target.sin_addr) != 1) {
    return -1;
  }
  target.sin_port = htons(static_cast<uint16_t>(port));
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience = {10, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  if (connect(fd, reinterpret_cast<const sockaddr*>(&target), sizeof(target)) == 0) return fd;
  close(fd);
  return -1;
}

absl::StatusOr<std::string> HttpGet(const std::string& address, const std::string& path) {
  const int fd = Connect(address);
  if (fd < 0) return absl::UnavailableError(absl::StrCat("nobody listens on ", address));
  const auto close_fd = absl::MakeCleanup([fd] { close(fd); });
  const std::string request = absl::StrCat("GET ", path, " HTTP/1.0\r\nHost: ", address, "\r\n\r\n");
  if (send(fd, request.data(), request.size(), MSG_NOSIGNAL) < 0) return absl::UnavailableError("cannot send");
  std::string response;
  char buffer[4096];
  for (ssize_t n = 0; (n = recv(fd, buffer, sizeof(buffer), 0)) > 0;) response.append(buffer, static_cast<size_t>(n));
  const size_t body = response.find("\r\n\r\n");
  if (body == std::string::npos || !absl::StrContains(response.substr(0, response.find('\r')), " 200 ")) {
    return absl::UnavailableError(absl::StrCat("no good answer: ", response.substr(0, 200)));
  }
  return response.substr(body + 4);
}

}  // namespace jianbao::testing
