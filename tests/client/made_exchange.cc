#include "tests/client/made_exchange.h"

#include <algorithm>
#include <memory>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "tests/client/crossing_fixture.h"

namespace enlace::client {
namespace {

constexpr int kOpening = 600;
constexpr int kMinuteMs = 60000;

std::string Uri(const std::string& agency) {
  return absl::StrCat("spiffe://", agency.substr(0, 2),
                      ".enlace.example/agency/", agency);
}

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::vector<MadeRecord> Make() {
    for (int i = 0; i < kOpening; ++i) Open();
    // What speaks about those, and about that in turn.
    for (size_t i = 0; i < records_.size(); ++i) Answer(i);
    return std::move(records_);
  }

 private:
  uint64_t UpTo(uint64_t most) {
    return std::uniform_int_distribution<uint64_t>(0, most)(random_);
  }

  std::string OneOf(const std::vector<std::string>& all) {
    return all[UpTo(all.size() - 1)];
  }

  MadeRecord& Add(const std::string& type, bool from_us) {
    MadeRecord& record = records_.emplace_back();
    record.type = type;
    record.from_us = from_us;
    record.transfer_id = TransferNamed(absl::StrCat("t", records_.size()));
    record.record_id = ToBytes(Sha256(record.transfer_id));
    const std::string us = OneOf({"us-atf", "us-atf", "us-cbp", "us-hsi"});
    const std::string mx =
        OneOf({"mx-fgr", "mx-fgr", "mx-fgr", "mx-anam", "mx-uif"});
    record.sender = from_us ? us : mx;
    record.recipient = from_us ? mx : us;
    record.urgency = static_cast<v1::Urgency>(1 + UpTo(2));
    record.redactions = static_cast<int>(UpTo(3));
    const uint64_t fate = UpTo(21);
    record.fate = fate < 10 ? static_cast<Fate>(fate) : Fate::kDelivered;
    record.problem = OneOf({"FIELD_INVALID", "FIELD_INVALID", "CLOCK_SKEW"});
    record.presented_twice = UpTo(2) == 0;
    record.answered_after_minutes = static_cast<int>(1 + UpTo(200));
    record.reason = OneOf({"B03", "B04", "B04", "B04", "T01", "S10"});
    return record;
  }

  void Open() {
    const std::string type =
        OneOf({"FirearmTraceRequest", "FirearmTraceRequest",
               "FirearmTraceRequest", "FinancialInfoRequest", "FinancialLead",
               "BallisticLead", "BorderAlert", "SubstanceAlert", "Correction",
               "Recall", "UseConsentRequest"});
    MadeRecord& record = Add(type, UpTo(2) == 0);
    record.created_at_ms =
        kMadeFromMs + static_cast<int64_t>(UpTo(110 * kMadeDayMs));
    record.valid_until_ms =
        record.created_at_ms + static_cast<int64_t>(1 + UpTo(20)) * kMadeDayMs;
    if (type == "FirearmTraceRequest" && UpTo(9) != 0) {
      record.measures["recovery.place.subdivision"] =
          OneOf({"MX-SON", "MX-CHH", "MX-BCN", "MX-TAM", "US-TX", "US-AZ"});
    }
    if (type == "FirearmTraceRequest" && UpTo(5) == 0) {
      record.fate = Fate::kIncomplete;
    }
    if (type == "BorderAlert") {
      record.measures["action_code"] =
          OneOf({"A1_STOP", "A2_INSPECT", "A9_CANCEL"});
    }
    if (type == "SubstanceAlert") {
      record.measures["event_kind"] =
          OneOf({"SEIZURE", "SEIZURE", "STOPPED_SHIPMENT", "THEFT_LOSS"});
    }
    Keep(record);
  }

  // For a time, and mostly erased soon after it.
  void Keep(MadeRecord& record) {
    if (UpTo(2) == 0) return;
    record.retain_until_ms =
        record.created_at_ms + static_cast<int64_t>(3 + UpTo(30)) * kMadeDayMs;
    record.erased_at_ms =
        record.retain_until_ms +
        static_cast<int64_t>(UpTo(UpTo(3) == 0 ? 5 * kMadeDayMs : kMinuteMs));
    record.erased_by_order = UpTo(9) == 0;
    if (record.erased_by_order) record.erased_at_ms -= kMinuteMs;
  }

