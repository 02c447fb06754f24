#include "proto/wire/release.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "certs/identity.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/batch_root.h"
#include "proto/wire/dsse.h"
#include "proto/wire/leaf.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

constexpr uint32_t kReleaseVersion = 1;
constexpr int kListMax = 256;
constexpr size_t kTextMax = 500;

absl::Status Invalid(absl::string_view field, absl::string_view problem) {
  v1::FieldViolation violation;
  violation.set_field(absl::StrCat("release.", field));
  violation.set_description(std::string(problem));
  return Refusal(absl::StatusCode::kInvalidArgument, kReleaseInvalid,
                 absl::StrCat("release.", field, " ", problem), {violation});
}

absl::Status CheckSize(absl::string_view field, absl::string_view bytes,
                       size_t size) {
  if (bytes.size() == size) return absl::OkStatus();
  return Invalid(field, absl::StrCat("must have ", size, " bytes"));
}

template <typename List>
absl::Status CheckTexts(absl::string_view field, const List& texts) {
  const bool fit =
      texts.size() <= kListMax &&
      std::all_of(texts.begin(), texts.end(), [](const std::string& text) {
        return !text.empty() && text.size() <= kTextMax;
      });
  if (fit) return absl::OkStatus();
  return Invalid(field, "must be a short list of short texts");
}

absl::Status CheckLists(const v1::ReleaseStatement& release) {
  RETURN_IF_ERROR(CheckTexts("rule_ids", release.rule_ids()));
  RETURN_IF_ERROR(CheckTexts("citations", release.citations()));
  RETURN_IF_ERROR(CheckTexts("caveats", release.caveats()));
  const auto leaves_max = static_cast<int>(kLeavesMax);
  if (release.redactions_size() > leaves_max) {
    return Invalid("redactions", "must be at most one a leaf");
  }
  if (release.generalizations_size() > leaves_max) {
    return Invalid("generalizations", "must be at most one a leaf");
  }
  for (const v1::Redaction& redaction : release.redactions()) {
    if (redaction.path().empty()) return Invalid("redactions.path", "is empty");
  }
  for (const v1::Generalization& coarser : release.generalizations()) {
    if (coarser.path().empty()) {
      return Invalid("generalizations.path", "is empty");
    }
  }
  return absl::OkStatus();
}

using Approvals = google::protobuf::RepeatedPtrField<v1::ReleaseApproval>;

