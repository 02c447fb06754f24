// crash_load --folder DIR --seed N: load from both nations, whatever becomes of
// their nodes.
//
// Agencies of the sandbox in DIR (tests/scenarios/sandbox.py) submit singly and
// in batches, collect, confirm and answer, until standard input ends.  Then
// nothing new is sent, and once everything permitted is collected every
// submission and every delivery is asked for once more.  DIR/load/ledger holds
// what was promised; exit code 1 if it does not drain in time.
//
// Prints "<acknowledged> <collected>" five times a second.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <deque>
#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/file.h"
#include "certs/tls.h"
#include "tests/crash/load_agency.h"

namespace enlace::crash {
namespace {

constexpr absl::Duration kIdle = absl::Milliseconds(10);
// Senders wait while this many permitted records are on their way.
constexpr uint64_t kOnTheirWayMax = 1500;
constexpr size_t kBatchMax = 16;

// Records that came in and are to be answered.
class Answers {
 public:
  void Add(std::vector<Incoming> incoming) {
    absl::MutexLock lock(&mutex_);
    open_ += incoming.size();
    for (Incoming& one : incoming) queue_.push_back(std::move(one));
  }
  std::vector<Incoming> Take(size_t max) {
    absl::MutexLock lock(&mutex_);
    std::vector<Incoming> taken;
    while (!queue_.empty() && taken.size() < max) {
      taken.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    return taken;
  }
  void Done(size_t count) {
    absl::MutexLock lock(&mutex_);
    open_ -= count;
  }
  bool Empty() {
    absl::MutexLock lock(&mutex_);
    return open_ == 0;
  }

 private:
  absl::Mutex mutex_;
  std::deque<Incoming> queue_;
  size_t open_ = 0;  // waiting, or being answered
};

class Load {
 public:
  Load(const std::string& folder, uint64_t seed)
      : folder_(folder + "/load"),
        seed_(seed),
        ledger_(folder_ + "/ledger"),
        asking_(folder, "mx-fgr", ledger_),
        answering_(folder, "us-atf", ledger_),
        refused_(folder, "mx-anam", ledger_) {}

  bool Run(absl::Duration drain) {
    std::vector<std::thread> senders;
    senders.emplace_back([this] { SendRequests(asking_, 1, kBatchMax, 0); });
    senders.emplace_back([this] { SendRequests(asking_, 2, 1, 20); });
    senders.emplace_back([this] { SendRequests(refused_, 3, 1, 100); });
    std::vector<std::thread> others;
    others.emplace_back([this] { Collect(answering_, requests_); });
    others.emplace_back([this] { Collect(asking_, results_); });
    others.emplace_back([this] { Answer(answering_, requests_, 4); });
    others.emplace_back([this] { Answer(asking_, results_, 5); });
    others.emplace_back([this] { ShowProgress(); });
    AwaitEndOfInput();
    LoadAgency::GiveUpAt(absl::Now() + drain);
    sending_ = false;
    for (std::thread& thread : senders) thread.join();
    while (!Drained() && !LoadAgency::GaveUp()) absl::SleepFor(kIdle);
    running_ = false;
    for (std::thread& thread : others) thread.join();
    InParallel([](LoadAgency& agency) { agency.AwaitCollected(); });
    InParallel([](LoadAgency& agency) {
      agency.SubmitAllAgain();
      agency.CollectAllAgain();
    });
    return !LoadAgency::GaveUp();
  }

 private:
  RecordForm Form(const std::string& name, const std::string& type) const {
    const auto json = ReadFile(absl::StrCat(folder_, "/", name, ".json"));
    CHECK_OK(json.status());
    return {type, *json};
  }

  // Of `refused_percent` of the requests the purpose is one that no law covers.
  void SendRequests(LoadAgency& sender, uint64_t stream, size_t batch_max,
                    unsigned refused_percent) {
    std::mt19937_64 random(seed_ * 8 + stream);
    const RecordForm good = Form("request", "FirearmTraceRequest");
    const RecordForm bad = Form("refused", "FirearmTraceRequest");
    while (sending_ && !LoadAgency::GaveUp()) {
      absl::SleepFor(absl::Milliseconds(random() % 20));
      if (OnTheirWay() > kOnTheirWayMax) continue;
      std::vector<std::string> batch;
      for (size_t i = random() % batch_max + 1; i > 0; --i) {
        const bool refused = random() % 100 < refused_percent;
        batch.push_back(
            sender.Compose(refused ? bad : good, kAnswering, /*parent=*/""));
      }
      sender.Submit(batch);
    }
  }

