#include "proto/wire/released_record.h"

#include <algorithm>
#include <utility>

#include "absl/time/time.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "proto/wire/coarser_value.h"
#include "proto/wire/dsse.h"
#include "proto/wire/form_bytes.h"
#include "proto/wire/full_form.h"
#include "proto/wire/leaf.h"
#include "proto/wire/leaf_schema.h"
#include "proto/wire/opened_form.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"
#include "proto/wire/release.h"
#include "proto/wire/statement.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

absl::Status ReleaseInvalid(absl::string_view why) {
  return Refusal(absl::StatusCode::kInvalidArgument, kReleaseInvalid, why);
}

absl::Status RedactionMismatch(absl::string_view why) {
  return Refusal(absl::StatusCode::kInvalidArgument, kRedactionMismatch, why);
}

absl::string_view FormOf(const v1::ReleasedRecord& released) {
  return released.has_full() ? released.full() : released.opened();
}

// The trust domain of an identity that has been checked before.
absl::string_view DomainOf(absl::string_view uri) {
  constexpr size_t kSchemeSize = 9;  // spiffe://
  uri.remove_prefix(kSchemeSize);
  return uri.substr(0, uri.find('/'));
}

absl::StatusOr<v1::Statement> VerifyOrigin(const v1::SignedStatement& origin,
                                           KeyLookup keys) {
  ASSIGN_OR_RETURN(v1::Statement statement, ParseStatement(origin.statement()));
  const v1::Header& header = statement.header();
  ASSIGN_OR_RETURN(const certs::PublicKey key,
                   KeyOf(header.sender(), origin.signature().key_id(),
                         absl::FromUnixMillis(header.created_at_ms()), keys));
  RETURN_IF_ERROR(VerifyStatement(key, origin));
  return statement;
}

// The releases that `stage` demands, each by the right nation's node, all
// about this record and one transfer, the last about this form.
absl::Status VerifyReleases(const v1::Header& header, Stage stage,
                            KeyLookup keys, VerifiedRecord& record) {
  const v1::ReleasedRecord& released = record.released;
  std::vector<absl::string_view> domains = {DomainOf(header.sender())};
  // Within one nation there is one node.
  const absl::string_view to = DomainOf(header.recipient());
  if (stage == Stage::kDelivered && to != domains[0]) domains.push_back(to);
  if (static_cast<size_t>(released.releases_size()) != domains.size()) {
    return ReleaseInvalid(
        "the record must carry the permit of each node that it passed, and no "
        "other");
  }
  for (size_t i = 0; i < domains.size(); ++i) {
    ASSIGN_OR_RETURN(
        v1::ReleaseStatement release,
        VerifyRelease(released.releases(static_cast<int>(i)), keys));
    if (release.record_id() != record.record_id) {
      return ReleaseInvalid("release.record_id is that of another record");
    }
    if (DomainOf(release.node()) != domains[i]) {
      return ReleaseInvalid(
          "release.node must be a node of the sender's nation, then one of the "
          "recipient's");
    }
    if (i > 0 && release.transfer_id() != record.releases[0].transfer_id()) {
      return ReleaseInvalid("release.transfer_id is that of another transfer");
    }
    record.releases.push_back(std::move(release));
  }
  const Hash digest = Sha256(FormOf(released));
  if (record.releases.back().form_digest() != AsBytes(digest)) {
    return ReleaseInvalid(
        "release.form_digest is not that of the form at hand");
  }
  record.transfer_id = record.releases[0].transfer_id();
  return absl::OkStatus();
}

// Joins what the nodes say they did to the record's leaves; `announced` are the
// paths, in order, as they stand in the releases.
absl::Status CollectTerms(const google::protobuf::Descriptor& type,
                          VerifiedRecord& record,
                          std::vector<absl::string_view>& announced) {
  ASSIGN_OR_RETURN(const LeafSchema* const schema, LeafSchema::Of(type));
  const auto announce = [&](absl::string_view path) {
    if (schema->Find(path).field == nullptr) {
      return RedactionMismatch("a node announces a path that names no leaf");
    }
    // A coarser value stays readable in an earlier release, so it cannot be
    // removed after.
    const auto place =
        std::lower_bound(announced.begin(), announced.end(), path);
    if (place != announced.end() && *place == path) {
      return RedactionMismatch("a leaf is announced twice");
    }
    announced.insert(place, path);
    return absl::OkStatus();
  };
  for (const v1::ReleaseStatement& release : record.releases) {
    const absl::string_view nation = DomainOf(release.node());
    for (const v1::Redaction& redaction : release.redactions()) {
      if (redaction.nation() != nation) {
        return RedactionMismatch(
            "a redaction names another nation than its node's");
      }
      RETURN_IF_ERROR(announce(redaction.path()));
    }
    for (const v1::Generalization& coarser : release.generalizations()) {
      RETURN_IF_ERROR(announce(coarser.path()));
      record.generalizations.push_back(coarser);
    }
    for (const std::string& caveat : release.caveats()) {
      if (std::find(record.caveats.begin(), record.caveats.end(), caveat) ==
          record.caveats.end()) {
        record.caveats.push_back(caveat);
      }
    }
  }
  return absl::OkStatus();
}

