#include "server/rpc/admission_call.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "base/clock.h"
#include "base/random.h"
#include "proto/wire/problem.h"
#include "tests/simulation/memory_store.h"
#include "tests/simulation/sample_book.h"

namespace enlace::rpc {
namespace {

class AdmissionCallTest : public testing::Test {
 protected:
  // A call of `caller` with `count` notes; `before` is called when they are to
  // be prepared.  It must answer each once.
  void Begin(const std::string& caller, int count, std::function<void()> before,
             std::function<void(const absl::Status&)> done) {
    auto answered = std::make_shared<std::vector<std::atomic<int>>>(
        static_cast<size_t>(count));
    AdmissionCall::Items items;
    items.caller = caller;
    items.count = count;
    items.admit = [this, caller, before = std::move(before)](
                      const std::vector<int>& indexes, const gate::World&) {
      before();
      std::vector<gate::Admission> admissions;
      for (size_t i = 0; i < indexes.size(); ++i) {
        admissions.push_back(
            {drafts_.ForRefusal(caller, absl::InternalError("x"), nullptr, ""),
             absl::OkStatus()});
      }
      return admissions;
    };
    items.answer = [answered](int i, const std::string&) {
      ++(*answered)[static_cast<size_t>(i)];
    };
    items.refuse = [](int, const absl::Status& problem) {
      ADD_FAILURE() << problem;
    };
    items.done = [answered,
                  done = std::move(done)](const absl::Status& status) {
      for (const std::atomic<int>& times : *answered) {
        EXPECT_EQ(times, status.ok() ? 1 : 0);
      }
      done(status);
    };
    std::make_shared<AdmissionCall>(environment_, std::move(items))->Start();
  }

  simulation::MemoryStore store_;
  gate::Pipeline pipeline_{
      core::Sequencer::Recover(store_, RealClock()).value(),
      std::shared_ptr<const policy::Book>(&simulation::SampleBook(1),
                                          [](const policy::Book*) {}),
      nullptr};
  gate::Preparations preparations_{2};
  gate::Drafts drafts_{SystemRandom()};
  AdmissionCall::Environment environment_{
      &pipeline_, &preparations_, &drafts_, &RealClock(), nullptr, nullptr};
};

// What one agency has under way never ends; the calls of another do.
TEST_F(AdmissionCallTest, AFloodOfOneKeepsNoOtherFromItsAnswers) {
  constexpr int kFlood = 60;
  absl::Notification go_on;
  absl::BlockingCounter flood(kFlood);
  for (int i = 0; i < kFlood; ++i) {
    Begin(
        "flood", 64, [&] { go_on.WaitForNotification(); },
        [&](const absl::Status& status) {
          EXPECT_TRUE(status.ok()) << status;
          flood.DecrementCount();
        });
  }
  for (const int count : {1, 64, 1, 128}) {
    absl::Notification answered;
    Begin(
        "other", count, [] {},
        [&](const absl::Status& status) {
          EXPECT_TRUE(status.ok()) << status;
          answered.Notify();
        });
    answered.WaitForNotification();
  }
  EXPECT_FALSE(go_on.HasBeenNotified());
  go_on.Notify();
  flood.Wait();
}

TEST_F(AdmissionCallTest, WhatIsTooMuchOfOneIsRefusedBeforeItIsPrepared) {
  absl::Notification go_on;
  std::atomic<int> prepared = 0;
  std::atomic<int> refused = 0;
  constexpr int kCalls = 70;
  absl::BlockingCounter ended(kCalls);
  for (int i = 0; i < kCalls; ++i) {
    Begin(
        "flood", 128,
        [&] {
          ++prepared;
          go_on.WaitForNotification();
        },
        [&](const absl::Status& status) {
          if (!status.ok()) {
            ++refused;
            EXPECT_EQ(wire::ReasonOf(status), wire::kOverloaded);
            EXPECT_GT(wire::RetryDelayOf(status), absl::ZeroDuration());
          }
          ended.DecrementCount();
        });
  }
  EXPECT_GE(refused, kCalls - 33) << "32 wait, and one is being prepared";
  go_on.Notify();
  ended.Wait();
  EXPECT_EQ(prepared + refused, kCalls);
}

}  // namespace
}  // namespace enlace::rpc