  void Collect(LoadAgency& agency, Answers& to_answer) {
    while (running_ && !LoadAgency::GaveUp()) {
      std::vector<Incoming> incoming = agency.Collect();
      if (incoming.empty()) absl::SleepFor(kIdle);
      to_answer.Add(std::move(incoming));
    }
  }

  // A request gets a result or an acknowledgement, a result an
  // acknowledgement, an acknowledgement nothing.
  void Answer(LoadAgency& agency, Answers& to_answer, uint64_t stream) {
    std::mt19937_64 random(seed_ * 8 + stream);
    const RecordForm result = Form("result", "FirearmTraceResult");
    const RecordForm received = Form("acknowledgement", "Acknowledgement");
    while (running_ && !LoadAgency::GaveUp()) {
      const std::vector<Incoming> taken =
          to_answer.Take(random() % kBatchMax + 1);
      std::vector<std::string> batch;
      for (const Incoming& one : taken) {
        if (one.type == received.type) continue;
        const bool ask = one.type == "FirearmTraceRequest" && random() % 2 == 0;
        batch.push_back(
            agency.Compose(ask ? result : received, one.sender, one.record_id));
      }
      agency.Submit(batch);
      to_answer.Done(taken.size());
      if (taken.empty()) absl::SleepFor(kIdle);
    }
  }

  uint64_t Permitted() const {
    return asking_.permitted() + answering_.permitted() + refused_.permitted();
  }
  uint64_t Collected() const {
    return asking_.collected() + answering_.collected();
  }
  uint64_t OnTheirWay() const {
    const uint64_t collected = Collected();
    return Permitted() - std::min(Permitted(), collected);
  }
  bool Drained() {
    return Permitted() == Collected() && requests_.Empty() &&
           results_.Empty() && Permitted() == Collected();
  }

  void ShowProgress() const {
    while (running_) {
      std::cout << asking_.acknowledged() + answering_.acknowledged() +
                       refused_.acknowledged()
                << " " << Collected() << std::endl;
      absl::SleepFor(absl::Milliseconds(200));
    }
  }

  void InParallel(const std::function<void(LoadAgency&)>& what) {
    std::vector<std::thread> threads;
    for (LoadAgency* agency : {&asking_, &answering_, &refused_}) {
      threads.emplace_back([&what, agency] { what(*agency); });
    }
    for (std::thread& thread : threads) thread.join();
  }

  static void AwaitEndOfInput() {
    char byte = 0;
    while (read(STDIN_FILENO, &byte, 1) > 0) {
    }
  }

  static constexpr char kAnswering[] =
      "spiffe://us.enlace.example/agency/us-atf";

  const std::string folder_;
  const uint64_t seed_;
  LoadLedger ledger_;
  LoadAgency asking_;
  LoadAgency answering_;
  LoadAgency refused_;
  Answers requests_;
  Answers results_;
  std::atomic<bool> sending_ = true;
  std::atomic<bool> running_ = true;
};

int Main(int argc, char** argv) {
  CLI::App app("Load on two nodes that may end at any moment.");
  std::string folder;
  uint64_t seed = 1;
  double drain_seconds = 60;
  app.add_option("--folder", folder, "of the sandbox")->required();
  app.add_option("--seed", seed, "of the mixture");
  app.add_option("--drain-seconds", drain_seconds, "after the end of input");
  std::vector<std::string> tolerated;
  app.add_option("--tolerate", tolerated, "reasons of refusals, tried again");
  CLI11_PARSE(app, argc, argv);
  CHECK_OK(certs::InstallTlsConfiguration());
  LoadAgency::Tolerate(std::move(tolerated));
  const bool drained = Load(folder, seed).Run(absl::Seconds(drain_seconds));
  if (!drained) std::cerr << "crash_load: not drained in time\n";
  return drained ? 0 : 1;
}

}  // namespace
}  // namespace enlace::crash

int main(int argc, char** argv) { return enlace::crash::Main(argc, argv); }
