// A node's audit log as an auditor reads it: entries decoded, openings checked
// against their commitments, batches taken apart.

#ifndef ENLACE_TESTS_SIMULATION_AUDIT_VIEW_H_
#define ENLACE_TESTS_SIMULATION_AUDIT_VIEW_H_

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "enlace/v1/audit.pb.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/compact_tree.h"
#include "server/core/store.h"
#include "tests/simulation/ledger.h"

namespace enlace::simulation {

class AuditView {
 public:
  // What an entry says of one record.
  struct Entry {
    wire::AuditEntry entry;
    std::string transfer_id;  // not the entry's own if it covers a batch
    bool has_shared = false;
    v1::SharedOpening shared;
    v1::NationalOpening national;
    Hash leaf{};
  };

  // Reads what `store` has beyond what was read before.  Reports to `ledger`
  // entries that do not open, have the wrong index or go back in time.
  void Read(core::Store& store, Ledger& ledger);

  const std::vector<Entry>& entries() const { return entries_; }
  // Leaf hashes of the log.
  const std::vector<Hash>& leaves() const { return leaves_; }
  const wire::CompactTree& tree() const { return tree_; }

  // The newest entry of that step about a transfer; null if there is none.
  // There is more than one only of what was held.
  const Entry* Find(v1::AuditStep step, const std::string& transfer_id) const;
  // The first one.
  const Entry* FindFirst(v1::AuditStep step,
                         const std::string& transfer_id) const;

 private:
  void Add(Entry entry, Ledger& ledger);
  // Whether `annex` opens `entry`, and what it tells could be read.
  bool Open(const Entry& entry, const v1::AnnexEntry& annex, Ledger& ledger);

  std::vector<Entry> entries_;
  std::vector<Hash> leaves_;
  // (step, transfer id) -> positions, in order
  std::map<std::pair<int, std::string>, std::vector<size_t>> positions_;
  wire::CompactTree tree_;
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_AUDIT_VIEW_H_
