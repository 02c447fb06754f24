#include "server/core/inspection.h"

#include <algorithm>

#include "proto/wire/problem.h"
#include "server/core/register.h"

namespace enlace::core {
namespace {

bool StatesAScope(const RegisterItem& item) {
  return !item.entry.matter().empty() || !item.entry.record_types().empty() ||
         !item.entry.transfer_ids().empty();
}

// An entry is bound to a case by its tag; one without it is for none.
bool IsForCase(const RegisterItem& item, const std::string& matter_tag) {
  if (item.entry.matter().empty() && item.matter_tag.empty()) return true;
  return !item.matter_tag.empty() && item.matter_tag == matter_tag;
}

bool IsForTransfer(const v1::RegisterEntry& entry,
                   const std::string& transfer_id) {
  const auto& ids = entry.transfer_ids();
  return ids.empty() ||
         std::find(ids.begin(), ids.end(), transfer_id) != ids.end();
}

}  // namespace

bool MakesInspector(const v1::RegisterEntry& entry, const std::string& person) {
  return entry.kind() == v1::REGISTER_KIND_INSPECTION &&
         !entry.inspector().empty() && entry.inspector() == person;
}

bool CoversLook(const RegisterItem& item, const std::string& person,
                const Transfer& transfer, int64_t instant_ms) {
  return MakesInspector(item.entry, person) && item.Stands(instant_ms) &&
         !transfer.IsUnseen() && StatesAScope(item) &&
         IsForCase(item, transfer.record.matter_tag()) &&
         IsForType(item.entry, transfer.record.type()) &&
         IsForTransfer(item.entry, transfer.record.transfer_id());
}

absl::Status LookNotCovered() {
  return wire::Refusal(
      absl::StatusCode::kPermissionDenied, wire::kNotEntitled,
      "entry: no inspection of that name stands that names you and covers such "
      "a record; see `enlace register list --kind inspection`");
}

}  // namespace enlace::core
