// A table of the state: what changed since the newest snapshot is in memory,
// the rest is read from its rows when it is asked for.
//
//   StoredTable<TableId::kExpiries, std::pair<int64_t, std::string>, Nothing>
//       expiries;
//   expiries.Put({end_ms, id}, {});
//   expiries.Scan({}, [&](const auto& key, Nothing) { ...; return true; });
//
// Without a base everything is in memory.  Whatever was found stays where it is
// until Forget(), TakeChanges() or a change of that row.  Keys sort as their
// bytes do (server/core/row_key.h).  Value type; not thread-safe, not even for
// readers: what they read from the base is kept.

#ifndef ENLACE_SERVER_CORE_STORED_TABLE_H_
#define ENLACE_SERVER_CORE_STORED_TABLE_H_

#include <cstddef>
#include <map>
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

  // What changed since the base was what it is.  The rows themselves are
  // dropped only by Forget().
  void AddChanges(std::vector<RowChange>& changes) const;
  size_t changed() const { return rows_.size(); }

  // Drops what changed, which the base now has, and what was read from it.
  void Forget() {
    if (base_ != nullptr) rows_.clear();
    ForgetFetched();
  }
  void ForgetFetched() const {
    fetched_.clear();
    floors_.clear();
  }
  size_t fetched() const { return fetched_.size(); }

 private:
  using Rows = std::map<Key, std::optional<Value>>;

  static constexpr size_t kRowsAtOnce = 64;

  // False if the scan is to end.
  static bool VisitRow(const typename Rows::value_type& row, Visit visit) {
    return !row.second.has_value() || visit(row.first, *row.second);
  }

  Rows rows_;  // no value: the base's row is none any more
  mutable std::map<Key, Value> fetched_;
  // From where on a scan that begins at the first key has to read the base: all
  // its rows between the two are also in memory.  A queue is taken from its
  // front, which would else be passed over again and again.
  mutable std::map<Key, std::string> floors_;
  TableBase* base_ = nullptr;
};

template <TableId kTable, typename Key, typename Value>
const Value* StoredTable<kTable, Key, Value>::Find(const Key& key) const {
  const auto row = rows_.find(key);
  if (row != rows_.end()) return row->second ? &*row->second : nullptr;
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
  if (Find(key) == nullptr) return nullptr;
  auto known = fetched_.extract(key);
  return &*rows_.emplace(key, std::move(known.mapped())).first->second;
}

template <TableId kTable, typename Key, typename Value>
void StoredTable<kTable, Key, Value>::Scan(const Key& from, Visit visit) const {
  auto row = rows_.lower_bound(from);
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
        const bool in_memory = rows_.contains(key);
        if (all_in_memory && !in_memory) {
          floors_.insert_or_assign(from, stored.key);
          all_in_memory = false;
        }
        for (; row != rows_.end() && row->first < key; ++row) {
          if (!VisitRow(*row, visit)) return;
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
  for (; row != rows_.end(); ++row) {
    if (!VisitRow(*row, visit)) return;
  }
}

template <TableId kTable, typename Key, typename Value>
void StoredTable<kTable, Key, Value>::AddChanges(
    std::vector<RowChange>& changes) const {
  for (const auto& [key, value] : rows_) {
    RowChange& change = changes.emplace_back();
    change.table = kTable;
    change.key = RowKey(key);
    if (value.has_value()) change.value = RowValue(*value);
  }
}

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_STORED_TABLE_H_
