#include "proto/wire/register_act.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "certs/dev_pki.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

v1::RegisterEntry SoundEntry() {
  v1::RegisterEntry entry;
  entry.set_version(1);
  entry.set_entry_id("ANAM-CONFIDENCE-2026");
  entry.set_kind(v1::REGISTER_KIND_ASSURANCE);
  entry.set_term("customs-confidentiality");
  entry.set_holder("spiffe://mx.enlace.example/agency/mx-anam");
  entry.add_record_types("BorderAlert");
  entry.add_record_types("SubstanceAlert");
  entry.set_valid_from_ms(1'800'000'000'000);
  entry.set_valid_until_ms(1'830'000'000'000);
  entry.set_document_digest(std::string(kHashSize, 'd'));
  entry.set_document_reference("archive/2026/17");
  return entry;
}

TEST(RegisterEntryTest, SoundEntryIsReadAsWritten) {
  const auto bytes = WriteRegisterEntry(SoundEntry());
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const auto entry = ReadRegisterEntry(*bytes);
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(SerializeStrictly(*entry), *bytes);
}

TEST(RegisterEntryTest, EachFaultIsNamedByItsField) {
  using Entry = v1::RegisterEntry;
  const std::vector<std::pair<std::string, std::function<void(Entry&)>>> faults{
      {"version", [](Entry& e) { e.set_version(2); }},
      {"entry_id", [](Entry& e) { e.set_entry_id("lower"); }},
      {"entry_id", [](Entry& e) { e.set_entry_id(""); }},
      {"entry_id", [](Entry& e) { e.set_entry_id(std::string(65, 'A')); }},
      {"kind", [](Entry& e) { e.clear_kind(); }},
      {"term", [](Entry& e) { e.set_term("Upper"); }},
      {"term", [](Entry& e) { e.clear_term(); }},
      {"holder", [](Entry& e) { e.clear_holder(); }},
      {"holder", [](Entry& e) { e.set_holder("mx-anam"); }},
      {"holder",
       [](Entry& e) { e.set_holder("spiffe://mx.enlace.example/node/1"); }},
      {"matter", [](Entry& e) { e.set_matter("c\x1b[2J"); }},
      {"matter", [](Entry& e) { e.set_matter(std::string(201, 'c')); }},
      {"record_types", [](Entry& e) { e.add_record_types("BorderAlert"); }},
      {"record_types", [](Entry& e) { e.add_record_types("NoSuchType"); }},
      {"valid_from_ms", [](Entry& e) { e.clear_valid_from_ms(); }},
      {"valid_until_ms",
       [](Entry& e) { e.set_valid_until_ms(e.valid_from_ms()); }},
      {"valid_until_ms",
       [](Entry& e) {
         e.set_valid_until_ms(e.valid_from_ms() +
                              absl::ToInt64Milliseconds(kRegisterTermMax) + 1);
       }},
      {"document_digest", [](Entry& e) { e.set_document_digest("short"); }},
      {"document_reference", [](Entry& e) { e.clear_document_reference(); }},
      {"document_reference",
       [](Entry& e) { e.set_document_reference("line\nline"); }},
  };
  for (const auto& [field, spoil] : faults) {
    v1::RegisterEntry entry = SoundEntry();
    spoil(entry);
    const absl::Status status = WriteRegisterEntry(entry).status();
    EXPECT_EQ(ReasonOf(status), kFieldInvalid) << field;
    EXPECT_NE(status.message().find("entry." + field), std::string::npos)
        << status;
    EXPECT_EQ(ReadRegisterEntry(SerializeStrictly(entry)).status(), status);
  }
}

TEST(RegisterEntryTest, EntryAboutACaseNeedsNoHolder) {
  v1::RegisterEntry entry = SoundEntry();
  entry.clear_holder();
  entry.set_matter("FED/SEIDO/1/2026");
  EXPECT_TRUE(WriteRegisterEntry(entry).ok());
}

