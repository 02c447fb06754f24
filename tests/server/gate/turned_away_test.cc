#include "server/gate/turned_away.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "enlace/v1/audit.pb.h"
#include "proto/wire/audit_entry.h"
#include "tests/simulation/memory_store.h"
#include "tests/simulation/sample_book.h"

namespace enlace::gate {
namespace {

class HandClock final : public Clock {
 public:
  absl::Time TimeNow() override { return now; }
  absl::Time now = absl::FromUnixSeconds(1770000000);
};

class TurnedAwayTest : public testing::Test {
 protected:
  void Log() { turned_away_.Log(pipeline_, drafts_); }

  // Everything that the log says, in order.
  std::vector<v1::NationalOpening> Logged() {
    std::vector<v1::NationalOpening> openings;
    const auto rows = store_.ReadAudit(0, 1000);
    CHECK_OK(rows.status());
    for (const core::AuditRow& row : *rows) {
      EXPECT_EQ(wire::DecodeAuditEntry(row.entry)->step,
                v1::AUDIT_STEP_TURNED_AWAY);
      v1::AnnexEntry annex;
      CHECK(annex.ParseFromString(row.annex)) << "annex";
      CHECK(openings.emplace_back().ParseFromString(annex.national())) << "it";
    }
    return openings;
  }