absl::Status VerifyFull(const v1::Statement& statement,
                        VerifiedRecord& record) {
  v1::FullForm form;
  // Beside the body a full form holds the seed and a few bytes of framing.
  RETURN_IF_ERROR(
      ParseStrictly(record.released.full(), "full", kRecordSizeMax + 64, form));
  ASSIGN_OR_RETURN(VerifiedFullForm verified,
                   VerifyFullForm(statement, form.body(), form.seed()));
  record.message = std::move(verified.message);
  const google::protobuf::Descriptor& type = *record.message->GetDescriptor();
  if (CrossesInOpenedForm(type)) {
    return FieldInvalid("full", "must be an opened form for this record type");
  }
  std::vector<absl::string_view> announced;
  RETURN_IF_ERROR(CollectTerms(type, record, announced));
  if (!announced.empty()) {
    return RedactionMismatch("a full form lacks nothing that was announced");
  }
  return absl::OkStatus();
}

absl::Status VerifyOpened(const v1::Statement& statement,
                          VerifiedRecord& record) {
  ASSIGN_OR_RETURN(VerifiedForm form,
                   VerifyOpenedForm(statement, record.released.opened()));
  std::vector<absl::string_view> announced;
  RETURN_IF_ERROR(
      CollectTerms(*form.message->GetDescriptor(), record, announced));
  ASSIGN_OR_RETURN(record.withheld, NameWithheld(form, announced));
  record.message = std::move(form.message);
  if (record.generalizations.empty()) return absl::OkStatus();
  // In a record of its own: what a node states is not what was signed.
  const std::unique_ptr<google::protobuf::Message> stated(
      record.message->New());
  for (const v1::Generalization& coarser : record.generalizations) {
    RETURN_IF_ERROR(CheckGeneralization(*stated->GetDescriptor(), coarser));
    RETURN_IF_ERROR(
        SetLeaf({coarser.path(), static_cast<TypeTag>(coarser.type_tag()),
                 coarser.value()},
                *stated));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<VerifiedRecord> VerifyReleasedRecord(absl::string_view bytes,
                                                    Stage stage,
                                                    KeyLookup keys) {
  VerifiedRecord record;
  RETURN_IF_ERROR(
      ParseStrictly(bytes, "record", kReleasedRecordSizeMax, record.released));
  const v1::SignedStatement& origin = record.released.statement();
  ASSIGN_OR_RETURN(v1::Statement statement, VerifyOrigin(origin, keys));
  record.record_id = ToBytes(RecordId(origin.statement()));
  RETURN_IF_ERROR(VerifyReleases(statement.header(), stage, keys, record));
  if (record.released.has_full()) {
    RETURN_IF_ERROR(VerifyFull(statement, record));
  } else {
    RETURN_IF_ERROR(VerifyOpened(statement, record));
  }
  record.header = std::move(*statement.mutable_header());
  return record;
}

std::vector<std::string> OpenedPaths(const VerifiedRecord& record) {
  std::vector<std::string> paths;
  if (!record.released.has_full()) {
    for (const FormEntry& entry :
         EntriesOf(record.released.opened(), kLeavesMax)) {
      if (!entry.path.empty()) paths.emplace_back(entry.path);
    }
    return paths;
  }
  // It was taken apart before.
  std::vector<Leaf> leaves = LeavesOf(*record.message).value();
  for (Leaf& leaf : leaves) paths.push_back(std::move(leaf.path));
  return paths;
}

std::vector<v1::Redaction> RedactionsOf(const VerifiedRecord& record) {
  std::vector<v1::Redaction> redactions;
  for (const v1::ReleaseStatement& release : record.releases) {
    redactions.insert(redactions.end(), release.redactions().begin(),
                      release.redactions().end());
  }
  return redactions;
}

std::string MakeReleasedRecord(v1::SignedStatement statement, std::string form,
                               bool full,
                               std::vector<v1::SignedRelease> releases) {
  v1::ReleasedRecord released;
  *released.mutable_statement() = std::move(statement);
  if (full) {
    released.set_full(std::move(form));
  } else {
    released.set_opened(std::move(form));
  }
  for (v1::SignedRelease& release : releases) {
    *released.add_releases() = std::move(release);
  }
  return SerializeStrictly(released);
}

}  // namespace enlace::wire