  void Answer(size_t at) {
    const std::string type = records_[at].type;
    if (type == "FirearmTraceRequest") {
      for (uint64_t i = UpTo(2); i > 0; --i) {
        auto& measures = Reply(at, "FirearmTraceResult").measures;
        measures["status"] =
            OneOf({"COMPLETE", "COMPLETE", "PARTIAL", "CLOSED_UNSUCCESSFUL"});
        measures["disposition_code"] = OneOf(
            {"P1_RETAIL_PURCHASER", "P1_RETAIL_PURCHASER", "P3_GOVERNMENT_SALE",
             "D1_DEALER_RECORDS", "S1_SERIAL_INVALID", "O1_FOREIGN_NO_IMPORT",
             "O2_NO_RECORDS_REQUIRED", "O3_STOLEN_BEFORE_RETAIL",
             "I1_INSUFFICIENT_REQUEST"});
        if (UpTo(3) != 0) {
          measures["time_to_crime_days"] = absl::StrCat(UpTo(3000));
        }
      }
    } else if (type == "FinancialInfoRequest" && UpTo(2) != 0) {
      Reply(at, "FinancialInfoReply").measures["result"] =
          OneOf({"FOUND", "PARTIAL", "NOTHING_FOUND"});
    } else if (type == "UseConsentRequest" && UpTo(3) != 0) {
      Reply(at, UpTo(1) == 0 ? "UseConsentGrant" : "UseConsentRefusal");
    }
    const bool is_matter = type == "FirearmTraceResult" ||
                           type == "FinancialLead" || type == "BallisticLead" ||
                           type == "BorderAlert" || type == "SubstanceAlert";
    if (is_matter) {
      for (uint64_t i = UpTo(2); i > 0; --i) {
        auto& measures = Reply(at, "Disposition").measures;
        measures["outcome"] =
            OneOf({"ACTION_TAKEN", "NO_ACTION", "SEIZURE_MADE", "ARREST_MADE",
                   "INVESTIGATION_OPENED", "PENDING"});
        if (measures["outcome"] == "SEIZURE_MADE" && UpTo(3) != 0) {
          measures["seizure.firearm_count"] = absl::StrCat(UpTo(12));
          measures["seizure.ammunition_count"] = absl::StrCat(UpTo(900));
        }
      }
    }
    if (is_matter || type == "Correction" || type == "Recall") {
      for (uint64_t i = UpTo(2); i > 0; --i) {
        Reply(at, "Acknowledgement").measures["status"] =
            OneOf({"RECEIVED", "ACCEPTED", "ACCEPTED", "REJECTED"});
      }
    }
  }

  // By whoever got it, and now and then by whoever sent it, which counts for
  // nothing.
  MadeRecord& Reply(size_t at, const std::string& type) {
    const bool by_receiver = UpTo(9) != 0;
    const bool from_us = records_[at].from_us != by_receiver;
    Add(type, from_us);
    MadeRecord& reply = records_.back();
    const MadeRecord& parent = records_[at];
    reply.parent = parent.record_id;
    reply.sender = by_receiver ? parent.recipient : parent.sender;
    reply.recipient = by_receiver ? parent.sender : parent.recipient;
    reply.created_at_ms =
        parent.created_at_ms +
        static_cast<int64_t>(kMinuteMs + UpTo(30 * kMadeDayMs));
    reply.valid_until_ms = reply.created_at_ms + kMadeDayMs;
    Keep(reply);
    return reply;
  }

  std::mt19937 random_;
  std::vector<MadeRecord> records_;
};

// Writes the entries of one log in the order of their times.
class Log {
 public:
  Log(const std::vector<MadeRecord>& records, bool of_us) : of_us_(of_us) {
    entries_.push_back({.transfer_id = TransferNamed("book"),
                        .step = v1::AUDIT_STEP_BOOK_ACTIVATED,
                        .shared = false,
                        .log_time_ms = kMadeFromMs - kMadeDayMs});
    for (const MadeRecord& each : records) {
      by_transfer_->emplace(each.transfer_id, each);
    }
    for (const MadeRecord& each : records) {
      // A number of the link's sequence for all that crosses.
      (*numbers_)[each.transfer_id] = ++sequence_;
      if (each.from_us == of_us_) {
        Sent(each);
      } else {
        Received(each);
      }
    }
  }

