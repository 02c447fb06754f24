#include "client/agent/agent_folder.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/agent/agent_message.h"
#include "client/agent/http_server.h"
#include "client/library/error.h"

namespace enlace::client {
namespace {

constexpr absl::string_view kJson = ".json";
constexpr absl::string_view kResult = ".result.json";
constexpr uint32_t kPageSize = 64;

// The names, less `.json`, of the files of a folder, in order.
std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code ended;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ended)) {
    std::string name = entry.path().filename().string();
    if (!absl::EndsWith(name, kJson) || name.front() == '.') continue;
    name.resize(name.size() - kJson.size());
    names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

absl::Status Move(const std::string& from, const std::string& to) {
  std::error_code error;
  std::filesystem::rename(from, to, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("cannot move a file of the folder: ", error.message()));
}

absl::Status Write(const std::string& path,
                   const google::protobuf::Message& message) {
  return ReplaceFileDurably(path, JsonLine(message) + "\n",
                            /*private_to_owner=*/true);
}

}  // namespace

absl::StatusOr<AgentFolder> AgentFolder::Open(Agent& agent, std::string folder,
                                              std::string language) {
  for (const char* name : {"out", "sent", "failed", "in", "suspect"}) {
    RETURN_IF_ERROR(MakeDirectories(absl::StrCat(folder, "/", name)));
  }
  AgentFolder opened(agent, std::move(folder), std::move(language));
  const std::string sent = opened.folder_ + "/sent/";
  for (std::string& name : NamesIn(sent)) {
    if (!absl::EndsWith(name, absl::StripSuffix(kResult, kJson)) &&
        !FileExists(absl::StrCat(sent, name, kResult))) {
      opened.waiting_.insert(std::move(name));
    }
  }
  return opened;
}

absl::Status AgentFolder::Look() {
  RETURN_IF_ERROR(TakeOut());
  RETURN_IF_ERROR(WriteResults());
  return WriteInbox();
}

absl::Status AgentFolder::TakeOut() {
  for (const std::string& name : NamesIn(folder_ + "/out")) {
    RETURN_IF_ERROR(TakeFile(name));
  }
  return absl::OkStatus();
}

absl::Status AgentFolder::TakeFile(const std::string& name) {
  const std::string file = absl::StrCat(folder_, "/out/", name, kJson);
  agent::v1::SendRequest request;
  absl::Status taken = ReadFile(file, kHttpBodyMax).status();
  if (taken.ok()) taken = ParseJson(*ReadFile(file, kHttpBodyMax), request);
  if (taken.ok()) {
    request.set_key(name);
    taken = agent_.Send(request, call_).status();
  }
  // Whether it is wrong for good or may go later is the error's to say.
  if (!taken.ok() && ErrorOf(taken, call_.language).again) return taken;
  const char* folder = taken.ok() ? "/sent/" : "/failed/";
  if (!taken.ok()) {
    RETURN_IF_ERROR(Write(absl::StrCat(folder_, folder, name, ".error.json"),
                          ErrorMessageOf(taken, call_.language)));
  }
  RETURN_IF_ERROR(Move(file, absl::StrCat(folder_, folder, name, kJson)));
  if (taken.ok()) waiting_.insert(name);
  return absl::OkStatus();
}

absl::Status AgentFolder::WriteResults() {
  for (auto name = waiting_.begin(); name != waiting_.end();) {
    ASSIGN_OR_RETURN(const agent::v1::SentRecord record,
                     agent_.FindSent(*name, call_));
    if (record.state() == agent::v1::SEND_STATE_PENDING) {
      ++name;
      continue;
    }
    RETURN_IF_ERROR(
        Write(absl::StrCat(folder_, "/sent/", *name, kResult), record));
    name = waiting_.erase(name);
  }
  return absl::OkStatus();
}

absl::Status AgentFolder::WriteInbox() {
  while (true) {
    ASSIGN_OR_RETURN(
        const agent::v1::Inbox page,
        agent_.ReadInbox(cursor_, /*confirmed_too=*/false, kPageSize, call_));
    if (page.records().empty()) return absl::OkStatus();
    for (const agent::v1::InboxRecord& record : page.records()) {
      const bool sound = !record.has_error();
      RETURN_IF_ERROR(Write(absl::StrCat(folder_, sound ? "/in/" : "/suspect/",
                                         record.cursor(), kJson),
                            record));
      if (sound) RETURN_IF_ERROR(agent_.Confirm(record.cursor()));
      cursor_ = record.cursor();
    }
  }
}

}  // namespace enlace::client
