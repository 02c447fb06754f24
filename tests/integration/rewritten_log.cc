#include "tests/integration/rewritten_log.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/file.h"
#include "base/random.h"
#include "base/sha256.h"
#include "certs/key.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/verifier_key.h"
#include "server/store/sqlite_store.h"

namespace enlace {
namespace {

std::string OriginOf(const app::Config& config) {
  return absl::StrCat(config.node.trust_domain, "/audit");
}

certs::PrivateKey SignerOf(const app::Config& config) {
  auto key = certs::PrivateKey::FromPem(*ReadFile(config.log_key_path));
  CHECK_OK(key.status());
  return *std::move(key);
}

wire::VerifierKey KeyOf(const app::Config& config) {
  auto key =
      wire::VerifierKey::Create(OriginOf(config), wire::NoteKeyType::kEd25519,
                                SignerOf(config).public_key());
  CHECK_OK(key.status());
  return *std::move(key);
}

bool IsOf(const std::string& opening, const std::string& transfer_id) {
  v1::SharedOpening shared;
  CHECK(shared.ParseFromString(opening)) << "opening";
  return shared.transfer_id() == transfer_id;
}

}  // namespace

RewrittenLog::RewrittenLog(const app::Config& config) : config_(config) {
  content_.origin = OriginOf(config);
  auto store = store::SqliteStore::Open(config.store_directory);
  CHECK_OK(store.status());
  const auto rows = (*store)->ReadAudit(0, (*store)->audit_size());
  CHECK_OK(rows.status());
  for (const core::AuditRow& row : *rows) {
    content_.entries.push_back(row.entry);
    CHECK(content_.annexes.emplace_back().ParseFromString(row.annex))
        << "annex";
    content_.annexes.back().set_index(row.index);
  }
}

std::set<uint64_t> RewrittenLog::EntriesAbout(
    const std::string& transfer_id) const {
  std::set<uint64_t> about;
  for (const v1::AnnexEntry& annex : content_.annexes) {
    bool is = IsOf(annex.shared(), transfer_id);
    for (const v1::AnnexLeaf& leaf : annex.leaves()) {
      is = is || IsOf(leaf.shared(), transfer_id);
    }
    if (is) about.insert(annex.index());
  }
  return about;
}

void RewrittenLog::LeaveOut(uint64_t index) {
  content_.entries.erase(content_.entries.begin() +
                         static_cast<std::ptrdiff_t>(index));
  Hide(index);
  for (v1::AnnexEntry& annex : content_.annexes) {
    if (annex.index() > index) annex.set_index(annex.index() - 1);
  }
}

void RewrittenLog::Hide(uint64_t index) {
  std::erase_if(content_.annexes,
                [index](const auto& annex) { return annex.index() == index; });
}

void RewrittenLog::Tell(uint64_t index, v1::DecisionOutcome outcome) {
  const auto annex =
      std::find_if(content_.annexes.begin(), content_.annexes.end(),
                   [index](const auto& each) { return each.index() == index; });
  CHECK(annex != content_.annexes.end()) << index;
  v1::SharedOpening shared;
  v1::NationalOpening national;
  CHECK(shared.ParseFromString(annex->shared())) << "shared";
  CHECK(national.ParseFromString(annex->national())) << "national";
  shared.set_outcome(outcome);
  national.set_outcome(outcome);
  annex->set_shared(shared.SerializeAsString());
  annex->set_national(national.SerializeAsString());
  auto entry = wire::DecodeAuditEntry(content_.entries[index]);
  CHECK_OK(entry.status());
  entry->shared =
      wire::SharedCommitment(annex->shared_blind(), annex->shared());
  entry->national =
      wire::NationalCommitment(annex->national_blind(), annex->national());
  content_.entries[index] = wire::EncodeAuditEntry(*entry);
}

void RewrittenLog::FillUpTo(uint64_t size) {
  const auto last = wire::DecodeAuditEntry(content_.entries.back());
  CHECK_OK(last.status());
  while (content_.entries.size() < size) {
    wire::AuditEntry entry;
    entry.log_time_ms = last->log_time_ms;
    entry.transfer_id = SystemRandom().Bytes(wire::kTransferIdSize);
    entry.step = v1::AUDIT_STEP_LISTED;
    entry.shared = Sha256(entry.transfer_id);
    entry.national = entry.shared;
    content_.entries.push_back(wire::EncodeAuditEntry(entry));
  }
}

void RewrittenLog::Publish(const std::string& folder) const {
  client::WriteLogFolder(
      folder, content_, [this](const wire::Checkpoint& checkpoint) {
        const auto line =
            wire::SignCheckpoint(checkpoint, KeyOf(config_), SignerOf(config_));
        CHECK_OK(line.status());
        return std::vector<wire::NoteSignature>{*line};
      });
}

void WriteLogKey(const app::Config& config, const std::string& path) {
  client::WriteLogFile(path, KeyOf(config).Format() + "\n");
}

}  // namespace enlace
