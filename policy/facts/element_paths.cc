#include "policy/facts/element_paths.h"

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <map>

#include "absl/strings/str_cat.h"
#include "enlace/v1/options.pb.h"
#include "policy/facts/element_fact.h"
#include "policy/facts/extract.h"
#include "policy/facts/fact_paths.h"
#include "policy/facts/record_fields.h"

namespace enlace::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The message that holds the list at the end of `fields`, or null if it is not
// there.
const Message* HolderOf(const Message& record,
                        const std::vector<const FieldDescriptor*>& fields) {
  const Message* holder = &record;
  for (size_t i = 0; i + 1 < fields.size(); ++i) {
    const auto* reflection = holder->GetReflection();
    if (fields[i]->is_repeated() || !reflection->HasField(*holder, fields[i])) {
      return nullptr;
    }
    holder = &reflection->GetMessage(*holder, fields[i]);
  }
  return holder;
}

}  // namespace

ElementPaths::ElementPaths(const std::vector<std::string>& paths) {
  std::map<std::string, std::vector<std::string>> below;
  for (const std::string& path : paths) {
    const std::string list(ListOf(path));
    below[list].push_back(FieldPathOf(path).substr(list.size() + 1));
  }
  for (auto& [list, names] : below) {
    lists_.push_back({list, std::make_unique<const FactPaths>(names)});
  }
}

ElementPaths::~ElementPaths() = default;

void ElementPaths::Extract(const Message& record, Facts& facts) const {
  for (const List& list : lists_) {
    const auto fields = ResolvePath(record.GetDescriptor(), list.path);
    // Elements that are no leaves of their own are nobody's to be asked about.
    if (fields.empty() ||
        fields.back()->options().GetExtension(v1::field).split_max() == 0) {
      continue;
    }
    const Message* holder = HolderOf(record, fields);
    if (holder == nullptr) continue;
    const auto* reflection = holder->GetReflection();
    const int count = reflection->FieldSize(*holder, fields.back());
    if (count > 0) facts.Set(list.path, Value(int64_t{count}));
    for (int i = 0; i < count; ++i) {
      const Facts own =
          FieldFacts(reflection->GetRepeatedMessage(*holder, fields.back(), i),
                     *list.below);
      for (const std::string& path : list.below->paths()) {
        const std::string name =
            absl::StrCat(ElementPath(list.path, i), ".", path);
        if (own.state(path) == FactState::kError) facts.SetError(name);
        if (const Value* value = own.Find(path)) facts.Set(name, *value);
      }
    }
  }
}

}  // namespace enlace::policy
