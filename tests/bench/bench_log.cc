#include "tests/bench/bench_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "server/audit/directory.h"
#include "server/store/sqlite_store.h"
#include "tests/bench/decision_row.h"
#include "tests/bench/measure.h"

namespace enlace::bench {
namespace {

// Keeps nothing.
class NoFolder final : public audit::Directory {
 public:
  absl::StatusOr<std::string> Read(absl::string_view path) const override {
    return absl::NotFoundError(path);
  }
  absl::Status Write(absl::string_view, absl::string_view) override {
    return absl::OkStatus();
  }
  absl::Status Sync() override { return absl::OkStatus(); }
};

template <typename T>
T OrEnd(absl::StatusOr<T> value) {
  CHECK_OK(value.status());
  return *std::move(value);
}

std::unique_ptr<core::Store> OpenStore(const std::string& folder) {
  return OrEnd(store::SqliteStore::Open(absl::StrCat(folder, "/store")));
}

std::unique_ptr<audit::Directory> OpenFolder(
    const std::string& path, audit::DiskDirectory::Readers readers) {
  return OrEnd(audit::DiskDirectory::Open(path, readers));
}

}  // namespace

double SecondsSince(int64_t began_ns) {
  return static_cast<double>(SteadyNs() - began_ns) / 1e9;
}

BenchLog::BenchLog(const std::string& folder, bool openings)
    : folder_(folder),
      openings_(openings),
      store_(OpenStore(folder)),
      signer_(OrEnd(certs::PrivateKey::FromEd25519Seed(std::string(32, 's')))),
      key_(OrEnd(wire::VerifierKey::Create("mx.enlace.example/audit",
                                           wire::NoteKeyType::kEd25519,
                                           signer_.public_key()))),
      anchor_(
          OrEnd(audit::SignerAnchor::Open(absl::StrCat(folder, "/anchor")))) {
  CHECK_OK(anchor_->RecordSigned(key_.name(), {0, Sha256("")}));
}

double BenchLog::Append(uint64_t entries, uint64_t batch_size,
                        const std::function<core::AuditRow(uint64_t)>& row) {
  double seconds = 0;
  for (uint64_t number = 1; entries_ < entries; ++number) {
    core::Batch batch{.number = number,
                      .events = "",
                      .audit = {},
                      .payloads = {},
                      .dropped_payloads = {}};
    const uint64_t end = std::min(entries_ + batch_size, entries);
    for (; entries_ < end; ++entries_) batch.audit.push_back(row(entries_));
    const int64_t began_ns = SteadyNs();
    CHECK_OK(store_->Commit(batch));
    seconds += SecondsSince(began_ns);
  }
  return seconds;
}

double BenchLog::Publish() {
  const client::AuditFiles where = files();
  std::unique_ptr<audit::Directory> annex = std::make_unique<NoFolder>();
  if (openings_) {
    annex = OpenFolder(where.annex_dir, audit::DiskDirectory::Readers::kOwner);
  }
  const int64_t began_ns = SteadyNs();
  log_ = OrEnd(audit::AuditLog::OpenIn(
      {.key = key_,
       .signer = &signer_,
       .anchor = anchor_.get(),
       .store = store_.get(),
       .audit_directory = "",
       .annex_directory = "",
       .witnesses = {}},
      OpenFolder(where.audit_dir, audit::DiskDirectory::Readers::kAll),
      std::move(annex)));
  CHECK_OK(log_->TryPublish());
  return SecondsSince(began_ns);
}

std::vector<double> BenchLog::ProveSome(uint64_t count,
                                        const std::function<void()>& prepare) {
  std::vector<double> seconds;
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t index = ReadU64(Drawn("proof", i).substr(0, 8)) % entries_;
    const std::string transfer_id = TransferIdOf(index);
    prepare();
    const int64_t began_ns = SteadyNs();
    const auto proof = log_->Prove(index, transfer_id, v1::RECEIPT_LEVEL_L1);
    seconds.push_back(SecondsSince(began_ns));
    CHECK_OK(proof.status());
  }
  return seconds;
}

client::AuditFiles BenchLog::files() const {
  client::AuditFiles files{.audit_dir = absl::StrCat(folder_, "/audit"),
                           .annex_dir = ""};
  if (openings_) files.annex_dir = absl::StrCat(folder_, "/annex");
  return files;
}

void BenchLog::ForgetJournal() const {
  const std::string path = absl::StrCat(folder_, "/store/journal.db");
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  CHECK(descriptor >= 0) << path;
  CHECK(posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) == 0) << path;
  close(descriptor);
}

}  // namespace enlace::bench
