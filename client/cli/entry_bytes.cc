#include "client/cli/entry_bytes.h"

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "client/cli/table.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/batch_entry.h"

namespace enlace::client {
namespace {

struct Field {
  Phrase name;
  absl::string_view key;
  size_t first;
  size_t last;
};

constexpr Field kFields[] = {
    {{"version", "versión"}, "version", 0, 0},
    {{"log time", "hora de la bitácora"}, "logTime", 1, 8},
    {{"transfer", "transferencia"}, "transferId", 9, 24},
    {{"step", "paso"}, "step", 25, 25},
    {{"shared", "parte compartida"}, "shared", 26, 57},
    {{"national", "parte nacional"}, "national", 58, 89},
};

std::string Bytes(const EntryBytes& bytes, const Field& field) {
  const std::string entry = wire::EncodeAuditEntry(bytes.opened.entry);
  return HexEncode(absl::string_view(entry).substr(
      field.first, field.last - field.first + 1));
}

std::string HexOf(const Hash& hash) { return HexEncode(AsBytes(hash)); }

// One commitment and what opens it.
struct Commitment {
  Phrase name;
  absl::string_view key;
  absl::string_view label;
  std::string blind;
  std::string opening;
  Hash computed{};
};

std::vector<Commitment> CommitmentsOf(const std::string& shared_blind,
                                      const std::string& shared,
                                      const std::string& national_blind,
                                      const std::string& national) {
  std::vector<Commitment> found;
  if (!shared_blind.empty() && !shared.empty()) {
    found.push_back({{"shared part", "parte compartida"},
                     "shared",
                     "enlace.shared.v1",
                     shared_blind,
                     shared,
                     wire::SharedCommitment(shared_blind, shared)});
  }
  if (!national_blind.empty() && !national.empty()) {
    found.push_back({{"national part", "parte nacional"},
                     "national",
                     "enlace.national.v1",
                     national_blind,
                     national,
                     wire::NationalCommitment(national_blind, national)});
  }
  return found;
}

// Of the entry itself, or of the place of a batch that it tells of.
std::vector<Commitment> CommitmentsOf(const EntryBytes& bytes) {
  if (!bytes.annex.has_value()) return {};
  const v1::AnnexEntry& annex = *bytes.annex;
  if (!bytes.opened.place.has_value()) {
    return CommitmentsOf(annex.shared_blind(), annex.shared(),
                         annex.national_blind(), annex.national());
  }
  const v1::AnnexLeaf& leaf =
      annex.leaves(static_cast<int>(*bytes.opened.place));
  return CommitmentsOf(leaf.shared_blind(), leaf.shared(),
                       leaf.national_blind(), leaf.national());
}

// From both commitments of the place up to the two roots in the entry.
std::optional<wire::LeafPath> PathOf(const EntryBytes& bytes) {
  if (!bytes.annex.has_value() || !bytes.opened.place.has_value()) return {};
  auto path = PathInBatch(*bytes.annex, *bytes.opened.place);
  return path.ok() ? std::optional<wire::LeafPath>(*std::move(path))
                   : std::nullopt;
}

std::string OpeningsText(const EntryBytes& bytes, Language language) {
  const auto say = [&](const Phrase& phrase) { return phrase.In(language); };
  const std::vector<Commitment> commitments = CommitmentsOf(bytes);
  std::string text;
  if (commitments.empty()) {
    return say({"\nopenings: none is at hand\n",
                "\naperturas: no se tiene ninguna\n"});
  }
  for (const Commitment& each : commitments) {
    absl::StrAppend(
        &text, "\n", say(each.name), ": SHA-256(\"", each.label, "\" 00 || ",
        say({"blind", "cegador"}), " || ", say({"opening", "apertura"}), ")\n",
        FormatFields(
            {{say({"  blind", "  cegador"}), HexEncode(each.blind)},
             {say({"  opening", "  apertura"}), HexEncode(each.opening)},
             {say({"  gives", "  da"}), HexOf(each.computed)}}));
  }
  return text;
}

std::string BatchText(const EntryBytes& bytes, Language language) {
  const auto path = PathOf(bytes);
  if (!path.has_value()) return "";
  std::string text = absl::StrCat(
      Phrase{"\nbatch: place ", "\nlote: lugar "}.In(language), path->place,
      Phrase{"; siblings of the shared part, from the leaf up\n",
             "; hermanos de la parte compartida, desde la hoja\n"}
          .In(language));
  uint32_t place = path->place;
  for (const Hash& sibling : path->siblings) {
    absl::StrAppend(&text, "  ",
                    place % 2 == 1 ? Phrase{"left  ", "izq.  "}.In(language)
                                   : Phrase{"right ", "der.  "}.In(language),
                    HexOf(sibling), "\n");
    place >>= 1;
  }
  return text;
}

std::string SignersOf(const AuditSummary& summary) {
  std::string text = summary.origin;
  for (const wire::CosignedBy& by : summary.cosignatures) {
    absl::StrAppend(&text, ", ", by.witness);
  }
  return text;
}

}  // namespace

std::string TextOf(const EntryBytes& bytes, Language language) {
  const auto say = [&](const Phrase& phrase) { return phrase.In(language); };
  std::vector<std::pair<std::string, std::string>> fields;
  for (const Field& field : kFields) {
    const std::string range = field.first == field.last
                                  ? absl::StrCat(field.first)
                                  : absl::StrCat(field.first, "-", field.last);
    fields.emplace_back(
        absl::StrCat("  ", range, std::string(7 - range.size(), ' '),
                     say(field.name)),
        Bytes(bytes, field));
  }
  std::string text = absl::StrCat(
      say({"the 90 bytes of the entry:\n", "los 90 bytes del asiento:\n"}),
      FormatFields(fields), OpeningsText(bytes, language),
      BatchText(bytes, language), "\n",
      say({"from the entry to the root (N: SHA-256(01 || left || right)):\n",
           "del asiento a la raíz (N: SHA-256(01 || izq. || der.)):\n"}),
      "  SHA-256(00 || ", say({"entry", "asiento"}),
      ") = ", HexOf(bytes.opened.leaf_hash), "\n");
  for (const ProofStep& step : bytes.steps) {
    const std::string sibling = HexOf(step.sibling);
    absl::StrAppend(&text,
                    step.sibling_is_left
                        ? say({"  sibling left   ", "  hermano izq.   "})
                        : say({"  sibling right  ", "  hermano der.   "}),
                    sibling, "\n    N = ", HexOf(step.node), "\n");
  }
  absl::StrAppend(
      &text,
      FormatFields(
          {{say({"  root", "  raíz"}), HexOf(bytes.summary.root)},
           {say({"  entries", "  asientos"}), absl::StrCat(bytes.summary.size)},
           {say({"  signed by", "  firmada por"}), SignersOf(bytes.summary)}}));
  return text;
}

Json JsonOf(const EntryBytes& bytes) {
  Json entry = Json::Object();
  for (const Field& field : kFields) {
    entry.Add(field.key, Json::String(Bytes(bytes, field)));
  }
  Json commitments = Json::Array();
  for (const Commitment& each : CommitmentsOf(bytes)) {
    commitments.Append(
        Json::Object()
            .Add("part", Json::String(each.key))
            .Add("label", Json::String(each.label))
            .Add("blind", Json::String(HexEncode(each.blind)))
            .Add("opening", Json::String(HexEncode(each.opening)))
            .Add("commitment", Json::String(HexOf(each.computed))));
  }
  Json steps = Json::Array();
  for (const ProofStep& step : bytes.steps) {
    steps.Append(Json::Object()
                     .Add("sibling", Json::String(HexOf(step.sibling)))
                     .Add("siblingIsLeft", Json::Bool(step.sibling_is_left))
                     .Add("node", Json::String(HexOf(step.node))));
  }
  Json json =
      Json::Object()
          .Add("entry", std::move(entry))
          .Add("openings", std::move(commitments))
          .Add("proof", std::move(steps))
          .Add("root", Json::String(HexOf(bytes.summary.root)))
          .Add("size", Json::Number(static_cast<int64_t>(bytes.summary.size)))
          .Add("checkpoint", Json::String(bytes.summary.checkpoint));
  if (const auto path = PathOf(bytes)) {
    Json siblings = Json::Array();
    for (const Hash& sibling : path->siblings) {
      siblings.Append(Json::String(HexOf(sibling)));
    }
    json.Add("batch", Json::Object()
                          .Add("place", Json::Number(path->place))
                          .Add("siblings", std::move(siblings)));
  }
  return json;
}

}  // namespace enlace::client
