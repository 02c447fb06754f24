#include "tests/server/store/store_fixture.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "gtest/gtest.h"

namespace enlace::store {

TemporaryFolder::TemporaryFolder() {
  // In memory where that is to be had: thousands of syncs.
  const std::string shared_memory = "/dev/shm";
  const std::string parent = access(shared_memory.c_str(), W_OK) == 0
                                 ? shared_memory
                                 : testing::TempDir();
  std::string pattern = parent + "/enlace-store-XXXXXX";
  CHECK(mkdtemp(pattern.data()) != nullptr) << "no temporary folder";
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

std::string TemporaryFolder::operator/(absl::string_view name) const {
  return absl::StrCat(path_, "/", name);
}

std::string SeededRandom::Bytes(size_t size) {
  std::string bytes;
  while (bytes.size() < size) {
    std::string block;
    AppendU64(block, seed_);
    AppendU64(block, counter_++);
    absl::StrAppend(&bytes, AsBytes(Sha256(block)));
  }
  bytes.resize(size);
  return bytes;
}

std::string TransferId(uint64_t number, int ordinal) {
  return ToBytes(Sha256(absl::StrCat("transfer ", number, " ", ordinal)))
      .substr(0, 16);
}

core::Batch MakeBatch(uint64_t number, int rows) {
  core::Batch batch;
  batch.number = number;
  batch.events = absl::StrCat("events of batch ", number);
  for (int i = 0; i < rows; ++i) {
    const uint64_t index =
        (number - 1) * static_cast<uint64_t>(rows) + static_cast<uint64_t>(i);
    batch.audit.push_back({.index = index,
                           .entry = absl::StrCat("entry ", index),
                           .annex = absl::StrCat("annex of entry ", index)});
    core::PayloadRow row;
    row.transfer_id = TransferId(number, i);
    row.payload.sealed =
        absl::StrCat("sealed ", number, " ", i, std::string(1500, 'x'));
    row.payload.wrapped_key = absl::StrCat("wrapped ", number, " ", i);
    row.payload.key_epoch = 1 + static_cast<uint32_t>(number);
    row.payload.retention_class = absl::StrCat("class ", i);
    batch.payloads.push_back(row);
  }
  if (number > 3) batch.dropped_payloads = {TransferId(number - 2, 0)};
  return batch;
}

namespace {

std::string StoreFixtureText(const core::SealedPayload& payload) {
  return absl::StrCat(payload.sealed, "|", payload.wrapped_key, "|",
                      payload.key_epoch, "|", payload.retention_class);
}

}  // namespace

Content ExpectedContent(uint64_t batches, int rows) {
  Content content;
  for (uint64_t number = 1; number <= batches; ++number) {
    const core::Batch batch = MakeBatch(number, rows);
    content.events.push_back(batch.events);
    for (const core::AuditRow& row : batch.audit) {
      content.entries.push_back(row.entry);
      content.annexes.push_back(row.annex);
    }
    for (const core::PayloadRow& row : batch.payloads) {
      content.payloads[row.transfer_id] = StoreFixtureText(row.payload);
    }
    for (const std::string& id : batch.dropped_payloads) {
      content.payloads.erase(id);
    }
  }
  return content;
}

absl::StatusOr<Content> ReadContent(SqliteStore& store, int rows) {
  Content content;
  RETURN_IF_ERROR(store.Replay(0, [&](absl::string_view events) {
    content.events.emplace_back(events);
    return absl::OkStatus();
  }));
  ASSIGN_OR_RETURN(const std::vector<core::AuditRow> audit,
                   store.ReadAudit(0, UINT64_MAX));
  for (const core::AuditRow& row : audit) {
    content.entries.push_back(row.entry);
    content.annexes.push_back(row.annex);
  }
  const uint64_t batches = content.events.size();
  const Content expected = ExpectedContent(batches, rows);
  for (uint64_t number = 1; number <= batches; ++number) {
    for (int i = 0; i < rows; ++i) {
      const std::string id = TransferId(number, i);
      const absl::StatusOr<core::SealedPayload> payload = store.ReadPayload(id);
      if (absl::IsNotFound(payload.status()) &&
          !expected.payloads.contains(id)) {
        continue;
      }
      RETURN_IF_ERROR(payload.status());
      content.payloads[id] = StoreFixtureText(*payload);
    }
  }
  return content;
}

absl::StatusOr<Content> ReadContent(const std::string& directory, int rows) {
  ASSIGN_OR_RETURN(const auto store, SqliteStore::Open(directory));
  return ReadContent(*store, rows);
}

void FillStore(const std::string& directory, uint64_t batches, int rows) {
  absl::StatusOr<std::unique_ptr<SqliteStore>> store =
      SqliteStore::Open(directory);
  CHECK_OK(store.status());
  for (uint64_t number = 1; number <= batches; ++number) {
    CHECK_OK((*store)->Commit(MakeBatch(number, rows)));
  }
}

void CopyStore(const std::string& from, const std::string& to) {
  std::filesystem::create_directories(to);
  for (const auto& file : std::filesystem::directory_iterator(from)) {
    const std::string name = file.path().filename().string();
    if (name == "lock" || absl::EndsWith(name, "-shm")) continue;
    std::filesystem::copy_file(
        file.path(), to + "/" + name,
        std::filesystem::copy_options::overwrite_existing);
  }
}

}  // namespace enlace::store
