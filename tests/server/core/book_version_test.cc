// Versions of the rule book in the journal: adopted before they count, in
// order, and nothing decided under one whose time is over.

#include "server/core/book_version.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/sha256.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/problem.h"
#include "server/core/plan.h"
#include "tests/server/core/core_node.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using ::testing::ElementsAre;

BookVersion VersionOf(uint64_t number, int64_t from_ms = kTestStartMs) {
  return {.manifest_digest = ToBytes(Sha256(std::to_string(number))),
          .book_digest = std::string(kHashSize, 'b'),
          .book_version = number,
          .effective_from_ms = from_ms};
}

class BookVersionTest : public ::testing::Test {
 protected:
  BookSchedule Schedule(const BookVersion& book) {
    return {book,
            node_.state().book.manifest_digest,
            node_.state().scheduled_book.manifest_digest,
            {"spiffe://us.enlace.example/person/ana"},
            node_.NoteDraft()};
  }
  BookActivation Activation(const BookVersion& book) {
    return {book.manifest_digest, node_.NoteDraft()};
  }
  std::string ReasonFor(Input input) {
    const Answer answer = node_.Run(std::move(input));
    return answer.status.ok() ? "" : wire::ReasonOf(answer.status);
  }

  CoreNode node_;
};

TEST_F(BookVersionTest, IsAdoptedThenComesIntoForceAndTheLogSaysBoth) {
  const uint64_t before = node_.state().audit_size;
  EXPECT_EQ(node_.Run(Schedule(VersionOf(1))).kind, Kind::kDone);
  EXPECT_EQ(node_.state().book, BookVersion());
  EXPECT_EQ(node_.state().scheduled_book, VersionOf(1));
  EXPECT_EQ(node_.Run(Activation(VersionOf(1))).kind, Kind::kDone);
  EXPECT_EQ(node_.state().book, VersionOf(1));
  EXPECT_EQ(node_.state().scheduled_book, BookVersion());

  std::vector<v1::AuditStep> steps;
  for (uint64_t i = before; i < node_.state().audit_size; ++i) {
    const AuditRow& row = node_.store.audit()[i];
    steps.push_back(wire::DecodeAuditEntry(row.entry)->step);
    v1::AnnexEntry annex;
    ASSERT_TRUE(annex.ParseFromString(row.annex));
    v1::NationalOpening national;
    ASSERT_TRUE(national.ParseFromString(annex.national()));
    EXPECT_EQ(national.adopted_book().manifest_digest(),
              VersionOf(1).manifest_digest);
    EXPECT_EQ(national.book_digest(), VersionOf(1).book_digest);
  }
  EXPECT_THAT(steps, ElementsAre(v1::AUDIT_STEP_BOOK_SCHEDULED,
                                 v1::AUDIT_STEP_BOOK_ACTIVATED));
  node_.Restart();
  EXPECT_EQ(node_.state().book, VersionOf(1));
}

TEST_F(BookVersionTest, DoesNotComeIntoForceBeforeItsInstant) {
  node_.Run(Schedule(VersionOf(1, kTestStartMs + 1)));
  EXPECT_FALSE(IsBookDue(node_.state(), kTestStartMs));
  EXPECT_EQ(ReasonFor(Activation(VersionOf(1))), kBookNotDue);
  node_.clock.now_ms += 1;
  EXPECT_TRUE(IsBookDue(node_.state(), kTestStartMs + 1));
  EXPECT_EQ(ReasonFor(Activation(VersionOf(2))), kBookNotDue)
      << "another one waits";
  EXPECT_EQ(ReasonFor(Activation(VersionOf(1))), "");
}

TEST_F(BookVersionTest, NothingIsDecidedUnderABookWhoseTimeIsOver) {
  node_.Run(Schedule(VersionOf(1, kTestStartMs + 1)));
  const auto record = node_.OutgoingRecord(Wanted::kPermit);
  PreparedSubmission prepared = node_.Prepare(record);
  node_.clock.now_ms += 1;
  EXPECT_EQ(node_.Run(prepared).kind, Kind::kStale);
  EXPECT_EQ(node_.Run(node_.Prepare(node_.IncomingItem(Wanted::kPermit))).kind,
            Kind::kStale);
  node_.Run(Activation(VersionOf(1)));
  EXPECT_EQ(node_.Run(node_.Prepare(record)).kind, Kind::kDone);
}

