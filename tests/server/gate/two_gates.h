// Two nations' gates under the sample books, in one process and without
// sockets.

#ifndef ENLACE_TESTS_SERVER_GATE_TWO_GATES_H_
#define ENLACE_TESTS_SERVER_GATE_TWO_GATES_H_

#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/sha256.h"
#include "certs/dev_pki.h"
#include "proto/wire/message_id.h"
#include "proto/wire/opened_form.h"
#include "proto/wire/submission.h"
#include "server/gate/gate.h"
#include "server/gate/key_lookup.h"

namespace enlace::gate {

using IdentityKind = certs::Identity::Kind;

inline std::string Uri(const std::string& nation, IdentityKind kind,
                       const std::string& id) {
  return certs::Identity{nation + ".enlace.example", kind, id}.Uri();
}

inline std::string AgencyUri(const std::string& id) {
  return Uri(id.substr(0, 2), IdentityKind::kAgency, id);
}

// The identifiers themselves.
inline journal::v1::SubjectTags NotTagged(
    absl::string_view /*transfer_id*/,
    const std::set<std::string>& identifiers) {
  journal::v1::SubjectTags subjects;
  subjects.set_period(1);
  subjects.mutable_tags()->Assign(identifiers.begin(), identifiers.end());
  return subjects;
}

// Leaves the payload open for the test to read.
inline absl::StatusOr<core::SealedPayload> NotSealed(
    absl::string_view plaintext, absl::string_view) {
  core::SealedPayload payload;
  payload.sealed = std::string(plaintext);
  return payload;
}

// Both nations' gates; each knows the other's keys and parties.
class TwoGates {
 public:
  TwoGates() {
    for (const std::string nation : {"us", "mx"}) {
      auto pki = certs::DevPki::Create(
          {.trust_domain = nation + ".enlace.example"}, now);
      CHECK_OK(pki.status());
      const auto agencies =
          nation == "us"
              ? std::vector<std::string>{"us-cbp", "us-hsi", "us-doj-oia"}
              : std::vector<std::string>{"mx-anam", "mx-inm", "mx-fgr"};
      for (const std::string& id : agencies) {
        AddKey(*pki, id,
               {nation + ".enlace.example", IdentityKind::kAgency, id});
        own_[nation].agencies.insert(AgencyUri(id));
      }
      AddKey(*pki, nation,
             {nation + ".enlace.example", IdentityKind::kNode, "1"});
      own_[nation].node = Uri(nation, IdentityKind::kNode, "1");
      own_[nation].trust_domain = nation + ".enlace.example";
      auto book = policy::Book::Load("policy/" + nation);
      CHECK_OK(book.status());
      asked_[nation] =
          std::make_shared<const policy::AskedFacts>(*std::move(book));
    }
    for (const std::string nation : {"us", "mx"}) {
      const std::string other = nation == "us" ? "mx" : "us";
      own_[nation].nations[other + ".enlace.example"] = {
          .node = own_[other].node,
          .agencies = own_[other].agencies,
          .link_file = {}};
      gates_.emplace(nation, Gate({.parties = &own_[nation],
                                   .keys = &keys_,
                                   .statement_signer = &signers_.at(nation),
                                   .drafts = &drafts_,
                                   .random = &SystemRandom(),
                                   .seal = NotSealed,
                                   .tag_content =
                                       [](absl::string_view content) {
                                         return ToBytes(Sha256(content));
                                       },
                                   .tag_subjects = NotTagged}));
    }
  }

  const Gate& gate(const std::string& nation) const {
    return gates_.at(nation);
  }
  const certs::PrivateKey& key(const std::string& party) const {
    return signers_.at(party);
  }

  World WorldOf(const std::string& nation, bool repeated = false) const {
    World world;
    world.now = now;
    world.asked = asked_.at(nation);
    world.find_facts = [repeated](absl::Span<const StateQuestion> asked) {
      std::vector<core::StateFacts> facts(asked.size());
      for (size_t i = 0; i < asked.size(); ++i) {
        facts[i].repeated =
            repeated && asked[i].record->type() == "SafetyNotice";
      }
      return facts;
    };
    return world;
  }

