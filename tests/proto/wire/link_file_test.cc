#include "proto/wire/link_file.h"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/file.h"
#include "proto/wire/dsse.h"
#include "proto/wire/fingerprint.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"
#include "proto/wire/verifier_key.h"
#include "tests/proto/wire/envelope_fixture.h"
#include "tests/proto/wire/link_sample.h"

namespace enlace::wire {
namespace {

std::string VerifierKeyOf(const certs::PrivateKey& key, absl::string_view name,
                          NoteKeyType type) {
  return VerifierKey::Create(name, type, key.public_key())->Format();
}

TEST(LinkFileTest, SaysWhatItsRootSigned) {
  const LinkSample us;
  const auto file = LinkFile::Parse(us.Signed());
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->trust_domain(), "us.enlace.example");
  EXPECT_EQ(SerializeStrictly(file->content()), SerializeStrictly(us.content));
  EXPECT_EQ(file->root().certificate().ToPem(), us.pki.root_pem());
  EXPECT_EQ(file->digest(), Sha256(SerializeStrictly(us.content)));
}

// What a program in another language reads in the same bytes.
TEST(LinkFileTest, ReadsTheVectors) {
  const auto json = ReadFile("tests/vectors/link/link_files.json");
  ASSERT_TRUE(json.ok()) << json.status();
  google::protobuf::ListValue vectors;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(*json, &vectors).ok());
  ASSERT_EQ(vectors.values_size(), 2);
  for (const auto& vector : vectors.values()) {
    const auto& fields = vector.struct_value().fields();
    const auto file = LinkFile::Parse(
        Base64Decode(fields.at("link_file").string_value()).value());
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_EQ(file->trust_domain(), fields.at("trust_domain").string_value());
    EXPECT_EQ(HexEncode(AsBytes(file->digest())),
              fields.at("sha256").string_value());
    EXPECT_EQ(FingerprintDigits(file->digest()),
              fields.at("digits").string_value());
  }
}

TEST(LinkFileTest, HoldsFromItsFirstInstantUntilBeforeItsLast) {
  const LinkSample us;
  const auto file = LinkFile::Parse(us.Signed());
  ASSERT_TRUE(file.ok());
  EXPECT_FALSE(file->ValidAt(us.now - absl::Milliseconds(1)));
  EXPECT_TRUE(file->ValidAt(us.now));
  EXPECT_TRUE(file->ValidAt(us.now + absl::Hours(24) - absl::Milliseconds(1)));
  EXPECT_FALSE(file->ValidAt(us.now + absl::Hours(24)));
}

TEST(LinkFileTest, AnotherSignatureMakesNoOtherFile) {
  const LinkSample us;
  const std::string first = us.Signed();
  const std::string second = us.Signed();
  ASSERT_NE(first, second) << "ECDSA draws a nonce";
  EXPECT_EQ(LinkFile::Parse(first)->digest(),
            LinkFile::Parse(second)->digest());
}

