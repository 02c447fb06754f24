#include "tests/bench/relay_stream.h"

#include <utility>

namespace enlace::bench {

std::unique_ptr<RelayBatch> BatchPool::Take() {
  absl::MutexLock lock(&mutex_);
  if (idle_.empty()) return std::make_unique<RelayBatch>();
  std::unique_ptr<RelayBatch> batch = std::move(idle_.back());
  idle_.pop_back();
  return batch;
}

void BatchPool::Return(std::unique_ptr<RelayBatch> batch) {
  absl::MutexLock lock(&mutex_);
  idle_.push_back(std::move(batch));
}

RelaySender::RelaySender(RelayService::Stub& stub, BatchPool& pool)
    : pool_(pool) {
  stub.async()->Relay(&context_, this);
  AddHold();  // writes start outside of reactions
  StartRead(&ack_);
  StartCall();
}

void RelaySender::Send(std::unique_ptr<RelayBatch> batch) {
  absl::MutexLock lock(&mutex_);
  queue_.push_back(std::move(batch));
  if (queue_.size() == 1) StartWrite(queue_.front().get());
}

grpc::Status RelaySender::Finish() {
  {
    absl::MutexLock lock(&mutex_);
    finishing_ = true;
    if (queue_.empty()) {
      StartWritesDone();
      RemoveHold();
    }
  }
  done_.WaitForNotification();
  return status_;
}

void RelaySender::OnWriteDone(bool ok) {
  absl::MutexLock lock(&mutex_);
  pool_.Return(std::move(queue_.front()));
  queue_.pop_front();
  if (!ok) queue_.clear();
  if (!queue_.empty()) {
    StartWrite(queue_.front().get());
  } else if (finishing_) {
    if (ok) StartWritesDone();
    RemoveHold();
  }
}

void RelaySender::OnReadDone(bool ok) {
  if (ok) StartRead(&ack_);
}

void RelaySender::OnDone(const grpc::Status& status) {
  status_ = status;
  done_.Notify();
}

class RelayReceiver::Stream final
    : public grpc::ServerBidiReactor<RelayBatch, RelayAck> {
 public:
  Stream(BatchPool& pool, const Take& take)
      : pool_(pool), take_(take), batch_(pool.Take()) {
    StartRead(batch_.get());
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      Finish(grpc::Status::OK);
      return;
    }
    const auto count = static_cast<uint64_t>(batch_->records_size());
    take_(std::exchange(batch_, pool_.Take()));
    StartRead(batch_.get());
    absl::MutexLock lock(&mutex_);
    taken_ += count;
    if (!writing_) WriteAck();
  }

  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (ok && ack_.records() != taken_) WriteAck();
  }

  void OnDone() override {
    pool_.Return(std::move(batch_));
    delete this;
  }

 private:
  void WriteAck() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    writing_ = true;
    ack_.set_records(taken_);
    StartWrite(&ack_);
  }

  BatchPool& pool_;
  const Take& take_;
  std::unique_ptr<RelayBatch> batch_;

  absl::Mutex mutex_;
  RelayAck ack_ ABSL_GUARDED_BY(mutex_);
  uint64_t taken_ ABSL_GUARDED_BY(mutex_) = 0;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
};

RelayReceiver::RelayReceiver(BatchPool& pool, Take take)
    : pool_(pool), take_(std::move(take)) {}

grpc::ServerBidiReactor<RelayBatch, RelayAck>* RelayReceiver::Relay(
    grpc::CallbackServerContext* /*context*/) {
  return new Stream(pool_, take_);
}

}  // namespace enlace::bench
