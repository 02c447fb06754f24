// A table of the state: what changed since the newest snapshot is in memory,
// the rest is read from its rows when it is asked for.
//
//   StoredTable<TableId::kExpiries, std::pair<int64_t, std::string>, Nothing>
//       expiries;
//   expiries.Put({end_ms, id}, {});
//   expiries.Scan({}, [&](const auto& key, Nothing) { ...; return true; });
//
// What changed is frozen to be written to the base, which may take long: until
// that is done it stands between what changes meanwhile and the base.
//
// Without a base everything is in memory.  Whatever was found stays where it is
// until Thaw(), ForgetFetched() or a change of that row.  Keys sort as their
// bytes do (server/core/row_key.h).  Value type; not thread-safe, not even for
// readers: what they read from the base is kept.

#ifndef ENLACE_SERVER_CORE_STORED_TABLE_H_
#define ENLACE_SERVER_CORE_STORED_TABLE_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "base/check.h"
#include "server/core/row_key.h"
#include "server/core/row_value.h"
#include "server/core/state_rows.h"

namespace enlace::core {

template <TableId kTable, typename Key, typename Value>
class StoredTable {
 public:
  // Called with rows in order, until it returns false.
  using Visit = absl::FunctionRef<bool(const Key& key, const Value& value)>;

  // Reads from `base`, which must outlive it, what is not in memory; null: that
  // is all.
  void SetBase(TableBase* base) { base_ = base; }

  // Null if there is no such row.
  const Value* Find(const Key& key) const;
  bool Contains(const Key& key) const { return Find(key) != nullptr; }

  // False, and nothing changed, if there is such a row.
  bool Insert(Key key, Value value) {
    if (Contains(key)) return false;
    Put(std::move(key), std::move(value));
    return true;
  }
  // There may be such a row.
  void Put(Key key, Value value) {
    fetched_.erase(key);
    rows_.insert_or_assign(std::move(key), std::move(value));
  }
  // There may be no such row.
  void Erase(const Key& key) {
    fetched_.erase(key);
    if (base_ == nullptr) {
      rows_.erase(key);
    } else {
      rows_.insert_or_assign(key, std::nullopt);
    }
  }
  // To be changed in place; null if there is no such row.
  Value* Change(const Key& key);

  // Rows from `from` on.  `visit` may not change the table.
  void Scan(const Key& from, Visit visit) const;

  bool empty() const {
    bool none = true;
    Scan({}, [&](const Key&, const Value&) { return none = false; });
    return none;
  }

  // Appends what changed before it was frozen; callable on any one thread.
  using FrozenChanges = std::function<void(std::vector<RowChange>& changes)>;

  // REQUIRES: there is a base, and nothing is frozen.
  FrozenChanges Freeze();
  // Ends that: the base has what was frozen, or, if not `written`, it counts
  // among what changed again.
  void Thaw(bool written);

  // Since the base was what it is, or since the last Freeze().
  size_t changed() const { return rows_.size(); }

  void ForgetFetched() const {
    fetched_.clear();
    floors_.clear();
  }
  size_t fetched() const { return fetched_.size(); }

 private:
  // No value: there is no such row any more.
  using Rows = std::map<Key, std::optional<Value>>;

  // The rows in memory, in order; one that changed since it was frozen once.
  class MemoryCursor {
   public:
    MemoryCursor(const StoredTable& table, const Key& from)
        : changed_(table.rows_.lower_bound(from)),
          changed_end_(table.rows_.end()),
          frozen_(table.frozen().lower_bound(from)),
          frozen_end_(table.frozen().end()) {}

    bool AtEnd() const {
      return changed_ == changed_end_ && frozen_ == frozen_end_;
    }
    // REQUIRES: !AtEnd().
    const typename Rows::value_type& row() const {
      return IsFrozen() ? *frozen_ : *changed_;
    }
    void Next() {
      if (IsFrozen()) {
        ++frozen_;
        return;
      }
      if (frozen_ != frozen_end_ && frozen_->first == changed_->first) {
        ++frozen_;
      }
      ++changed_;
    }

   private:
    bool IsFrozen() const {
      return changed_ == changed_end_ ||
             (frozen_ != frozen_end_ && frozen_->first < changed_->first);
    }

    typename Rows::const_iterator changed_;
    const typename Rows::const_iterator changed_end_;
    typename Rows::const_iterator frozen_;
    const typename Rows::const_iterator frozen_end_;
  };

  static constexpr size_t kRowsAtOnce = 64;

  // False if the scan is to end.
  static bool VisitRow(const typename Rows::value_type& row, Visit visit) {
    return !row.second.has_value() || visit(row.first, *row.second);
  }