// One wrong thing each; the root's own signature does not help.
TEST(LinkFileTest, NamesTheFieldThatIsWrong) {
  const LinkSample us;
  const LinkSample mx("mx.enlace.example", "mx-fgr");
  const auto tls = us.pki.IssueTls(us.agency);
  const auto person = us.pki.IssueStatementSigning(
      {us.pki.trust_domain(), certs::Identity::Kind::kPerson, "us-legal"});
  ASSERT_TRUE(tls.ok() && person.ok());
  auto late = us.pki.StatementProfile(us.agency);
  late.not_before = us.now + absl::Seconds(1);
  const auto not_yet = us.pki.Issue(late);
  ASSERT_TRUE(not_yet.ok());

  using Change = std::function<void(v1::LinkFile&)>;
  const std::pair<const char*, Change> cases[] = {
      {"version", [](auto& f) { f.set_version(2); }},
      {"version", [](auto& f) { f.clear_version(); }},
      {"serial", [](auto& f) { f.set_serial(0); }},
      {"valid_from_ms", [](auto& f) { f.set_valid_from_ms(0); }},
      {"valid_until_ms",
       [](auto& f) { f.set_valid_until_ms(f.valid_from_ms()); }},
      {"root_certificate", [](auto& f) { f.clear_root_certificate(); }},
      {"root_certificate",
       [&](auto& f) { f.set_root_certificate(us.pki.issuing_pem()); }},
      {"root_certificate",
       [&](auto& f) { f.set_root_certificate(mx.pki.root_pem()); }},
      {"root_certificate",
       [](auto& f) { f.mutable_root_certificate()->append("\n"); }},
      {"root_certificate",
       [](auto& f) { f.set_trust_domain("mx.enlace.example"); }},
      {"root_certificate", [](auto& f) { f.clear_trust_domain(); }},
      {"nodes", [](auto& f) { f.clear_nodes(); }},
      {"nodes",
       [](auto& f) {
         while (f.nodes_size() <= kLinkNodesMax) *f.add_nodes() = f.nodes(0);
       }},
      {"nodes.identity", [](auto& f) { f.mutable_nodes(0)->clear_identity(); }},
      {"nodes.identity",
       [&](auto& f) { f.mutable_nodes(0)->set_identity(us.agency.Uri()); }},
      {"nodes.identity",
       [&](auto& f) { f.mutable_nodes(0)->set_identity(mx.node.Uri()); }},
      {"nodes.identity", [](auto& f) { *f.add_nodes() = f.nodes(0); }},
      {"nodes.endpoint",
       [](auto& f) { f.mutable_nodes(0)->set_endpoint("host"); }},
      {"nodes.endpoint",
       [](auto& f) { f.mutable_nodes(0)->set_endpoint(":1"); }},
      {"nodes.endpoint",
       [](auto& f) { f.mutable_nodes(0)->set_endpoint("host:0"); }},
      {"nodes.endpoint",
       [](auto& f) { f.mutable_nodes(0)->set_endpoint("host:01"); }},
      {"nodes.endpoint",
       [](auto& f) { f.mutable_nodes(0)->set_endpoint("host:65536"); }},
      {"nodes.endpoint",
       [](auto& f) { f.mutable_nodes(0)->set_endpoint("a b:1"); }},
      {"nodes.statement_chain",
       [&](auto& f) {
         f.mutable_nodes(0)->set_statement_chain(us.signing.chain_pem);
       }},
      {"nodes.statement_chain",
       [](auto& f) { f.mutable_nodes(0)->clear_statement_chain(); }},
      {"logs", [](auto& f) { f.clear_logs(); }},
      {"logs.origin",
       [](auto& f) {
         f.mutable_logs(0)->set_origin("mx.enlace.example/audit");
       }},
      {"logs.origin",
       [](auto& f) { f.mutable_logs(0)->set_origin("us.enlace.example"); }},
      {"logs.origin",
       [](auto& f) { f.mutable_logs(0)->set_origin("us.enlace.example/"); }},
      {"logs.log_key",
       [](auto& f) { f.mutable_logs(0)->set_origin("us.enlace.example/b"); }},
      {"logs.log_key",
       [&](auto& f) {
         f.mutable_logs(0)->set_log_key(
             VerifierKeyOf(us.log_key, "us.enlace.example/audit",
                           NoteKeyType::kCosignatureV1));
       }},
      {"logs.witness_key",
       [&](auto& f) {
         f.mutable_logs(0)->set_witness_key(
             VerifierKeyOf(us.witness_key, "us.enlace.example/witness",
                           NoteKeyType::kEd25519));
       }},
      {"logs.witness_key",
       [&](auto& f) {
         f.mutable_logs(0)->set_witness_key(
             VerifierKeyOf(us.witness_key, "mx.enlace.example/witness",
                           NoteKeyType::kCosignatureV1));
       }},
      {"logs.witness_key",  // one key, two uses
       [&](auto& f) {
         f.mutable_logs(0)->set_witness_key(
             VerifierKeyOf(us.log_key, "us.enlace.example/witness",
                           NoteKeyType::kCosignatureV1));
       }},
      {"logs.origin", [](auto& f) { *f.add_logs() = f.logs(0); }},
      {"agencies.identity",
       [&](auto& f) { f.mutable_agencies(0)->set_identity(mx.agency.Uri()); }},
      {"agencies.identity",
       [&](auto& f) {
         f.mutable_agencies(0)->set_identity(
             "spiffe://us.enlace.example/person/us-atf");
       }},
      {"agencies.identity", [](auto& f) { *f.add_agencies() = f.agencies(0); }},
      // The certificate of a TLS key verifies no statement.
      {"agencies.signing_chain",
       [&](auto& f) {
         f.mutable_agencies(0)->set_signing_chain(tls->chain_pem);
       }},
      {"agencies.signing_chain",
       [&](auto& f) {
         f.mutable_agencies(0)->set_signing_chain(mx.signing.chain_pem);
       }},
      {"agencies.signing_chain",
       [&](auto& f) {
         f.mutable_agencies(0)->set_signing_chain(person->chain_pem);
       }},
      {"agencies.signing_chain",
       [&](auto& f) {
         f.mutable_agencies(0)->set_signing_chain(not_yet->chain_pem);
       }},
      {"agencies.signing_chain",
       [](auto& f) {
         f.mutable_agencies(0)->mutable_signing_chain()->append("\n");
       }},
      {"agencies",
       [](auto& f) {
         while (f.agencies_size() <= kLinkAgenciesMax) {
           *f.add_agencies() = f.agencies(0);
         }
       }},
  };
  for (const auto& [field, change] : cases) {
    v1::LinkFile content = us.content;
    change(content);
    const absl::Status status =
        LinkFile::Parse(us.SignAnyway(content)).status();
    EXPECT_EQ(ReasonOf(status), kLinkFileInvalid) << field << ": " << status;
    EXPECT_THAT(MessageOf(status),
                testing::StartsWith(absl::StrCat("link_file.", field, " ")));
    EXPECT_FALSE(SignLinkFile(content, us.root_key).ok()) << field;
  }
}

