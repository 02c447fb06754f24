// A node whose records may be kept for a while, and what is left of them.

#ifndef ENLACE_TESTS_SERVER_CORE_ERASURE_FIXTURE_H_
#define ENLACE_TESTS_SERVER_CORE_ERASURE_FIXTURE_H_

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "enlace/v1/audit.pb.h"
#include "proto/wire/audit_entry.h"
#include "server/core/outbox.h"
#include "tests/server/core/core_node.h"
#include "tests/server/core/register_fixture.h"

namespace enlace::core {

inline constexpr int64_t kOneDayMs = int64_t{24} * 3600 * 1000;
// Sooner than the records' own end.
inline constexpr int64_t kKeepMs = kTestLifeMs / 2;

class ErasureFixture : public RegisterFixture {
 protected:
  // Records that may be kept for kKeepMs.
  std::string Submit(Wanted wanted, const std::string& matter_tag = "") {
    PreparedSubmission input = node_.Prepare(node_.OutgoingRecord(wanted));
    return Submit(std::move(input), matter_tag);
  }
  std::string SubmitDomestic() {
    return Submit(node_.Prepare(node_.DomesticRecord(Wanted::kPermit)), "");
  }
  std::string Submit(PreparedSubmission input, const std::string& matter_tag) {
    input.record.set_retain_until_ms(node_.clock.now_ms + kKeepMs);
    input.record.set_matter_tag(matter_tag);
    std::string id = input.record.transfer_id();
    EXPECT_EQ(node_.Run(std::move(input)).kind, Answer::Kind::kDone);
    return id;
  }
  std::string Receive(Wanted wanted) {
    simulation::SimRelayItem item = node_.IncomingItem(wanted);
    item.facts.set_retain_until_ms(node_.clock.now_ms + kKeepMs);
    EXPECT_EQ(node_.Run(node_.Prepare(item)).kind, Answer::Kind::kDone);
    return item.facts.transfer_id();
  }
  void Collect(const std::string& id) {
    ASSERT_EQ(node_.Run(node_.HandedOver(id)).kind, Answer::Kind::kDone);
    ASSERT_EQ(node_.Run(node_.Confirmed(id)).kind, Answer::Kind::kDone);
  }
  // How many drafts a tick took.
  size_t Tick() {
    const size_t due = DueForTick(node_.state(), node_.now(), 99);
    if (due > 0) node_.Run(node_.TickOf(due));
    return due;
  }
  bool HasPayload(const std::string& id) {
    return node_.store.ReadPayload(id).ok();
  }
  // Entries of that step about `id`.
  std::vector<v1::AnnexEntry> Opened(v1::AuditStep step,
                                     const std::string& id) {
    std::vector<v1::AnnexEntry> opened;
    for (const AuditRow& row : node_.store.audit()) {
      const auto entry = wire::DecodeAuditEntry(row.entry);
      if (entry->step != step || entry->transfer_id != id) continue;
      EXPECT_TRUE(opened.emplace_back().ParseFromString(row.annex));
    }
    return opened;
  }
};

// A legal hold for the case that the tag is of.
inline v1::RegisterEntry LegalHold(const std::string& id) {
  v1::RegisterEntry entry = EntryNamed(id);
  entry.set_kind(v1::REGISTER_KIND_LEGAL_HOLD);
  entry.set_term("court");
  entry.clear_holder();
  entry.set_matter("CASE-1");
  entry.set_valid_until_ms(kTestStartMs + 2 * kTestLifeMs);
  return entry;
}

}  // namespace enlace::core

#endif  // ENLACE_TESTS_SERVER_CORE_ERASURE_FIXTURE_H_
