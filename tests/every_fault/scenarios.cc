#include "tests/every_fault/scenarios.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "tests/every_fault/fault_store.h"
#include "tests/simulation/sample_book.h"
#include "tests/simulation/whole_state.h"

namespace enlace::every_fault {
namespace {

using simulation::SimAgency;
using simulation::SimNode;
using simulation::SimRecord;

constexpr int64_t kLifeMs = 20'000;
constexpr v1::Channel kAdmin = v1::CHANNEL_ADMIN;
constexpr v1::Channel kIntel = v1::CHANNEL_INTEL;
constexpr v1::Channel kJudicial = v1::CHANNEL_JUDICIAL;
constexpr v1::Urgency kPriority = v1::URGENCY_PRIORITY;
constexpr v1::Urgency kRoutine = v1::URGENCY_ROUTINE;
constexpr v1::Urgency kUrgent = v1::URGENCY_URGENT;

// The sample book permits what is routine.
void SendAt(Stage& stage, int64_t ms, SimAgency& from, const SimAgency& to,
            v1::Channel channel = kIntel, v1::Urgency urgency = kRoutine,
            int64_t life_ms = kLifeMs) {
  stage.At(ms, [&stage, &from, &to, channel, urgency, life_ms] {
    from.Send(stage.Request(from, to, channel, urgency, life_ms));
  });
}

void PlayFirstStart(Stage& stage) {
  SendAt(stage, 0, stage.atf(), stage.fgr());
}

void PlayDelivery(Stage& stage) {
  SendAt(stage, 0, stage.atf(), stage.fgr());
  SendAt(stage, 10, stage.cbp(), stage.fgr());
  SendAt(stage, 900, stage.fgr(), stage.atf());
  SendAt(stage, 2500, stage.atf(), stage.fgr(), kIntel, kPriority);
}

void PlayDenial(Stage& stage) {
  SendAt(stage, 0, stage.atf(), stage.fgr(), kJudicial);
  SendAt(stage, 500, stage.atf(), stage.fgr(), kAdmin, kPriority);
  // It warns: a notice goes instead.
  stage.At(1000, [&stage] {
    SimRecord record =
        stage.Request(stage.fgr(), stage.cbp(), kJudicial, kRoutine, kLifeMs);
    record.warns = true;
    stage.fgr().Send(record);
  });
}

void PlayHoldReleased(Stage& stage) {
  stage.ReviewAll(stage.us());
  stage.ReviewAll(stage.mx());
  SendAt(stage, 0, stage.atf(), stage.fgr(), kAdmin, kUrgent);
  SendAt(stage, 1500, stage.fgr(), stage.atf(), kIntel, kUrgent);
}

void PlayHoldExpired(Stage& stage) {
  SendAt(stage, 0, stage.atf(), stage.fgr(), kAdmin, kUrgent, 4000);
  SendAt(stage, 100, stage.atf(), stage.fgr(), kIntel, kUrgent, 6000);
  SendAt(stage, 200, stage.cbp(), stage.fgr());
}

// Takes back what `agency` sent last of those that `sent` says.
void RevokeAt(Stage& stage, int64_t ms, SimAgency& from, v1::Channel channel,
              v1::Urgency urgency) {
  stage.AtNode(ms, from.node(), [&from, channel, urgency] {
    for (const auto& [id, transfer] :
         core::RowsOf(from.node().state().transfers)) {
      if (!transfer.incoming && transfer.record.sender() == from.identity() &&
          transfer.record.channel() == channel &&
          transfer.record.urgency() == urgency) {
        from.RevokeRecord(transfer.record.record_id());
      }
    }
  });
}

void PlayRevocation(Stage& stage) {
  const std::string& us = stage.us().trust_domain();
  const std::string& mx = stage.mx().trust_domain();
  SendAt(stage, 0, stage.atf(), stage.fgr(), kAdmin, kUrgent);
  SendAt(stage, 100, stage.cbp(), stage.fgr(), kIntel, kRoutine);
  RevokeAt(stage, 1200, stage.atf(), kAdmin, kUrgent);
  RevokeAt(stage, 1500, stage.cbp(), kIntel, kRoutine);
  stage.At(4000, [&stage, us, mx] { stage.env().network.Cut(us, mx); });
  SendAt(stage, 4100, stage.cbp(), stage.fgr(), kAdmin, kRoutine);
  RevokeAt(stage, 5500, stage.cbp(), kAdmin, kRoutine);
  stage.At(6000, [&stage, us, mx] { stage.env().network.Mend(us, mx); });
}

void PlayLostAnswers(Stage& stage) {
  const std::string& us = stage.us().trust_domain();
  const std::string& mx = stage.mx().trust_domain();
  stage.At(0, [&stage, us, mx] { stage.env().network.Cut(mx, us); });
  SendAt(stage, 100, stage.atf(), stage.fgr());
  SendAt(stage, 200, stage.cbp(), stage.fgr(), kAdmin, kPriority);
  stage.At(5000, [&stage, us, mx] { stage.env().network.Mend(mx, us); });
}

void PlayErasure(Stage& stage) {
  for (const int64_t ms : {0, 400}) {
    stage.At(ms, [&stage, ms] {
      SimRecord record =
          stage.Request(stage.atf(), stage.fgr(), kIntel, kRoutine, kLifeMs);
      record.facts.set_retain_until_ms(stage.env().schedule.now_ms() + 7000 +
                                       20 * ms);
      stage.atf().Send(record);
    });
  }
  for (SimNode* node : {&stage.us(), &stage.mx()}) {
    stage.AtNode(2500, *node, [node] { node->StartEpoch(); });
    stage.AtNode(6000, *node, [node] { node->StartEpoch(); });
  }
}

core::RegisterChange ChangeOf(Stage& stage, const std::string& digest,
                              const char* person) {
  return {
      "E-1", digest,
      absl::StrCat("spiffe://", stage.us().trust_domain(), "/person/", person),
      "act", simulation::MakeNoteDraft(stage.env().random)};
}

void PlayRegister(Stage& stage) {
  v1::RegisterEntry entry;
  entry.set_version(1);
  entry.set_entry_id("E-1");
  entry.set_kind(v1::REGISTER_KIND_VETTING);
  entry.set_term(simulation::kClearedTerm);
  entry.set_holder(stage.fgr().identity());
  entry.set_valid_from_ms(stage.env().schedule.now_ms() - 1000);
  entry.set_valid_until_ms(stage.env().schedule.now_ms() + 60'000);
  const std::string bytes = entry.SerializeAsString();
  const std::string digest = ToBytes(Sha256(bytes));
  SendAt(stage, 0, stage.atf(), stage.fgr(), kIntel, kUrgent);
  for (const int64_t ms : {600, 2600}) {
    stage.AtNode(ms, stage.us(), [&stage, digest, bytes, entry] {
      stage.us().ChangeRegister(core::RegisterProposal{
          ChangeOf(stage, digest, "three"), bytes, "", entry.valid_until_ms()});
    });
    stage.AtNode(ms + 700, stage.us(), [&stage, digest] {
      stage.us().ChangeRegister(
          core::RegisterApproval{ChangeOf(stage, digest, "four")});
    });
  }
  SendAt(stage, 4500, stage.cbp(), stage.fgr(), kIntel, kUrgent, 9000);
  for (const int64_t ms : {4900, 6900}) {
    stage.AtNode(ms, stage.us(), [&stage, digest] {
      stage.us().ChangeRegister(
          core::RegisterRevocation{ChangeOf(stage, digest, "four")});
    });
  }
}

void PlaySnapshots(Stage& stage) {
  for (SimNode* node : {&stage.us(), &stage.mx()}) {
    for (const int64_t ms : {200, 1400, 2600, 3800}) {
      stage.AtNode(ms, *node, [node] { node->SaveSnapshot(); });
    }
    stage.AtNode(3000, *node, [node] { node->Crash("on purpose"); });
  }
  SendAt(stage, 300, stage.atf(), stage.fgr());
  SendAt(stage, 1500, stage.fgr(), stage.cbp());
}

void PlayBookChange(Stage& stage) {
  SendAt(stage, 0, stage.atf(), stage.fgr(), kAdmin, kRoutine);
  // Until it is adopted: the node may end meanwhile.
  for (SimNode* node : {&stage.us(), &stage.mx()}) {
    for (const int64_t ms : {300, 2300, 5300}) {
      stage.AtNode(ms, *node, [node] {
        if (node->state().book.book_version == 0 &&
            node->state().scheduled_book.book_version == 0) {
          node->AdoptBook(700);
        }
      });
    }
  }
  SendAt(stage, 1500, stage.cbp(), stage.fgr(), kAdmin, kRoutine);
  SendAt(stage, 2500, stage.fgr(), stage.atf(), kIntel, kUrgent, 5000);
}

void PlayDomestic(Stage& stage) {
  SendAt(stage, 0, stage.atf(), stage.cbp());
  SendAt(stage, 100, stage.cbp(), stage.atf(), kJudicial);
  SendAt(stage, 1200, stage.cbp(), stage.atf(), kAdmin, kRoutine);
}

// What was not sent, answered or collected yet is so afterwards.
void PlayRestart(Stage& stage) {
  for (int i = 0; i < 3; ++i) {
    SendAt(stage, 50 * i, stage.atf(), stage.fgr());
  }
  for (const int64_t ms : {500, 2500}) {
    stage.AtNode(ms, stage.us(), [&stage] { stage.us().Crash("on purpose"); });
    stage.AtNode(ms + 900, stage.mx(), [&stage] {
      static_cast<FaultStore&>(stage.mx().store()).CutPower();
      stage.mx().Crash("power");
    });
  }
}

}  // namespace

const std::vector<Scenario>& Scenarios() {
  static const auto* const kScenarios = new std::vector<Scenario>{
      {"first-start", true, PlayFirstStart},
      {"delivery", false, PlayDelivery},
      {"denial", false, PlayDenial},
      {"hold-released", false, PlayHoldReleased},
      {"hold-expired", false, PlayHoldExpired},
      {"revocation", false, PlayRevocation},
      {"lost-answers", false, PlayLostAnswers},
      {"erasure", false, PlayErasure},
      {"register", false, PlayRegister},
      {"snapshots", false, PlaySnapshots},
      {"book-change", false, PlayBookChange},
      {"domestic", false, PlayDomestic},
      {"restart", false, PlayRestart},
  };
  return *kScenarios;
}

}  // namespace enlace::every_fault
