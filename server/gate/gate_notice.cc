// Gate's part in safety notices: what goes instead of a record that the own
// book denies (docs/delivery.md, "Safety notices").

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "proto/wire/message_id.h"
#include "proto/wire/submission.h"
#include "server/gate/gate.h"
#include "server/gate/key_lookup.h"
#include "server/gate/record_facts.h"
#include "server/gate/safety_notice.h"

namespace enlace::gate {

std::optional<Gate::Notice> Gate::NoticeInstead(
    const v1::Header& header, const google::protobuf::Message& record,
    const core::RecordFacts& journaled, const Verdict& verdict,
    const World& world) const {
  if (verdict.decision.outcome != policy::Outcome::kDeny ||
      journaled.has_hold() ||
      header.valid_until_ms() <= absl::ToUnixMillis(world.now)) {
    return std::nullopt;
  }
  Notice notice;
  notice.message = WarningsOf(record);
  if (notice.message == nullptr) return std::nullopt;
  notice.header = NoticeHeader(header, *notice.message,
                               environment_.parties->node, world.now);
  notice.header.set_message_id(
      wire::MakeMessageId(world.now, *environment_.random));
  notice.journaled =
      RecordFactsOf(notice.header, *notice.message, /*record_id=*/"",
                    environment_.drafts->NewTransferId());
  // All notices look alike.  One repeats another if what the agency sent does.
  notice.journaled.set_content_tag(environment_.tag_content(
      absl::StrCat(notice.header.type(), " ", header.sender(), " ",
                   header.recipient(), " ", journaled.content_tag())));
  std::string purpose = PurposeOf(*notice.message);
  const core::StateFacts known =
      world.find_facts({{&notice.journaled, purpose}}).front();
  policy::RecordFacts facts =
      OutgoingFacts(notice.header, notice.journaled, known);
  facts.denied_silently = verdict.decision.silent;
  notice.verdict = Decide(facts, *notice.message, notice.journaled, known,
                          std::move(purpose), world);
  return notice;
}

absl::StatusOr<std::optional<UnsealedPayload>> Gate::PrepareNotice(
    Notice notice, core::PreparedSubmission& prepared,
    const World& world) const {
  ASSIGN_OR_RETURN(const v1::Submission made,
                   wire::MakeSubmission(notice.header, *notice.message,
                                        *environment_.statement_signer,
                                        *environment_.random));
  // What the other node would refuse must not get a place in the outbox.
  ASSIGN_OR_RETURN(wire::VerifiedSubmission verified,
                   VerifySubmission(made.SerializeAsString()));
  core::PreparedNotice& out = prepared.notice.emplace();
  out.record = std::move(notice.journaled);
  out.record.set_record_id(verified.record_id);
  Verdict& verdict = notice.verdict;
  out.entry = DraftOf(environment_.parties->node, verdict, world);
  std::optional<UnsealedPayload> payload;
  if (verdict.decision.outcome != policy::Outcome::kDeny) {
    std::vector<v1::Redaction> redactions;  // nobody is told of them here
    ASSIGN_OR_RETURN(
        payload, PayloadOf(verified, out.record, verdict, redactions, world));
  }
  out.facts = std::move(verdict.facts);
  out.decision = std::move(verdict.decision);
  out.under = std::move(verdict.under);
  return payload;
}

}  // namespace enlace::gate