  std::vector<PlannedEntry> Plan() {
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const PlannedEntry& a, const PlannedEntry& b) {
                       return a.log_time_ms < b.log_time_ms;
                     });
    return std::move(entries_);
  }

 private:
  void Add(const MadeRecord& record, int minutes, v1::AuditStep step,
           v1::DecisionOutcome outcome, bool shared = true) {
    PlannedEntry& entry = entries_.emplace_back();
    entry.transfer_id = record.transfer_id;
    entry.step = step;
    entry.outcome = outcome;
    entry.shared = shared;
    entry.log_time_ms = record.created_at_ms + minutes * kMinuteMs;
    if (outcome != v1::DECISION_OUTCOME_PERMIT) entry.reason = record.reason;
    // What is relayed goes as a batch.
    if (step == v1::AUDIT_STEP_RELAYED || step == v1::AUDIT_STEP_REPORTED) {
      entry.transfer_id = TransferNamed(absl::StrCat("b", entries_.size()));
      entry.batch = {record.transfer_id};
    }
    entry.change = [known = by_transfer_, numbers = numbers_](
                       v1::SharedOpening& open, v1::NationalOpening& national) {
      Describe(known->at(open.transfer_id()), numbers->at(open.transfer_id()),
               open, national);
    };
  }

  static void Describe(const MadeRecord& record, uint64_t number,
                       v1::SharedOpening& shared,
                       v1::NationalOpening& national) {
    shared.set_type(record.type);
    shared.set_record_id(record.record_id);
    shared.set_sender(Uri(record.sender));
    shared.set_recipient(Uri(record.recipient));
    shared.set_urgency(record.urgency);
    shared.set_from_nation(record.from_us ? kUsNation : kMxNation);
    shared.set_to_nation(record.from_us ? kMxNation : kUsNation);
    shared.set_link_sequence(number);
    const bool decided = shared.step() == v1::AUDIT_STEP_DECIDED_OUTGOING ||
                         shared.step() == v1::AUDIT_STEP_DECIDED_INCOMING;
    if (decided) {
      shared.set_parent(record.parent);
      shared.set_created_at_ms(record.created_at_ms);
      shared.set_valid_until_ms(record.valid_until_ms);
      if (shared.outcome() == v1::DECISION_OUTCOME_PERMIT) {
        for (const auto& [path, value] : record.measures) {
          v1::Measure& measure = *shared.add_measures();
          measure.set_path(path);
          measure.set_value(value);
        }
      }
    }
    national.set_caller(Uri(record.sender));
    national.set_type(record.type);
    national.set_sender(shared.sender());
    national.set_recipient(shared.recipient());
    national.set_record_id(record.record_id);
    national.clear_redactions();
    for (int i = 0; i < record.redactions; ++i) {
      national.add_redactions()->set_path(absl::StrCat("field_", i));
    }
  }

  void Sent(const MadeRecord& record) {
    constexpr v1::AuditStep kDecided = v1::AUDIT_STEP_DECIDED_OUTGOING;
    constexpr v1::DecisionOutcome kHold = v1::DECISION_OUTCOME_HOLD;
    constexpr v1::DecisionOutcome kDeny = v1::DECISION_OUTCOME_DENY;
    constexpr v1::DecisionOutcome kPermit = v1::DECISION_OUTCOME_PERMIT;
    if (record.fate == Fate::kIncomplete) {
      Refuse(record, 1, Uri(record.sender));
      if (record.presented_twice) Refuse(record, 2, Uri(record.sender));
      return;
    }
    if (record.fate == Fate::kDeniedAtHome) {
      Add(record, 1, kDecided, kDeny, /*shared=*/false);
      return;
    }
    if (record.fate == Fate::kHeldAtHome || record.fate == Fate::kWaitsAtHome) {
      Add(record, 1, kDecided, kHold, /*shared=*/false);
      if (record.fate == Fate::kWaitsAtHome) return;
    }
    Add(record, 600, kDecided, kPermit);
    if (record.fate == Fate::kNeverLeft) {
      Add(record, 900, v1::AUDIT_STEP_EXPIRED, kPermit);
      return;
    }
    if (record.fate == Fate::kOnTheWay) return;
    const bool held =
        record.fate == Fate::kHeldByPeer || record.fate == Fate::kRefusedLater;
    Add(record, 600 + record.answered_after_minutes, v1::AUDIT_STEP_RELAYED,
        record.fate == Fate::kRefused ? kDeny
        : held                        ? kHold
                                      : kPermit);
    if (held) {
      Add(record, 3000, v1::AUDIT_STEP_REPORTED,
          record.fate == Fate::kRefusedLater ? kDeny : kPermit);
    }
    Erase(record);
  }

  void Refuse(const MadeRecord& record, int minutes,
              const std::string& caller) {
    Add(record, minutes, v1::AUDIT_STEP_REFUSED, v1::DECISION_OUTCOME_DENY,
        /*shared=*/false);
    PlannedEntry& entry = entries_.back();
    entry.reason = record.problem;
    entry.change = [before = entry.change, caller](
                       v1::SharedOpening& shared,
                       v1::NationalOpening& national) {
      before(shared, national);
      national.set_caller(caller);
    };
    // Of a record that is refused unread there is no transfer.
    entry.transfer_id = TransferNamed(absl::StrCat("r", entries_.size()));
    by_transfer_->emplace(entry.transfer_id, record);
    (*numbers_)[entry.transfer_id] = 0;
  }

  void Erase(const MadeRecord& record) {
    if (record.retain_until_ms == 0) return;
    Add(record, 0, v1::AUDIT_STEP_ERASED, v1::DECISION_OUTCOME_PERMIT);
    PlannedEntry& entry = entries_.back();
    entry.log_time_ms = record.erased_at_ms;
    entry.change = [before = entry.change, until = record.retain_until_ms,
                    ordered = record.erased_by_order](
                       v1::SharedOpening& shared,
                       v1::NationalOpening& national) {
      before(shared, national);
      v1::Erasure& erasure = *national.mutable_erasure();
      erasure.set_ground(ordered ? v1::ERASURE_GROUND_ORDER
                                 : v1::ERASURE_GROUND_RETENTION);
      erasure.set_retain_until_ms(until);
    };
  }

  void Received(const MadeRecord& record) {
    constexpr v1::AuditStep kDecided = v1::AUDIT_STEP_DECIDED_INCOMING;
    switch (record.fate) {
      case Fate::kDelivered:
      case Fate::kHeldAtHome:
        Add(record, 605, kDecided, v1::DECISION_OUTCOME_PERMIT);
        Add(record, 700, v1::AUDIT_STEP_COLLECTED, v1::DECISION_OUTCOME_PERMIT);
        Erase(record);
        break;
      case Fate::kOnTheWay:
        Refuse(record, 605,
               absl::StrCat("spiffe://", record.sender.substr(0, 2),
                            ".enlace.example/node/node"));
        break;
      case Fate::kRefused:
        Add(record, 605, kDecided, v1::DECISION_OUTCOME_DENY);
        break;
      case Fate::kHeldByPeer:
      case Fate::kRefusedLater:
        Add(record, 605, kDecided, v1::DECISION_OUTCOME_HOLD);
        Add(record, 2500, kDecided,
            record.fate == Fate::kHeldByPeer ? v1::DECISION_OUTCOME_PERMIT
                                             : v1::DECISION_OUTCOME_DENY);
        break;
      default:
        break;
    }
  }

  const bool of_us_;
  // The entries' descriptions keep these.
  std::shared_ptr<std::map<std::string, MadeRecord>> by_transfer_ =
      std::make_shared<std::map<std::string, MadeRecord>>();
  std::shared_ptr<std::map<std::string, uint64_t>> numbers_ =
      std::make_shared<std::map<std::string, uint64_t>>();
  uint64_t sequence_ = 0;
  std::vector<PlannedEntry> entries_;
};

}  // namespace

MadeExchange::MadeExchange(unsigned seed) : records_(Maker(seed).Make()) {}

std::vector<PlannedEntry> MadeExchange::PlanOf(
    const std::string& nation) const {
  return Log(records_, nation == "us").Plan();
}

}  // namespace enlace::client
