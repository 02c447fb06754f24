#include "client/cli/register_text.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "client/cli/json_message.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/library/agency_name.h"
#include "client/library/context.h"
#include "client/library/node.h"
#include "proto/wire/register_act.h"

namespace enlace::client {
namespace {

constexpr size_t kChainSizeMax = 64 << 10;
constexpr size_t kDocumentSizeMax = size_t{64} << 20;

// "WIRETAP_AUTHORITY" as "wiretap-authority".
std::string Spelt(absl::string_view name, absl::string_view prefix) {
  return absl::StrReplaceAll(
      absl::AsciiStrToLower(absl::StripPrefix(name, prefix)), {{"_", "-"}});
}

std::string InstantText(int64_t unix_ms) {
  return unix_ms == 0 ? "" : TimeText(unix_ms);
}

std::vector<std::string> HexTexts(const v1::RegisterEntry& entry) {
  std::vector<std::string> texts;
  for (const std::string& id : entry.transfer_ids()) {
    texts.push_back(HexEncode(id));
  }
  return texts;
}

}  // namespace

std::string KindText(v1::RegisterKind kind) {
  return Spelt(v1::RegisterKind_Name(kind), "REGISTER_KIND_");
}

std::vector<std::string> KindTexts() {
  std::vector<std::string> texts;
  for (int kind = 1; kind <= v1::RegisterKind_MAX; ++kind) {
    texts.push_back(KindText(v1::RegisterKind(kind)));
  }
  return texts;
}

absl::StatusOr<v1::RegisterKind> KindOf(const std::string& text) {
  for (int kind = 1; kind <= v1::RegisterKind_MAX; ++kind) {
    if (KindText(v1::RegisterKind(kind)) == text) return v1::RegisterKind(kind);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--kind must be one of ", absl::StrJoin(KindTexts(), ", ")));
}

std::string StateText(v1::RegisterState state) {
  return Spelt(v1::RegisterState_Name(state), "REGISTER_STATE_");
}

absl::StatusOr<std::string> HolderOf(const std::string& name, Shell& shell) {
  if (name.empty()) return name;
  ASSIGN_OR_RETURN(const Context* context, shell.context());
  // A person's context knows one node; the node knows the nations.
  std::vector<std::string> domains{context->node.trust_domain};
  ASSIGN_OR_RETURN(Node * node, shell.node());
  ASSIGN_OR_RETURN(const v1::GetNodeStatusResponse status,
                   node->GetNodeStatus(v1::GetNodeStatusRequest()));
  for (const v1::LinkStatus& link : status.links()) {
    domains.push_back(link.nation());
  }
  ASSIGN_OR_RETURN(const certs::Identity agency, AgencyOf(name, domains));
  return agency.Uri();
}

absl::StatusOr<std::string> PersonOf(const std::string& name, Shell& shell) {
  if (name.empty()) return name;
  ASSIGN_OR_RETURN(const Context* context, shell.context());
  const certs::Identity person{context->node.trust_domain,
                               certs::Identity::Kind::kPerson, name};
  ASSIGN_OR_RETURN(
      const certs::Identity identity,
      certs::ParseIdentity(absl::StartsWith(name, "spiffe://") ? name
                                                               : person.Uri()));
  return identity.Uri();
}

absl::StatusOr<std::vector<std::string>> TransferIdsOf(
    const std::vector<std::string>& names) {
  std::set<std::string> ids;
  for (const std::string& name : names) {
    const auto id = HexDecode(absl::AsciiStrToLower(name));
    if (!id.ok()) {
      return absl::InvalidArgumentError(
          "--transfer must name a transfer as `enlace audit` does, by 32 hex "
          "digits");
    }
    ids.insert(*id);
  }
  return std::vector<std::string>(ids.begin(), ids.end());
}

std::string AboutText(const v1::RegisterEntry& entry, Shell& shell) {
  if (!entry.inspector().empty()) return ShortParty(entry.inspector());
  if (entry.kind() == v1::REGISTER_KIND_ERASURE_ORDER) {
    return absl::StrCat(shell.Say({"records: ", "registros: "}),
                        entry.transfer_ids_size());
  }
  if (entry.substitute().empty()) {
    return entry.holder().empty() ? entry.matter() : ShortParty(entry.holder());
  }
  std::string text = absl::StrCat(ShortParty(entry.substitute()),
                                  shell.Say({" in place of ", " en lugar de "}),
                                  ShortParty(entry.principal()));
  if (entry.after_percent() != 0) {
    absl::StrAppend(&text, shell.Say({", from ", ", desde el "}),
                    entry.after_percent(),
                    shell.Say({"% of the time on", "% del plazo"}));
  }
  return text;
}

absl::StatusOr<v1::RegisterEntry> EntryOf(const v1::RegisterView& view) {
  v1::RegisterEntry entry;
  if (entry.ParseFromString(view.entry())) return entry;
  return absl::DataLossError("the node's entry cannot be read");
}

Json JsonOf(const v1::RegisterEntry& entry, const v1::RegisterView& view) {
  const auto texts = [](const auto& list) {
    return Json::Strings(std::vector<std::string>(list.begin(), list.end()));
  };
  return Json::Object()
      .Add("entryId", Json::String(entry.entry_id()))
      .Add("kind", Json::String(KindText(entry.kind())))
      .Add("term", Json::String(entry.term()))
      .Add("holder", Json::String(entry.holder()))
      .Add("matter", Json::String(entry.matter()))
      .Add("principal", Json::String(entry.principal()))
      .Add("substitute", Json::String(entry.substitute()))
      .Add("afterPercent", Json::Number(entry.after_percent()))
      .Add("recordTypes", texts(entry.record_types()))
      .Add("inspector", Json::String(entry.inspector()))
      .Add("transferIds", Json::Strings(HexTexts(entry)))
      .Add("validFrom", Json::String(TimeText(entry.valid_from_ms())))
      .Add("validUntil", Json::String(TimeText(entry.valid_until_ms())))
      .Add("documentDigest", Json::String(HexEncode(entry.document_digest())))
      .Add("documentReference", Json::String(entry.document_reference()))
      .Add("digest", Json::String(HexEncode(ToBytes(Sha256(view.entry())))))
      .Add("state", Json::String(StateText(view.state())))
      .Add("persons", texts(view.persons()))
      .Add("personsMissing", Json::Number(view.persons_missing()))
      .Add("approvedAt", Json::String(InstantText(view.approved_at_ms())))
      .Add("revokedAt", Json::String(InstantText(view.revoked_at_ms())))
      .Add("revokedBy", Json::String(view.revoked_by()));
}

std::string TextOf(const v1::RegisterEntry& entry, const v1::RegisterView& view,
                   Shell& shell) {
  return FormatFields(
      {{shell.Say({"entry", "asiento"}), entry.entry_id()},
       {shell.Say({"kind", "clase"}), KindText(entry.kind())},
       {shell.Say({"term", "término"}), entry.term()},
       {shell.Say({"about", "sobre"}),
        entry.substitute().empty() && entry.inspector().empty()
            ? entry.holder()
            : AboutText(entry, shell)},
       {shell.Say({"case", "expediente"}), entry.matter()},
       {shell.Say({"record types", "tipos de registro"}),
        absl::StrJoin(entry.record_types(), ", ")},
       {shell.Say({"records", "registros"}),
        absl::StrJoin(HexTexts(entry), ", ")},
       {shell.Say({"from", "desde"}), TimeText(entry.valid_from_ms())},
       {shell.Say({"until", "hasta"}), TimeText(entry.valid_until_ms())},
       {shell.Say({"document", "documento"}), entry.document_reference()},
       {"SHA-256", HexEncode(entry.document_digest())},
       {shell.Say({"state", "estado"}), StateText(view.state())},
       {shell.Say({"persons", "personas"}),
        absl::StrJoin(view.persons(), ", ")},
       {shell.Say({"approved", "aprobado"}),
        InstantText(view.approved_at_ms())},
       {shell.Say({"revoked", "revocado"}), InstantText(view.revoked_at_ms())},
       {shell.Say({"revoked by", "revocado por"}), view.revoked_by()}});
}

absl::StatusOr<v1::RegisterView> FindEntry(const std::string& entry_id,
                                           Shell& shell) {
  ASSIGN_OR_RETURN(Node * node, shell.node());
  v1::ListRegisterRequest request;
  request.set_entry_id(entry_id);
  ASSIGN_OR_RETURN(const v1::ListRegisterResponse response,
                   node->ListRegister(request));
  if (response.entries_size() == 1) return response.entries(0);
  return absl::NotFoundError(
      "the register has no such entry; see `enlace register list`");
}

absl::StatusOr<v1::ChangeRegisterResponse> SignAndSend(
    v1::RegisterAct::Verb verb, const std::string& entry_id,
    const std::string& entry, Shell& shell) {
  ASSIGN_OR_RETURN(const Context* context, shell.context());
  if (!context->person.has_value()) {
    return absl::InvalidArgumentError(
        "the context must be a person's: an agency keeps no register");
  }
  ASSIGN_OR_RETURN(const certs::PrivateKey key, LoadPersonSigner(*context));
  ASSIGN_OR_RETURN(const std::string chain,
                   ReadFile(context->signing_chain_path, kChainSizeMax));
  v1::ChangeRegisterRequest request;
  ASSIGN_OR_RETURN(*request.mutable_act(),
                   wire::SignRegisterAct(
                       {verb, entry_id, ToBytes(Sha256(entry))},
                       *context->person, key, chain, shell.clock().TimeNow()));
  if (verb == v1::RegisterAct::VERB_PROPOSE) request.set_entry(entry);
  ASSIGN_OR_RETURN(Node * node, shell.node());
  return node->ChangeRegister(request);
}

absl::Status SetDocument(const std::string& file, const std::string& reference,
                         v1::RegisterEntry& entry) {
  const auto document = ReadFile(file, kDocumentSizeMax);
  if (!document.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--document: ", document.status().message()));
  }
  entry.set_document_digest(ToBytes(Sha256(*document)));
  entry.set_document_reference(reference);
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> ProposeEntry(const v1::RegisterEntry& entry,
                                      bool dry_run, Shell& shell) {
  ASSIGN_OR_RETURN(const std::string bytes, wire::WriteRegisterEntry(entry));
  v1::RegisterView view;
  view.set_entry(bytes);
  if (!dry_run) {
    ASSIGN_OR_RETURN(const v1::ChangeRegisterResponse response,
                     SignAndSend(v1::RegisterAct::VERB_PROPOSE,
                                 entry.entry_id(), bytes, shell));
    view = response.entry();
  }
  shell.Print(
      JsonOf(entry, view),
      absl::StrCat(TextOf(entry, view, shell),
                   dry_run
                       ? shell.Say({"nothing was sent\n", "no se envió nada\n"})
                       : shell.Say({"another person must approve it\n",
                                    "otra persona debe aprobarlo\n"})));
  return ExitCode::kDone;
}

}  // namespace enlace::client
