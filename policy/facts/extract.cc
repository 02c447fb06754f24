#include "policy/facts/extract.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "policy/facts/field_views.h"
#include "policy/facts/record_reader.h"

namespace enlace::policy {
namespace {

using google::protobuf::Message;

void AddFieldFacts(const Message& message, const FactPaths& paths,
                   Facts& facts) {
  const RecordReader& reader = paths.Of(message.GetDescriptor());
  reader.Read(message, [&](size_t path, const FactView& view) {
    SetFact(reader.paths()[path], view, facts);
  });
}

// Known, also if it is empty; an error if a text could not be read.
void SetFound(Facts& facts, absl::string_view name,
              std::optional<StringSet> found) {
  if (found.has_value()) {
    facts.Set(name, Value(*std::move(found)));
  } else {
    facts.SetError(name);
  }
}

// Whether the record goes from `sender` to `recipient`.
bool Goes(const RecordFacts& header, absl::string_view sender,
          absl::string_view recipient) {
  return !header.sender.empty() && !header.recipient.empty() &&
         header.sender == sender && header.recipient == recipient;
}

// A fact of the parent: an error if the header names one that this node does
// not know.
template <typename Read>
FactView OfParent(const RecordFacts& header, const Read& read) {
  if (header.parent.has_value()) return read(*header.parent);
  return header.names_parent ? FactView(FactError()) : FactView();
}

FactView OptionalView(const std::optional<bool>& value) {
  return value.has_value() ? FactView(*value) : FactView();
}

FactView SetView(const StringSet& set) {
  return set.empty() ? FactView() : FactView(&set);
}

FactView ReadCreatedAt(const RecordFacts& header) {
  const FactView day = DayView(absl::ToUnixSeconds(header.created_at));
  return std::holds_alternative<Date>(day) ? day : FactView();
}

FactView ReadParentState(const RecordFacts& header) {
  return OfParent(header, [](const ParentFacts& parent) {
    return TextView(parent.open ? "OPEN" : "CLOSED");
  });
}

FactView ReadParentReply(const RecordFacts& header) {
  return OfParent(header, [&](const ParentFacts& parent) -> FactView {
    return Goes(header, parent.recipient, parent.sender);
  });
}

FactView ReadParentParties(const RecordFacts& header) {
  return OfParent(header, [&](const ParentFacts& parent) -> FactView {
    return Goes(header, parent.recipient, parent.sender) ||
           Goes(header, parent.sender, parent.recipient);
  });
}

template <std::string RecordFacts::*kText>
constexpr HeaderFact TextFact(absl::string_view name) {
  return {name,
          [](const RecordFacts& header) { return TextView(header.*kText); },
          kText};
}

constexpr HeaderFact kHeaderFacts[] = {
    {kFactDirection,
     [](const RecordFacts& header) {
       return TextView(DirectionName(header.direction));
     }},
    TextFact<&RecordFacts::type>(kFactType),
    TextFact<&RecordFacts::sender>(kFactSender),
    TextFact<&RecordFacts::recipient>(kFactRecipient),
    TextFact<&RecordFacts::channel>(kFactChannel),
    TextFact<&RecordFacts::urgency>(kFactUrgency),
    {kFactCreatedAt, ReadCreatedAt},
    {kFactDomestic,
     [](const RecordFacts& header) -> FactView { return header.domestic; }},
    {kFactRepeated,
     [](const RecordFacts& header) { return OptionalView(header.repeated); }},
    {kFactDeniedSilently,
     [](const RecordFacts& header) {
       return OptionalView(header.denied_silently);
     }},
    {kFactCaveats,
     [](const RecordFacts& header) { return SetView(header.caveats); }},
    {kFactEndorsedBy,
     [](const RecordFacts& header) { return SetView(header.endorsers); }},
    {kFactParentType,
     [](const RecordFacts& header) {
       return OfParent(header, [](const ParentFacts& parent) {
         return TextView(parent.type);
       });
     }},
    {kFactParentState, ReadParentState},
    {kFactParentReply, ReadParentReply},
    {kFactParentParties, ReadParentParties},
    {kFactParentConsent,
     [](const RecordFacts& header) {
       return OfParent(header, [](const ParentFacts& parent) -> FactView {
         return parent.consent;
       });
     }},
};

}  // namespace

std::string ApprovalFact(absl::string_view rule_id, absl::string_view role) {
  return absl::StrCat(kApprovalPrefix, rule_id, ".", role);
}

std::string OverrideFact(absl::string_view rule_id, absl::string_view role) {
  return absl::StrCat(kApprovalPrefix, rule_id, " override ", role);
}

absl::string_view DirectionName(Direction direction) {
  return direction == Direction::kOutgoing ? "outgoing" : "incoming";
}

const HeaderFact* FindHeaderFact(absl::string_view name) {
  for (const HeaderFact& fact : kHeaderFacts) {
    if (fact.name == name) return &fact;
  }
  return nullptr;
}

Facts HeaderFacts(const RecordFacts& header) {
  Facts facts;
  for (const HeaderFact& fact : kHeaderFacts) {
    SetFact(fact.name, fact.read(header), facts);
  }
  return facts;
}

Facts FieldFacts(const Message& message, const FactPaths& paths) {
  Facts facts;
  AddFieldFacts(message, paths, facts);
  return facts;
}

Facts ExtractFacts(const RecordFacts& header, const Message& record,
                   const FactPaths& paths, const TextScan& scan) {
  Facts facts = HeaderFacts(header);
  AddFieldFacts(record, paths, facts);
  paths.elements().Extract(record, facts);
  TextScan::Findings found = scan.Find(record);
  if (scan.asks_for_phrases()) {
    SetFound(facts, kFactPhrases, std::move(found.phrases));
  }
  if (scan.asks_for_identifiers()) {
    SetFound(facts, kFactIdentifiers, std::move(found.identifiers));
  }
  return facts;
}

}  // namespace enlace::policy