  const Rows& frozen() const {
    static const auto* const kNothing = new Rows();
    return frozen_ == nullptr ? *kNothing : *frozen_;
  }

  // Null if that row is not in memory.
  const std::optional<Value>* FindInMemory(const Key& key) const {
    const auto row = rows_.find(key);
    if (row != rows_.end()) return &row->second;
    const auto frozen_row = frozen().find(key);
    return frozen_row == frozen().end() ? nullptr : &frozen_row->second;
  }

  Rows rows_;
  std::shared_ptr<const Rows> frozen_;  // null: nothing; read by who writes it
  mutable std::map<Key, Value> fetched_;
  // From where on a scan that begins at the first key has to read the base: all
  // its rows between the two are also in memory.  A queue is taken from its
  // front, which would else be passed over again and again.
  mutable std::map<Key, std::string> floors_;
  TableBase* base_ = nullptr;
};

template <TableId kTable, typename Key, typename Value>
const Value* StoredTable<kTable, Key, Value>::Find(const Key& key) const {
  if (const std::optional<Value>* const row = FindInMemory(key)) {
    return row->has_value() ? &**row : nullptr;
  }
  if (base_ == nullptr) return nullptr;
  const auto known = fetched_.find(key);
  if (known != fetched_.end()) return &known->second;
  const std::optional<std::string> bytes = base_->Find(kTable, RowKey(key));
  if (!bytes.has_value()) return nullptr;
  Value value;
  if (!ParseRowValue(*bytes, value)) {
    base_->Damaged(kTable);
    return nullptr;
  }
  return &fetched_.emplace(key, std::move(value)).first->second;
}

template <TableId kTable, typename Key, typename Value>
Value* StoredTable<kTable, Key, Value>::Change(const Key& key) {
  const auto row = rows_.find(key);
  if (row != rows_.end()) return row->second ? &*row->second : nullptr;
  const Value* const found = Find(key);
  if (found == nullptr) return nullptr;
  auto known = fetched_.extract(key);
  // What is frozen stays as it is.
  Value value = known.empty() ? *found : std::move(known.mapped());
  return &*rows_.emplace(key, std::move(value)).first->second;
}

template <TableId kTable, typename Key, typename Value>
void StoredTable<kTable, Key, Value>::Scan(const Key& from, Visit visit) const {
  MemoryCursor memory(*this, from);
  if (base_ != nullptr) {
    const auto floor = floors_.find(from);
    std::string next = floor == floors_.end() ? RowKey(from) : floor->second;
    bool all_in_memory = true;  // what the base had so far
    while (true) {
      const std::vector<Row> read = base_->Scan(kTable, next, kRowsAtOnce);
      for (const Row& stored : read) {
        Key key;
        Value value;
        if (!ParseRowKey(stored.key, key) ||
            !ParseRowValue(stored.value, value)) {
          return base_->Damaged(kTable);
        }
        const bool in_memory = FindInMemory(key) != nullptr;
        if (all_in_memory && !in_memory) {
          floors_.insert_or_assign(from, stored.key);
          all_in_memory = false;
        }
        for (; !memory.AtEnd() && memory.row().first < key; memory.Next()) {
          if (!VisitRow(memory.row(), visit)) return;
        }
        if (!in_memory && !visit(key, value)) return;
      }
      if (!read.empty()) next = read.back().key + '\0';
      if (read.size() < kRowsAtOnce) {
        if (all_in_memory) floors_.insert_or_assign(from, next);
        break;
      }
    }
  }
  for (; !memory.AtEnd(); memory.Next()) {
    if (!VisitRow(memory.row(), visit)) return;
  }
}

template <TableId kTable, typename Key, typename Value>
typename StoredTable<kTable, Key, Value>::FrozenChanges
StoredTable<kTable, Key, Value>::Freeze() {
  CHECK(base_ != nullptr && frozen_ == nullptr);
  frozen_ = std::make_shared<const Rows>(std::exchange(rows_, {}));
  return [frozen = frozen_](std::vector<RowChange>& changes) {
    for (const auto& [key, value] : *frozen) {
      RowChange& change = changes.emplace_back();
      change.table = kTable;
      change.key = RowKey(key);
      if (value.has_value()) change.value = RowValue(*value);
    }
  };
}

template <TableId kTable, typename Key, typename Value>
void StoredTable<kTable, Key, Value>::Thaw(bool written) {
  if (!written) rows_.insert(frozen().begin(), frozen().end());
  frozen_.reset();
  ForgetFetched();
}

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_STORED_TABLE_H_
