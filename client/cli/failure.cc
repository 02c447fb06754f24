#include "client/cli/failure.h"

#include "absl/strings/str_cat.h"
#include "client/library/error.h"
#include "proto/wire/problem.h"
#include "proto/wire/problem_text.h"

namespace enlace::client {
namespace {

// Where no reason says it better.
std::string HintFor(ExitCode code, Language language) {
  switch (code) {
    case ExitCode::kTryAgain:
      return Phrase{
          "try again later; a record already sent keeps its outcome",
          "intente de nuevo más tarde; un registro ya enviado conserva su "
          "resultado"}
          .In(language);
    case ExitCode::kNotEntitled:
      return Phrase{"check the context's certificate and its agency",
                    "revise el certificado del contexto y su autoridad"}
          .In(language);
    case ExitCode::kNeedsPerson:
      return Phrase{"a person must decide; ask again with `enlace status`",
                    "una persona debe decidir; consulte con `enlace status`"}
          .In(language);
    default:
      return "";
  }
}

// The reason that came with `status`, or "": the name of its code says no more
// than the exit code does.
std::string OwnReasonOf(const absl::Status& status) {
  const std::string reason = wire::ReasonOf(status);
  const absl::Status bare(status.code(), status.message());
  return reason == wire::ReasonOf(bare) ? "" : reason;
}

// What the catalogue says about the reason; of what broke also the name of the
// call, for whoever reads the node's log.
std::string HintFor(const absl::Status& status, const Failure& failure,
                    Language language) {
  const CallError error =
      ErrorOf(status, language == Language::kSpanish ? "es" : "en");
  std::string hint = failure.reason.empty() || error.hint.empty()
                         ? HintFor(failure.code, language)
                         : error.hint;
  if (failure.code == ExitCode::kBroke && !error.request_id.empty()) {
    absl::StrAppend(&hint, hint.empty() ? "" : "; ",
                    Phrase{"request id ", "solicitud "}.In(language),
                    error.request_id);
  }
  return hint;
}

}  // namespace

std::string FieldText(const v1::FieldViolation& violation, Language language) {
  const bool spanish =
      language == Language::kSpanish && !violation.description_es().empty();
  return absl::StrCat(
      violation.field(), ": ",
      spanish ? violation.description_es() : violation.description());
}

Failure FailureOf(const absl::Status& status, Language language) {
  Failure failure;
  failure.reason = OwnReasonOf(status);
  failure.code = ExitCodeOf(status.code(), failure.reason);
  failure.what = std::string(status.message());
  if (language == Language::kSpanish && !failure.reason.empty()) {
    // The message is English for developers; the catalogue is for users.
    failure.what = absl::StrCat(wire::LocalizedText(failure.reason, "es"), " [",
                                status.message(), "]");
  }
  failure.hint = HintFor(status, failure, language);
  const auto violations = wire::ViolationsOf(status);
  // One whose text says the same as the status would only repeat it.
  if (violations.size() == 1 && violations[0].reason().empty()) return failure;
  for (const v1::FieldViolation& violation : violations) {
    failure.fields.push_back(FieldText(violation, language));
  }
  return failure;
}

Failure FailureOf(const v1::Problem& problem, Language language) {
  return FailureOf(wire::FromProblem(problem), language);
}

}  // namespace enlace::client
