#include "tests/server/core/golden_history.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <utility>

#include "base/check.h"
#include "base/sha256.h"
#include "enlace/journal/v1/journal.pb.h"
#include "policy/engine/rule.h"
#include "server/core/outbox.h"
#include "tests/server/core/erasure_fixture.h"
#include "tests/server/core/register_fixture.h"
#include "tests/simulation/sample_book.h"

namespace enlace::core {
namespace {

constexpr char kOfficer[] = "spiffe://us.enlace.example/person/first";
constexpr char kOtherOfficer[] = "spiffe://us.enlace.example/person/second";
constexpr char kThirdOfficer[] = "spiffe://us.enlace.example/person/third";
constexpr char kDutyRole[] = "duty-officer";
constexpr char kLegalRole[] = "legal-officer";

class Player {
 public:
  explicit Player(CoreNode& node) : node_(node) {}

  void Play() {
    AdoptBook();
    Exchange();
    Review();
    Override();
    Register();
    PassTime();
    TurnEpoch();
    PlanMaintenance();
  }

 private:
  void Done(Input input) {
    EXPECT_EQ(node_.Run(std::move(input)).kind, Answer::Kind::kDone);
  }

  void AdoptBook() {
    const BookVersion book{.manifest_digest = ToBytes(Sha256("manifest")),
                           .book_digest = std::string(kHashSize, 'b'),
                           .book_version = 1,
                           .effective_from_ms = kTestStartMs};
    Done(BookSchedule{book, "", "", {kOfficer}, node_.NoteDraft()});
    Done(BookActivation{book.manifest_digest, node_.NoteDraft()});
  }

  // What becomes of records that cross, and of those that do not.
  void Exchange() {
    for (const Wanted wanted :
         {Wanted::kPermit, Wanted::kHold, Wanted::kDeny}) {
      node_.Submit(wanted);
      node_.Receive(wanted);
    }
    node_.SubmitWarning();
    const std::string answered = node_.Submit(Wanted::kPermit);
    Done(node_.PeerAnswer(answered, v1::DECISION_OUTCOME_PERMIT));
    const std::string held = node_.Submit(Wanted::kPermit);
    Done(node_.PeerAnswer(held, v1::DECISION_OUTCOME_HOLD));
    Done(node_.Reported(answered, v1::RECORD_STATE_COLLECTED));
    node_.IncomingItem(Wanted::kPermit);  // never arrives: a gap
    const std::string received = node_.Receive(Wanted::kPermit);
    Done(node_.HandedOver(received));
    Done(node_.Confirmed(received));
    Done(node_.EvidenceOfNewest(received));
    Done(node_.Refusal());
    const std::string regretted = node_.Submit(Wanted::kPermit);
    Done(node_.Revoked(regretted));
    Done(node_.RevocationAnswer(regretted, v1::RECORD_STATE_REVOKED));
    Done(node_.RevokedByPeer(node_.Receive(Wanted::kPermit)));
  }

  void Review() {
    const std::string id = node_.Submit(Wanted::kHold);
    Done(node_.Approves(id, "OUT-3", kDutyRole, kOfficer));
    Done(node_.Approves(id, "OUT-3", kLegalRole, kOtherOfficer));
    Done(node_.PrepareRelease(id));
    Done(node_.Rejects(node_.Submit(Wanted::kHold), "OUT-3", kDutyRole,
                       kOfficer));
  }

  void Override() {
    const std::string id = node_.Submit(Wanted::kHold);
    const policy::Rule* const rule =
        simulation::SampleBook(node_.book_version).FindRule("OUT-3");
    for (const char* const person : {kOfficer, kOtherOfficer}) {
      Done(OverrideRequest{.person = person,
                           .record_id = node_.transfer(id).record.record_id(),
                           .rule_id = "OUT-3",
                           .rule_digest = ToBytes(rule->digest),
                           .role = kDutyRole,
                           .statement = "a shot was fired",
                           .entry = node_.Draft()});
    }
    Done(node_.PrepareRelease(id));
    Done(OverrideReview{.reviewer = kThirdOfficer,
                        .record_id = node_.transfer(id).record.record_id(),
                        .rule_id = "OUT-3",
                        .role = kLegalRole,
                        .reason = "",
                        .entry = node_.Draft()});
  }

