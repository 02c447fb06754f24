#include "client/library/results_framework.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "client/library/toml_table.h"
#include "proto/wire/framework_approval.h"

namespace enlace::client {
namespace {

constexpr int64_t kVersion = 1;
constexpr size_t kNations = 2;

constexpr std::array<std::pair<absl::string_view, Statistic>, 8> kStatistics = {
    {{"COUNT", Statistic::kCount},
     {"SHARE", Statistic::kShare},
     {"MEDIAN", Statistic::kMedian},
     {"P90", Statistic::kP90},
     {"P99", Statistic::kP99},
     {"MEDIAN_WITH_PENDING", Statistic::kSurvival},
     {"DISTINCT", Statistic::kDistinct},
     {"SUM", Statistic::kSum}}};

absl::StatusOr<Statistic> ReadStatistic(TomlTable& table) {
  ASSIGN_OR_RETURN(const std::string name, table.Text("statistic"));
  for (const auto& [known, statistic] : kStatistics) {
    if (known == name) return statistic;
  }
  return WrongKey(table.Name("statistic"),
                  "must be COUNT, SHARE, MEDIAN, P90, P99, "
                  "MEDIAN_WITH_PENDING, DISTINCT or SUM");
}

absl::StatusOr<bool> ReadAtMost(TomlTable& table) {
  ASSIGN_OR_RETURN(const std::string text, table.Text("direction"));
  if (text == "at least") return false;
  if (text == "at most") return true;
  return WrongKey(table.Name("direction"),
                  "must be \"at least\" or \"at most\"");
}

absl::StatusOr<Commitment> ReadCommitment(
    TomlTable& table, const std::vector<std::string>& nations) {
  Commitment read;
  ASSIGN_OR_RETURN(read.id, table.Text("id"));
  ASSIGN_OR_RETURN(read.group, table.TextIfAny("group"));
  ASSIGN_OR_RETURN(read.statistic, ReadStatistic(table));
  ASSIGN_OR_RETURN(read.definition_en, table.Text("definition_en"));
  ASSIGN_OR_RETURN(read.definition_es, table.Text("definition_es"));
  ASSIGN_OR_RETURN(read.baseline, table.Number("baseline"));
  ASSIGN_OR_RETURN(read.baseline_source, table.Text("baseline_source"));
  ASSIGN_OR_RETURN(read.baseline_day, table.Day("baseline_day"));
  ASSIGN_OR_RETURN(read.target, table.Number("target"));
  ASSIGN_OR_RETURN(read.at_most, ReadAtMost(table));
  ASSIGN_OR_RETURN(const certs::Identity owner,
                   table.Party("owner", certs::Identity::Kind::kAgency));
  if (std::find(nations.begin(), nations.end(), owner.trust_domain) ==
      nations.end()) {
    return WrongKey(table.Name("owner"), "must be of one of the two nations");
  }
  read.owner = owner.Uri();
  read.owner_nation = owner.trust_domain;
  ASSIGN_OR_RETURN(read.due_day, table.Day("due"));
  RETURN_IF_ERROR(table.Finish());
  return read;
}

// Persons of both nations and of no other, none of them twice.
absl::Status ReadSigners(TomlTable& top, ResultsFramework& framework) {
  ASSIGN_OR_RETURN(std::vector<TomlTable> tables, top.Tables("signer"));
  std::set<std::string> nations;
  for (TomlTable& table : tables) {
    ASSIGN_OR_RETURN(const certs::Identity person,
                     table.Party("person", certs::Identity::Kind::kPerson));
    RETURN_IF_ERROR(table.Finish());
    nations.insert(person.trust_domain);
    const std::string uri = person.Uri();
    auto& signers = framework.signers;
    if (std::find(signers.begin(), signers.end(), uri) != signers.end()) {
      return WrongKey("signer.person", "names a person twice");
    }
    signers.push_back(uri);
  }
  if (nations.size() != kNations) {
    return WrongKey("signer.person", "must name persons of two nations");
  }
  framework.nations.assign(nations.begin(), nations.end());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ResultsFramework> ParseFramework(absl::string_view toml) {
  ASSIGN_OR_RETURN(const toml::table table, ParseToml(toml));
  TomlTable top(table, "");
  ASSIGN_OR_RETURN(const double version, top.Number("version"));
  if (version != static_cast<double>(kVersion)) {
    return WrongKey("version", "must be 1");
  }
  ResultsFramework framework;
  RETURN_IF_ERROR(ReadSigners(top, framework));
  ASSIGN_OR_RETURN(std::vector<TomlTable> tables, top.Tables("indicator"));
  std::set<std::tuple<std::string, std::string, Statistic>> seen;
  for (TomlTable& each : tables) {
    ASSIGN_OR_RETURN(Commitment read, ReadCommitment(each, framework.nations));
    if (!seen.emplace(read.id, read.group, read.statistic).second) {
      return WrongKey("indicator.id",
                      "stands twice with the same group and statistic");
    }
    framework.commitments.push_back(std::move(read));
  }
  RETURN_IF_ERROR(top.Finish());
  return framework;
}

absl::StatusOr<ResultsFramework> ReadFramework(
    absl::string_view toml, absl::Span<const std::string> approvals,
    absl::Span<const certs::TrustAnchor> roots, absl::Time now) {
  ASSIGN_OR_RETURN(ResultsFramework framework, ParseFramework(toml));
  std::set<std::string> approved;
  for (const std::string& approval : approvals) {
    ASSIGN_OR_RETURN(const certs::Identity person,
                     wire::ReadFrameworkApproval(approval, toml, roots, now));
    approved.insert(person.Uri());
  }
  for (const std::string& signer : framework.signers) {
    if (approved.contains(signer)) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("the framework is not approved by ", signer));
  }
  return framework;
}

std::vector<JudgedCommitment> JudgeAgainst(const ResultsFramework& framework,
                                           const PublishedResults& results,
                                           absl::string_view nation) {
  std::vector<JudgedCommitment> judged;
  for (const Commitment& commitment : framework.commitments) {
    JudgedCommitment& each = judged.emplace_back();
    each.commitment = commitment;
    const auto figure = std::find_if(
        results.figures.begin(), results.figures.end(),
        [&](const PublishedFigure& told) {
          return told.id == commitment.id && told.group == commitment.group &&
                 told.statistic == commitment.statistic &&
                 (!told.national || commitment.owner_nation == nation);
        });
    if (figure == results.figures.end()) continue;
    each.figure = *figure;
    if (!figure->value) continue;
    const bool met = commitment.at_most ? *figure->value <= commitment.target
                                        : *figure->value >= commitment.target;
    each.attainment = met ? Attainment::kMet : Attainment::kGap;
  }
  return judged;
}

}  // namespace enlace::client