TEST_F(BookVersionTest, VersionsDoNotGoBack) {
  node_.Run(Schedule(VersionOf(2)));
  EXPECT_EQ(node_.Run(Schedule(VersionOf(2))).kind, Kind::kDuplicate);
  EXPECT_EQ(ReasonFor(Schedule(VersionOf(1))), kBookOutOfOrder);
  // A later one takes the place of the one that waits.
  EXPECT_EQ(ReasonFor(Schedule(VersionOf(3))), "");
  EXPECT_EQ(ReasonFor(Activation(VersionOf(2))), kBookNotDue);
  EXPECT_EQ(ReasonFor(Activation(VersionOf(3))), "");
  EXPECT_EQ(node_.Run(Schedule(VersionOf(3))).kind, Kind::kDuplicate);
  EXPECT_EQ(ReasonFor(Schedule(VersionOf(2))), kBookOutOfOrder);
}

TEST_F(BookVersionTest, WhatWasLookedAtBesideAnotherBookIsNotAdopted) {
  BookSchedule stale = Schedule(VersionOf(2));
  node_.Run(Schedule(VersionOf(1)));
  EXPECT_EQ(ReasonFor(stale), kBookOutOfOrder) << "another one waits by now";
  BookSchedule late = Schedule(VersionOf(2));
  node_.Run(Activation(VersionOf(1)));
  EXPECT_EQ(ReasonFor(late), kBookOutOfOrder) << "it is in force by now";
  EXPECT_EQ(ReasonFor(Schedule(VersionOf(2))), "");
}

TEST_F(BookVersionTest, AnUntrustedClockBringsNothingIntoForce) {
  node_.Run(Schedule(VersionOf(1)));
  node_.clock.now_ms -= 60'000;
  EXPECT_EQ(ReasonFor(Activation(VersionOf(1))), "CLOCK_UNTRUSTED");
  EXPECT_EQ(ReasonFor(Schedule(VersionOf(2))), "CLOCK_UNTRUSTED");
}

TEST_F(BookVersionTest, ByAnOlderCharterNoBookIsAdopted) {
  const auto by_charter = [](uint64_t number, uint64_t serial) {
    BookVersion version = VersionOf(number);
    version.charter_serial = serial;
    return version;
  };
  EXPECT_EQ(ReasonFor(Schedule(by_charter(1, 7))), "");
  EXPECT_EQ(ReasonFor(Schedule(by_charter(2, 6))), kBookCharterRolledBack)
      << "the one that waits was adopted by 7";
  EXPECT_EQ(ReasonFor(Activation(by_charter(1, 7))), "");
  EXPECT_EQ(ReasonFor(Schedule(by_charter(2, 6))), kBookCharterRolledBack);
  node_.Restart();
  EXPECT_EQ(ReasonFor(Schedule(by_charter(2, 0))), kBookCharterRolledBack);
  EXPECT_EQ(ReasonFor(Schedule(by_charter(2, 7))), "");
  EXPECT_EQ(ReasonFor(Schedule(by_charter(3, 9))), "");
  EXPECT_EQ(ReasonFor(Schedule(by_charter(4, 8))), kBookCharterRolledBack);
}

TEST_F(BookVersionTest, AJournalThatGoesBackIsRefused) {
  State state;
  journal::v1::BookScheduled scheduled;
  *scheduled.mutable_book() = ToMessage(VersionOf(2));
  journal::v1::BookActivated activated;
  activated.set_manifest_digest(VersionOf(2).manifest_digest);
  EXPECT_FALSE(FoldBookActivated(state, activated).ok());
  EXPECT_TRUE(FoldBookScheduled(state, scheduled).ok());
  EXPECT_TRUE(FoldBookActivated(state, activated).ok());
  EXPECT_FALSE(FoldBookScheduled(state, scheduled).ok());

  scheduled.mutable_book()->set_book_version(3);
  state.book.charter_serial = 2;
  scheduled.mutable_book()->set_charter_serial(1);
  EXPECT_FALSE(FoldBookScheduled(state, scheduled).ok()) << "charter";
  scheduled.mutable_book()->set_charter_serial(2);
  EXPECT_TRUE(FoldBookScheduled(state, scheduled).ok());
}

}  // namespace
}  // namespace enlace::core
