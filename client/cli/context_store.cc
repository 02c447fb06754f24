#include "client/cli/context_store.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace enlace::client {
namespace {

constexpr size_t kNameSizeMax = 64;
constexpr size_t kChoiceSizeMax = 1024;
constexpr absl::string_view kSuffix = ".toml";

bool IsName(absl::string_view name) {
  return !name.empty() && name.size() <= kNameSizeMax && name[0] != '-' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  c == '-' || c == '_';
         });
}

}  // namespace

ContextStore::ContextStore(std::string folder) : folder_(std::move(folder)) {}

absl::StatusOr<std::string> ContextStore::PathOf(absl::string_view name) const {
  if (folder_.empty()) {
    return absl::InvalidArgumentError(
        "no folder for contexts: set XDG_CONFIG_HOME or HOME");
  }
  if (!IsName(name)) {
    return absl::InvalidArgumentError(
        "a context's name is 1 to 64 letters, digits, hyphens and underscores");
  }
  return absl::StrCat(folder_, "/contexts/", name, kSuffix);
}

std::vector<std::string> ContextStore::Names() const {
  std::vector<std::string> names;
  if (folder_.empty()) return names;
  std::error_code error;  // no folder, no contexts
  for (std::filesystem::directory_iterator
           at(absl::StrCat(folder_, "/contexts"), error),
       end;
       !error && at != end; at.increment(error)) {
    const std::filesystem::path& file = at->path();
    const std::string name = file.stem().string();
    if (file.extension() == std::string(kSuffix) && IsName(name)) {
      names.push_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string ContextStore::Current() const { return ReadChoice().current; }

absl::StatusOr<std::string> ContextStore::Select(absl::string_view name) {
  Choice choice = ReadChoice();
  if (name == kPreviousContext && choice.previous.empty()) {
    return absl::NotFoundError("no context was in use before this one");
  }
  const std::string chosen =
      name == kPreviousContext ? choice.previous : std::string(name);
  RETURN_IF_ERROR(Existing(chosen).status());
  if (chosen != choice.current) {
    choice.previous = std::exchange(choice.current, chosen);
  }
  RETURN_IF_ERROR(WriteChoice(choice));
  return chosen;
}

absl::Status ContextStore::Add(absl::string_view name, absl::string_view toml) {
  ASSIGN_OR_RETURN(const std::string path, PathOf(name));
  if (FileExists(path)) {
    return absl::AlreadyExistsError(
        absl::StrCat("there is a context `", name,
                     "` already; remove it, or take another "
                     "name"));
  }
  return ReplaceFileDurably(path, toml, /*private_to_owner=*/true);
}

absl::Status ContextStore::Remove(absl::string_view name) {
  ASSIGN_OR_RETURN(const std::string path, Existing(name));
  if (std::remove(path.c_str()) != 0) {
    return absl::InternalError(absl::StrCat(path, ": cannot be removed"));
  }
  Choice choice = ReadChoice();
  if (choice.current == name) choice.current.clear();
  if (choice.previous == name) choice.previous.clear();
  return WriteChoice(choice);
}

absl::StatusOr<std::string> ContextStore::Existing(
    absl::string_view name) const {
  ASSIGN_OR_RETURN(std::string path, PathOf(name));
  if (!FileExists(path)) {
    return absl::NotFoundError(absl::StrCat("no context `", name, "`"));
  }
  return path;
}

ContextStore::Choice ContextStore::ReadChoice() const {
  if (folder_.empty()) return {};
  const auto text = ReadFile(absl::StrCat(folder_, "/current"), kChoiceSizeMax);
  if (!text.ok()) return {};
  const std::vector<std::string> lines = absl::StrSplit(*text, '\n');
  Choice choice;
  if (IsName(lines[0])) choice.current = lines[0];
  if (lines.size() > 1 && IsName(lines[1])) choice.previous = lines[1];
  return choice;
}

absl::Status ContextStore::WriteChoice(const Choice& choice) {
  return ReplaceFileDurably(
      absl::StrCat(folder_, "/current"),
      absl::StrCat(choice.current, "\n", choice.previous, "\n"));
}

}  // namespace enlace::client
