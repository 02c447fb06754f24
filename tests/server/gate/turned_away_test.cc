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

TEST_F(TurnedAwayTest, WhatIsAlikeIsOneEntryThatCountsIt) {
  const absl::Time began = clock_.now;
  for (int i = 0; i < 1000; ++i) {
    clock_.now += absl::Milliseconds(10);
    turned_away_.Note(KnockOf("peers", nullptr));
  }
  turned_away_.Note({.door = "agencies",
                     .caller = "spiffe://a.example/agency/a1",
                     .problem = "NOT_ENTITLED",
                     .method = "a.Service.Method"});
  Log();
  EXPECT_TRUE(Logged().empty()) << "too early";
  clock_.now = began + TurnedAway::kPause;
  Log();
  const std::vector<v1::NationalOpening> logged = Logged();
  ASSERT_EQ(logged.size(), 2u);
  EXPECT_EQ(logged[0].caller(), "spiffe://a.example/agency/a1");
  EXPECT_EQ(logged[0].problem(), "NOT_ENTITLED");
  EXPECT_EQ(logged[0].knocks().method(), "a.Service.Method");
  EXPECT_EQ(logged[1].caller(), "");
  EXPECT_EQ(logged[1].knocks().door(), "peers");
  EXPECT_EQ(logged[1].knocks().times(), 1000u);
  EXPECT_EQ(logged[1].knocks().first_ms(), absl::ToUnixMillis(began) + 10);
  EXPECT_EQ(logged[1].knocks().last_ms(), absl::ToUnixMillis(began) + 10000);
  clock_.now += TurnedAway::kPause;
  Log();
  EXPECT_EQ(Logged().size(), 2u) << "nothing new";
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

TEST_F(TurnedAwayTest, WhatCouldNotBeLoggedCountsOn) {
  turned_away_.Note(KnockOf("peers", nullptr));
  simulation::MemoryStore other;
  Pipeline stopped(core::Sequencer::Recover(other, RealClock()).value(),
                   std::shared_ptr<const policy::Book>(
                       &simulation::SampleBook(1), [](const policy::Book*) {}),
                   nullptr);
  stopped.Stop();
  turned_away_.LogAll(stopped, drafts_);
  turned_away_.Note(KnockOf("peers", nullptr));
  turned_away_.LogAll(pipeline_, drafts_);
  ASSERT_EQ(Logged().size(), 1u);
  EXPECT_EQ(Logged().front().knocks().times(), 2u);
}

TEST_F(TurnedAwayTest, AClockThatIsSetBackDelaysNothing) {
  turned_away_.Note(KnockOf("peers", nullptr));
  clock_.now -= absl::Hours(5);
  Log();
  EXPECT_EQ(Logged().size(), 1u);
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
