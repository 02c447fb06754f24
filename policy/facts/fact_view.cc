#include "policy/facts/fact_view.h"

#include <string>
#include <variant>

namespace enlace::policy {
namespace {

struct ViewOfValue {
  FactView operator()(bool value) const { return value; }
  FactView operator()(int64_t value) const { return value; }
  FactView operator()(const Date& value) const { return value; }
  FactView operator()(const std::string& value) const {
    return absl::string_view(value);
  }
  FactView operator()(const StringSet& value) const { return &value; }
};

struct Setter {
  absl::string_view name;
  Facts& facts;

  void operator()(std::monostate) const {}
  void operator()(FactError) const { facts.SetError(name); }
  void operator()(bool value) const { facts.Set(name, Value(value)); }
  void operator()(int64_t value) const { facts.Set(name, Value(value)); }
  void operator()(const Date& value) const { facts.Set(name, Value(value)); }
  void operator()(absl::string_view value) const { facts.Set(name, value); }
  void operator()(EnumName value) const { facts.Set(name, *value.text); }
  void operator()(const StringSet* value) const {
    facts.Set(name, Value(*value));
  }
  void operator()(TextViews value) const {
    facts.Set(name, Value(StringSet(value.begin(), value.end())));
  }
};

}  // namespace

FactView ViewOf(const Facts& facts, absl::string_view name) {
  if (const Value* value = facts.Find(name)) {
    return std::visit(ViewOfValue(), *value);
  }
  return facts.state(name) == FactState::kError ? FactView(FactError())
                                                : FactView();
}

void SetFact(absl::string_view name, const FactView& view, Facts& facts) {
  std::visit(Setter{name, facts}, view);
}

}  // namespace enlace::policy
