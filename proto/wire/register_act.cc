#include "proto/wire/register_act.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "proto/wire/dsse.h"
#include "proto/wire/person_signature.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

constexpr absl::string_view kPayload =
    "application/vnd.enlace.register-act.v1+protobuf";
constexpr uint32_t kVersion = 1;
constexpr size_t kActSizeMax = 4096;
constexpr size_t kNameSizeMax = 64;
constexpr size_t kTextSizeMax = 200;
constexpr int kTypesMax = 64;
constexpr int kTransfersMax = 256;
constexpr size_t kTransferIdSize = 16;
constexpr uint32_t kAfterPercentMax = 90;
// Two machines' clocks may differ by this much.
constexpr absl::Duration kClockTolerance = absl::Minutes(5);

absl::Status Invalid(absl::string_view field, absl::string_view problem) {
  return FieldInvalid(absl::StrCat("entry.", field), problem);
}

// "ANAM-CONFIDENTIALITY-2026", or "customs-confidentiality".
bool IsName(absl::string_view text, bool (*is_letter)(unsigned char)) {
  return !text.empty() && text.size() <= kNameSizeMax &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return is_letter(byte) || absl::ascii_isdigit(byte) || c == '-';
         });
}

absl::Status CheckText(absl::string_view field, absl::string_view text) {
  const bool plain = std::none_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_iscntrl(static_cast<unsigned char>(c));
  });
  if (plain && text.size() <= kTextSizeMax) return absl::OkStatus();
  return Invalid(field,
                 "must have at most 200 bytes and no control characters");
}

// Who stands in for whom is about these two persons and nobody else.
absl::Status CheckSubstitution(const v1::RegisterEntry& entry) {
  if (entry.kind() != v1::REGISTER_KIND_DELEGATION) {
    return Invalid("substitute", "belongs to an entry of kind DELEGATION");
  }
  const auto principal = certs::ParseIdentity(entry.principal());
  if (!principal.ok() || principal->kind != certs::Identity::Kind::kPerson) {
    return Invalid("principal", "must be the identity of a person");
  }
  const auto substitute = certs::ParseIdentity(entry.substitute());
  if (!substitute.ok() || substitute->kind != certs::Identity::Kind::kPerson ||
      substitute->trust_domain != principal->trust_domain ||
      *substitute == *principal) {
    return Invalid("substitute",
                   "must be the identity of another person of the same nation");
  }
  if (!entry.holder().empty() || !entry.matter().empty()) {
    return Invalid("holder",
                   "and entry.matter must be empty where a person stands in");
  }
  if (!entry.inspector().empty() || !entry.transfer_ids().empty()) {
    return Invalid("inspector",
                   "and entry.transfer_ids must be empty where a person stands "
                   "in");
  }
  if (entry.after_percent() > kAfterPercentMax) {
    return Invalid("after_percent", "must be at most 90");
  }
  return absl::OkStatus();
}

bool NamesPersons(const v1::RegisterEntry& entry) {
  return !entry.principal().empty() || !entry.substitute().empty() ||
         entry.after_percent() != 0;
}

absl::Status CheckTransfers(const v1::RegisterEntry& entry) {
  const auto& ids = entry.transfer_ids();
  if (ids.size() > kTransfersMax) {
    return Invalid("transfer_ids", "must be at most 256");
  }
  for (int i = 0; i < ids.size(); ++i) {
    if (ids[i].size() != kTransferIdSize) {
      return Invalid("transfer_ids", "must be names of transfers, of 16 bytes");
    }
    if (i > 0 && ids[i - 1] >= ids[i]) {
      return Invalid("transfer_ids",
                     "must be sorted and name no transfer twice");
    }
  }
  return absl::OkStatus();
}

// It is about a person of whom nothing stands in the register.
absl::Status CheckSubjectRequest(const v1::RegisterEntry& entry) {
  if (entry.holder().empty() && entry.matter().empty() &&
      entry.record_types().empty() && entry.transfer_ids().empty()) {
    return absl::OkStatus();
  }
  return Invalid("holder",
                 "and entry.matter, entry.record_types and entry.transfer_ids "
                 "must be empty in a subject request");
}

