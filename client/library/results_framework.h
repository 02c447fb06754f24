// What two nations have agreed to measure and to reach: indicators with
// definition, baseline, target, owner and due date.
//
//   ASSIGN_OR_RETURN(const ResultsFramework framework,
//                    ReadFramework(toml, approvals, roots, now));
//   JudgeAgainst(framework, report.results, report.nation)
//
// It is a TOML file that names its signers, persons of both nations, and holds
// once every one of them has approved these very bytes
// (proto/wire/framework_approval.h).  docs/results.md, "The framework".  Pure.

#ifndef ENLACE_CLIENT_LIBRARY_RESULTS_FRAMEWORK_H_
#define ENLACE_CLIENT_LIBRARY_RESULTS_FRAMEWORK_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "certs/certificate.h"
#include "client/library/results.h"

namespace enlace::client {

inline constexpr size_t kFrameworkSizeMax = size_t{256} << 10;

struct Commitment {
  // Which figure: PublishedFigure.
  std::string id;
  std::string group;
  Statistic statistic = Statistic::kShare;

  std::string definition_en;
  std::string definition_es;
  double baseline = 0;          // in the figure's unit
  std::string baseline_source;  // "both logs", or who published it
  std::string baseline_day;     // "2026-03-31"
  double target = 0;
  bool at_most = false;      // else at least
  std::string owner;         // identity of an agency
  std::string owner_nation;  // its trust domain
  std::string due_day;
};

struct ResultsFramework {
  std::vector<std::string> nations;  // two trust domains
  std::vector<std::string> signers;  // identities of persons
  std::vector<Commitment> commitments;
};

// Fails with kInvalidArgument, naming the key.
absl::StatusOr<ResultsFramework> ParseFramework(absl::string_view toml);

// The same, approved by all whom it names.  Fails also with
// kFailedPrecondition, naming who has not; and as ReadFrameworkApproval() if an
// approval is not one, or is about other bytes.
absl::StatusOr<ResultsFramework> ReadFramework(
    absl::string_view toml, absl::Span<const std::string> approvals,
    absl::Span<const certs::TrustAnchor> roots, absl::Time now);

enum class Attainment {
  kMet,
  kGap,
  kCannotBeSaid,  // the figure is hidden, or not measured
};

struct JudgedCommitment {
  Commitment commitment;
  std::optional<PublishedFigure> figure;  // nothing: the report has none such
  Attainment attainment = Attainment::kCannotBeSaid;
};

// `nation` is whose national figures `results` has: those of another nation's
// commitments cannot be said.
std::vector<JudgedCommitment> JudgeAgainst(const ResultsFramework& framework,
                                           const PublishedResults& results,
                                           absl::string_view nation);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_RESULTS_FRAMEWORK_H_
