#include "server/rpc/reply.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "base/log.h"
#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "server/rpc/caller.h"

namespace enlace::rpc {
namespace {

constexpr size_t kRequestIdMax = 64;

std::string RequestIdOf(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find("x-request-id");
  if (found == metadata.end()) return "";
  const absl::string_view id(found->second.data(), found->second.size());
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-';
  });
  return plain && id.size() <= kRequestIdMax ? std::string(id) : "";
}

}  // namespace

Reply::Reply(grpc::CallbackServerContext& context, absl::string_view method)
    : reactor_(context.DefaultReactor()),
      method_(method),
      language_(LanguageOf(context) == policy::Language::kSpanish ? "es"
                                                                  : "en"),
      request_id_(RequestIdOf(context)) {}

void Reply::operator()(const absl::Status& status) const {
  if (!status.ok()) {
    Log(Severity::kInfo, "call refused",
        {{"method", method_},
         {"reason", wire::ReasonOf(status)},
         {"request_id", request_id_}});
  }
  reactor_->Finish(wire::ToGrpcStatus(status, language_));
}

}  // namespace enlace::rpc
