#include "server/settings/table_reader.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace enlace::settings {
namespace {

constexpr size_t kFileSizeMax = 1 << 20;

const toml::table& OrEmpty(const toml::table* table) {
  static const auto& empty = *new toml::table;
  return table == nullptr ? empty : *table;
}

}  // namespace

absl::StatusOr<Settings> Settings::Read(absl::string_view path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kFileSizeMax));
  try {  // toml++ reports by exception
    return Settings{
        .root = toml::parse(text, std::string(path)),
        .folder = std::filesystem::absolute(std::string(path)).parent_path()};
  } catch (const toml::parse_error& error) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ":", error.source().begin.line, ":", error.source().begin.column,
        ": ", std::string(error.description())));
  }
}

absl::Status StatusOf(absl::string_view path,
                      const std::vector<std::string>& mistakes) {
  if (mistakes.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(path, ":\n", absl::StrJoin(mistakes, "\n")));
}

TableReader::TableReader(const toml::table* table, std::string where,
                         const std::filesystem::path& base,
                         std::vector<std::string>& mistakes)
    : table_(OrEmpty(table)),
      where_(std::move(where)),
      base_(base),
      mistakes_(mistakes) {}

std::string TableReader::Text(absl::string_view key, bool required) {
  known_.insert(std::string(key));
  const auto value = table_[std::string(key)].value<std::string>();
  if (value && !value->empty()) return *value;
  if (required) Mistake(key, "is missing; give it a text");
  return "";
}

std::string TableReader::Path(absl::string_view key, PathKind kind) {
  const std::string text = Text(key);
  if (text.empty()) return "";
  std::string path = (base_ / text).lexically_normal().string();
  if (kind != PathKind::kDirectoryToMake && !FileExists(path)) {
    Mistake(key, absl::StrCat("names no file: `", path, "`"));
  } else if (kind == PathKind::kPrivateKey && ReadableByOthers(path)) {
    Mistake(key, absl::StrCat("names a private key that others can read; "
                              "run `chmod 600 ",
                              path, "`"));
  }
  return path;
}

certs::Identity TableReader::IdentityOf(absl::string_view key,
                                        certs::Identity::Kind kind) {
  const std::string text = Text(key);
  if (text.empty()) return {};
  const absl::StatusOr<certs::Identity> identity = certs::ParseIdentity(text);
  if (!identity.ok()) {
    Mistake(key, identity.status().message());
    return {};
  }
  if (identity->kind != kind) Mistake(key, "is of the wrong kind");
  return *identity;
}

std::set<std::string> TableReader::Names(absl::string_view key) {
  known_.insert(std::string(key));
  std::set<std::string> names;
  if (const toml::array* const array = table_[std::string(key)].as_array()) {
    for (const toml::node& node : *array) {
      const auto name = node.value<std::string>();
      if (name && !name->empty()) names.insert(*name);
    }
    if (names.size() == array->size() && !names.empty()) return names;
  }
  Mistake(key, "must be a list of different texts, at least one");
  return names;
}

int64_t TableReader::Number(absl::string_view key, int64_t low, int64_t high,
                            int64_t otherwise) {
  known_.insert(std::string(key));
  const auto value = table_[std::string(key)];
  if (!value) return otherwise;
  const auto number = value.value_exact<int64_t>();
  if (number && *number >= low && *number <= high) return *number;
  Mistake(key, absl::StrCat("must be a whole number from ", low, " to ", high));
  return otherwise;
}

bool TableReader::Flag(absl::string_view key) {
  known_.insert(std::string(key));
  const auto value = table_[std::string(key)];
  if (!value) return false;
  const auto flag = value.value_exact<bool>();
  if (!flag) Mistake(key, "must be true or false");
  return flag.value_or(false);
}

void TableReader::Mistake(absl::string_view key, absl::string_view what) {
  mistakes_.push_back(absl::StrCat(where_, key, " ", what));
}

void TableReader::EachTable(absl::string_view key,
                            absl::FunctionRef<void(TableReader& reader)> read) {
  known_.insert(std::string(key));
  const toml::array* const array = table_[std::string(key)].as_array();
  if (array == nullptr) {
    if (table_.contains(std::string(key))) {
      Mistake(key, absl::StrCat("must be written as [[", where_, key, "]]"));
    }
    return;
  }
  for (size_t i = 0; i < array->size(); ++i) {
    const toml::table* const table = array->get(i)->as_table();
    if (table == nullptr) {
      Mistake(key, absl::StrCat("must be written as [[", where_, key, "]]"));
      continue;
    }
    TableReader reader(table, absl::StrCat(where_, key, "[", i, "]."), base_,
                       mistakes_);
    read(reader);
    reader.RefuseUnknown();
  }
}

void TableReader::RefuseUnknown(
    std::initializer_list<absl::string_view> tables) {
  for (const absl::string_view table : tables) known_.emplace(table);
  for (const auto& [key, value] : table_) {
    const std::string name(key.str());
    if (!known_.contains(name)) Mistake(name, "is not a known key");
  }
}

}  // namespace enlace::settings