  v1::Header Header(const std::string& sender, const std::string& to) const {
    v1::Header header;
    header.set_schema("1.0");
    header.set_message_id(wire::MakeMessageId(now, SystemRandom()));
    header.set_sender(sender);
    header.set_recipient(AgencyUri(to));
    header.set_channel(v1::CHANNEL_ADMIN);
    header.set_urgency(v1::URGENCY_ROUTINE);
    header.set_created_at_ms(absl::ToUnixMillis(now));
    header.set_valid_until_ms(absl::ToUnixMillis(now + absl::Hours(72)));
    return header;
  }

  std::string Signed(const v1::Header& header,
                     const google::protobuf::Message& record,
                     const std::string& by) const {
    auto made = wire::MakeSubmission(header, record, key(by), SystemRandom());
    CHECK_OK(made.status());
    return made->SerializeAsString();
  }

  Admission Submit(const std::string& caller, const std::string& bytes,
                   bool repeated = false) const {
    const absl::string_view view = bytes;
    return std::move(gate(caller.substr(0, 2))
                         .AdmitSubmissions(AgencyUri(caller), {view},
                                           WorldOf("us", repeated))[0]);
  }

  // What the node of mx makes of a released record that the node of us relays.
  Admission Relay(const std::string& record, const std::string& transfer_id,
                  const std::string& link = "us.enlace.example") const {
    v1::RelayItem item;
    item.set_transfer_id(transfer_id);
    item.set_link_sequence(1);
    item.set_record(record);
    const v1::RelayItem* const items[] = {&item};
    return std::move(gate("mx").AdmitRelays(link, items, WorldOf("mx"))[0]);
  }

  // `record`, made by the node of us and released whole by it, which lets it be
  // kept so long.
  std::string Forged(const google::protobuf::Message& record,
                     const std::string& transfer_id,
                     int64_t retain_until_ms = 0) const {
    const auto verified = wire::VerifySubmission(
        Signed(Header(own_.at("us").node, "mx-anam"), record, "us"),
        LookUpIn(keys_));
    CHECK_OK(verified.status());
    std::string form = wire::OpenForm(verified->leaves, [](absl::string_view) {
                         return false;
                       }).form;
    v1::ReleaseStatement release;
    release.set_version(1);
    release.set_node(own_.at("us").node);
    release.set_record_id(verified->record_id);
    release.set_transfer_id(transfer_id);
    release.set_outcome(v1::DECISION_OUTCOME_PERMIT);
    release.set_book_digest(std::string(32, 'b'));
    release.set_decided_at_ms(absl::ToUnixMillis(now));
    release.set_valid_until_ms(absl::ToUnixMillis(now + absl::Hours(1)));
    release.set_retain_until_ms(retain_until_ms);
    release.set_form_digest(ToBytes(Sha256(form)));
    std::vector<UnsealedPayload> payloads;
    payloads.push_back(
        {transfer_id,
         "",
         {},
         UnsignedRelease{release, verified->submission.statement(), form, {}}});
    const auto sealed =
        SignAndSeal(std::move(payloads), key("us"), SystemRandom(), NotSealed);
    CHECK_OK(sealed.status());
    return RecordIn((*sealed)[0]);
  }

  static std::string RecordIn(const core::SealedPayload& payload) {
    journal::v1::SealedContent content;
    CHECK(content.ParseFromString(payload.sealed)) << "sealed content";
    return content.record();
  }

  const certs::KeyDirectory& keys() const { return keys_; }

  const absl::Time now = RealClock().TimeNow();

 private:
  void AddKey(const certs::DevPki& pki, const std::string& name,
              const certs::Identity& identity) {
    const auto issued = pki.IssueStatementSigning(identity);
    CHECK_OK(issued.status());
    CHECK_OK(keys_.Add(*certs::TrustAnchor::FromPem(pki.root_pem()),
                       issued->chain_pem, certs::Purpose::kStatementSigning,
                       now));
    signers_.emplace(name, *certs::PrivateKey::FromPem(issued->key_pem));
  }

  certs::KeyDirectory keys_;
  std::map<std::string, certs::PrivateKey> signers_;
  std::map<std::string, Parties> own_;
  std::map<std::string, std::shared_ptr<const policy::AskedFacts>> asked_;
  Drafts drafts_{SystemRandom()};
  std::map<std::string, Gate> gates_;
};

}  // namespace enlace::gate

#endif  // ENLACE_TESTS_SERVER_GATE_TWO_GATES_H_
