#include "proto/wire/link_acceptance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/sha256.h"
#include "proto/wire/dsse.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"
#include "tests/proto/wire/envelope_fixture.h"

namespace enlace::wire {
namespace {

v1::LinkAcceptance SampleAcceptance() {
  v1::LinkAcceptance acceptance;
  acceptance.set_version(1);
  acceptance.set_node(std::string(kSampleNodeA));
  acceptance.set_accepted_domain("mx.enlace.example");
  acceptance.set_file_digest(ToBytes(Sha256("file")));
  acceptance.set_stated_at_ms(kSampleCreatedMs);
  return acceptance;
}

v1::SignedLinkAcceptance SignAnyway(const v1::LinkAcceptance& acceptance,
                                    const certs::Signer& signer,
                                    absl::string_view payload_type) {
  v1::SignedLinkAcceptance result;
  result.set_acceptance(SerializeStrictly(acceptance));
  *result.mutable_signature() =
      SignPayload(signer, payload_type, result.acceptance()).value();
  return result;
}

TEST(LinkAcceptanceTest, VerifiesWithTheKeyOfItsNode) {
  const SampleParties parties;
  const auto signed_one =
      SignLinkAcceptance(SampleAcceptance(), parties.node_a);
  ASSERT_TRUE(signed_one.ok()) << signed_one.status();
  const auto read = VerifyLinkAcceptance(*signed_one, parties.keys);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(SerializeStrictly(*read), SerializeStrictly(SampleAcceptance()));
}

TEST(LinkAcceptanceTest, NamesTheFieldThatIsWrong) {
  using Change = std::function<void(v1::LinkAcceptance&)>;
  const std::pair<const char*, Change> cases[] = {
      {"version", [](auto& a) { a.set_version(2); }},
      {"node", [](auto& a) { a.set_node(std::string(kSampleAgency)); }},
      {"accepted_domain", [](auto& a) { a.set_accepted_domain("MX"); }},
      {"file_digest", [](auto& a) { a.mutable_file_digest()->pop_back(); }},
      {"stated_at_ms", [](auto& a) { a.clear_stated_at_ms(); }},
  };
  const SampleParties parties;
  for (const auto& [field, change] : cases) {
    v1::LinkAcceptance acceptance = SampleAcceptance();
    change(acceptance);
    EXPECT_FALSE(SignLinkAcceptance(acceptance, parties.node_a).ok()) << field;
    const absl::Status status =
        VerifyLinkAcceptance(
            SignAnyway(acceptance, parties.node_a, kLinkAcceptancePayload),
            parties.keys)
            .status();
    EXPECT_EQ(ReasonOf(status), kFieldInvalid) << field;
    EXPECT_THAT(MessageOf(status), testing::HasSubstr(field));
  }
}

TEST(LinkAcceptanceTest, TheKeyOfAnyoneElseIsRefused) {
  const SampleParties parties;
  EXPECT_EQ(ReasonOf(VerifyLinkAcceptance(
                         SignAnyway(SampleAcceptance(), parties.node_b,
                                    kLinkAcceptancePayload),
                         parties.keys)
                         .status()),
            kSenderMismatch);
  EXPECT_EQ(
      ReasonOf(VerifyLinkAcceptance(SignAnyway(SampleAcceptance(),
                                               parties.node_a, kReleasePayload),
                                    parties.keys)
                   .status()),
      kSignatureInvalid);
}

TEST(LinkAcceptanceTest, EveryChangedBitIsRefused) {
  const SampleParties parties;
  const auto valid =
      SignLinkAcceptance(SampleAcceptance(), parties.node_a).value();
  for (size_t bit = 0; bit < valid.acceptance().size() * 8; ++bit) {
    v1::SignedLinkAcceptance changed = valid;
    char& byte = (*changed.mutable_acceptance())[bit / 8];
    byte = static_cast<char>(byte ^ (1 << bit % 8));
    EXPECT_FALSE(VerifyLinkAcceptance(changed, parties.keys).ok()) << bit;
  }
}

}  // namespace
}  // namespace enlace::wire
