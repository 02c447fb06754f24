#include "tests/client/fake_node.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "client/library/composition.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "proto/wire/fingerprint.h"
#include "proto/wire/problem.h"
#include "proto/wire/statement.h"
#include "tests/client/fake_receipt.h"

namespace enlace::client {
namespace {

v1::Outcome FakeOutcome(const v1::Submission& submission, int64_t now_ms) {
  const std::string& bytes = submission.statement().statement();
  const v1::Header header = wire::ParseStatement(bytes)->header();
  v1::Outcome outcome;
  outcome.set_record_id(ToBytes(wire::RecordId(bytes)));
  outcome.set_transfer_id("fake-transfer-id");
  outcome.set_decided_at_ms(now_ms);
  outcome.set_entry_index(41);
  outcome.set_decision(v1::DECISION_OUTCOME_PERMIT);
  outcome.add_rule_ids("MX-TRACE-1");
  outcome.add_citations("LGPDPPSO 64-III");
  if (header.type() == "BorderAlert") {
    outcome.set_decision(v1::DECISION_OUTCOME_DENY);
    outcome.set_reason("V01");
    outcome.set_rule_ids(0, "MX-SOV-3");
    outcome.set_citations(0, "CPEUM 40");
  } else if (header.type() == "FinancialLead") {
    outcome.set_decision(v1::DECISION_OUTCOME_HOLD);
    outcome.set_reason("V03");
    outcome.set_rule_ids(0, "MX-GANS-1");
    outcome.set_citations(0, "LSN 70");
  } else if (header.type() == "FirearmTraceRequest") {
    v1::Redaction& redaction = *outcome.add_redactions();
    redaction.set_path("possessor.race");
    redaction.set_rule_id("MX-MIN-1");
    redaction.set_reason("S10");
    redaction.set_citation("LGPDPPSO 7");
    outcome.add_caveats("LEAD_NOT_PROOF");
  }
  return outcome;
}

}  // namespace

v1::Submission FakeNode::InboxSubmission() const {
  auto draft = DraftFromJson("FirearmTraceResult",
                             *ReadFile(ExamplePath("trace_result")));
  CHECK_OK(draft.status());
  draft->recipient = nations.party("mx-fgr").identity;
  draft->parent = ToBytes(Sha256("the request"));
  draft->channel = v1::CHANNEL_JUDICIAL;
  CountingRandom random;
  const SigningParty& atf = nations.party("us-atf");
  auto submission = ComposeSubmission(*draft, {.sender = atf.identity,
                                               .signer = atf.key,
                                               .clock = nations.clock,
                                               .random = random});
  CHECK_OK(submission.status());
  return *std::move(submission);
}

v1::GetReceiptResponse FakeNode::Receipt() const {
  v1::GetReceiptResponse response;
  *response.mutable_receipt() =
      FakeReceipt(nations, InboxSubmission().statement());
  if (peer_away) {
    v1::NodeEvidence& theirs = *response.mutable_receipt()->mutable_nodes(0);
    theirs.clear_decision();
    theirs.clear_decided();
    theirs.clear_events();
    *response.mutable_missing() = wire::ToProblem(
        wire::Refusal(absl::StatusCode::kUnavailable, wire::kPeerUnreachable,
                      "the other nation's node cannot be reached"),
        "en");
  }
  return response;
}

absl::StatusOr<v1::SubmitResponse> FakeNodeLink::Submit(
    const v1::SubmitRequest& request) {
  node_.submit_calls.push_back(request.submissions_size());
  RETURN_IF_ERROR(node_.error);
  v1::SubmitResponse response;
  const bool overloaded = node_.overloaded_calls > 0;
  if (overloaded) --node_.overloaded_calls;
  for (const std::string& bytes : request.submissions()) {
    if (overloaded) {
      *response.add_results()->mutable_problem() =
          wire::ToProblem(wire::Refusal(absl::StatusCode::kUnavailable,
                                        wire::kOverloaded, "too much to do"),
                          "en");
      continue;
    }
    v1::Submission submission;
    CHECK(submission.ParseFromString(bytes));
    const auto header =
        wire::ParseStatement(submission.statement().statement())->header();
    if (header.type() == "FinancialInfoRequest") {
      *response.add_results()->mutable_problem() = wire::ToProblem(
          wire::FieldInvalid("subject", "needs two identifiers"), "en");
      continue;
    }
    response.add_results()->set_outcome(
        FakeOutcome(submission, absl::ToUnixMillis(node_.nations.clock.now))
            .SerializeAsString());
    node_.submitted.push_back(std::move(submission));
  }
  return response;
}

absl::StatusOr<v1::TryResponse> FakeNodeLink::Try(
    const v1::TryRequest& request) {
  RETURN_IF_ERROR(node_.error);
  ++node_.tried;
  v1::Submission submission;
  CHECK(submission.ParseFromString(request.submission()));
  const v1::Outcome outcome = FakeOutcome(submission, 0);
  v1::TryResponse response;
  response.set_decision(outcome.decision());
  response.set_reason(outcome.reason());
  *response.mutable_rule_ids() = outcome.rule_ids();
  *response.mutable_citations() = outcome.citations();
  *response.mutable_caveats() = outcome.caveats();
  v1::LeafPreview& kept = *response.add_leaves();
  kept.set_path("firearm.serial_number");
  kept.set_released(true);
  for (const auto& redaction : outcome.redactions()) {
    v1::LeafPreview& leaf = *response.add_leaves();
    leaf.set_path(redaction.path());
    leaf.set_rule_id(redaction.rule_id());
    leaf.set_reason(redaction.reason());
    leaf.set_citation(redaction.citation());
  }
  v1::LeafPreview& silent = *response.add_leaves();
  silent.set_path("context.subject_flags.minor");
  silent.set_reason("S03");
  silent.set_silent(true);
  return response;
}

absl::StatusOr<v1::CollectResponse> FakeNodeLink::Collect(
    const v1::CollectRequest& request) {
  RETURN_IF_ERROR(node_.error);
  v1::CollectResponse response;
  if (request.after() >= 1) return response;
  v1::Delivery delivery =
      node_.nations.Deliver(node_.InboxSubmission(), {"purchaser.race"});
  delivery.set_confirmed(!node_.confirmed.empty());
  delivery.mutable_answer()->set_state(node_.answer);
  delivery.mutable_answer()->set_due_ms(
      absl::ToUnixMillis(node_.nations.clock.now + absl::Hours(48)));
  if (delivery.confirmed() && !request.include_confirmed()) return response;
  if (node_.spoil_delivery) delivery.mutable_record()->back() ^= 1;
  *response.add_deliveries() = std::move(delivery);
  for (const std::string& chain : node_.nations.Chains()) {
    response.add_certificates(chain);
  }
  return response;
}

absl::StatusOr<v1::ConfirmResponse> FakeNodeLink::Confirm(
    const v1::ConfirmRequest& request) {
  RETURN_IF_ERROR(node_.error);
  for (const std::string& id : request.transfer_ids()) {
    node_.confirmed.push_back(id);
  }
  v1::ConfirmResponse response;
  response.set_confirmed(1);
  return response;
}

absl::StatusOr<v1::GetStatusResponse> FakeNodeLink::GetStatus(
    const v1::GetStatusRequest& request) {
  RETURN_IF_ERROR(node_.error);
  v1::GetStatusResponse response;
  response.set_state(request.record_id()[0] == '\xaa'
                         ? v1::RECORD_STATE_REFUSED
                         : v1::RECORD_STATE_COLLECTED);
  if (response.state() == v1::RECORD_STATE_REFUSED) {
    response.set_peer_reason("B04");
  }
  response.set_transfer_id("fake-transfer-id");
  response.set_type("FirearmTraceRequest");
  response.set_counterpart(node_.nations.party("us-atf").identity.Uri());
  response.set_decided_at_ms(absl::ToUnixMillis(node_.nations.clock.now));
  response.set_entry_index(41);
  if (request.record_id()[0] == '\xcc') {
    v1::AnswerStatus& answer = *response.mutable_answer();
    answer.set_state(v1::ANSWER_STATE_ANSWERED);
    answer.set_due_ms(
        absl::ToUnixMillis(node_.nations.clock.now + absl::Hours(96)));
    answer.set_put_off(true);
    answer.set_answered_by(std::string(32, '\x11'));
    answer.set_answered_at_ms(absl::ToUnixMillis(node_.nations.clock.now));
  }
  return response;
}

absl::StatusOr<v1::GetReceiptResponse> FakeNodeLink::GetReceipt(
    const v1::GetReceiptRequest& request) {
  RETURN_IF_ERROR(node_.error);
  CHECK(request.level() != v1::RECEIPT_LEVEL_UNSPECIFIED);
  return node_.Receipt();
}

absl::StatusOr<v1::RevokeResponse> FakeNodeLink::Revoke(
    const v1::RevokeRequest& request) {
  RETURN_IF_ERROR(node_.error);
  if (request.reason() != "B03") {
    return wire::FieldInvalid("reason", "must be a known reason code");
  }
  v1::RevokeResponse response;
  response.set_state(request.record_id()[0] == '\xaa' ? v1::RECORD_STATE_REVOKED
                     : request.record_id()[0] == '\xbb'
                         ? v1::RECORD_STATE_DELIVERED
                         : v1::RECORD_STATE_COLLECTED);
  return response;
}

absl::StatusOr<v1::GetNodeStatusResponse> FakeNodeLink::GetNodeStatus(
    const v1::GetNodeStatusRequest&) {
  RETURN_IF_ERROR(node_.error);
  v1::GetNodeStatusResponse response;
  response.set_node(node_.nations.party("mx-node").identity.Uri());
  response.set_state("ready");
  response.set_log_size(42);
  response.set_checkpoint_size(42);
  response.set_book_digest(ToBytes(Sha256("book")));
  response.set_version("0.1.0");
  response.set_clock_ms(
      absl::ToUnixMillis(node_.nations.clock.now + node_.clock_ahead));
  v1::LinkStatus& link = *response.add_links();
  link.set_nation("us.enlace.example");
  link.set_connected(true);
  link.set_sent_sequence(7);
  link.set_received_sequence(5);
  link.set_cosigned_size(42);
  link.set_witnessed_size(39);
  link.set_link_file_digest(ToBytes(Sha256("link file")));
  link.set_accepted_by_peer(true);
  for (const std::string& person : node_.accepted_by) {
    link.add_accepted_by(person);
  }
  link.set_accepted(node_.accepted_by.size() == 2);
  if (node_.maintenance.until_ms() != 0) {
    *response.mutable_maintenance() = node_.maintenance;
  }
  if (node_.peer_maintenance.until_ms() != 0) {
    *link.mutable_maintenance() = node_.peer_maintenance;
  }
  for (const v1::Alarm& alarm : node_.alarms) *response.add_alarms() = alarm;
  for (const bool neutral : {false, true}) {
    v1::WitnessStatus& witness = *response.add_witnesses();
    witness.set_name(neutral ? "neutral.example/witness"
                             : "us.enlace.example/witness");
    if (!neutral) witness.set_nation("us.enlace.example");
    witness.set_cosigned_size(neutral ? 40 : 42);
    witness.set_cosigned_at_ms(absl::ToUnixMillis(node_.nations.clock.now) -
                               90000);
    if (neutral) {
      witness.set_waiting_since_ms(response.clock_ms() - 1000);
    }
  }
  return response;
}

absl::StatusOr<v1::AcceptLinkResponse> FakeNodeLink::AcceptLink(
    const v1::AcceptLinkRequest& request) {
  RETURN_IF_ERROR(node_.error);
  if (!wire::IsFingerprintOf(request.fingerprint(), Sha256("link file"))) {
    return wire::Refusal(absl::StatusCode::kFailedPrecondition,
                         wire::kFingerprintMismatch,
                         "fingerprint is not that of the link file");
  }
  node_.accepted_by.push_back(
      absl::StrCat("spiffe://mx.enlace.example/person/mx-operator-",
                   node_.accepted_by.size() + 1));
  ASSIGN_OR_RETURN(const v1::GetNodeStatusResponse status,
                   GetNodeStatus(v1::GetNodeStatusRequest()));
  v1::AcceptLinkResponse response;
  *response.mutable_link() = status.links(0);
  response.set_persons_missing(2 -
                               static_cast<uint32_t>(node_.accepted_by.size()));
  return response;
}

absl::StatusOr<v1::PlanMaintenanceResponse> FakeNodeLink::PlanMaintenance(
    const v1::PlanMaintenanceRequest& request) {
  RETURN_IF_ERROR(node_.error);
  node_.maintenance = request.window();
  v1::PlanMaintenanceResponse response;
  *response.mutable_window() = request.window();
  return response;
}

// Keeps what was proposed; the second person's approval makes it count.
absl::StatusOr<v1::ListRegisterResponse> FakeNodeLink::ListRegister(
    const v1::ListRegisterRequest& request) {
  RETURN_IF_ERROR(node_.error);
  v1::ListRegisterResponse response;
  for (const auto& [id, view] : node_.entries) {
    if (request.entry_id().empty() || request.entry_id() == id) {
      *response.add_entries() = view;
    }
  }
  return response;
}

absl::StatusOr<v1::ChangeRegisterResponse> FakeNodeLink::ChangeRegister(
    const v1::ChangeRegisterRequest& request) {
  RETURN_IF_ERROR(node_.error);
  v1::RegisterAct act;
  act.ParseFromString(request.act().act());
  node_.acts.push_back(request.act());
  v1::RegisterView& view = node_.entries[act.entry_id()];
  if (act.verb() == v1::RegisterAct::VERB_PROPOSE) {
    view.set_entry(request.entry());
    view.set_state(v1::REGISTER_STATE_PROPOSED);
    view.set_persons_missing(1);
    view.add_persons(act.person());
  } else if (act.verb() == v1::RegisterAct::VERB_APPROVE) {
    view.set_state(v1::REGISTER_STATE_ACTIVE);
    view.set_persons_missing(0);
    view.add_persons(act.person());
  } else {
    view.set_state(v1::REGISTER_STATE_REVOKED);
    view.set_revoked_by(act.person());
  }
  v1::ChangeRegisterResponse response;
  *response.mutable_entry() = view;
  return response;
}

absl::StatusOr<v1::FindSubjectResponse> FakeNodeLink::FindSubject(
    const v1::FindSubjectRequest& request) {
  RETURN_IF_ERROR(node_.error);
  node_.searches.push_back(request);
  v1::FindSubjectResponse response;
  response.set_first_year(2026);
  response.set_due_ms(node_.subject_due_ms);
  const size_t page = request.after().empty() ? 0 : std::stoul(request.after());
  if (page < node_.subject_records.size()) {
    *response.add_records() = node_.subject_records[page];
  }
  if (page + 1 < node_.subject_records.size()) {
    response.set_next(std::to_string(page + 1));
  }
  return response;
}

}  // namespace enlace::client
