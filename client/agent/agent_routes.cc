#include "client/agent/agent_routes.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/agent/agent_message.h"
#include "client/library/joint_receipt.h"
#include "proto/wire/problem.h"

namespace enlace::client {
namespace {

constexpr int kRetryAfterSeconds = 5;
constexpr uint64_t kWaitSeconds = 10;
constexpr uint64_t kWaitSecondsMax = 25;  // a caller may give up after 30

using Answer = absl::StatusOr<HttpReply>;

// "es-MX,es;q=0.9" prefers "es-MX".
std::string FirstLanguage(absl::string_view header) {
  return std::string(header.substr(0, header.find_first_of(",;")));
}

HttpReply Json(const google::protobuf::Message& message, int status = 200) {
  return {.status = status, .body = JsonLine(message) + "\n"};
}

HttpReply Failed(const absl::Status& status, absl::string_view language) {
  HttpReply reply{
      .status = HttpStatusOf(status.code()),
      .body = absl::StrCat(R"({"error":)",
                           JsonLine(ErrorMessageOf(status, language)), "}\n")};
  if (reply.status == 503 || reply.status == 429) {
    const auto asked = static_cast<int>(absl::ToInt64Seconds(
        absl::Ceil(wire::RetryDelayOf(status), absl::Seconds(1))));
    reply.retry_after_s = std::max(kRetryAfterSeconds, asked);
  }
  return reply;
}

HttpReply Sent(const agent::v1::SentRecord& record) {
  return Json(record,
              record.state() == agent::v1::SEND_STATE_PENDING ? 202 : 200);
}

// What a request asks, taken apart.
struct Question {
  std::vector<std::string> path;  // behind "/v1"
  std::map<std::string, std::string> query;
  AgentCall call;
};

absl::Status NoSuchPath() {
  return absl::NotFoundError(
      "the agent has no such path; docs/agent.md lists them");
}

absl::StatusOr<uint64_t> NumberOf(absl::string_view text,
                                  absl::string_view name) {
  uint64_t number = 0;
  if (!absl::SimpleAtoi(text, &number)) {
    return wire::FieldInvalid(name, "must be a whole number");
  }
  return number;
}

absl::StatusOr<uint64_t> NumberIn(const Question& question,
                                  const std::string& name, uint64_t usual) {
  const auto found = question.query.find(name);
  if (found == question.query.end()) return usual;
  return NumberOf(found->second, name);
}

// A name or value of a query as it was before it was escaped (RFC 3986 section
// 2.1).
absl::StatusOr<std::string> Unescaped(absl::string_view text) {
  std::string plain;
  while (!text.empty()) {
    if (text.front() != '%') {
      plain += text.front();
      text.remove_prefix(1);
      continue;
    }
    const auto byte = HexDecode(absl::AsciiStrToLower(text.substr(1, 2)));
    if (!byte.ok() || byte->empty()) {
      return wire::FieldInvalid("query",
                                "must have two hexadecimal digits behind each "
                                "percent sign");
    }
    plain += *byte;
    text.remove_prefix(3);
  }
  return plain;
}

absl::StatusOr<Question> QuestionOf(const HttpRequest& request) {
  Question question;
  question.path =
      absl::StrSplit(absl::string_view(request.path).substr(1), '/');
  if (request.path.empty() || request.path[0] != '/' ||
      question.path.front() != "v1" || question.path.size() < 2) {
    return NoSuchPath();
  }
  question.path.erase(question.path.begin());
  for (const absl::string_view part :
       absl::StrSplit(request.query, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    ASSIGN_OR_RETURN(std::string name, Unescaped(pair.first));
    ASSIGN_OR_RETURN(std::string value, Unescaped(pair.second));
    question.query.emplace(std::move(name), std::move(value));
  }
  question.call.language = FirstLanguage(request.language);
  ASSIGN_OR_RETURN(const uint64_t wait,
                   NumberIn(question, "wait", kWaitSeconds));
  question.call.wait = absl::Seconds(std::min(wait, kWaitSecondsMax));
  return question;
}

template <typename Message>
absl::StatusOr<Message> Body(const HttpRequest& request) {
  Message message;
  RETURN_IF_ERROR(ParseJson(request.body, message));
  return message;
}

Answer Records(Agent& agent, const HttpRequest& request,
               const Question& question) {
  const bool post = request.method == "POST";
  const std::vector<std::string>& path = question.path;
  if (path.size() == 1 && post) {
    ASSIGN_OR_RETURN(const auto body, Body<agent::v1::SendRequest>(request));
    ASSIGN_OR_RETURN(const auto sent, agent.Send(body, question.call));
    return Sent(sent);
  }
  if (path.size() == 1) {
    const auto key = question.query.find("key");
    if (key == question.query.end()) {
      return wire::FieldInvalid("key", "is missing; say which");
    }
    ASSIGN_OR_RETURN(const auto sent,
                     agent.FindSent(key->second, question.call));
    return Sent(sent);
  }
  if (path.size() == 2 && !post) {
    ASSIGN_OR_RETURN(const auto status, agent.StatusOf(path[1]));
    return Json(status);
  }
  if (path.size() == 3 && path[2] == "receipt" && !post) {
    const auto asked = question.query.find("level");
    v1::ReceiptLevel level = v1::RECEIPT_LEVEL_L2;
    if (asked != question.query.end() &&
        !v1::ReceiptLevel_Parse(absl::StrCat("RECEIPT_LEVEL_", asked->second),
                                &level)) {
      return wire::FieldInvalid("level", "must be L0, L1 or L2");
    }
    ASSIGN_OR_RETURN(const ObtainedReceipt obtained,
                     agent.Receipt(path[1], level));
    RETURN_IF_ERROR(obtained.missing);
    return HttpReply{.body = FormatReceipt(obtained.receipt)};
  }
  if (path.size() == 3 && path[2] == "revoke" && post) {
    ASSIGN_OR_RETURN(const auto body, Body<agent::v1::RevokeRequest>(request));
    ASSIGN_OR_RETURN(const auto status, agent.Revoke(path[1], body.reason()));
    return Json(status);
  }
  return NoSuchPath();
}

Answer Inbox(Agent& agent, const HttpRequest& request,
             const Question& question) {
  const bool post = request.method == "POST";
  const std::vector<std::string>& path = question.path;
  if (path.size() == 1 && !post) {
    ASSIGN_OR_RETURN(const uint64_t after, NumberIn(question, "after", 0));
    ASSIGN_OR_RETURN(const uint64_t limit, NumberIn(question, "limit", 64));
    ASSIGN_OR_RETURN(const uint64_t all, NumberIn(question, "all", 0));
    ASSIGN_OR_RETURN(
        const auto inbox,
        agent.ReadInbox(after, all != 0, static_cast<uint32_t>(limit),
                        question.call));
    return Json(inbox);
  }
  if (path.size() != 3 || !post) return NoSuchPath();
  ASSIGN_OR_RETURN(const uint64_t cursor, NumberOf(path[1], "cursor"));
  if (path[2] == "confirm") {
    RETURN_IF_ERROR(agent.Confirm(cursor));
    return HttpReply{.body = "{}\n"};
  }
  if (path[2] == "acknowledge") {
    ASSIGN_OR_RETURN(const auto body,
                     Body<agent::v1::AcknowledgeRequest>(request));
    ASSIGN_OR_RETURN(const auto sent,
                     agent.Acknowledge(cursor, body, question.call));
    return Sent(sent);
  }
  if (path[2] == "reply") {
    ASSIGN_OR_RETURN(const auto body, Body<agent::v1::SendRequest>(request));
    ASSIGN_OR_RETURN(const auto sent, agent.Reply(cursor, body, question.call));
    return Sent(sent);
  }
  return NoSuchPath();
}

Answer Handle(Agent& agent, const HttpRequest& request,
              const Question& question) {
  const std::string& name = question.path.front();
  const bool one = question.path.size() == 1;
  if (request.method != "GET" && request.method != "POST") return NoSuchPath();
  if (name == "records") return Records(agent, request, question);
  if (name == "inbox") return Inbox(agent, request, question);
  if (name == "try" && one && request.method == "POST") {
    ASSIGN_OR_RETURN(const auto body, Body<agent::v1::SendRequest>(request));
    ASSIGN_OR_RETURN(const auto tried, agent.Try(body));
    return Json(tried);
  }
  if (name == "health" && one && request.method == "GET") {
    ASSIGN_OR_RETURN(const auto health, agent.Health(question.call));
    return Json(health);
  }
  return NoSuchPath();
}

}  // namespace

int HttpStatusOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return 400;
    case absl::StatusCode::kUnauthenticated:
      return 401;
    case absl::StatusCode::kPermissionDenied:
      return 403;
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
      return 409;
    case absl::StatusCode::kResourceExhausted:
      return 429;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return 503;
    default:
      return 500;
  }
}

HttpReply HandleAgentRequest(Agent& agent, const HttpRequest& request) {
  const auto question = QuestionOf(request);
  if (!question.ok()) {
    return Failed(question.status(), FirstLanguage(request.language));
  }
  Answer answer = Handle(agent, request, *question);
  return answer.ok() ? *std::move(answer)
                     : Failed(answer.status(), question->call.language);
}

}  // namespace enlace::client
