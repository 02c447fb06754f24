// Facts from a record: the header facts, the fields that a book's vocabulary
// names (policy/facts/record_reader.h), and what its texts mention.
//
// Only what the book can test is read, so that the fact vector kept with a
// decision holds no more of the record than explaining it takes.

#ifndef ENLACE_POLICY_FACTS_EXTRACT_H_
#define ENLACE_POLICY_FACTS_EXTRACT_H_

#include <google/protobuf/message.h>

#include <optional>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "policy/facts/fact_paths.h"
#include "policy/facts/fact_view.h"
#include "policy/facts/facts.h"
#include "policy/scan/text_scan.h"

namespace enlace::policy {

// Names of the facts that do not come from a field.
inline constexpr absl::string_view kFactDirection = "header.direction";
inline constexpr absl::string_view kFactType = "header.type";
inline constexpr absl::string_view kFactSender = "header.sender";
inline constexpr absl::string_view kFactRecipient = "header.recipient";
inline constexpr absl::string_view kFactChannel = "header.channel";
inline constexpr absl::string_view kFactUrgency = "header.urgency";
inline constexpr absl::string_view kUrgent = "URGENT";  // of an urgency
inline constexpr absl::string_view kFactCreatedAt = "header.created_at";
inline constexpr absl::string_view kFactParentType = "header.parent.type";
inline constexpr absl::string_view kFactParentState = "header.parent.state";
inline constexpr absl::string_view kFactParentReply = "header.parent.reply";
inline constexpr absl::string_view kFactParentParties = "header.parent.parties";
inline constexpr absl::string_view kFactParentConsent = "header.parent.consent";
inline constexpr absl::string_view kFactDomestic = "header.domestic";
inline constexpr absl::string_view kFactRepeated = "header.repeated";
inline constexpr absl::string_view kFactDeniedSilently =
    "header.denied.silently";
// Agencies of the sender's nation that approved what a rule there held.
inline constexpr absl::string_view kFactEndorsedBy = "header.endorsed_by";
// Caveats that the sender's nation asks for; Decide() looks at it itself.
inline constexpr absl::string_view kFactCaveats = "header.caveats";
// Lists of phrases that the record mentions, and kinds of identifier that its
// texts hide: policy/scan/text_scan.h.
inline constexpr absl::string_view kFactPhrases = "scan.phrases";
inline constexpr absl::string_view kFactIdentifiers = "scan.identifiers";

// How many persons in `role` have approved what rule `rule_id` holds: a number,
// set by who keeps the approvals.  The name begins with the prefix.
inline constexpr absl::string_view kApprovalPrefix = "approval.";
std::string ApprovalFact(absl::string_view rule_id, absl::string_view role);

// How many persons in `role` have set aside what rule `rule_id` holds,
// likewise; no role has a blank in its name.  Counts for an urgent record
// alone.
std::string OverrideFact(absl::string_view rule_id, absl::string_view role);

enum class Direction { kOutgoing, kIncoming };

// "outgoing" or "incoming", as the fact says it.
absl::string_view DirectionName(Direction direction);

// What the deciding node knows of the record that the header calls parent.
struct ParentFacts {
  std::string type;       // "FirearmTraceRequest"
  std::string sender;     // identity URI of an agency
  std::string recipient;  // identity URI of an agency
  bool open = false;  // crossed, permitted here, neither closed nor recalled

  // An unexpired leave of its originator names the recipient and the purpose
  // of the record that names this parent.
  bool consent = false;
};

struct RecordFacts {
  Direction direction = Direction::kOutgoing;
  std::string type;    // short name: "FirearmTraceResult"
  std::string sender;  // identity URI: spiffe://us.enlace.example/agency/us-atf
  std::string recipient;  // identity URI
  std::string channel;    // short name: INTEL, ADMIN, JUDICIAL
  std::string urgency;    // short name: ROUTINE, PRIORITY, URGENT
  absl::Time created_at;  // becomes its day in UTC
  bool domestic = false;  // sender and recipient are of the own nation

  // Whether the sender sent the same content before; only its own node knows.
  std::optional<bool> repeated;

  // Of a notice that goes instead of a denied record: whether a rule that may
  // not be named spoke against that one.  Only the sender's node knows.
  std::optional<bool> denied_silently;

  // Of an incoming record: who approved it by the sender's node's word.
  // Identity URIs; none is an absent fact.
  std::set<std::string> endorsers;

  // Of an incoming record: the caveats that the sender's node asks for.  None
  // is an absent fact.
  std::set<std::string> caveats;

  // Whether the header names a parent; `parent` is empty if this node does not
  // know that record, which makes every parent fact an error.
  bool names_parent = false;
  std::optional<ParentFacts> parent;
};

// One of the header facts.
struct HeaderFact {
  absl::string_view name;
  FactView (*read)(const RecordFacts&);

  // Where it stands, if it is no more than a text there; "" is absent.
  std::string RecordFacts::*text = nullptr;
};

// That of this name, or null.
const HeaderFact* FindHeaderFact(absl::string_view name);

// The header facts.  Of a known parent these are: `type`; `state` (OPEN or
// CLOSED); `reply`, true if the record goes from the parent's recipient to the
// parent's sender; `parties`, true if it goes between the parent's two parties
// in either direction; `consent`.
Facts HeaderFacts(const RecordFacts& header);

// The fields of `message` at `paths`.
Facts FieldFacts(const google::protobuf::Message& message,
                 const FactPaths& paths);

// Header facts, and of `record` the fields at `paths` (Book::fact_paths()),
// those of single elements (FactPaths::elements()) and what `scan`
// (Book::scan()) finds in it.  A path that the type of `record`
// does not have stays absent.  What the book asks the scan for is known, also
// if nothing was found.
Facts ExtractFacts(const RecordFacts& header,
                   const google::protobuf::Message& record,
                   const FactPaths& paths, const TextScan& scan);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FACTS_EXTRACT_H_
