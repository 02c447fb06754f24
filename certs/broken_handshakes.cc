#include "certs/broken_handshakes.h"

#include <openssl/crypto.h>

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "certs/openssl_ptr.h"

namespace enlace::certs {

class BrokenHandshakes::Watch {
 public:
  explicit Watch(std::function<void()> broken) : broken_(std::move(broken)) {}

  void NoteContext() ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    ++contexts_;
  }
  int contexts() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    return contexts_;
  }
  void Begin() ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    tells_ = true;
  }
  bool tells() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    return tells_;
  }
  void End() ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    broken_ = nullptr;
  }
  void Tell() ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    if (broken_) broken_();
  }

 private:
  mutable absl::Mutex mutex_;
  std::function<void()> broken_ ABSL_GUARDED_BY(mutex_);
  int contexts_ ABSL_GUARDED_BY(mutex_) = 0;
  bool tells_ ABSL_GUARDED_BY(mutex_) = false;
};

namespace {

// What a context or a connection holds: its own share, so that whichever ends
// last finds it.
using Share = std::shared_ptr<BrokenHandshakes::Watch>;

// Set while a thread runs Listen().
thread_local const Share* listening = nullptr;

int ContextIndex();

void OnContextMade(void* /*parent*/, void* /*held*/, CRYPTO_EX_DATA* data,
                   int index, OpensslLong, void*) {
  if (listening == nullptr) return;
  auto share = std::make_unique<Share>(*listening);
  if (CRYPTO_set_ex_data(data, index, share.get()) != 1) return;
  (*share.release())->NoteContext();
}

void OnConnectionMade(void* parent, void* /*held*/, CRYPTO_EX_DATA* data,
                      int index, OpensslLong, void*) {
  const SSL_CTX* const context =
      SSL_get_SSL_CTX(static_cast<const SSL*>(parent));
  if (context == nullptr) return;
  const auto* const watched =
      static_cast<const Share*>(SSL_CTX_get_ex_data(context, ContextIndex()));
  if (watched == nullptr || !(*watched)->tells()) return;
  auto share = std::make_unique<Share>(*watched);
  if (CRYPTO_set_ex_data(data, index, share.get()) == 1) {
    static_cast<void>(share.release());
  }
}

void OnContextFreed(void* /*parent*/, void* held, CRYPTO_EX_DATA*, int,
                    OpensslLong, void*) {
  delete static_cast<Share*>(held);
}

// OpenSSL does not promise that the connection is whole by now, so nothing is
// asked of it but two of its own flags.
void OnConnectionFreed(void* parent, void* held, CRYPTO_EX_DATA*, int,
                       OpensslLong, void*) {
  const std::unique_ptr<Share> share(static_cast<Share*>(held));
  if (share == nullptr) return;
  const SSL* const connection = static_cast<const SSL*>(parent);
  if (SSL_is_server(connection) == 1 && SSL_in_init(connection) == 1) {
    (*share)->Tell();
  }
}

// A copy of a connection is another connection.
int OnCopied(CRYPTO_EX_DATA*, const CRYPTO_EX_DATA*, void** held, int,
             OpensslLong, void*) {
  *held = nullptr;
  return 1;
}

int ContextIndex() {
  static const int index =
      CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL_CTX, 0, nullptr,
                              OnContextMade, OnCopied, OnContextFreed);
  return index;
}

int ConnectionIndex() {
  static const int index =
      CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, 0, nullptr, OnConnectionMade,
                              OnCopied, OnConnectionFreed);
  return index;
}

}  // namespace

BrokenHandshakes::BrokenHandshakes(std::function<void()> broken)
    : watch_(std::make_shared<Watch>(std::move(broken))) {}

BrokenHandshakes::~BrokenHandshakes() { watch_->End(); }

absl::Status BrokenHandshakes::Listen(absl::FunctionRef<void()> open) {
  if (ContextIndex() < 0 || ConnectionIndex() < 0) {
    return absl::InternalError("TLS: OpenSSL takes no callbacks");
  }
  listening = &watch_;
  open();
  listening = nullptr;
  if (watch_->contexts() == 0) {
    return absl::InternalError(
        "TLS: a listener made no context, so that broken handshakes would not "
        "be seen");
  }
  return absl::OkStatus();
}

void BrokenHandshakes::Begin() { watch_->Begin(); }

}  // namespace enlace::certs