TEST(RegisterEntryTest, LegalHoldIsForACaseAndForNobody) {
  v1::RegisterEntry entry = SoundEntry();
  entry.set_kind(v1::REGISTER_KIND_LEGAL_HOLD);
  entry.clear_holder();
  entry.set_matter("FED/SEIDO/1/2026");
  EXPECT_TRUE(WriteRegisterEntry(entry).ok());
  const auto refused = [](const v1::RegisterEntry& spoilt) {
    const absl::Status status = WriteRegisterEntry(spoilt).status();
    EXPECT_EQ(ReasonOf(status), kFieldInvalid);
    return std::string(status.message());
  };
  v1::RegisterEntry named = entry;
  named.set_holder("spiffe://mx.enlace.example/agency/mx-anam");
  EXPECT_NE(refused(named).find("entry.holder"), std::string::npos);
  named.clear_matter();
  EXPECT_NE(refused(named).find("entry.matter"), std::string::npos);
}

v1::RegisterEntry SoundInspection() {
  v1::RegisterEntry entry = SoundEntry();
  entry.set_kind(v1::REGISTER_KIND_INSPECTION);
  entry.clear_holder();
  entry.clear_matter();
  entry.clear_record_types();
  entry.set_inspector("spiffe://mx.enlace.example/person/ines");
  entry.add_transfer_ids(std::string(16, 'a'));
  entry.set_valid_until_ms(entry.valid_from_ms() +
                           absl::ToInt64Milliseconds(kInspectionTermMax));
  return entry;
}

void ExpectRefused(const v1::RegisterEntry& entry, const std::string& field) {
  const absl::Status status = WriteRegisterEntry(entry).status();
  EXPECT_EQ(ReasonOf(status), kFieldInvalid) << field;
  EXPECT_NE(status.message().find("entry." + field), std::string::npos)
      << status;
}

TEST(RegisterEntryTest, InspectionNamesAPersonAScopeAndAtMostNinetyDays) {
  using Entry = v1::RegisterEntry;
  ASSERT_TRUE(WriteRegisterEntry(SoundInspection()).ok());
  v1::RegisterEntry by_type = SoundInspection();
  by_type.clear_transfer_ids();
  by_type.add_record_types("FirearmTraceRequest");
  EXPECT_TRUE(WriteRegisterEntry(by_type).ok());
  const std::vector<std::pair<std::string, std::function<void(Entry&)>>> faults{
      {"inspector", [](Entry& e) { e.clear_inspector(); }},
      {"inspector",
       [](Entry& e) {
         e.set_inspector("spiffe://mx.enlace.example/agency/mx-fgr");
       }},
      {"holder",
       [](Entry& e) { e.set_holder("spiffe://mx.enlace.example/agency/a"); }},
      {"matter", [](Entry& e) { e.clear_transfer_ids(); }},
      {"transfer_ids", [](Entry& e) { e.add_transfer_ids("short"); }},
      {"valid_until_ms",
       [](Entry& e) { e.set_valid_until_ms(e.valid_until_ms() + 1); }},
  };
  for (const auto& [field, spoil] : faults) {
    v1::RegisterEntry entry = SoundInspection();
    spoil(entry);
    ExpectRefused(entry, field);
  }
  v1::RegisterEntry other = SoundEntry();
  other.set_inspector(SoundInspection().inspector());
  ExpectRefused(other, "inspector");
}

