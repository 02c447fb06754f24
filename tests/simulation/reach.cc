#include "tests/simulation/reach.h"

#include "base/check.h"

namespace enlace::simulation {
namespace {

std::map<std::string, int64_t>& Counts() {
  static auto* const counts = new std::map<std::string, int64_t>;
  return *counts;
}

}  // namespace

const std::vector<std::string>& AllReachPoints() {
  static const auto* const kPoints = new std::vector<std::string>{
      "acceptance_heard_in_an_answer",
      "accepted_again",
      "announced_again",
      "announcement_of_another_file",
      "approved",
      "approved_again",
      "answer_after_own_expiry",
      "answer_came_in_time",
      "answer_overdue_at_both_nodes",
      "answer_put_off",
      "answer_after_report",
      "batch_of_many",
      "book_switched",
      "clock_jumped",
      "clock_stepped_back_refused",
      "collected_end_to_end",
      "commit_failed_but_persisted",
      "commit_lost",
      "confirmed_again",
      "confirmed_too_late",
      "crash_after_commit",
      "crash_before_batch",
      "crash_between_answers",
      "crash_mid_relay",
      "crash_mid_revocation",
      "change_of_a_revoked_entry_refused",
      "entry_approved",
      "entry_of_many_records",
      "entry_revoked",
      "duplicate_in_one_batch",
      "duplicate_relay_returns_original",
      "duplicate_submit_returns_original",
      "denied_after_hold",
      "domestic_collected",
      "domestic_delivered",
      "erased",
      "erased_after_collection",
      "evidence_taken_again",
      "expired_at_own_node",
      "expired_in_inbox",
      "expired_in_outbox",
      "expired_on_arrival",
      "expired_while_held",
      "first_answer_is_a_duplicate",
      "handed_over_again",
      "handed_over_too_late",
      "held_by_peer",
      "held_outgoing",
      "key_destroyed",
      "keys_rewrapped",
      "claim_of_a_liar_logged",
      "collected_from_a_liar",
      "evil_peer",
      "lie_about_an_unknown_transfer",
      "lie_about_what_has_its_answer",
      "lie_about_what_is_not_of_its_link",
      "lie_about_what_is_on_its_way",
      "lie_about_what_it_sent_itself",
      "lie_about_what_never_left",
      "lie_changes_nothing",
      "lie_of_a_refusal_after_delivery",
      "lie_refused_as_another_record",
      "lie_refused_as_contradiction",
      "lie_refused_as_known_record",
      "lie_refused_as_unknown",
      "lie_refused_for_its_place",
      "lie_relayed",
      "lie_taken_as_a_claim",
      "link_reopened",
      "rests_on_the_register",
      "withdrawn_by_sender",
      "withdrawn_from_inbox",
      "answer_after_revocation",
      "message_duplicated",
      "message_id_reused_refused",
      "message_lost",
      "message_lost_in_partition",
      "never_crossed",
      "over_a_limit",
      "new_link_file",
      "notice_collected",
      "notice_repeated",
      "notice_would_tell",
      "peer_accepts_first",
      "permitted_reply",
      "override_of_what_is_not_urgent_refused",
      "override_reviewed",
      "received_beyond_a_gap",
      "recovered_from_snapshot",
      "commit_beside_snapshot",
      "crash_beside_snapshot",
      "redelivered",
      "refusal_known_by_report",
      "refused_by_peer",
      "rejected",
      "hold_confirmed",
      "released_after_approval",
      "released_by_override",
      "released_by_the_register",
      "released_to_inbox",
      "released_to_leave",
      "relay_before_the_peer_heard",
      "relay_after_revocation_refused",
      "relay_problem_retried",
      "relayed_out_of_order",
      "repeated_content_held",
      "reply_on_another_channel_denied",
      "reply_to_unknown_parent",
      "report_after_own_expiry",
      "report_before_answer",
      "report_before_revocation_answer",
      "reported_again",
      "review_of_a_changed_rule_refused",
      "reviewed_by_a_substitute",
      "rewrapped_too_late",
      "revocation_answered_again",
      "revocation_asked_again",
      "revocation_repeated",
      "revoked_before_it_came",
      "revoked_hold_of_peer",
      "revoked_in_inbox",
      "revoked_in_outbox",
      "revoked_own_hold",
      "revoked_too_late",
      "sealed_under_a_closed_epoch",
      "sequence_gap_remains",
      "snapshot_lost",
      "stale_book",
      "stale_parent",
      "submitted_before_first_contact",
      "third_nation",
      "tried",
      "evidence_of_a_fork_kept",
      "fork_shown_to_a_witness",
      "log_set_back_refused",
      "signed_without_a_witness",
      "unproven_log_shown_to_a_witness",
      "witness_claims_a_fork",
      "witness_claims_a_longer_log",
      "witness_claims_what_must_not_be",
      "witness_denies_what_it_cosigned",
      "witness_is_silent",
      "witness_repeats_an_older_answer",
      "witness_signs_another_tree",
      "witness_that_lies",
  };
  return *kPoints;
}

void Reached(absl::string_view name) {
  static const auto* const kKnown = new std::map<std::string, bool>([] {
    std::map<std::string, bool> known;
    for (const std::string& point : AllReachPoints()) known[point] = true;
    return known;
  }());
  CHECK(kKnown->count(std::string(name)) > 0) << name << " is not in the list";
  ++Counts()[std::string(name)];
}

const std::map<std::string, int64_t>& ReachCounts() { return Counts(); }

std::vector<std::string> MissingReachPoints() {
  std::vector<std::string> missing;
  for (const std::string& point : AllReachPoints()) {
    if (Counts().count(point) == 0) missing.push_back(point);
  }
  return missing;
}

}  // namespace enlace::simulation
