// One hop of the bare relay: a stream of batches with cumulative acks over the
// gRPC callback API.  Batches are parsed and serialized again, and their
// messages are reused; nothing is checked, decided or stored.

#ifndef ENLACE_TESTS_BENCH_RELAY_STREAM_H_
#define ENLACE_TESTS_BENCH_RELAY_STREAM_H_

#include <grpcpp/client_context.h>
#include <grpcpp/support/client_callback.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "enlace/bench/relay.grpc.pb.h"

namespace enlace::bench {

// Messages that were parsed before hold their memory; this keeps them.
// Thread-safe.
class BatchPool {
 public:
  std::unique_ptr<RelayBatch> Take() ABSL_LOCKS_EXCLUDED(mutex_);
  void Return(std::unique_ptr<RelayBatch> batch) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<RelayBatch>> idle_ ABSL_GUARDED_BY(mutex_);
};

// The sending end.  Thread-safe.
class RelaySender final : public grpc::ClientBidiReactor<RelayBatch, RelayAck> {
 public:
  // `stub` and `pool` must outlive the sender.
  RelaySender(RelayService::Stub& stub, BatchPool& pool);

  // Queues the batch; it goes back to the pool once gRPC has taken it.
  void Send(std::unique_ptr<RelayBatch> batch) ABSL_LOCKS_EXCLUDED(mutex_);

  // Ends the stream after what is queued, and waits for it.
  grpc::Status Finish() ABSL_LOCKS_EXCLUDED(mutex_);

  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  BatchPool& pool_;
  grpc::ClientContext context_;
  RelayAck ack_;

  absl::Mutex mutex_;
  // The front one is being written.
  std::deque<std::unique_ptr<RelayBatch>> queue_ ABSL_GUARDED_BY(mutex_);
  bool finishing_ ABSL_GUARDED_BY(mutex_) = false;

  grpc::Status status_;
  absl::Notification done_;
};

// The receiving end: gives each batch to `take` and acknowledges it.
class RelayReceiver final : public RelayService::CallbackService {
 public:
  using Take = std::function<void(std::unique_ptr<RelayBatch>)>;

  // `pool` must outlive the receiver.  `take` is called in the order of the
  // stream and keeps the batch.
  RelayReceiver(BatchPool& pool, Take take);

  grpc::ServerBidiReactor<RelayBatch, RelayAck>* Relay(
      grpc::CallbackServerContext* context) override;

 private:
  class Stream;

  BatchPool& pool_;
  const Take take_;
};

}  // namespace enlace::bench

#endif  // ENLACE_TESTS_BENCH_RELAY_STREAM_H_
