// Takes TCP connections for a gRPC server, because gRPC 1.51's own listener never accepts again once accept() has
// failed for want of a file descriptor, and knows no limit of connections. This one waits and goes on, and closes what
// is over the limit at once. Thread-safe.
#ifndef JIANBAO_LIBS_RPC_ACCEPTOR_H_
#define JIANBAO_LIBS_RPC_ACCEPTOR_H_

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/server_builder.h"
#include "libs/rpc/listen_address.h"

namespace jianbao::rpc {

class Acceptor {
 public:
  // Binds `address` and listens; `address->port` becomes the port that was bound. Unavailable ADDRESS_IN_USE or
  // ADDRESS_NOT_BINDABLE.
  static absl::StatusOr<std::unique_ptr<Acceptor>> Listen(ListenAddress* address, int max_connections);
  // Stops when Stop() was not called.
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  // Hands every connection to `sink` from now on. Once; after the gRPC server has started.
  void Start(std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> sink);
  // Closes the listener; connections that were handed over stay. Idempotent.
  void Stop();

  // Open connections that were taken here.
  int connections() const;
  uint64_t accepted() const { return accepted_; }
  uint64_t refused() const { return refused_; }  // over the limit
  uint64_t failed() const { return failed_; }    // accept() failed

 private:
  Acceptor(int listener, int wake, int max_connections)
      : listener_(listener), wake_(wake), max_connections_(max_connections) {}

  void Work();
  void AcceptAll();
  void Take(int fd);
  bool HasRoom();
  void ForgetClosed() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int listener_;
  const int wake_;  // readable once Stop() was called
  const int max_connections_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> sink_;
  std::thread thread_;
  std::atomic<bool> stopped_ = false;
  std::atomic<uint64_t> accepted_ = 0, refused_ = 0, failed_ = 0;

  mutable absl::Mutex mutex_;
  // gRPC closes the connections and says nothing, so each is remembered with the inode of its socket: another inode
  // behind the descriptor, or none, and it is closed.
  mutable absl::flat_hash_map<int, ino_t> open_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_ACCEPTOR_H_
