#include "policy/facts/facts.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "base/encoding.h"

namespace enlace::policy {
namespace {

void AppendText(std::string& out, absl::string_view text) {
  AppendU64(out, text.size());
  out.append(text.data(), text.size());
}

struct AppendValue {
  std::string& out;

  void operator()(bool value) const {
    out += 'b';
    out += value ? '\x01' : '\x00';
  }
  void operator()(int64_t value) const {
    out += 'i';
    AppendU64(out, static_cast<uint64_t>(value));
  }
  void operator()(const std::string& value) const {
    out += 's';
    AppendText(out, value);
  }
  void operator()(const StringSet& value) const {
    out += 'm';
    AppendU64(out, value.size());
    for (const std::string& element : value) AppendText(out, element);
  }
  void operator()(const Date& value) const {
    out += 'd';
    AppendU32(out, static_cast<uint32_t>(value.year));
    AppendU32(out, static_cast<uint32_t>(value.month));
    AppendU32(out, static_cast<uint32_t>(value.day));
  }
};

}  // namespace

std::string Date::ToString() const {
  if (month == 0) return absl::StrFormat("%04d", year);
  if (day == 0) return absl::StrFormat("%04d-%02d", year, month);
  return absl::StrFormat("%04d-%02d-%02d", year, month, day);
}

void Facts::Set(absl::string_view name, Value value) {
  facts_[std::string(name)] = std::move(value);
}

void Facts::Set(absl::string_view name, absl::string_view value) {
  facts_[std::string(name)] = Value(std::string(value));
}

void Facts::Set(absl::string_view name, const char* value) {
  Set(name, absl::string_view(value));
}

void Facts::Set(absl::string_view name, const std::string& value) {
  Set(name, absl::string_view(value));
}

void Facts::SetError(absl::string_view name) {
  facts_[std::string(name)] = std::monostate();
}

void Facts::Clear(absl::string_view name) { facts_.erase(name); }

FactState Facts::state(absl::string_view name) const {
  const auto it = facts_.find(name);
  if (it == facts_.end()) return FactState::kAbsent;
  return std::holds_alternative<Value>(it->second) ? FactState::kKnown
                                                   : FactState::kError;
}

const Value* Facts::Find(absl::string_view name) const {
  const auto it = facts_.find(name);
  return it == facts_.end() ? nullptr : std::get_if<Value>(&it->second);
}

bool Facts::HasAnyWithPrefix(absl::string_view prefix) const {
  const auto it = facts_.lower_bound(prefix);
  return it != facts_.end() && absl::StartsWith(it->first, prefix);
}

absl::string_view Facts::StringOrEmpty(absl::string_view name) const {
  const Value* value = Find(name);
  const auto* text =
      value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? absl::string_view() : absl::string_view(*text);
}

std::string Facts::Canonical() const {
  std::string out = "enlace.facts.v1";
  out += '\x00';
  AppendU64(out, facts_.size());
  for (const auto& [name, slot] : facts_) {
    AppendText(out, name);
    if (const auto* value = std::get_if<Value>(&slot)) {
      std::visit(AppendValue{out}, *value);
    } else {
      out += 'e';
    }
  }
  return out;
}

}  // namespace enlace::policy
