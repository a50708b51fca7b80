#include "libs/rpc/acceptor.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/log.h"
#include "libs/base/status.h"

namespace jianbao::rpc {
namespace {

constexpr int kBacklog = 4096;
constexpr absl::Duration kPauseAfterFailure = absl::Milliseconds(50);

void Switch(int fd, int level, int option, int value) { setsockopt(fd, level, option, &value, sizeof(value)); }

int PortOf(int fd) {
  sockaddr_storage bound{};
  socklen_t size = sizeof(bound);
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return 0;
  return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&bound)->sin6_port
                                           : reinterpret_cast<sockaddr_in*>(&bound)->sin_port);
}

// -1 where `place` cannot be listened on.
int TryListen(const addrinfo& place) {
  const int fd = socket(place.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, place.ai_protocol);
  if (fd < 0) return -1;
  Switch(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (place.ai_family == AF_INET6) Switch(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  if (bind(fd, place.ai_addr, place.ai_addrlen) == 0 && listen(fd, kBacklog) == 0) return fd;
  close(fd);
  return -1;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Acceptor>> Acceptor::Listen(ListenAddress* address, int max_connections) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* places = nullptr;
  if (getaddrinfo(address->host.c_str(), absl::StrCat(address->port).c_str(), &hints, &places) != 0) {
    return ExplainBindFailure(*address);
  }
  const auto free_places = absl::MakeCleanup([places] { freeaddrinfo(places); });
  int listener = -1;
  for (const addrinfo* place = places; place != nullptr && listener < 0; place = place->ai_next) {
    listener = TryListen(*place);
  }
  if (listener < 0) return ExplainBindFailure(*address);
  address->port = PortOf(listener);
  const int wake = eventfd(0, EFD_CLOEXEC);
  if (wake < 0) {
    const absl::Status failure = absl::ErrnoToStatus(errno, "cannot make what wakes the acceptor");
    close(listener);
    return failure;
  }
  return std::unique_ptr<Acceptor>(new Acceptor(listener, wake, max_connections));
}

Acceptor::~Acceptor() {
  Stop();
  close(wake_);
}

void Acceptor::Start(std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> sink) {
  sink_ = std::move(sink);
  thread_ = std::thread([this] { Work(); });
}

void Acceptor::Stop() {
  if (stopped_.exchange(true)) return;
  const uint64_t one = 1;
  if (write(wake_, &one, sizeof(one)) < 0) log::Error("cannot wake the acceptor: {}", std::strerror(errno));
  if (thread_.joinable()) thread_.join();
  close(listener_);
}

void Acceptor::Work() {
  while (!stopped_) {
    pollfd ready[] = {{listener_, POLLIN, 0}, {wake_, POLLIN, 0}};
    if (poll(ready, 2, -1) > 0 && (ready[0].revents & POLLIN) != 0) AcceptAll();
  }
}

void Acceptor::AcceptAll() {
  while (!stopped_) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      Take(fd);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return;
    } else if (errno != EINTR && errno != ECONNABORTED) {
      // Most likely there are no descriptors left. Whoever waits in the backlog is served when there are.
      if (failed_++ == 0) log::Error("cannot accept a connection, trying on: {}", std::strerror(errno));
      return absl::SleepFor(kPauseAfterFailure);
    }
  }
}

void Acceptor::Take(int fd) {
  if (!HasRoom()) {
    if (refused_++ == 0) log::Warning("more than {} connections, further ones are closed", max_connections_);
    close(fd);
    return;
  }
  struct stat info {};
  if (fstat(fd, &info) == 0) {
    absl::MutexLock lock(&mutex_);
    open_[fd] = info.st_ino;
  }
  ++accepted_;
  Switch(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
  connection.listener_fd = listener_;
  connection.fd = fd;
  sink_->HandleNewConnection(&connection);
}

bool Acceptor::HasRoom() {
  absl::MutexLock lock(&mutex_);
  if (open_.size() < static_cast<size_t>(max_connections_)) return true;
  ForgetClosed();
  return open_.size() < static_cast<size_t>(max_connections_);
}

int Acceptor::connections() const {
  absl::MutexLock lock(&mutex_);
  ForgetClosed();
  return static_cast<int>(open_.size());
}

void Acceptor::ForgetClosed() const {
  absl::erase_if(open_, [](const auto& connection) {
    struct stat info {};
    return fstat(connection.first, &info) != 0 || info.st_ino != connection.second;
  });
}

}  // namespace jianbao::rpc