  HandClock clock_;
  simulation::MemoryStore store_;
  Drafts drafts_{SystemRandom()};
  Pipeline pipeline_{
      core::Sequencer::Recover(store_, RealClock()).value(),
      std::shared_ptr<const policy::Book>(&simulation::SampleBook(1),
                                          [](const policy::Book*) {}),
      nullptr};
  TurnedAway turned_away_{clock_};
};

// A node that is killed a moment later has told of it.
TEST_F(TurnedAwayTest, TheFirstOfAKindIsLoggedAtTheNextLook) {
  turned_away_.Note(KnockOf("peers", nullptr));
  clock_.now += absl::Seconds(1);
  Log();
  ASSERT_EQ(Logged().size(), 1u);
  EXPECT_EQ(Logged()[0].knocks().times(), 1u);
  // Another kind does not wait for it.
  turned_away_.Note(KnockOf("agencies", nullptr));
  Log();
  EXPECT_EQ(Logged().size(), 2u);
  // Nor does the same after a pause.
  clock_.now += TurnedAway::kPause;
  Log();
  EXPECT_EQ(Logged().size(), 2u) << "nothing new";
  turned_away_.Note(KnockOf("peers", nullptr));
  Log();
  EXPECT_EQ(Logged().size(), 3u);
}

TEST_F(TurnedAwayTest, WhatFollowsIsOneEntryThatCountsIt) {
  turned_away_.Note(KnockOf("peers", nullptr));
  Log();
  const absl::Time began = clock_.now;
  for (int i = 0; i < 1000; ++i) {
    clock_.now += absl::Milliseconds(10);
    turned_away_.Note(KnockOf("peers", nullptr));
    Log();
  }
  turned_away_.Note({.door = "agencies",
                     .caller = "spiffe://a.example/agency/a1",
                     .problem = "NOT_ENTITLED",
                     .method = "a.Service.Method"});
  clock_.now = began + TurnedAway::kPause - absl::Milliseconds(1);
  Log();
  EXPECT_EQ(Logged().size(), 2u) << "too early";
  clock_.now = began + TurnedAway::kPause;
  Log();
  const std::vector<v1::NationalOpening> logged = Logged();
  ASSERT_EQ(logged.size(), 3u);
  EXPECT_EQ(logged[0].knocks().times(), 1u);
  EXPECT_EQ(logged[1].caller(), "spiffe://a.example/agency/a1");
  EXPECT_EQ(logged[1].problem(), "NOT_ENTITLED");
  EXPECT_EQ(logged[1].knocks().method(), "a.Service.Method");
  EXPECT_EQ(logged[2].caller(), "");
  EXPECT_EQ(logged[2].knocks().door(), "peers");
  EXPECT_EQ(logged[2].knocks().times(), 1000u);
  EXPECT_EQ(logged[2].knocks().first_ms(), absl::ToUnixMillis(began) + 10);
  EXPECT_EQ(logged[2].knocks().last_ms(), absl::ToUnixMillis(began) + 10000);
  clock_.now += TurnedAway::kPause;
  Log();
  EXPECT_EQ(Logged().size(), 3u) << "nothing new";
}

TEST_F(TurnedAwayTest, AFloodOfDifferentKnocksIsAsManyEntriesAsAreAllowed) {
  for (size_t i = 0; i < 10 * TurnedAway::kKnocksMax; ++i) {
    turned_away_.Note({.door = "agencies",
                       .caller = absl::StrCat("spiffe://a.example/agency/", i),
                       .problem = "NOT_ENTITLED"});
  }
  turned_away_.LogAll(pipeline_, drafts_);
  const std::vector<v1::NationalOpening> logged = Logged();
  EXPECT_EQ(logged.size(), TurnedAway::kKnocksMax + 1);
  uint64_t times = 0;
  for (const v1::NationalOpening& each : logged) times += each.knocks().times();
  EXPECT_EQ(times, 10 * TurnedAway::kKnocksMax);
}

// Nobody gets more entries by being somebody else each time.
TEST_F(TurnedAwayTest, AFloodThatGoesOnWritesNoMoreThanThatInAPause) {
  const absl::Time began = clock_.now;
  size_t knocks = 0;
  while (clock_.now - began < TurnedAway::kPause) {
    for (int i = 0; i < 5; ++i, ++knocks) {
      turned_away_.Note(
          {.door = "agencies",
           .caller = absl::StrCat("spiffe://a.example/agency/", knocks),
           .problem = "NOT_ENTITLED"});
    }
    Log();
    clock_.now += absl::Seconds(1);
  }
  EXPECT_EQ(knocks, 3000u);
  EXPECT_EQ(Logged().size(), TurnedAway::kKnocksMax + 1);
}

TEST_F(TurnedAwayTest, WhatHasBeenQuietMakesRoom) {
  for (size_t i = 0; i < TurnedAway::kKnocksMax; ++i) {
    turned_away_.Note({.door = "agencies",
                       .caller = absl::StrCat("spiffe://a.example/agency/", i),
                       .problem = "NOT_ENTITLED"});
  }
  Log();
  clock_.now += TurnedAway::kPause;
  Log();
  turned_away_.Note(KnockOf("peers", nullptr));
  Log();
  ASSERT_EQ(Logged().size(), TurnedAway::kKnocksMax + 1);
  EXPECT_EQ(Logged().back().problem(), "CALLER_UNKNOWN");
}

TEST_F(TurnedAwayTest, WhatCouldNotBeLoggedCountsOn) {
  turned_away_.Note(KnockOf("peers", nullptr));
  simulation::MemoryStore other;
  Pipeline stopped(core::Sequencer::Recover(other, RealClock()).value(),
                   std::shared_ptr<const policy::Book>(
                       &simulation::SampleBook(1), [](const policy::Book*) {}),
                   nullptr);
  stopped.Stop();
  turned_away_.Log(stopped, drafts_);
  turned_away_.Note(KnockOf("peers", nullptr));
  // It is as new as before.
  Log();
  ASSERT_EQ(Logged().size(), 1u);
  EXPECT_EQ(Logged().front().knocks().times(), 2u);
}

TEST_F(TurnedAwayTest, AClockThatIsSetBackDelaysNothing) {
  turned_away_.Note(KnockOf("peers", nullptr));
  Log();
  turned_away_.Note(KnockOf("peers", nullptr));
  clock_.now -= absl::Hours(5);
  Log();
  EXPECT_EQ(Logged().size(), 2u);
}

TEST(KnockTest, AnIdentityIsNamedOnlyIfItsCertificateVerified) {
  EXPECT_EQ(KnockOf("peers", nullptr),
            (Knock{.door = "peers", .problem = "CALLER_UNKNOWN"}));
  const certs::Identity agency{.trust_domain = "a.example",
                               .kind = certs::Identity::Kind::kAgency,
                               .id = "a1"};
  EXPECT_EQ(KnockOf("agencies", &agency),
            (Knock{.door = "agencies",
                   .caller = "spiffe://a.example/agency/a1",
                   .problem = "NOT_ENTITLED"}));
}

}  // namespace
}  // namespace enlace::gate