absl::Status CheckErasureOrder(const v1::RegisterEntry& entry) {
  if (!entry.holder().empty() || !entry.matter().empty() ||
      !entry.record_types().empty()) {
    return Invalid("holder",
                   "and entry.matter and entry.record_types must be empty in "
                   "an erasure order; it is for single records");
  }
  if (entry.transfer_ids().empty()) {
    return Invalid("transfer_ids", "must be the records to erase");
  }
  return CheckTransfers(entry);
}

// Somebody may look for a while, and at something: never at everything.
absl::Status CheckInspection(const v1::RegisterEntry& entry) {
  const auto inspector = certs::ParseIdentity(entry.inspector());
  if (!inspector.ok() || inspector->kind != certs::Identity::Kind::kPerson) {
    return Invalid("inspector", "must be the identity of a person");
  }
  if (!entry.holder().empty()) {
    return Invalid("holder", "must be empty in an inspection");
  }
  if (entry.matter().empty() && entry.record_types().empty() &&
      entry.transfer_ids().empty()) {
    return Invalid("matter",
                   "or entry.record_types or entry.transfer_ids must say what "
                   "may be looked at");
  }
  if (entry.valid_until_ms() - entry.valid_from_ms() >
      absl::ToInt64Milliseconds(kInspectionTermMax)) {
    return Invalid("valid_until_ms",
                   "must be at most 90 days later than entry.valid_from_ms");
  }
  RETURN_IF_ERROR(CheckText("matter", entry.matter()));
  return CheckTransfers(entry);
}

absl::Status CheckSubject(const v1::RegisterEntry& entry) {
  if (NamesPersons(entry)) return CheckSubstitution(entry);
  if (entry.kind() == v1::REGISTER_KIND_INSPECTION) {
    return CheckInspection(entry);
  }
  if (!entry.inspector().empty()) {
    return Invalid("inspector", "belongs to an entry of kind INSPECTION");
  }
  if (entry.kind() == v1::REGISTER_KIND_SUBJECT_REQUEST) {
    return CheckSubjectRequest(entry);
  }
  if (entry.kind() == v1::REGISTER_KIND_ERASURE_ORDER) {
    return CheckErasureOrder(entry);
  }
  if (!entry.transfer_ids().empty()) {
    return Invalid("transfer_ids",
                   "belong to an entry of kind ERASURE_ORDER or INSPECTION");
  }
  if (entry.holder().empty() && entry.matter().empty()) {
    return Invalid("holder",
                   "or entry.matter must say whom or what it is "
                   "about");
  }
  if (!entry.holder().empty()) {
    const auto holder = certs::ParseIdentity(entry.holder());
    if (!holder.ok() || holder->kind != certs::Identity::Kind::kAgency) {
      return Invalid("holder", "must be the identity of an agency");
    }
  }
  return CheckText("matter", entry.matter());
}

// What is needed is what belongs to a case, whoever has sent it.
absl::Status CheckLegalHold(const v1::RegisterEntry& entry) {
  if (entry.kind() != v1::REGISTER_KIND_LEGAL_HOLD) return absl::OkStatus();
  if (entry.matter().empty()) {
    return Invalid("matter", "must be the case that a legal hold is for");
  }
  if (!entry.holder().empty()) {
    return Invalid("holder", "must be empty in a legal hold; it is for a case");
  }
  return absl::OkStatus();
}

