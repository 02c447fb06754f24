// The matcher against a plain reading of the same conditions, over every entry,
// every condition, every pair of conditions, and every way not to be opened.

#include "client/library/audit_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "client/library/audit_search.h"
#include "tests/client/audit_fixture.h"

namespace enlace::client {
namespace {

constexpr char kUs[] = "spiffe://us.enlace.example/agency/us-atf";
constexpr char kMx[] = "spiffe://mx.enlace.example/agency/mx-fgr";
constexpr char kPerson[] = "spiffe://us.enlace.example/person/one";

OpenedEntry Made(uint64_t index, v1::AuditStep step,
                 v1::DecisionOutcome outcome) {
  OpenedEntry opened;
  opened.index = index;
  opened.in_annex = true;
  opened.entry.log_time_ms = static_cast<int64_t>(1000 + index);
  opened.entry.step = step;
  opened.entry.transfer_id = std::string(16, static_cast<char>('a' + index));
  opened.transfer_id = opened.entry.transfer_id;
  v1::NationalOpening& national = opened.national.emplace();
  national.set_outcome(outcome);
  national.set_caller(kUs);
  national.set_type("FirearmTraceResult");
  national.set_sender(kUs);
  national.set_recipient(kMx);
  national.set_record_id(std::string(32, static_cast<char>('A' + index)));
  return opened;
}

void Share(OpenedEntry& opened) {
  v1::SharedOpening& shared = opened.shared.emplace();
  shared.set_transfer_id(opened.transfer_id);
  shared.set_outcome(opened.national->outcome());
  shared.set_type(opened.national->type());
  shared.set_sender(opened.national->sender());
  shared.set_recipient(opened.national->recipient());
  shared.set_record_id(opened.national->record_id());
}

// Each kind of entry that a log holds, all of it opened.
std::vector<OpenedEntry> MadeLog() {
  std::vector<OpenedEntry> log;
  log.push_back(
      Made(0, v1::AUDIT_STEP_DECIDED_OUTGOING, v1::DECISION_OUTCOME_PERMIT));
  Share(log[0]);
  log[0].national->add_rule_ids("US-TRACE-1");
  log[0].national->add_citations("18 U.S.C. 923(g)");
  v1::Redaction& removed = *log[0].national->add_redactions();
  removed.set_rule_id("US-MIN-2");
  removed.set_reason("S10");
  removed.set_citation("5 U.S.C. 552a(e)(1)");
  log.push_back(
      Made(1, v1::AUDIT_STEP_DECIDED_OUTGOING, v1::DECISION_OUTCOME_DENY));
  log[1].national->set_reason("B04");
  log[1].national->set_type("BorderAlert");
  log.push_back(Made(2, v1::AUDIT_STEP_REFUSED, v1::DECISION_OUTCOME_DENY));
  log[2].national->set_problem("SENDER_MISMATCH");
  log.push_back(Made(3, v1::AUDIT_STEP_REVIEWED, v1::DECISION_OUTCOME_PERMIT));
  log[3].national->set_caller(kPerson);
  log[3].national->add_rule_ids("US-MIN-2");
  log.push_back(
      Made(4, v1::AUDIT_STEP_DECIDED_OUTGOING, v1::DECISION_OUTCOME_PERMIT));
  Share(log[4]);
  log[4].national->add_overridden_rules("US-TRACE-1");
  log.push_back(
      Made(5, v1::AUDIT_STEP_LINK_ACCEPTED, v1::DECISION_OUTCOME_UNSPECIFIED));
  log[5].national.emplace().add_persons(kPerson);
  log.push_back(
      Made(6, v1::AUDIT_STEP_DECIDED_INCOMING, v1::DECISION_OUTCOME_HOLD));
  Share(log[6]);
  log[6].shared->set_sender(kMx);
  log[6].shared->set_recipient(kUs);
  log[6].national->set_sender(kMx);
  log[6].national->set_recipient(kUs);
  log[6].national->set_caller("spiffe://mx.enlace.example/node/1");
  return log;
}

struct Asked {
  std::string name;
  AuditFilter filter;
  std::vector<uint64_t> hits;  // of MadeLog()
};

std::vector<Asked> Conditions() {
  const std::string transfer = HexEncode(std::string(16, 'b'));
  const std::string record = HexEncode(std::string(32, 'C'));
  return {
      {"nothing", {}, {0, 1, 2, 3, 4, 5, 6}},
      {"a whole transfer", {.id = transfer}, {1}},
      {"the beginning of a transfer", {.id = transfer.substr(0, 6)}, {1}},
      {"a whole record", {.id = record}, {2}},
      {"the beginning of a record", {.id = record.substr(0, 8)}, {2}},
      {"no such id", {.id = "ffffff"}, {}},
      {"since", {.since_ms = 1003}, {3, 4, 5, 6}},
      {"until", {.until_ms = 1003}, {0, 1, 2}},
      {"an agency by its name", {.agency = "mx-fgr"}, {0, 1, 2, 3, 4, 6}},
      {"an agency by its identity", {.agency = kUs}, {0, 1, 2, 3, 4, 6}},
      {"a part of a name", {.agency = "fgr"}, {}},
      {"a type", {.type = "BorderAlert"}, {1}},
      {"permits", {.outcome = v1::DECISION_OUTCOME_PERMIT}, {0, 3, 4}},
      {"denials", {.outcome = v1::DECISION_OUTCOME_DENY}, {1, 2}},
      {"holds", {.outcome = v1::DECISION_OUTCOME_HOLD}, {6}},
      {"a rule that decided or was set aside", {.rule = "US-TRACE-1"}, {0, 4}},
      {"a rule that removed or held", {.rule = "US-MIN-2"}, {0, 3}},
      {"the beginning of a rule", {.rule = "US-MIN"}, {}},
      {"a part of a citation", {.law = "u.s.c. 923"}, {0}},
      {"a citation of a removal", {.law = "552A"}, {0}},
      {"a step", {.steps = {v1::AUDIT_STEP_DECIDED_OUTGOING}}, {0, 1, 4}},
      {"steps",
       {.steps = {v1::AUDIT_STEP_REFUSED, v1::AUDIT_STEP_REVIEWED}},
       {2, 3}},
      {"a reason", {.reason = "B04"}, {1}},
      {"a reason of a removal", {.reason = "S10"}, {0}},
      {"a problem", {.reason = "SENDER_MISMATCH"}, {2}},
      {"a person by name", {.person = "one"}, {3, 5}},
      {"a person by identity", {.person = kPerson}, {3, 5}},
      {"a caller", {.person = "us-atf"}, {0, 1, 2, 4}},
  };
}

std::vector<uint64_t> HitsOf(const AuditFilter& filter) {
  std::vector<uint64_t> hits;
  for (const OpenedEntry& opened : MadeLog()) {
    const Match match = MatchOf(filter, opened);
    EXPECT_NE(match, Match::kUnknown) << opened.index;
    if (match == Match::kYes) hits.push_back(opened.index);
  }
  return hits;
}

AuditFilter Joined(const AuditFilter& a, const AuditFilter& b) {
  AuditFilter both = a;
  if (!b.id.empty()) both.id = b.id;
  if (b.since_ms) both.since_ms = b.since_ms;
  if (b.until_ms) both.until_ms = b.until_ms;
  if (!b.agency.empty()) both.agency = b.agency;
  if (!b.type.empty()) both.type = b.type;
  if (b.outcome != v1::DECISION_OUTCOME_UNSPECIFIED) both.outcome = b.outcome;
  if (!b.rule.empty()) both.rule = b.rule;
  if (!b.law.empty()) both.law = b.law;
  if (!b.steps.empty()) both.steps = b.steps;
  if (!b.reason.empty()) both.reason = b.reason;
  if (!b.person.empty()) both.person = b.person;
  return both;
}

bool AskTheSame(const AuditFilter& a, const AuditFilter& b) {
  return (!a.id.empty() && !b.id.empty()) || (a.since_ms && b.since_ms) ||
         (a.until_ms && b.until_ms) ||
         (!a.agency.empty() && !b.agency.empty()) ||
         (!a.type.empty() && !b.type.empty()) ||
         (a.outcome != v1::DECISION_OUTCOME_UNSPECIFIED &&
          b.outcome != v1::DECISION_OUTCOME_UNSPECIFIED) ||
         (!a.rule.empty() && !b.rule.empty()) ||
         (!a.law.empty() && !b.law.empty()) ||
         (!a.steps.empty() && !b.steps.empty()) ||
         (!a.reason.empty() && !b.reason.empty()) ||
         (!a.person.empty() && !b.person.empty());
}

TEST(AuditFilterTest, EachConditionFindsWhatItNames) {
  for (const Asked& asked : Conditions()) {
    EXPECT_EQ(HitsOf(asked.filter), asked.hits) << asked.name;
  }
}

TEST(AuditFilterTest, ConditionsHoldTogether) {
  int pairs = 0;
  for (const Asked& a : Conditions()) {
    for (const Asked& b : Conditions()) {
      if (AskTheSame(a.filter, b.filter)) continue;
      std::vector<uint64_t> both;
      std::set_intersection(a.hits.begin(), a.hits.end(), b.hits.begin(),
                            b.hits.end(), std::back_inserter(both));
      EXPECT_EQ(HitsOf(Joined(a.filter, b.filter)), both)
          << a.name << " and " << b.name;
      ++pairs;
    }
  }
  EXPECT_GT(pairs, 500);
}

// Of an entry that is not opened, or half, the answer is the one of the whole
// entry or that it cannot be told; and if no opening matters, the former.
TEST(AuditFilterTest, WhatIsNotOpenedIsNeverTakenForANo) {
  for (const Asked& a : Conditions()) {
    for (const Asked& b : Conditions()) {
      const AuditFilter filter = Joined(a.filter, b.filter);
      for (const OpenedEntry& whole : MadeLog()) {
        const Match told = MatchOf(filter, whole);
        for (const int parts : {0, 1, 2}) {
          OpenedEntry opened = whole;
          if (parts != 1) opened.shared.reset();
          if (parts != 2) opened.national.reset();
          const Match match = MatchOf(filter, opened);
          if (match != Match::kUnknown) {
            EXPECT_EQ(match, told) << a.name << " and " << b.name << ", entry "
                                   << whole.index << ", parts " << parts;
          }
        }
      }
    }
  }
}

TEST(AuditFilterTest, TimeStepAndWholeTransferNeedNoOpening) {
  for (const Asked& asked : Conditions()) {
    const AuditFilter& filter = asked.filter;
    const bool by_bytes = filter.since_ms || filter.until_ms ||
                          !filter.steps.empty() || filter.id.size() == 32;
    if (!by_bytes) continue;
    for (OpenedEntry opened : MadeLog()) {
      const Match told = MatchOf(filter, opened);
      opened.shared.reset();
      opened.national.reset();
      EXPECT_EQ(MatchOf(filter, opened), told) << asked.name;
    }
  }
}

TEST(AuditFilterTest, ABatchThatDoesNotOpenMayHoldAnyTransfer) {
  OpenedEntry batch;
  batch.entry.step = v1::AUDIT_STEP_RELAYED;
  batch.entry.transfer_id = std::string(16, 'z');
  batch.transfer_id = batch.entry.transfer_id;
  const AuditFilter filter{.id = HexEncode(std::string(16, 'b'))};
  EXPECT_EQ(MatchOf(filter, batch), Match::kUnknown);
  batch.in_annex = true;
  batch.closed_places = 8;
  EXPECT_EQ(MatchOf(filter, batch), Match::kUnknown);
  // An entry of its own that was erased names its transfer.
  batch.closed_places = 0;
  EXPECT_EQ(MatchOf(filter, batch), Match::kNo);
}

// --- the scan ---

struct Scanned {
  Scanned(const PublishedLog& log, AuditFilter filter, bool partial = false)
      : search(std::move(filter)) {
    AuditFiles files = log.files();
    files.partial_annex = partial;
    summary = ReadAuditDirectory(
        files, log.keys(), [this](const OpenedEntry& e) { search.Add(e); });
  }
  bool complete() const { return search.IsComplete(summary); }

