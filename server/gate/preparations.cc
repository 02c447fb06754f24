#include "server/gate/preparations.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/thread_priority.h"
#include "proto/wire/problem.h"

namespace enlace::gate {
namespace {

// A tenth of a processor that who hears, commits and answers wants, too.
constexpr int kYield = 10;

}  // namespace

// So one source may use every processor while nobody else asks.
Preparations::Preparations()
    : Preparations(
          std::max<size_t>(2, std::thread::hardware_concurrency() + 1)) {}

Preparations::Preparations(size_t at_once) : places_(at_once, kWaitingMax) {
  // One more, as one of them may be committing.
  for (size_t i = 0; i <= at_once; ++i) {
    threads_.emplace_back([this] { Work(); });
  }
}

Preparations::~Preparations() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
    ready_.SignalAll();
  }
  for (std::thread& thread : threads_) thread.join();
}

absl::Status Preparations::Begin(const std::string& source, size_t records,
                                 On where, Prepare prepare) {
  {
    const absl::MutexLock lock(&mutex_);
    const bool here =
        where == On::kCaller && records == 1 && places_.TakeNow(source);
    if (!here) {
      if (places_.Push(source, records, std::move(prepare))) {
        ready_.Signal();
        return absl::OkStatus();
      }
      return wire::WithRetryDelay(
          wire::Refusal(absl::StatusCode::kResourceExhausted, wire::kOverloaded,
                        "too many records wait to be prepared"),
          retry_delays_.Next());
    }
  }
  Run(source, prepare);
  return absl::OkStatus();
}

void Preparations::Run(const std::string& source, const Prepare& prepare) {
  const Then then = prepare();
  {
    const absl::MutexLock lock(&mutex_);
    places_.GiveBack(source);
    if (stopping_) {
      ready_.SignalAll();
    } else if (places_.HasNext()) {
      ready_.Signal();
    }
  }
  then();
}

void Preparations::Work() {
  YieldToOthers(kYield);
  while (true) {
    std::optional<std::pair<std::string, Prepare>> next;
    {
      const absl::MutexLock lock(&mutex_);
      while (!places_.HasNext()) {
        if (stopping_ && places_.empty()) return;
        ready_.Wait(&mutex_);
      }
      next = places_.TakeNext();
    }
    Run(next->first, next->second);
  }
}

}  // namespace enlace::gate