// A node speaks for persons and agencies of its own nation alone.
absl::Status CheckApprovals(absl::string_view field, const Approvals& approvals,
                            const certs::Identity& node) {
  if (approvals.size() > kListMax)
    return Invalid(field, "must be a short list");
  for (const v1::ReleaseApproval& approval : approvals) {
    for (const std::string* text : {&approval.rule_id(), &approval.role()}) {
      if (text->empty() || text->size() > kTextMax) {
        return Invalid(field, "must name rule and role in short texts");
      }
    }
    const absl::StatusOr<certs::Identity> approver =
        certs::ParseIdentity(approval.approver());
    if (!approver.ok() || approver->kind == certs::Identity::Kind::kNode ||
        approver->trust_domain != node.trust_domain) {
      return Invalid(absl::StrCat(field, ".approver"),
                     "must be a person or agency of the node's nation");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckRelease(const v1::ReleaseStatement& release) {
  if (release.version() != kReleaseVersion) {
    return Invalid("version", "must be 1");
  }
  const absl::StatusOr<certs::Identity> node =
      certs::ParseIdentity(release.node());
  if (!node.ok() || node->kind != certs::Identity::Kind::kNode) {
    return Invalid("node", "must be the identity of a node");
  }
  RETURN_IF_ERROR(CheckSize("record_id", release.record_id(), kHashSize));
  RETURN_IF_ERROR(
      CheckSize("transfer_id", release.transfer_id(), kTransferIdSize));
  RETURN_IF_ERROR(CheckSize("book_digest", release.book_digest(), kHashSize));
  RETURN_IF_ERROR(CheckSize("form_digest", release.form_digest(), kHashSize));
  if (release.outcome() != v1::DECISION_OUTCOME_PERMIT) {
    return Invalid("outcome", "must be a permit");
  }
  if (release.decided_at_ms() <= 0) {
    return Invalid("decided_at_ms", "must be milliseconds since 1970 UTC");
  }
  if (release.valid_until_ms() <= release.decided_at_ms()) {
    return Invalid("valid_until_ms", "must be later than decided_at_ms");
  }
  if (release.retain_until_ms() < 0) {
    return Invalid("retain_until_ms", "must not be negative");
  }
  if (release.answer_due_ms() < 0 ||
      release.answer_latest_ms() < release.answer_due_ms() ||
      (release.answer_due_ms() == 0 && release.answer_latest_ms() != 0)) {
    return Invalid("answer_latest_ms", "must not be before answer_due_ms");
  }
  RETURN_IF_ERROR(CheckApprovals("approvals", release.approvals(), *node));
  RETURN_IF_ERROR(CheckApprovals("overrides", release.overrides(), *node));
  return CheckLists(release);
}

absl::StatusOr<v1::SignedRelease> SignRelease(
    const v1::ReleaseStatement& release, const certs::Signer& signer) {
  RETURN_IF_ERROR(CheckRelease(release));
  v1::SignedRelease result;
  result.set_statement(SerializeStrictly(release));
  ASSIGN_OR_RETURN(*result.mutable_signature(),
                   SignPayload(signer, kReleasePayload, result.statement()));
  return result;
}

absl::StatusOr<std::vector<v1::SignedRelease>> SignReleases(
    absl::Span<const v1::ReleaseStatement> releases,
    const certs::Signer& signer, Random& random) {
  std::vector<v1::SignedRelease> result;
  if (releases.empty()) return result;
  if (releases.size() == 1) {
    ASSIGN_OR_RETURN(result.emplace_back(), SignRelease(releases[0], signer));
    return result;
  }
  std::vector<Hash> digests;
  for (const v1::ReleaseStatement& release : releases) {
    RETURN_IF_ERROR(CheckRelease(release));
    result.emplace_back().set_statement(SerializeStrictly(release));
    digests.push_back(Sha256(result.back().statement()));
  }
  Batch batch = MakeBatch(digests, random);
  ASSIGN_OR_RETURN(
      const v1::Signature signature,
      SignPayload(signer, kReleaseBatchPayload, AsBytes(batch.root)));
  for (size_t i = 0; i < result.size(); ++i) {
    *result[i].mutable_signature() = signature;
    *result[i].mutable_batch() = std::move(batch.covers[i]);
  }
  return result;
}

absl::StatusOr<v1::ReleaseStatement> VerifyRelease(
    const v1::SignedRelease& signed_release, KeyLookup keys) {
  v1::ReleaseStatement release;
  RETURN_IF_ERROR(ParseStrictly(signed_release.statement(), "release",
                                kReleaseSizeMax, release));
  RETURN_IF_ERROR(CheckRelease(release));
  ASSIGN_OR_RETURN(const certs::PublicKey key,
                   KeyOf(release.node(), signed_release.signature().key_id(),
                         absl::FromUnixMillis(release.decided_at_ms()), keys));
  const std::string& statement = signed_release.statement();
  if (signed_release.has_batch()) {
    ASSIGN_OR_RETURN(const Hash root,
                     RootOfCover(Sha256(statement), signed_release.batch()));
    RETURN_IF_ERROR(VerifyPayload(key, kReleaseBatchPayload, AsBytes(root),
                                  signed_release.signature()));
  } else {
    RETURN_IF_ERROR(VerifyPayload(key, kReleasePayload, statement,
                                  signed_release.signature()));
  }
  return release;
}

}  // namespace enlace::wire