  AuditSearch search;
  AuditSummary summary;
};

TEST(AuditSearchTest, AnswerOverAWholeLogIsComplete) {
  const PublishedLog log(MixedPlan());
  const Scanned scanned(log, {.outcome = v1::DECISION_OUTCOME_DENY});
  EXPECT_TRUE(scanned.complete());
  EXPECT_EQ(scanned.search.count().read, 8U);
  std::vector<uint64_t> hits;
  for (const OpenedEntry& hit : scanned.search.hits()) {
    hits.push_back(hit.index);
  }
  EXPECT_THAT(hits, testing::ElementsAre(1, 4, 6));
}

TEST(AuditSearchTest, WhatDoesNotOpenTakesCompletenessAway) {
  using Loss = PublishedLog::Loss;
  for (const Loss loss : {Loss::kLine, Loss::kOpenings, Loss::kNational}) {
    const PublishedLog log(MixedPlan());
    log.Lose(1, loss);
    for (const bool partial : {false, true}) {
      EXPECT_FALSE(Scanned(log, {.reason = "B04"}, partial).complete());
    }
    const Scanned scanned(log, {.reason = "B04"}, true);
    EXPECT_EQ(scanned.summary.findings_count, 0U);
    EXPECT_EQ(scanned.search.count().undecided, 1U);
    EXPECT_EQ(scanned.search.count().missing, loss == Loss::kLine ? 1U : 0U);
    EXPECT_EQ(scanned.search.count().erased, loss == Loss::kLine ? 0U : 1U);
    // What needs no opening is told all the same.
    EXPECT_TRUE(
        Scanned(log, {.steps = {v1::AUDIT_STEP_REPORTED}}, true).complete());
  }
}

TEST(AuditSearchTest, ALogThatDoesNotVerifyIsNeverCompletelySearched) {
  const PublishedLog log(MixedPlan());
  std::string bundle = log.Read("audit/tile/entries/000.p/8");
  bundle[200] ^= 1;
  log.Write("audit/tile/entries/000.p/8", bundle);
  EXPECT_FALSE(Scanned(log, {}, true).complete());
}

TEST(AuditSearchTest, PlacesThatDoNotOpenAreCountedWhereTheyCouldBeHits) {
  const std::string a = TransferNamed("a");
  const std::string b = TransferNamed("b");
  const PublishedLog log({{a, v1::AUDIT_STEP_DECIDED_INCOMING},
                          {b, v1::AUDIT_STEP_DECIDED_INCOMING},
                          {.transfer_id = TransferNamed("batch"),
                           .step = v1::AUDIT_STEP_COLLECTED,
                           .batch = {a, b}}});
  const Scanned by_agency(log, {.agency = "us-atf"});
  EXPECT_EQ(by_agency.search.hits().size(), 4U);
  EXPECT_EQ(by_agency.search.count().read, 3U);
  EXPECT_EQ(by_agency.search.count().closed_places, 6U);
  EXPECT_TRUE(by_agency.complete());
  const Scanned decisions(
      log, {.agency = "us-atf", .steps = {v1::AUDIT_STEP_DECIDED_INCOMING}});
  EXPECT_EQ(decisions.search.count().closed_places, 0U);
  const Scanned one(log, {.id = HexEncode(b)});
  EXPECT_EQ(one.search.hits().size(), 2U);
}

}  // namespace
}  // namespace enlace::client
