#include "client/agent/sender.h"

#include <algorithm>

#include "base/encoding.h"

namespace enlace::client {
namespace {

constexpr absl::Duration kPauseMin = absl::Milliseconds(500);

}  // namespace

Sender::Sender(Client& client, Spool& spool, Random& random)
    : outbox_(client, spool), random_(random), thread_([this] { Run(); }) {}

Sender::~Sender() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Sender::SendNow(absl::Duration wait) {
  const absl::MutexLock lock(&mutex_);
  const uint64_t mine = ++asked_;
  const auto done = [this, mine]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    return tried_ >= mine || stopping_;
  };
  mutex_.AwaitWithTimeout(absl::Condition(&done), wait);
}

absl::Status Sender::last() const {
  const absl::MutexLock lock(&mutex_);
  return last_;
}

void Sender::Run() {
  absl::Duration pause = kPauseMin;
  bool again = false;  // something waits for a later round
  while (true) {
    uint64_t answering = 0;
    {
      const absl::MutexLock lock(&mutex_);
      const auto due = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
        return stopping_ || asked_ > tried_;
      };
      mutex_.AwaitWithTimeout(absl::Condition(&due),
                              again ? pause : absl::InfiniteDuration());
      if (stopping_) return;
      answering = asked_;
    }
    const auto round =
        outbox_.Round([](const SpooledRecord&, const v1::SubmitResult&) {});
    again = !round.ok() || round->waiting > 0;
    if (again) {
      // Between the whole and three times the last pause, at most the limit.
      const double share = ReadU16(random_.Bytes(2)) / 65535.0;
      pause = std::min(kSendPauseMax, pause + 2 * pause * share);
    } else {
      pause = kPauseMin;
    }
    const absl::MutexLock lock(&mutex_);
    tried_ = answering;
    last_ = round.ok() ? round->why : round.status();
  }
}

}  // namespace enlace::client