TEST(LinkFileTest, AnotherKeyThanTheRootsSignsNothing) {
  const LinkSample us;
  const LinkSample mx("mx.enlace.example", "mx-fgr");
  const auto issuing = certs::PrivateKey::FromPem(us.pki.issuing_key_pem());
  ASSERT_TRUE(issuing.ok());
  for (const certs::PrivateKey* key :
       {&mx.root_key, &*issuing, &us.log_key, &us.witness_key}) {
    EXPECT_EQ(ReasonOf(SignLinkFile(us.content, *key).status()),
              kSignatureInvalid);
  }
}

TEST(LinkFileTest, ASignatureOfAnotherKindOfThingIsNone) {
  const LinkSample us;
  v1::SignedLinkFile file;
  file.set_file(SerializeStrictly(us.content));
  *file.mutable_signature() =
      SignPayload(us.root_key, kReleasePayload, file.file()).value();
  EXPECT_EQ(ReasonOf(LinkFile::Parse(SerializeStrictly(file)).status()),
            kSignatureInvalid);
}

TEST(LinkFileTest, ChangedBytesAreRefused) {
  const LinkSample us;
  const std::string valid = us.Signed();
  ASSERT_TRUE(LinkFile::Parse(valid).ok());
  // Every byte of the short parts; most of the file is certificates.
  constexpr size_t kEvery = 5;
  for (size_t i = 0; i < valid.size();
       i += i < 200 || i + 200 > valid.size() ? 1 : kEvery) {
    std::string changed = valid;
    changed[i] = static_cast<char>(changed[i] ^ (1 << i % 8));
    EXPECT_FALSE(LinkFile::Parse(changed).ok()) << i;
  }
  for (size_t size = 0; size < valid.size(); size += 7) {
    EXPECT_FALSE(LinkFile::Parse(valid.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(LinkFile::Parse(valid + '\0').ok());
  EXPECT_FALSE(LinkFile::Parse(valid + valid).ok());
}

}  // namespace
}  // namespace enlace::wire
