#include "tests/simulation/published_logs.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "tests/simulation/sim_log.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {
namespace {

constexpr size_t kStepsMax = 6;
constexpr size_t kReceiptsMax = 6;  // of one log

// A node's journal as it was when its log had so many entries.
class EarlierStore final : public core::Store {
 public:
  explicit EarlierStore(core::Store& store) : store_(store) {}

  void GrowTo(uint64_t size) { size_ = size; }

  absl::StatusOr<std::vector<core::AuditRow>> ReadAudit(
      uint64_t first, uint64_t count) override {
    const uint64_t begin = std::min(first, size_);
    return store_.ReadAudit(begin, std::min(count, size_ - begin));
  }

  // No log asks for these.
  absl::Status Commit(const core::Batch&) override { return ReadOnly(); }
  absl::Status Replay(
      uint64_t,
      const std::function<absl::Status(absl::string_view)>&) override {
    return ReadOnly();
  }
  absl::StatusOr<core::Snapshot> NewestSnapshot() override {
    return ReadOnly();
  }
  absl::Status SaveSnapshot(core::Snapshot) override { return ReadOnly(); }
  absl::Status DropSnapshot() override { return ReadOnly(); }
  core::StateRows* state_rows() override { return nullptr; }
  absl::StatusOr<core::SealedPayload> ReadPayload(absl::string_view) override {
    return ReadOnly();
  }

 private:
  static absl::Status ReadOnly() {
    return absl::UnimplementedError("only entries are read");
  }

  core::Store& store_;
  uint64_t size_ = 0;
};

class Publication {
 public:
  Publication(const Environment& env, std::string folder)
      : env_(env), folder_(std::move(folder)), clock_(env.schedule) {}

  absl::Status Run() {
    RETURN_IF_ERROR(Open());
    for (size_t step = 0; step < kStepsMax; ++step) {
      for (const auto& nation : nations_) {
        RETURN_IF_ERROR(Publish(*nation, step));
      }
    }
    for (const auto& nation : nations_) RETURN_IF_ERROR(Prove(*nation));
    return absl::OkStatus();
  }

 private:
  struct Nation {
    explicit Nation(SimNode& which) : node(which), store(which.store()) {}

    SimNode& node;
    EarlierStore store;
    std::unique_ptr<SimLog> log;
  };

  absl::Status Open() {
    std::vector<std::string> domains;
    for (const auto& [domain, node] : env_.nodes) domains.push_back(domain);
    neutral_.emplace(std::string(kNeutralDomain),
                     absl::StrCat(folder_, "/", kNeutralDomain), domains,
                     clock_);
    RETURN_IF_ERROR(neutral_->Open());
    for (const auto& [domain, node] : env_.nodes) {
      nations_.push_back(std::make_unique<Nation>(*node));
      std::vector<std::string> others = domains;
      others.erase(std::find(others.begin(), others.end(), domain));
      nations_.back()->log = std::make_unique<SimLog>(
          SimLog::Nation{domain, std::move(others), &nations_.back()->store,
                         &clock_},
          absl::StrCat(folder_, "/", domain),
          [this](const std::string& asked, const std::string& body) {
            return Ask(asked, body);
          });
      RETURN_IF_ERROR(nations_.back()->log->Open());
    }
    return absl::OkStatus();
  }

  absl::StatusOr<audit::WitnessAnswer> Ask(const std::string& domain,
                                           const std::string& body) {
    for (const auto& nation : nations_) {
      if (nation->log->trust_domain() == domain) {
        return nation->log->witness().Answer(body);
      }
    }
    return neutral_->Answer(body);
  }

  // The node itself has read its log to the end, whoever saw that.
  std::map<uint64_t, Hash> TreesSeen(const SimNode& node) const {
    std::map<uint64_t, Hash> seen;
    const auto roots = env_.ledger.roots().find(node.trust_domain());
    if (roots != env_.ledger.roots().end()) seen = roots->second;
    seen[node.audit().tree().size()] = node.audit().tree().Root();
    return seen;
  }

  absl::Status Publish(Nation& nation, size_t step) {
    // Some of the trees that were seen; the last one at last.
    const std::map<uint64_t, Hash> seen = TreesSeen(nation.node);
    const size_t place = (seen.size() - 1) * (step + 1) / kStepsMax;
    const auto [size, root] =
        *std::next(seen.begin(), static_cast<ptrdiff_t>(place));
    const std::string& domain = nation.node.trust_domain();
    nation.store.GrowTo(size);
    if (step % 2 == 1) RETURN_IF_ERROR(nation.log->Open());
    RETURN_IF_ERROR(nation.log->Publish());
    if (size == 0) return absl::OkStatus();
    const std::optional<audit::TreeHead> signed_head =
        nation.log->witness().anchor().LastSigned(LogKeyOf(domain).name());
    if (signed_head != audit::TreeHead{size, root}) {
      return absl::DataLossError(
          absl::StrCat(domain, ": another tree was signed than was seen"));
    }
    return absl::OkStatus();
  }

  // Receipts of what is spread over the log.
  absl::Status Prove(Nation& nation) {
    const std::vector<AuditView::Entry>& entries =
        nation.node.audit().entries();
    const std::vector<Hash>& leaves = nation.node.audit().leaves();
    const size_t each = entries.size() / kReceiptsMax + 1;
    for (size_t i = 0; i < entries.size(); i += each) {
      // What crosses nothing has no shared part to be proven.
      if (!entries[i].has_shared) continue;
      const auto index = static_cast<uint64_t>(
          std::find(leaves.begin(), leaves.end(), entries[i].leaf) -
          leaves.begin());
      ASSIGN_OR_RETURN(const v1::EntryProof proof,
                       nation.log->log().Prove(index, entries[i].transfer_id,
                                               v1::RECEIPT_LEVEL_L2));
      RETURN_IF_ERROR(ReplaceFileDurably(
          absl::StrCat(folder_, "/receipts/", nation.node.trust_domain(), "-",
                       index, "-", HexEncode(entries[i].transfer_id),
                       ".tlog-proof"),
          proof.proof()));
    }
    return absl::OkStatus();
  }

  const Environment& env_;
  const std::string folder_;
  SimClock clock_;
  std::optional<SimWitness> neutral_;
  std::vector<std::unique_ptr<Nation>> nations_;
};

}  // namespace

absl::Status PublishLogs(const Environment& env, const std::string& folder) {
  return Publication(env, folder).Run();
}

}  // namespace enlace::simulation
