#include "client/cli/failure.h"

#include "absl/strings/str_cat.h"

namespace enlace::client {
namespace {

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

}  // namespace

Failure FailureOf(const absl::Status& status, Language language) {
  Failure failure;
  failure.code = ExitCodeOf(status.code());
  failure.what = std::string(status.message());
  failure.hint = HintFor(failure.code, language);
  return failure;
}

Failure FailureOf(const v1::Problem& problem, Language language) {
  Failure failure;
  failure.code = ExitCodeOf(static_cast<absl::StatusCode>(problem.code()),
                            problem.reason());
  failure.what = problem.localized_message().empty()
                     ? problem.message()
                     : problem.localized_message();
  for (const v1::FieldViolation& violation : problem.violations()) {
    absl::StrAppend(&failure.what, "; ", violation.field(), ": ",
                    violation.description());
  }
  failure.reason = problem.reason();
  failure.hint = HintFor(failure.code, language);
  return failure;
}

}  // namespace enlace::client
