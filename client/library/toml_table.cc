#include "client/library/toml_table.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status_macros.h"

namespace enlace::client {

absl::StatusOr<toml::table> ParseToml(absl::string_view text) {
  try {
    return toml::parse(std::string(text));
  } catch (const toml::parse_error& error) {  // Debian's build throws
    return absl::InvalidArgumentError(
        absl::StrCat("line ", error.source().begin.line,
                     " is not TOML: ", std::string(error.description())));
  }
}

absl::Status WrongKey(absl::string_view key, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("`", key, "` ", what));
}

absl::StatusOr<std::string> TomlTable::Text(absl::string_view key) {
  const toml::node* node = Find(key);
  if (node == nullptr) return WrongKey(Name(key), "is missing");
  const toml::value<std::string>* text = node->as_string();
  if (text == nullptr || text->get().empty()) {
    return WrongKey(Name(key), "must be a text that is not empty");
  }
  return text->get();
}

absl::StatusOr<std::string> TomlTable::TextIfAny(absl::string_view key) {
  return Find(key) == nullptr ? std::string() : Text(key);
}

absl::StatusOr<std::string> TomlTable::Path(absl::string_view key) {
  absl::StatusOr<std::string> path = Text(key);
  if (!path.ok() || path->front() == '/' || folder_.empty()) return path;
  return absl::StrCat(folder_, "/", *path);
}

absl::StatusOr<certs::Identity> TomlTable::Party(absl::string_view key,
                                                 certs::Identity::Kind kind) {
  ASSIGN_OR_RETURN(const std::string uri, Text(key));
  const auto identity = certs::ParseIdentity(uri);
  if (!identity.ok() || identity->kind != kind) {
    return WrongKey(Name(key), absl::StrCat("must be spiffe://<trust domain>/",
                                            certs::KindName(kind), "/<id>"));
  }
  return *identity;
}

absl::StatusOr<double> TomlTable::Number(absl::string_view key) {
  const toml::node* node = Find(key);
  if (node == nullptr) return WrongKey(Name(key), "is missing");
  if (const auto* whole = node->as_integer()) {
    return static_cast<double>(whole->get());
  }
  const auto* decimal = node->as_floating_point();
  if (decimal == nullptr || !std::isfinite(decimal->get())) {
    return WrongKey(Name(key), "must be a number");
  }
  return decimal->get();
}

absl::StatusOr<std::string> TomlTable::Day(absl::string_view key) {
  const toml::node* node = Find(key);
  if (node == nullptr) return WrongKey(Name(key), "is missing");
  const auto* day = node->as_date();
  if (day == nullptr) {
    return WrongKey(Name(key), "must be a day without quotes: 2027-06-30");
  }
  return absl::StrFormat("%04d-%02d-%02d", int{day->get().year},
                         int{day->get().month}, int{day->get().day});
}

absl::StatusOr<TomlTable> TomlTable::Table(absl::string_view key) {
  const toml::node* node = Find(key);
  if (node == nullptr || !node->is_table()) {
    return WrongKey(Name(key), "must be a table");
  }
  return TomlTable(*node->as_table(), std::string(key), folder_);
}

absl::StatusOr<std::vector<TomlTable>> TomlTable::Tables(
    absl::string_view key) {
  std::vector<TomlTable> tables;
  const toml::node* node = Find(key);
  if (node == nullptr || !node->is_array() || node->as_array()->empty()) {
    return WrongKey(Name(key), "must be at least one table");
  }
  for (const toml::node& element : *node->as_array()) {
    if (!element.is_table()) return WrongKey(Name(key), "must be tables");
    tables.push_back(TomlTable(*element.as_table(), std::string(key), folder_));
  }
  return tables;
}

absl::Status TomlTable::Finish() const {
  for (const auto& [key, value] : table_) {
    if (!known_.contains(std::string(key.str()))) {
      return WrongKey(Name(std::string(key.str())), "is not a known key");
    }
  }
  return absl::OkStatus();
}

std::string TomlTable::Name(absl::string_view key) const {
  return name_.empty() ? std::string(key) : absl::StrCat(name_, ".", key);
}

const toml::node* TomlTable::Find(absl::string_view key) {
  known_.emplace(key);
  return table_.get(std::string(key));
}

}  // namespace enlace::client
