#include "proto/wire/enrolment_approval.h"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/file.h"
#include "proto/wire/fingerprint.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"
#include "tests/proto/wire/enrolment_sample.h"

namespace enlace::wire {
namespace {

using ::testing::HasSubstr;

class EnrolmentApprovalTest : public testing::Test {
 protected:
  v1::EnrolmentApprovals Both() const {
    v1::EnrolmentApprovals approvals;
    *approvals.add_approvals() = sample_.Approve(request_, "us-one", soon_);
    *approvals.add_approvals() = sample_.Approve(request_, "us-two", soon_);
    return approvals;
  }

  absl::Status Check(const v1::EnrolmentApprovals& approvals) const {
    return CheckEnrolmentApprovals(request_, approvals, sample_.Rules(soon_))
        .status();
  }

  // That it is refused as not approved, and says why.
  void ExpectRefused(const v1::EnrolmentApprovals& approvals,
                     const char* why) const {
    const absl::Status status = Check(approvals);
    EXPECT_EQ(ReasonOf(status), kEnrolmentNotApproved) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
  }

  const EnrolmentSample sample_;
  const EnrolmentRequest request_ = sample_.Request();
  const absl::Time soon_ = sample_.now + absl::Hours(1);
};

TEST_F(EnrolmentApprovalTest, TwoPersonsMakeItGood) {
  const auto read = ReadEnrolmentApprovals(SerializeStrictly(Both()));
  ASSERT_TRUE(read.ok()) << read.status();
  const auto persons =
      CheckEnrolmentApprovals(request_, *read, sample_.Rules(soon_));
  ASSERT_TRUE(persons.ok()) << persons.status();
  EXPECT_EQ(*persons, (std::vector<certs::Identity>{sample_.Person("us-one"),
                                                    sample_.Person("us-two")}));
}

// What a program in another language reads in the same bytes
// (tests/verifiers/verify_enrolment.py).
TEST_F(EnrolmentApprovalTest, TheVectorsAreWhatAnotherReaderFinds) {
  const std::string folder = "tests/vectors/enrolment/";
  const auto json = ReadFile(folder + "enrolment.json");
  ASSERT_TRUE(json.ok()) << json.status();
  google::protobuf::Struct vector;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(*json, &vector).ok());
  const auto& fields = vector.fields();
  const auto request =
      EnrolmentRequest::Parse(*ReadFile(folder + "request.pb"));
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->agency().Uri(), fields.at("agency").string_value());
  EXPECT_EQ(HexEncode(AsBytes(request->digest())),
            fields.at("sha256").string_value());
  EXPECT_EQ(FingerprintDigits(request->digest()),
            fields.at("digits").string_value());
  const auto approvals =
      ReadEnrolmentApprovals(*ReadFile(folder + "approvals.pb"));
  ASSERT_TRUE(approvals.ok()) << approvals.status();
  const auto root =
      certs::TrustAnchor::FromPem(*ReadFile(folder + "root.pem")).value();
  std::vector<certs::Identity> approvers;
  for (const auto& person : fields.at("persons").list_value().values()) {
    approvers.push_back(certs::ParseIdentity(person.string_value()).value());
  }
  const auto persons =
      CheckEnrolmentApprovals(*request, *approvals,
                              {.root = root,
                               .approvers = approvers,
                               .now = request->created_at() + absl::Hours(1)});
  ASSERT_TRUE(persons.ok()) << persons.status();
  EXPECT_EQ(*persons, approvers);
}

TEST_F(EnrolmentApprovalTest, OnePersonDoesNot) {
  ExpectRefused({}, "2 more");
  v1::EnrolmentApprovals one;
  *one.add_approvals() = sample_.Approve(request_, "us-one", soon_);
  ExpectRefused(one, "1 more");
}

