#include "tests/client/audit_fixture.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/file.h"
#include "base/sha256.h"
#include "certs/key.h"
#include "client/library/annex_file.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/batch_entry.h"
#include "proto/wire/checkpoint.h"
#include "tests/client/log_folder.h"

namespace enlace::client {
namespace {

constexpr int64_t kAuditStartMs = 1767225600000;  // 2026-01-01

certs::PrivateKey AuditKey(char fill) {
  return *certs::PrivateKey::FromEd25519Seed(std::string(32, fill));
}

char LogSeed(const std::string& nation) { return nation == "us" ? 'l' : 'm'; }

char WitnessSeed(const std::string& nation) {
  return nation == "us" ? 'v' : 'w';
}

std::string PeerOf(const std::string& nation) {
  return nation == "us" ? "mx" : "us";
}

wire::VerifierKey AuditLogKey(const std::string& nation) {
  return *wire::VerifierKey::Create(
      absl::StrCat(nation, ".enlace.example/audit"),
      wire::NoteKeyType::kEd25519, AuditKey(LogSeed(nation)).public_key());
}

wire::VerifierKey AuditWitnessKey(const std::string& nation) {
  return *wire::VerifierKey::Create(
      absl::StrCat(nation, ".enlace.example/witness"),
      wire::NoteKeyType::kCosignatureV1,
      AuditKey(WitnessSeed(nation)).public_key());
}

std::string BlindFor(uint64_t index, char kind) {
  return ToBytes(Sha256(absl::StrCat(index, std::string(1, kind))));
}

v1::AnnexEntry AnnexFor(const PlannedEntry& planned, uint64_t index) {
  v1::NationalOpening national;
  national.set_caller("spiffe://us.enlace.example/agency/us-atf");
  national.set_outcome(planned.outcome);
  if (planned.step == v1::AUDIT_STEP_REFUSED) {
    national.set_problem(planned.reason);
  } else {
    national.set_reason(planned.reason);
  }
  national.set_decision_line(planned.decision_line);
  national.set_type("FirearmTraceResult");
  national.set_sender("spiffe://us.enlace.example/agency/us-atf");
  national.set_recipient("spiffe://mx.enlace.example/agency/mx-fgr");
  national.set_record_id(ToBytes(Sha256(planned.transfer_id)));
  if (planned.step == v1::AUDIT_STEP_DECIDED_OUTGOING) {
    national.add_rule_ids("US-TRACE-1");
    national.add_citations("18 U.S.C. 923(g)");
    v1::Redaction& redaction = *national.add_redactions();
    redaction.set_path("purchaser.race");
    redaction.set_rule_id("US-MIN-2");
    redaction.set_reason("S10");
    redaction.set_citation("5 U.S.C. 552a(e)(1)");
  }
  v1::SharedOpening shared;
  shared.set_transfer_id(planned.transfer_id);
  shared.set_record_id(national.record_id());
  shared.set_type(national.type());
  shared.set_sender(national.sender());
  shared.set_recipient(national.recipient());
  shared.set_channel(v1::CHANNEL_ADMIN);
  shared.set_urgency(v1::URGENCY_ROUTINE);
  shared.set_step(planned.step);
  shared.set_outcome(planned.outcome);
  shared.set_link_sequence(1);
  if (planned.change) planned.change(shared, national);
  v1::AnnexEntry annex;
  annex.set_index(index);
  annex.set_national_blind(BlindFor(index, 'n'));
  annex.set_national(national.SerializeAsString());
  if (!planned.shared) return annex;
  annex.set_shared_blind(BlindFor(index, 's'));
  annex.set_shared(shared.SerializeAsString());
  return annex;
}

v1::AnnexEntry BatchAnnexFor(const PlannedEntry& planned, uint64_t index) {
  const wire::DrawnBatch drawn =
      wire::DrawBatch(BlindFor(index, 'b'), planned.batch.size());
  v1::AnnexEntry annex;
  annex.set_index(index);
  for (const v1::AnnexLeaf& leaf : drawn.leaves) *annex.add_leaves() = leaf;
  for (size_t i = 0; i < planned.batch.size(); ++i) {
    PlannedEntry record = planned;
    record.transfer_id = planned.batch[i];
    const v1::AnnexEntry opened = AnnexFor(record, index);
    v1::AnnexLeaf& leaf =
        *annex.mutable_leaves(static_cast<int>(drawn.order[i]));
    leaf.set_shared(opened.shared());
    leaf.set_national(opened.national());
  }
  return annex;
}

std::string EntryFor(const PlannedEntry& planned, const v1::AnnexEntry& annex) {
  wire::AuditEntry entry;
  entry.log_time_ms = planned.log_time_ms != 0
                          ? planned.log_time_ms
                          : kAuditStartMs + static_cast<int64_t>(annex.index());
  entry.transfer_id = planned.transfer_id;
  entry.step = planned.step;
  if (!planned.batch.empty()) {
    const auto leaves = wire::LeavesOf(annex);
    CHECK_OK(leaves.status());
    entry.shared = wire::BatchRoot(leaves->shared);
    entry.national = wire::BatchRoot(leaves->national);
    return wire::EncodeAuditEntry(entry);
  }
  entry.shared = planned.shared ? wire::SharedCommitment(annex.shared_blind(),
                                                         annex.shared())
                                : HashFromBytes(BlindFor(annex.index(), 'd'));
  entry.national =
      wire::NationalCommitment(annex.national_blind(), annex.national());
  return wire::EncodeAuditEntry(entry);
}

}  // namespace

std::string TransferNamed(const std::string& name) {
  std::string id = name;
  id.resize(16, '.');
  return id;
}

std::vector<PlannedEntry> MixedPlan() {
  return {
      {.transfer_id = TransferNamed("collected"),
       .decision_line = R"({"replay":"v1","outcome":"permit"})"},
      {.transfer_id = TransferNamed("denied"),
       .outcome = v1::DECISION_OUTCOME_DENY,
       .reason = "B04",
       .shared = false,
       .decision_line = R"({"replay":"v1","outcome":"deny"})"},
      {TransferNamed("collected"), v1::AUDIT_STEP_RELAYED},
      {TransferNamed("peer-denied")},
      {TransferNamed("peer-denied"), v1::AUDIT_STEP_RELAYED,
       v1::DECISION_OUTCOME_DENY, "V01"},
      {TransferNamed("queued")},
      {TransferNamed("intruder"), v1::AUDIT_STEP_REFUSED,
       v1::DECISION_OUTCOME_DENY, "SENDER_MISMATCH", false},
      {TransferNamed("collected"), v1::AUDIT_STEP_REPORTED},
  };
}

PublishedLog::PublishedLog(const std::vector<PlannedEntry>& plan,
                           const std::string& nation)
    : nation_(nation) {
  static std::atomic<int> count = 0;
  folder_ =
      absl::StrCat(testing::TempDir(), "enlace_audit_", getpid(), "_", count++);
  LogContent content;
  content.origin = absl::StrCat(nation, ".enlace.example/audit");
  for (uint64_t index = 0; index < plan.size(); ++index) {
    const v1::AnnexEntry annex = plan[index].batch.empty()
                                     ? AnnexFor(plan[index], index)
                                     : BatchAnnexFor(plan[index], index);
    content.entries.push_back(EntryFor(plan[index], annex));
    content.annexes.push_back(annex);
  }
  const std::string peer = PeerOf(nation);
  WriteLogFolder(folder_, content, [&](const wire::Checkpoint& checkpoint) {
    return std::vector<wire::NoteSignature>{
        *wire::SignCheckpoint(checkpoint, AuditLogKey(nation),
                              AuditKey(LogSeed(nation))),
        *wire::CosignCheckpoint(checkpoint, AuditWitnessKey(peer),
                                AuditKey(WitnessSeed(peer)),
                                absl::FromUnixMillis(kAuditStartMs + 60000))};
  });
  Write("audit.vkey", AuditLogKey(nation).Format() + "\n");
  Write("witness.vkey", AuditWitnessKey(nation).Format() + "\n");
  Write("peer-witness.vkey", AuditWitnessKey(peer).Format() + "\n");
}

PublishedLog::~PublishedLog() { std::filesystem::remove_all(folder_); }

AuditFiles PublishedLog::files() const {
  return {.audit_dir = folder_ + "/audit", .annex_dir = folder_ + "/annex"};
}

AuditKeys PublishedLog::keys() const {
  return {AuditLogKey(nation_), {AuditWitnessKey(PeerOf(nation_))}};
}

std::string PublishedLog::Read(const std::string& path) const {
  return *ReadFile(absl::StrCat(folder_, "/", path));
}

void PublishedLog::Write(const std::string& path,
                         const std::string& bytes) const {
  WriteLogFile(absl::StrCat(folder_, "/", path), bytes);
}

void PublishedLog::Lose(uint64_t index, Loss loss) const {
  const std::string path = "annex/" + AnnexPath(index / 256);
  std::string kept;
  for (const auto& [each, annex] :
       ParseAnnexFile(Read(path), index / 256, [](std::string) {})) {
    v1::AnnexEntry line = annex;
    if (each == index) {
      if (loss == Loss::kLine) continue;
      line.clear_national_blind();
      line.clear_national();
      for (v1::AnnexLeaf& leaf : *line.mutable_leaves()) {
        if (leaf.national().empty()) continue;
        leaf.set_national_blind(ToBytes(
            wire::NationalCommitment(leaf.national_blind(), leaf.national())));
        leaf.clear_national();
        if (loss == Loss::kNational) continue;
        leaf.set_shared_blind(ToBytes(
            wire::SharedCommitment(leaf.shared_blind(), leaf.shared())));
        leaf.clear_shared();
      }
      if (loss == Loss::kOpenings) {
        line.clear_shared_blind();
        line.clear_shared();
      }
    }
    std::string text;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(line, &text).ok());
    absl::StrAppend(&kept, text, "\n");
  }
  Write(path, kept);
}

std::vector<std::string> PublishedLog::Paths() const {
  std::vector<std::string> paths;
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(folder_)) {
    const std::string path = file.path().lexically_relative(folder_);
    if (file.is_regular_file() && !path.ends_with(".vkey")) {
      paths.push_back(path);
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace enlace::client