  RegisterChange Change(const v1::RegisterEntry& entry,
                        const std::string& person) {
    return {entry.entry_id(), ToBytes(Sha256(entry.SerializeAsString())),
            person, "act", node_.NoteDraft()};
  }

  void Enter(const v1::RegisterEntry& entry) {
    Done(RegisterProposal{Change(entry, kProposer), entry.SerializeAsString(),
                          "", entry.valid_until_ms()});
    Done(RegisterApproval{Change(entry, kApprover)});
  }

  void Register() {
    const std::string held = node_.Submit(Wanted::kHold);
    v1::RegisterEntry entry = EntryNamed("A");
    entry.set_term(simulation::kClearedTerm);
    Enter(entry);
    Done(node_.PrepareRelease(held));  // held still, as an event says
    Done(RegisterRevocation{Change(entry, kProposer)});
  }

  // An answer that does not come, contents that are erased, records that
  // expire.
  void PassTime() {
    simulation::SimRecord asking = node_.OutgoingRecord(Wanted::kPermit);
    asking.facts.set_urgency(v1::URGENCY_PRIORITY);
    PreparedSubmission asked = node_.Prepare(asking);
    const std::string id = asked.record.transfer_id();
    asked.record.set_retain_until_ms(node_.clock.now_ms + kKeepMs);
    Done(std::move(asked));
    Done(node_.PeerAnswer(id, v1::DECISION_OUTCOME_PERMIT));
    node_.clock.now_ms += kTestLifeMs;
    while (const size_t due = DueForTick(node_.state(), node_.now(), 9)) {
      node_.Run(node_.TickOf(due));
    }
  }

  void TurnEpoch() {
    const std::string id = node_.Submit(Wanted::kPermit);
    RewrappedPayload wrapped{id, node_.transfer(id).entry_index,
                             *node_.store.ReadPayload(id)};
    wrapped.payload.wrapped_key = "another key";
    wrapped.payload.key_epoch = 2;
    Done(EpochClosing{1});
    Done(Rewrapping{2, {std::move(wrapped)}});
  }

  void PlanMaintenance() {
    const MaintenanceWindow window = {node_.clock.now_ms,
                                      node_.clock.now_ms + 1};
    Done(MaintenancePlan{"", {}, window, node_.NoteDraft()});
    Done(MaintenancePlan{kPeerLink,
                         simulation::FirstLinkFiles(kOwnDomain, kPeerLink),
                         window, node_.NoteDraft()});
  }

  CoreNode& node_;
};

}  // namespace

void PlayGoldenHistory(CoreNode& node) { Player(node).Play(); }

std::set<std::string> KindsIn(const std::vector<std::string>& batches) {
  std::set<std::string> kinds;
  for (const std::string& bytes : batches) {
    journal::v1::EventBatch batch;
    CHECK(batch.ParseFromString(bytes)) << "a batch";
    for (const journal::v1::Event& event : batch.events()) {
      const auto* const field =
          journal::v1::Event::descriptor()->FindFieldByNumber(
              event.kind_case());
      kinds.insert(field == nullptr ? "unknown" : field->name());
    }
  }
  return kinds;
}

std::set<std::string> AllEventKinds() {
  std::set<std::string> kinds;
  const auto* const kind =
      journal::v1::Event::descriptor()->FindOneofByName("kind");
  for (int i = 0; i < kind->field_count(); ++i) {
    kinds.insert(kind->field(i)->name());
  }
  return kinds;
}

}  // namespace enlace::core
