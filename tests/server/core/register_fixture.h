// A node and persons who keep its register, for the tests of what rules ask it.

#ifndef ENLACE_TESTS_SERVER_CORE_REGISTER_FIXTURE_H_
#define ENLACE_TESTS_SERVER_CORE_REGISTER_FIXTURE_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "enlace/v1/register.pb.h"
#include "proto/wire/problem.h"
#include "server/core/register.h"
#include "tests/server/core/core_node.h"

namespace enlace::core {

inline constexpr char kProposer[] = "spiffe://us.enlace.example/person/three";
inline constexpr char kApprover[] = "spiffe://us.enlace.example/person/four";
inline constexpr char kOther[] = "spiffe://us.enlace.example/person/five";
inline constexpr int64_t kTermMs = 600 * 1000;

// An entry about the peer's agency, which rules of the sample book ask about.
inline v1::RegisterEntry EntryNamed(const std::string& id) {
  v1::RegisterEntry entry;
  entry.set_version(1);
  entry.set_entry_id(id);
  entry.set_kind(v1::REGISTER_KIND_VETTING);
  entry.set_term("kept");
  entry.set_holder(kPeerAgency);
  entry.set_valid_from_ms(kTestStartMs - 1000);
  entry.set_valid_until_ms(kTestStartMs + kTermMs);
  return entry;
}

class RegisterFixture : public ::testing::Test {
 protected:
  RegisterChange Change(const v1::RegisterEntry& entry,
                        const std::string& person) {
    return {entry.entry_id(), ToBytes(Sha256(entry.SerializeAsString())),
            person, "act", node_.NoteDraft()};
  }

  RegisterProposal Proposal(const v1::RegisterEntry& entry,
                            const std::string& person,
                            const std::string& tag = "") {
    return {Change(entry, person), entry.SerializeAsString(), tag,
            entry.valid_until_ms()};
  }

  void Enter(const v1::RegisterEntry& entry, const std::string& tag = "") {
    ASSERT_EQ(node_.Run(Proposal(entry, kProposer, tag)).kind,
              Answer::Kind::kDone);
    ASSERT_EQ(node_.Run(RegisterApproval{Change(entry, kApprover)}).kind,
              Answer::Kind::kDone);
  }

  Answer Revoke(const v1::RegisterEntry& entry) {
    return node_.Run(RegisterRevocation{Change(entry, kProposer)});
  }

  std::vector<std::string> StandingIds(const RecordFacts& record) {
    return EntryIdsOf(StandingFor(node_.state(), record, node_.clock.now_ms));
  }

  std::string RefusalOf(const Answer& answer) {
    EXPECT_EQ(answer.kind, Answer::Kind::kRefused);
    return wire::ReasonOf(answer.status);
  }

  CoreNode node_;
};

}  // namespace enlace::core

#endif  // ENLACE_TESTS_SERVER_CORE_REGISTER_FIXTURE_H_