absl::Status CheckTypes(const v1::RegisterEntry& entry) {
  const auto& types = entry.record_types();
  if (types.size() > kTypesMax) {
    return Invalid("record_types", "must be at most 64");
  }
  for (int i = 0; i < types.size(); ++i) {
    if (FindRecordType(types[i]) == nullptr) {
      return Invalid("record_types",
                     "must be record types; `enlace schema list` names them");
    }
    if (i > 0 && types[i - 1] >= types[i]) {
      return Invalid("record_types", "must be sorted and name no type twice");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckTerm(const v1::RegisterEntry& entry) {
  if (entry.valid_from_ms() <= 0) {
    return Invalid("valid_from_ms", "must be milliseconds since 1970 UTC");
  }
  if (entry.valid_until_ms() <= entry.valid_from_ms() ||
      entry.valid_until_ms() - entry.valid_from_ms() >
          absl::ToInt64Milliseconds(kRegisterTermMax)) {
    return Invalid("valid_until_ms",
                   "must be later than entry.valid_from_ms, by at most five "
                   "years");
  }
  return absl::OkStatus();
}

absl::Status CheckEntry(const v1::RegisterEntry& entry) {
  if (entry.version() != kVersion) return Invalid("version", "must be 1");
  if (!IsName(entry.entry_id(), absl::ascii_isupper)) {
    return Invalid("entry_id", "must be 1 to 64 capitals, digits and hyphens");
  }
  if (entry.kind() == v1::REGISTER_KIND_UNSPECIFIED) {
    return Invalid("kind", "must be stated");
  }
  if (!IsName(entry.term(), absl::ascii_islower)) {
    return Invalid("term", "must be 1 to 64 small letters, digits and hyphens");
  }
  RETURN_IF_ERROR(CheckSubject(entry));
  RETURN_IF_ERROR(CheckLegalHold(entry));
  RETURN_IF_ERROR(CheckTypes(entry));
  RETURN_IF_ERROR(CheckTerm(entry));
  if (entry.document_digest().size() != kHashSize) {
    return Invalid("document_digest", "must be a SHA-256");
  }
  if (entry.document_reference().empty()) {
    return Invalid("document_reference", "must say where the document is");
  }
  return CheckText("document_reference", entry.document_reference());
}

absl::Status Refused(absl::string_view problem) {
  return Refusal(absl::StatusCode::kPermissionDenied, kSignatureInvalid,
                 absl::StrCat("act.signature ", problem));
}

absl::Status CheckSigner(const v1::SignedRegisterAct& act,
                         const certs::Identity& person,
                         const certs::TrustAnchor& root, absl::Time now) {
  ASSIGN_OR_RETURN(const certs::Identity signer,
                   PersonWhoSigned({"act", kPayload, act.act(), act.signature(),
                                    act.chain()},
                                   root, now));
  if (signer != person) return Refused("is by another than the caller");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::RegisterEntry> ReadRegisterEntry(absl::string_view bytes) {
  v1::RegisterEntry entry;
  RETURN_IF_ERROR(ParseStrictly(bytes, "entry", kRegisterEntrySizeMax, entry));
  RETURN_IF_ERROR(CheckEntry(entry));
  return entry;
}

absl::StatusOr<std::string> WriteRegisterEntry(const v1::RegisterEntry& entry) {
  RETURN_IF_ERROR(CheckEntry(entry));
  return SerializeStrictly(entry);
}

absl::StatusOr<v1::SignedRegisterAct> SignRegisterAct(
    const RegisterDeed& deed, const certs::Identity& person,
    const certs::Signer& key, const std::string& chain_pem, absl::Time now) {
  v1::RegisterAct content;
  content.set_version(kVersion);
  content.set_verb(deed.verb);
  content.set_entry_id(deed.entry_id);
  content.set_entry_digest(deed.entry_digest);
  content.set_person(person.Uri());
  content.set_stated_at_ms(absl::ToUnixMillis(now));
  v1::SignedRegisterAct act;
  act.set_act(SerializeStrictly(content));
  act.set_chain(chain_pem);
  ASSIGN_OR_RETURN(*act.mutable_signature(),
                   SignPayload(key, kPayload, act.act()));
  return act;
}

absl::StatusOr<RegisterDeed> VerifyRegisterAct(const v1::SignedRegisterAct& act,
                                               const certs::Identity& person,
                                               const certs::TrustAnchor& root,
                                               absl::Time now) {
  v1::RegisterAct content;
  RETURN_IF_ERROR(ParseStrictly(act.act(), "act", kActSizeMax, content));
  if (content.version() != kVersion) {
    return FieldInvalid("act.version", "must be 1");
  }
  if (content.verb() == v1::RegisterAct::VERB_UNSPECIFIED) {
    return FieldInvalid("act.verb", "must be stated");
  }
  if (content.entry_digest().size() != kHashSize) {
    return FieldInvalid("act.entry_digest", "must be a SHA-256");
  }
  if (content.person() != person.Uri()) {
    return Refused("is by another than the caller");
  }
  RETURN_IF_ERROR(CheckSigner(act, person, root, now));
  const absl::Time at = absl::FromUnixMillis(content.stated_at_ms());
  if (at < now - kClockTolerance || at > now + kClockTolerance) {
    return Refusal(absl::StatusCode::kFailedPrecondition, kExpired,
                   "act.stated_at_ms is not of now: sign again, or look at the "
                   "clocks");
  }
  return RegisterDeed{content.verb(), content.entry_id(),
                      content.entry_digest()};
}

}  // namespace enlace::wire