TEST(RegisterEntryTest, ErasureOrderNamesSingleRecordsAndNothingElse) {
  using Entry = v1::RegisterEntry;
  v1::RegisterEntry order = SoundEntry();
  order.set_kind(v1::REGISTER_KIND_ERASURE_ORDER);
  order.clear_holder();
  order.clear_matter();
  order.clear_record_types();
  order.add_transfer_ids(std::string(16, 'a'));
  order.add_transfer_ids(std::string(16, 'b'));
  ASSERT_TRUE(WriteRegisterEntry(order).ok());
  const std::vector<std::pair<std::string, std::function<void(Entry&)>>> faults{
      {"transfer_ids", [](Entry& e) { e.clear_transfer_ids(); }},
      {"transfer_ids", [](Entry& e) { e.add_transfer_ids("short"); }},
      {"transfer_ids",
       [](Entry& e) { e.add_transfer_ids(std::string(16, 'b')); }},
      {"transfer_ids",
       [](Entry& e) { e.add_transfer_ids(std::string(16, 'a')); }},
      {"transfer_ids",
       [](Entry& e) {
         e.clear_transfer_ids();
         for (int i = 0; i < 257; ++i) {
           e.add_transfer_ids(absl::StrCat(std::string(13, 'x'), 100 + i));
         }
       }},
      {"holder", [](Entry& e) { e.set_matter("CASE-1"); }},
      {"holder", [](Entry& e) { e.add_record_types("FirearmTraceRequest"); }},
  };
  for (const auto& [field, spoil] : faults) {
    v1::RegisterEntry entry = order;
    spoil(entry);
    ExpectRefused(entry, field);
  }
  v1::RegisterEntry other = SoundEntry();
  other.add_transfer_ids(std::string(16, 'a'));
  ExpectRefused(other, "transfer_ids");
}

TEST(RegisterEntryTest, SubjectRequestSaysNothingOfWhoAsked) {
  v1::RegisterEntry request = SoundEntry();
  request.set_kind(v1::REGISTER_KIND_SUBJECT_REQUEST);
  ExpectRefused(request, "holder");
  request.clear_holder();
  request.clear_matter();
  request.clear_record_types();
  EXPECT_TRUE(WriteRegisterEntry(request).ok());
  request.set_matter("CASE-1");
  ExpectRefused(request, "holder");
}

v1::RegisterEntry SoundDelegation() {
  v1::RegisterEntry entry = SoundEntry();
  entry.set_kind(v1::REGISTER_KIND_DELEGATION);
  entry.set_term("duty-officer");
  entry.clear_holder();
  entry.set_principal("spiffe://mx.enlace.example/person/ana");
  entry.set_substitute("spiffe://mx.enlace.example/person/luis");
  entry.set_after_percent(50);
  return entry;
}

TEST(RegisterEntryTest, DelegationNamesTwoPersonsOfOneNationAndNothingElse) {
  using Entry = v1::RegisterEntry;
  ASSERT_TRUE(WriteRegisterEntry(SoundDelegation()).ok());
  const std::vector<std::pair<std::string, std::function<void(Entry&)>>> faults{
      {"principal", [](Entry& e) { e.clear_principal(); }},
      {"principal",
       [](Entry& e) {
         e.set_principal("spiffe://mx.enlace.example/agency/mx-fgr");
       }},
      {"substitute", [](Entry& e) { e.clear_substitute(); }},
      {"substitute", [](Entry& e) { e.set_substitute("luis"); }},
      {"substitute", [](Entry& e) { e.set_substitute(e.principal()); }},
      {"substitute",
       [](Entry& e) {
         e.set_substitute("spiffe://us.enlace.example/person/luis");
       }},
      {"substitute", [](Entry& e) { e.set_kind(v1::REGISTER_KIND_CONSENT); }},
      {"substitute",
       [](Entry& e) {
         e = SoundEntry();
         e.set_after_percent(50);
       }},
      {"holder",
       [](Entry& e) { e.set_holder("spiffe://mx.enlace.example/agency/a"); }},
      {"holder", [](Entry& e) { e.set_matter("CASE-1"); }},
      {"after_percent", [](Entry& e) { e.set_after_percent(91); }},
  };
  for (const auto& [field, spoil] : faults) {
    v1::RegisterEntry entry = SoundDelegation();
    spoil(entry);
    const absl::Status status = WriteRegisterEntry(entry).status();
    EXPECT_EQ(ReasonOf(status), kFieldInvalid) << field;
    EXPECT_NE(status.message().find("entry." + field), std::string::npos)
        << status;
  }
}

