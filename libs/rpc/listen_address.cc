#include "libs/rpc/listen_address.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"

namespace jianbao::rpc {

std::string ListenAddress::ToString() const {
  const bool ipv6 = host.find(':') != std::string::npos;
  return ipv6 ? absl::StrCat("[", host, "]:", port) : absl::StrCat(host, ":", port);
}

absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& text) {
  const Error malformed = Error(absl::StatusCode::kInvalidArgument, "LISTEN_ADDRESS_MALFORMED",
                                absl::StrCat("\"", text,
                                             "\" is no listen address, want host:port such as 127.0.0.1:50051, "
                                             "[::1]:50051, or port 0 for a free one"));
  const size_t colon = text.rfind(':');
  ListenAddress address;
  if (colon == std::string::npos || !absl::SimpleAtoi(text.substr(colon + 1), &address.port)) return malformed;
  address.host = text.substr(0, colon);
  const bool brackets = address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']';
  if (brackets) address.host = address.host.substr(1, address.host.size() - 2);
  const bool bare_ipv6 = !brackets && address.host.find(':') != std::string::npos;
  if (address.host.empty() || bare_ipv6 || address.port < 0 || address.port > 65535) return malformed;
  return address;
}

absl::Status ExplainBindFailure(const ListenAddress& address) {
  const auto failure = [&](std::string_view reason, std::string_view why) -> absl::Status {
    return Error(absl::StatusCode::kUnavailable, reason,
                 absl::StrCat("cannot listen on ", address.ToString(), ": ", std::string(why)))
        .With("address", address.ToString());
  };
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int lookup = getaddrinfo(address.host.c_str(), absl::StrCat(address.port).c_str(), &hints, &found);
  if (lookup != 0) return failure("ADDRESS_NOT_BINDABLE", gai_strerror(lookup));
  const auto free_found = absl::MakeCleanup([found] { freeaddrinfo(found); });
  const int fd = socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, found->ai_protocol);
  if (fd < 0) return failure("ADDRESS_NOT_BINDABLE", std::strerror(errno));
  const auto close_fd = absl::MakeCleanup([fd] { close(fd); });
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (bind(fd, found->ai_addr, found->ai_addrlen) == 0)
    return failure("ADDRESS_NOT_BINDABLE", "see the log for the cause");
  if (errno == EADDRINUSE) return failure("ADDRESS_IN_USE", "address already in use, choose another port or port 0");
  return failure("ADDRESS_NOT_BINDABLE", std::strerror(errno));
}

}  // namespace jianbao::rpc
