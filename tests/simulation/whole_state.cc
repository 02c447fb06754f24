#include "tests/simulation/whole_state.h"

#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/core/answer_clock.h"
#include "server/core/apply_override.h"
#include "server/core/apply_register.h"
#include "server/core/retention.h"
#include "server/core/state_codec.h"
#include "server/core/state_index.h"

namespace enlace::core {
namespace {

void AppendPiece(std::string& out, absl::string_view piece) {
  AppendU32(out, static_cast<uint32_t>(piece.size()));
  out.append(piece.data(), piece.size());
}

bool TakePiece(absl::string_view& in, std::string& piece) {
  if (in.size() < 4) return false;
  const size_t size = ReadU32(in);
  in.remove_prefix(4);
  if (in.size() < size) return false;
  piece = std::string(in.substr(0, size));
  in.remove_prefix(size);
  return true;
}

template <TableId kTable, typename Key, typename Value>
void AppendTable(const StoredTable<kTable, Key, Value>& table,
                 std::string& out) {
  table.Scan({}, [&](const Key& key, const Value& value) {
    AppendPiece(out, RowKey(key));
    AppendPiece(out, RowValue(value));
    return true;
  });
  AppendPiece(out, "");  // no row has an empty key
}

template <TableId kTable, typename Key, typename Value>
bool TakeTable(absl::string_view& in, StoredTable<kTable, Key, Value>& table) {
  while (true) {
    std::string key_bytes;
    std::string value_bytes;
    if (!TakePiece(in, key_bytes)) return false;
    if (key_bytes.empty()) return true;
    Key key;
    Value value;
    if (!TakePiece(in, value_bytes) || !ParseRowKey(key_bytes, key) ||
        !ParseRowValue(value_bytes, value)) {
      return false;
    }
    table.Put(std::move(key), std::move(value));
  }
}

}  // namespace

std::string EncodeState(const State& state) {
  const std::string rest = EncodeRest(state);
  if (rest.empty()) return "";
  std::string out;
  AppendPiece(out, rest);
  State::ForEachTable(state,
                      [&](const auto& table) { AppendTable(table, out); });
  return out;
}

absl::StatusOr<State> DecodeState(absl::string_view bytes) {
  if (bytes.empty()) return State();
  absl::string_view in = bytes;
  std::string rest;
  if (!TakePiece(in, rest)) return absl::DataLossError("not a state");
  ASSIGN_OR_RETURN(State state, DecodeRest(rest));
  bool good = true;
  State::ForEachTable(
      state, [&](auto& table) { good = good && TakeTable(in, table); });
  if (!good || EncodeState(state) != bytes) {
    return absl::DataLossError("not the encoding of a state");
  }
  return state;
}

absl::StatusOr<State> WithDerivedLookups(const State& state) {
  ASSIGN_OR_RETURN(State derived, DecodeRest(EncodeRest(state)));
  derived.newest_content_ms = 0;
  derived.first_decisions.clear();
  for (std::set<Due>* dues : {&derived.alarms, &derived.holds}) dues->clear();
  for (std::set<std::string>* names :
       {&derived.overdue, &derived.withdrawals, &derived.unreviewed,
        &derived.ordered_erasures}) {
    names->clear();
  }
  for (auto& [name, link] : derived.links) {
    link.queued = 0;
    link.evidence.clear();
  }
  std::vector<std::string> ids;
  state.transfers.Scan({}, [&](const std::string& id, const Transfer& each) {
    ids.push_back(id);
    derived.transfers.Put(id, each);
    derived.transfers.Change(id)->alarm_ms = 0;
    return true;
  });
  for (const std::string& id : ids) {
    RETURN_IF_ERROR(IndexTransfer(derived, *derived.FindTransfer(id)));
  }
  for (const std::string& id : ids) {
    IndexConsent(derived, *derived.FindTransfer(id));
    IndexReply(derived, *derived.FindTransfer(id));
  }
  for (const std::string& id : ids) {
    Transfer& transfer = *derived.transfers.Change(id);
    UpdateAnswerClocks(derived, transfer);
    UpdateWithdrawal(derived, transfer);
    UpdateUnreviewed(derived, transfer);
    UpdateRetention(derived, transfer);
  }
  return derived;
}

}  // namespace enlace::core