TEST_F(EnrolmentApprovalTest, TheSamePersonTwiceDoesNotAlsoWithAnotherKey) {
  v1::EnrolmentApprovals twice;
  *twice.add_approvals() = sample_.Approve(request_, "us-one", soon_);
  *twice.add_approvals() = sample_.Approve(request_, "us-one", soon_);
  ExpectRefused(twice, "same person");
}

TEST_F(EnrolmentApprovalTest, APersonWhoIsNotNamedSpoilsTheFile) {
  v1::EnrolmentApprovals approvals = Both();
  *approvals.add_approvals() = sample_.Approve(request_, "us-three", soon_);
  ExpectRefused(approvals, "may not approve");
}

TEST_F(EnrolmentApprovalTest, ARequestThatWasChangedAfterwardsIsNotApproved) {
  v1::EnrolmentRequest content = sample_.content;
  content.set_name_en("Another Office");
  const auto other = EnrolmentRequest::Parse(sample_.SignAnyway(content));
  ASSERT_TRUE(other.ok()) << other.status();
  const absl::Status status =
      CheckEnrolmentApprovals(*other, Both(), sample_.Rules(soon_)).status();
  EXPECT_EQ(ReasonOf(status), kEnrolmentNotApproved);
  EXPECT_THAT(std::string(status.message()), HasSubstr("another request"));
}

TEST_F(EnrolmentApprovalTest, ItsTimeRunsOut) {
  const absl::Time end = request_.expires_at();
  EXPECT_EQ(
      ReasonOf(CheckEnrolmentApprovals(request_, Both(), sample_.Rules(end))
                   .status()),
      kEnrolmentExpired);
  const auto issued =
      sample_.pki.IssueStatementSigning(sample_.Person("us-one")).value();
  const auto key = certs::PrivateKey::FromPem(issued.key_pem).value();
  const Approver one{sample_.Person("us-one"), key, issued.chain_pem};
  EXPECT_EQ(
      ReasonOf(ApproveEnrolment(request_, FingerprintDigits(request_.digest()),
                                one, end)
                   .status()),
      kEnrolmentExpired);
  EXPECT_EQ(
      ReasonOf(ApproveEnrolment(request_, "00000 00000", one, soon_).status()),
      kEnrolmentFingerprint);
  EXPECT_TRUE(
      ApproveEnrolment(request_, FingerprintHex(request_.digest()), one, soon_)
          .ok());
}

TEST_F(EnrolmentApprovalTest, AnApprovalOfTheFutureOrOfBeforeDoesNotCount) {
  v1::EnrolmentApprovals later = Both();
  *later.mutable_approvals(1) =
      sample_.Approve(request_, "us-two", soon_ + absl::Minutes(6));
  ExpectRefused(later, "future");
}

TEST_F(EnrolmentApprovalTest, AnotherNationsRootDoesNotCount) {
  const EnrolmentSample other;  // the same names, other keys
  v1::EnrolmentApprovals approvals;
  *approvals.add_approvals() = other.Approve(request_, "us-one", soon_);
  *approvals.add_approvals() = sample_.Approve(request_, "us-two", soon_);
  ExpectRefused(approvals, "certificate");
  const auto mx =
      certs::DevPki::Create({.trust_domain = "mx.enlace.example"}, sample_.now)
          .value();
  const auto root = certs::TrustAnchor::FromPem(mx.root_pem()).value();
  EXPECT_EQ(ReasonOf(CheckEnrolmentApprovals(
                         request_, Both(),
                         {.root = root, .approvers = {}, .now = soon_})
                         .status()),
            kEnrolmentNotApproved);
}

TEST_F(EnrolmentApprovalTest, EveryChangeOfAByteFails) {
  const std::string bytes = SerializeStrictly(Both());
  for (size_t i = 0; i < bytes.size() / 2; ++i) {  // the first one's
    std::string changed = bytes;
    changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ 1u);
    const auto read = ReadEnrolmentApprovals(changed);
    EXPECT_FALSE(read.ok() && Check(*read).ok()) << "byte " << i;
  }
}

}  // namespace
}  // namespace enlace::wire
