// Tells the thread sanitizer what it cannot see of packaged libraries, which are built without it. Linked into every
// program of the tsan preset.
//
// What abseil's mutexes order would look like a race: the linker sends our calls of these functions here (-Wl,--wrap,
// see cmake/flags.cmake). The names are those of Debian 12's abseil; another makes the link fail. What gRPC orders
// cannot be told in this way, so that reports about its own objects are left out, at the end of this file.
#include <sanitizer/tsan_interface.h>
#include <unistd.h>

#include <set>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

using absl::Condition;
using absl::Duration;
using absl::Mutex;
using absl::Notification;
using absl::Time;

extern "C" {

void __real__ZN4absl7debian35Mutex4LockEv(Mutex* mutex);
bool __real__ZN4absl7debian35Mutex7TryLockEv(Mutex* mutex);
void __real__ZN4absl7debian35Mutex6UnlockEv(Mutex* mutex);
void __real__ZN4absl7debian35Mutex10ReaderLockEv(Mutex* mutex);
void __real__ZN4absl7debian35Mutex12ReaderUnlockEv(Mutex* mutex);
void __real__ZN4absl7debian35MutexD1Ev(Mutex* mutex);
void __real__ZN4absl7debian312Notification6NotifyEv(Notification* notification);
void __real__ZNK4absl7debian312Notification19WaitForNotificationEv(const Notification* notification);
bool __real__ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE(
    const Notification* notification, Duration timeout);

namespace {

constexpr useconds_t kPoll = 200;

// Mutexes that this thread holds as a reader, so that Await() knows what to let go of.
std::set<Mutex*>& ReaderHeld() {
  thread_local std::set<Mutex*> held;
  return held;
}

}  // namespace

void __wrap__ZN4absl7debian35Mutex4LockEv(Mutex* mutex) {
  __tsan_mutex_pre_lock(mutex, __tsan_mutex_not_static);
  __real__ZN4absl7debian35Mutex4LockEv(mutex);
  __tsan_mutex_post_lock(mutex, __tsan_mutex_not_static, 0);
}

bool __wrap__ZN4absl7debian35Mutex7TryLockEv(Mutex* mutex) {
  constexpr unsigned kFlags = __tsan_mutex_not_static | __tsan_mutex_try_lock;
  __tsan_mutex_pre_lock(mutex, kFlags);
  const bool locked = __real__ZN4absl7debian35Mutex7TryLockEv(mutex);
  __tsan_mutex_post_lock(mutex, locked ? kFlags : kFlags | __tsan_mutex_try_lock_failed, 0);
  return locked;
}

void __wrap__ZN4absl7debian35Mutex6UnlockEv(Mutex* mutex) {
  __tsan_mutex_pre_unlock(mutex, 0);
  __real__ZN4absl7debian35Mutex6UnlockEv(mutex);
  __tsan_mutex_post_unlock(mutex, 0);
}

void __wrap__ZN4absl7debian35Mutex10ReaderLockEv(Mutex* mutex) {
  constexpr unsigned kFlags = __tsan_mutex_not_static | __tsan_mutex_read_lock;
  __tsan_mutex_pre_lock(mutex, kFlags);
  __real__ZN4absl7debian35Mutex10ReaderLockEv(mutex);
  __tsan_mutex_post_lock(mutex, kFlags, 0);
  ReaderHeld().insert(mutex);
}

void __wrap__ZN4absl7debian35Mutex12ReaderUnlockEv(Mutex* mutex) {
  ReaderHeld().erase(mutex);
  __tsan_mutex_pre_unlock(mutex, __tsan_mutex_read_lock);
  __real__ZN4absl7debian35Mutex12ReaderUnlockEv(mutex);
  __tsan_mutex_post_unlock(mutex, __tsan_mutex_read_lock);
}

// Whoever locked it is done with it: servers end their last call first, which gRPC alone orders.
void __wrap__ZN4absl7debian35MutexD1Ev(Mutex* mutex) {
  __tsan_acquire(mutex);
  __tsan_mutex_destroy(mutex, __tsan_mutex_not_static);
  __real__ZN4absl7debian35MutexD1Ev(mutex);
}

// Abseil lets whoever unlocks evaluate the condition; here its own thread does, under the lock.
bool __wrap__ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE(Mutex* mutex,
                                                                                  const Condition& condition,
                                                                                  Time deadline) {
  const bool reads = ReaderHeld().contains(mutex);
  while (!condition.Eval()) {
    if (absl::Now() >= deadline) return false;
    if (reads) {
      __wrap__ZN4absl7debian35Mutex12ReaderUnlockEv(mutex);
      usleep(kPoll);
      __wrap__ZN4absl7debian35Mutex10ReaderLockEv(mutex);
    } else {
      __wrap__ZN4absl7debian35Mutex6UnlockEv(mutex);
      usleep(kPoll);
      __wrap__ZN4absl7debian35Mutex4LockEv(mutex);
    }
  }
  return true;
}

bool __wrap__ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE(Mutex* mutex,
                                                                                     const Condition& condition,
                                                                                     Duration timeout) {
  return __wrap__ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE(mutex, condition,
                                                                                      absl::Now() + timeout);
}

void __wrap__ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE(Mutex* mutex, const Condition& condition) {
  __wrap__ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE(mutex, condition,
                                                                               absl::InfiniteFuture());
}

// What came before is told at every byte: HasBeenNotified() is inline and reads a flag in it by itself.
void __wrap__ZN4absl7debian312Notification6NotifyEv(Notification* notification) {
  char* const bytes = reinterpret_cast<char*>(notification);
  for (size_t i = 0; i < sizeof(Notification); ++i) __tsan_release(bytes + i);
  __real__ZN4absl7debian312Notification6NotifyEv(notification);
}

void __wrap__ZNK4absl7debian312Notification19WaitForNotificationEv(const Notification* notification) {
  __real__ZNK4absl7debian312Notification19WaitForNotificationEv(notification);
  __tsan_acquire(const_cast<Notification*>(notification));
}

bool __wrap__ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE(
    const Notification* notification, Duration timeout) {
  const bool notified =
      __real__ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE(notification, timeout);
  if (notified) __tsan_acquire(const_cast<Notification*>(notification));
  return notified;
}

const char* __tsan_default_options() { return "ignore_noninstrumented_modules=1 history_size=7"; }

// Objects that gRPC owns, and what is inlined of it: it starts a call's batch before it completes it, and hands what it
// was given from thread to thread, in an order that nobody sees. "race" is a function anywhere in a stack, so none that
// calls code of ours may stand there, but for OnDone(), which only deletes a reactor: the address sanitizer finds who
// uses it afterwards. "race_top" is the very access.
const char* __tsan_default_suppressions() {
  return "race:^grpc::internal::CallOp\n"
         "race:grpc::internal::CallOpSendMessage::SendMessage\n"
         "race:^grpc::internal::CallbackWith*Tag::CallbackWith\n"
         "race:^grpc::internal::CallbackWith*Tag::Clear\n"
         "race:^grpc::internal::CallbackWith*Tag::Set\n"
         "race:^grpc::internal::InterceptorBatchMethodsImpl\n"
         "race:ServerCallback*Impl::ServerCallback*Impl(\n"
         "race:^grpc::internal::ServerCallbackCall::Unref\n"
         "race:^grpc::Server*Reactor<*>::~\n"
         "race_top:grpc::\n"
         "race_top:absl::*::internal_any_invocable::LocalManager\n"
         "race_top:^std::_Function_base::~_Function_base\n"
         // Requests, answers and the reactors of calls, which it reads and frees.
         "race_top:google::protobuf::\n"
         "race:^grpc::internal::DefaultMessageHolder\n"
         "race_top:^jianbao::rpc::UnaryCall::UnaryCall\n"
         "race:absl::*::Mutex::Mutex()\n"
         "race:::OnCancel()\n"
         "race:^OnCancel$\n"
         "race:::OnDone()\n"
         "race:^OnDone$\n"
         // The stream of a search writes a hit when it has written the one before.
         "race:^WriteNextHit$\n"
         // Given to a channel or a server, called and freed by it.
         "race:TokenPlugin\n"
         "race:^Process$\n";
}

}  // extern "C"