TEST(RegisterEntryTest, AnotherSpellingIsRefused) {
  const std::string bytes = *WriteRegisterEntry(SoundEntry());
  EXPECT_FALSE(ReadRegisterEntry(bytes + '\x78' + '\x01').ok());
  EXPECT_FALSE(ReadRegisterEntry(bytes + bytes).ok());
}

class RegisterActTest : public testing::Test {
 protected:
  certs::Identity Person(const std::string& id) const {
    return {"us.enlace.example", certs::Identity::Kind::kPerson, id};
  }

  v1::SignedRegisterAct Sign(const std::string& person,
                             const std::string& says) const {
    const auto issued = pki_.IssueStatementSigning(Person(person)).value();
    const auto key = certs::PrivateKey::FromPem(issued.key_pem).value();
    return SignRegisterAct(deed_, Person(says), key, issued.chain_pem, now_)
        .value();
  }

  absl::Status Verify(const v1::SignedRegisterAct& act,
                      const std::string& person, absl::Time at) const {
    return VerifyRegisterAct(act, Person(person), root_, at).status();
  }

  const absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  const certs::DevPki pki_ =
      certs::DevPki::Create({.trust_domain = "us.enlace.example"}, now_)
          .value();
  const certs::TrustAnchor root_ =
      certs::TrustAnchor::FromPem(pki_.root_pem()).value();
  const RegisterDeed deed_{v1::RegisterAct::VERB_APPROVE, "ENTRY",
                           std::string(kHashSize, 'e')};
};

TEST_F(RegisterActTest, ActTellsWhatItsPersonSigned) {
  const auto deed = VerifyRegisterAct(Sign("us-one", "us-one"),
                                      Person("us-one"), root_, now_);
  ASSERT_TRUE(deed.ok()) << deed.status();
  EXPECT_EQ(deed->verb, v1::RegisterAct::VERB_APPROVE);
  EXPECT_EQ(deed->entry_id, "ENTRY");
  EXPECT_EQ(deed->entry_digest, deed_.entry_digest);
}

TEST_F(RegisterActTest, ActOfAnotherThanTheCallerIsRefused) {
  for (const v1::SignedRegisterAct& act :
       {Sign("us-one", "us-one"), Sign("us-one", "us-two"),
        Sign("us-two", "us-one")}) {
    EXPECT_EQ(ReasonOf(Verify(act, "us-two", now_)), kSignatureInvalid);
  }
}

TEST_F(RegisterActTest, KeyOfAnotherRootIsRefused) {
  const auto other =
      certs::DevPki::Create({.trust_domain = "us.enlace.example"}, now_)
          .value();
  const auto issued = other.IssueStatementSigning(Person("us-one")).value();
  const auto key = certs::PrivateKey::FromPem(issued.key_pem).value();
  const auto act =
      SignRegisterAct(deed_, Person("us-one"), key, issued.chain_pem, now_);
  EXPECT_EQ(ReasonOf(Verify(*act, "us-one", now_)), kSignatureInvalid);
}

TEST_F(RegisterActTest, EachChangedByteIsRefused) {
  const v1::SignedRegisterAct act = Sign("us-one", "us-one");
  for (size_t i = 0; i < act.act().size(); ++i) {
    v1::SignedRegisterAct changed = act;
    (*changed.mutable_act())[i] ^= 1;
    EXPECT_FALSE(Verify(changed, "us-one", now_).ok()) << i;
  }
}

TEST_F(RegisterActTest, ActOfAnotherTimeIsRefused) {
  const auto issued = pki_.IssueStatementSigning(Person("us-one")).value();
  const auto key = certs::PrivateKey::FromPem(issued.key_pem).value();
  for (const int minutes : {-6, -5, 0, 5, 6}) {
    const auto act =
        SignRegisterAct(deed_, Person("us-one"), key, issued.chain_pem,
                        now_ + absl::Minutes(minutes));
    const absl::Status status = Verify(*act, "us-one", now_);
    EXPECT_EQ(ReasonOf(status), std::abs(minutes) > 5 ? kExpired : "")
        << minutes << " " << status;
  }
}

}  // namespace
}  // namespace enlace::wire
