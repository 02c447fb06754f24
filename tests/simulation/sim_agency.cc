#include "tests/simulation/sim_agency.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "proto/wire/problem.h"
#include "server/core/outbox.h"
#include "tests/simulation/reach.h"

namespace enlace::simulation {
namespace {

using Kind = core::Answer::Kind;

}  // namespace

SimAgency::SimAgency(Environment& env, SimNode& node, std::string identity)
    : env_(env), node_(node), identity_(std::move(identity)) {}

void SimAgency::Start() {
  env_.schedule.After(env_.random.Between(200, 2500), [this] {
    CollectOnce();
    ConfirmAll();
    Start();
  });
}

SimRecord SimAgency::MakeRecord(const std::string& type,
                                const std::string& recipient) {
  SimRandom& random = env_.random;
  SimRecord record;
  record.facts.set_type(type);
  record.facts.set_sender(identity_);
  record.facts.set_recipient(recipient);
  record.facts.set_message_id(random.Bytes(16));
  record.facts.set_channel(random.Percent(5)    ? v1::CHANNEL_JUDICIAL
                           : random.Percent(50) ? v1::CHANNEL_ADMIN
                                                : v1::CHANNEL_INTEL);
  record.facts.set_urgency(random.Percent(60)   ? v1::URGENCY_ROUTINE
                           : random.Percent(50) ? v1::URGENCY_PRIORITY
                                                : v1::URGENCY_URGENT);
  const int64_t now_ms = env_.schedule.now_ms();
  const bool short_life = random.Percent(env_.faults.short_life);
  record.facts.set_created_at_ms(now_ms);
  record.facts.set_valid_until_ms(
      now_ms +
      (short_life ? random.Between(0, 6000) : random.Between(20000, 120000)));
  // As a permit would say in days.
  if (random.Percent(50)) {
    record.facts.set_retain_until_ms(now_ms + random.Between(5000, 60000));
  }
  record.body = absl::StrCat("record ", HexEncode(random.Bytes(6)));
  record.warns = random.Percent(50);
  return record;
}

void SimAgency::SendRequest(const std::string& recipient) {
  SimRecord record = MakeRecord("FirearmTraceRequest", recipient);
  if (!sendings_.empty() && env_.random.Percent(8)) {
    // The same content once more, as if it were new.
    const SimRecord& before =
        sendings_[env_.random.Next() % sendings_.size()].record;
    // The ledger tells two sendings apart by their instants.
    const bool is_later = std::none_of(
        sendings_.begin(), sendings_.end(), [&](const Sending& each) {
          return each.record.body == before.body &&
                 each.record.facts.created_at_ms() ==
                     record.facts.created_at_ms();
        });
    if (is_later && before.facts.type() == record.facts.type()) {
      record.body = before.body;
      record.warns = before.warns;
      record.facts.set_channel(before.facts.channel());
    }
  }
  if (env_.random.Percent(5)) node_.Try(record);
  Send(record);
}

void SimAgency::SendReply(const SimRecord& request) {
  SimRecord record = MakeRecord("FirearmTraceResult", request.facts.sender());
  record.facts.set_parent(request.facts.record_id());
  record.facts.mutable_answer()->set_effect(v1::ANSWER_EFFECT_ANSWERS);
  if (env_.random.Percent(80)) {
    record.facts.set_channel(request.facts.channel());
  }
  if (env_.random.Percent(10)) {
    record.facts.set_parent(env_.random.Bytes(32));
    SIM_REACHED("reply_to_unknown_parent");
  }
  Send(std::move(record));
}

void SimAgency::SendDelayNotice(const SimRecord& request) {
  SimRecord record = MakeRecord("DelayNotice", request.facts.sender());
  record.facts.set_parent(request.facts.record_id());
  record.facts.set_channel(request.facts.channel());
  journal::v1::AnswerFacts& answer = *record.facts.mutable_answer();
  answer.set_effect(v1::ANSWER_EFFECT_PUTS_OFF);
  answer.set_until_ms(env_.schedule.now_ms() +
                      env_.random.Between(0, 200 * 1000));
  Send(std::move(record));
}

void SimAgency::Send(SimRecord record) {
  const bool variant = env_.random.Percent(env_.faults.reuse_message_id);
  sendings_.push_back({record, false, variant});
  Attempt(sendings_.size() - 1);
  if (!variant) return;
  record.body += " (other)";
  sendings_.push_back({std::move(record), false, true});
  env_.schedule.After(env_.random.Between(0, 4000),
                      [this, i = sendings_.size() - 1] { Attempt(i); });
}

void SimAgency::Attempt(size_t index) {
  if (sendings_[index].done) return;
  SubmitOnce(index);
  env_.schedule.After(env_.random.Between(300, 4000),
                      [this, index] { Attempt(index); });
}

void SimAgency::SubmitOnce(size_t index) {
  env_.network.Send(identity_, node_.trust_domain(), [this, index] {
    node_.Submit(sendings_[index].record, [this,
                                           index](const core::Answer& answer) {
      env_.network.Send(node_.trust_domain(), identity_,
                        [this, index, answer] { TakeAnswer(index, answer); });
    });
  });
}

void SimAgency::TakeAnswer(size_t index, const core::Answer& answer) {
  Sending& sending = sendings_[index];
  if (answer.kind == Kind::kRefused) {
    if (answer.status.code() == absl::StatusCode::kUnavailable) return;
    if (wire::ReasonOf(answer.status) == wire::kLinkNotAccepted) {
      SIM_REACHED("submitted_before_first_contact");
      return;
    }
    if (!sending.has_variant ||
        wire::ReasonOf(answer.status) != wire::kMessageIdReused) {
      env_.ledger.Violation("P2: a submission was refused without a reason");
    }
    SIM_REACHED("message_id_reused_refused");
    sending.done = true;
    return;
  }
  env_.ledger.Outcome(sending.record, answer.bytes);
  if (answer.kind == Kind::kDuplicate && !sending.done) {
    SIM_REACHED("first_answer_is_a_duplicate");
  }
  v1::Outcome outcome;
  if (!sending.done && env_.random.Percent(env_.faults.revoked) &&
      outcome.ParseFromString(answer.bytes)) {
    env_.schedule.After(env_.random.Between(0, 9000),
                        [this, id = outcome.record_id()] { RevokeRecord(id); });
  }
  sending.done = true;
  if (env_.healed || !env_.random.Percent(env_.faults.resubmit)) return;
  env_.schedule.After(env_.random.Between(0, 9000),
                      [this, index] { SubmitOnce(index); });
}

void SimAgency::RevokeRecord(const std::string& record_id) {
  if (revoking_.insert(record_id).second) AskToRevoke(record_id);
}

void SimAgency::AskToRevoke(const std::string& record_id) {
  if (revoking_.count(record_id) == 0) return;
  env_.network.Send(identity_, node_.trust_domain(), [this, record_id] {
    node_.Revoke(
        identity_, record_id, [this, record_id](const core::Answer& answer) {
          if (answer.kind == Kind::kRefused) {
            env_.ledger.Violation("P2: a sender may not revoke its own record");
          }
          env_.network.Send(node_.trust_domain(), identity_,
                            [this, record_id] { revoking_.erase(record_id); });
        });
  });
  env_.schedule.After(env_.random.Between(300, 4000),
                      [this, record_id] { AskToRevoke(record_id); });
}

void SimAgency::CollectOnce() {
  const uint64_t after = env_.random.Percent(20) ? 0 : cursor_;
  env_.network.Send(identity_, node_.trust_domain(), [this, after] {
    node_.Collect(
        identity_, after, [this](const std::vector<SimDelivery>& deliveries) {
          env_.network.Send(node_.trust_domain(), identity_,
                            [this, deliveries] { TakeDeliveries(deliveries); });
        });
  });
}

void SimAgency::TakeDeliveries(const std::vector<SimDelivery>& deliveries) {
  for (const SimDelivery& delivery : deliveries) {
    if (delivery.cursor <= cursor_) {
      SIM_REACHED("redelivered");
      continue;
    }
    cursor_ = delivery.cursor;
    env_.ledger.Effect(delivery.record);
    if (delivery.record.facts.recipient() != identity_) {
      env_.ledger.Violation("P2: a delivery is not for its collector");
    }
    unconfirmed_.emplace(delivery.transfer_id, delivery.record.body);
    if (delivery.record.facts.type() != "FirearmTraceRequest" || env_.healed) {
      continue;
    }
    if (env_.random.Percent(20)) SendDelayNotice(delivery.record);
    if (env_.random.Percent(50)) SendReply(delivery.record);
  }
}

void SimAgency::ConfirmAll() {
  for (const auto& [id, body] : unconfirmed_) {
    env_.network.Send(identity_, node_.trust_domain(), [this, id = id] {
      node_.Confirm(identity_, id, [this, id](const core::Answer& answer) {
        env_.network.Send(node_.trust_domain(), identity_, [this, id, answer] {
          if (answer.kind != Kind::kRefused) {
            env_.ledger.Confirmed(id);
          } else if (wire::ReasonOf(answer.status) == wire::kExpired) {
            SIM_REACHED("confirmed_too_late");
          } else {
            env_.ledger.Violation("P2: a confirmation was refused");
          }
          unconfirmed_.erase(id);
        });
      });
    });
  }
}

bool SimAgency::Idle() const {
  const bool answered =
      std::all_of(sendings_.begin(), sendings_.end(),
                  [](const Sending& sending) { return sending.done; });
  return answered && unconfirmed_.empty() && revoking_.empty();
}

}  // namespace enlace::simulation
