// Records that a node must not decide about.

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/random.h"
#include "proto/wire/problem.h"
#include "tests/integration/shared_nodes.h"

namespace enlace {
namespace {

// Every refusal is typed, logged once, and sends nothing.
struct RefusalRow {
  std::string name;
  std::function<std::string()> make;  // submission bytes, sent by mx-fgr
  std::string reason;
};

class RefusalTest : public testing::TestWithParam<RefusalRow> {};

TEST_P(RefusalTest, IsTypedAndLoggedAndSendsNothing) {
  const std::string bytes = GetParam().make();
  const uint64_t before = RestingLogSize("mx");
  const uint64_t sent = Nodes().SentSequence("mx");
  const v1::SubmitResult result = SubmitBytes("mx-fgr", bytes);
  EXPECT_TRUE(result.outcome().empty());
  EXPECT_EQ(result.problem().reason(), GetParam().reason)
      << result.problem().ShortDebugString();
  EXPECT_FALSE(result.problem().message().empty());
  EXPECT_EQ(Nodes().LogSize("mx"), before + 1);
  EXPECT_EQ(Nodes().SentSequence("mx"), sent);
}

std::string SpoiltSubmission(
    const std::function<void(v1::Submission&)>& spoil) {
  v1::Submission submission =
      Compose(HeaderFrom("mx-fgr", "us-atf"), ExampleTraceRequest(), "mx-fgr");
  spoil(submission);
  return submission.SerializeAsString();
}

// The same message id as a record that was decided, over another record.
std::string ReusedMessageId() {
  const v1::Header header = HeaderFrom("mx-fgr", "us-atf");
  SubmitBytes(
      "mx-fgr",
      Compose(header, ExampleTraceRequest(), "mx-fgr").SerializeAsString());
  return Compose(header, ExampleTraceRequest(), "mx-fgr").SerializeAsString();
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusalTest,
    testing::Values(
        RefusalRow{"NoProtocolBuffer", [] { return std::string("\xff\xff"); },
                   "FIELD_INVALID"},
        RefusalRow{"Empty", [] { return std::string(); }, "SCHEMA_UNSUPPORTED"},
        RefusalRow{"TooLarge", [] { return std::string(600 << 10, '\0'); },
                   "TOO_LARGE"},
        RefusalRow{"UnknownFieldInTheRecord",
                   [] {
                     return SpoiltSubmission([](v1::Submission& s) {
                       s.mutable_body()->append("\xfa\x7f\x01x", 4);
                     });
                   },
                   "FIELD_INVALID"},
        RefusalRow{"AnotherBodyThanSigned",
                   [] {
                     return SpoiltSubmission([](v1::Submission& s) {
                       v1::FirearmTraceRequest other = ExampleTraceRequest();
                       other.set_crime_code("0902");
                       s.set_body(other.SerializeAsString());
                     });
                   },
                   "COMMITMENT_MISMATCH"},
        RefusalRow{"AnotherSeed",
                   [] {
                     return SpoiltSubmission([](v1::Submission& s) {
                       s.set_seed(SystemRandom().Bytes(32));
                     });
                   },
                   "COMMITMENT_MISMATCH"},
        RefusalRow{"BrokenSignature",
                   [] {
                     return SpoiltSubmission([](v1::Submission& s) {
                       s.mutable_statement()
                           ->mutable_signature()
                           ->mutable_signature()
                           ->back() ^= 1;
                     });
                   },
                   "SIGNATURE_INVALID"},
        RefusalRow{"ClaimsAnotherAgency",
                   [] {
                     return Compose(HeaderFrom("mx-anam", "us-atf"),
                                    ExampleTraceRequest(), "mx-fgr")
                         .SerializeAsString();
                   },
                   "SENDER_MISMATCH"},
        RefusalRow{"AnotherAgencysRecord",
                   [] {
                     return Compose(HeaderFrom("mx-anam", "us-atf"),
                                    ExampleTraceRequest(), "mx-anam")
                         .SerializeAsString();
                   },
                   "SENDER_MISMATCH"},
        RefusalRow{"ClaimsAnAgencyOfTheOtherNation",
                   [] {
                     return Compose(HeaderFrom("us-atf", "us-cbp"),
                                    ExampleTraceRequest(), "us-atf")
                         .SerializeAsString();
                   },
                   "SENDER_MISMATCH"},
        RefusalRow{"UnknownRecipient",
                   [] {
                     v1::Header header = HeaderFrom("mx-fgr", "us-atf");
                     header.set_recipient(
                         "spiffe://us.enlace.example/agency/nobody");
                     return Compose(header, ExampleTraceRequest(), "mx-fgr")
                         .SerializeAsString();
                   },
                   "RECIPIENT_UNKNOWN"},
        RefusalRow{"FromTheFuture",
                   [] {
                     v1::Header header = HeaderFrom("mx-fgr", "us-atf");
                     header.set_created_at_ms(header.created_at_ms() +
                                              3'600'000);
                     return Compose(header, ExampleTraceRequest(), "mx-fgr")
                         .SerializeAsString();
                   },
                   "CLOCK_SKEW"},
        RefusalRow{"MissingField",
                   [] {
                     v1::FirearmTraceRequest record = ExampleTraceRequest();
                     record.clear_crime_code();
                     return Compose(HeaderFrom("mx-fgr", "us-atf"), record,
                                    "mx-fgr")
                         .SerializeAsString();
                   },
                   "FIELD_INVALID"},
        // Signed by an agency whose client checks nothing.
        RefusalRow{"TextTooLong",
                   [] {
                     v1::FirearmTraceRequest record = ExampleTraceRequest();
                     record.set_special_instructions(std::string(501, 'x'));
                     return Compose(HeaderFrom("mx-fgr", "us-atf"), record,
                                    "mx-fgr")
                         .SerializeAsString();
                   },
                   "FIELD_INVALID"},
        RefusalRow{"ListTooLong",
                   [] {
                     v1::FirearmTraceRequest record = ExampleTraceRequest();
                     for (int i = 0; i < 101; ++i) {
                       record.mutable_possessor()->add_emails(
                           absl::StrCat("a", i, "@test.example"));
                     }
                     return Compose(HeaderFrom("mx-fgr", "us-atf"), record,
                                    "mx-fgr")
                         .SerializeAsString();
                   },
                   "FIELD_INVALID"},
        RefusalRow{"NumberTooLarge",
                   [] {
                     v1::FirearmTraceRequest record = ExampleTraceRequest();
                     record.mutable_possessor()->set_height_cm(4'000'000'000);
                     return Compose(HeaderFrom("mx-fgr", "us-atf"), record,
                                    "mx-fgr")
                         .SerializeAsString();
                   },
                   "FIELD_INVALID"},
        RefusalRow{
            "LocalTimeThatDoesNotExist",
            [] {
              v1::FirearmTraceRequest record = ExampleTraceRequest();
              record.mutable_context()->set_event_local_tz("America/Tijuana");
              record.mutable_request_date()->set_month(12);
              auto& recovery = *record.mutable_recovery();
              recovery.mutable_date()->set_month(3);
              recovery.mutable_date()->set_day(8);
              recovery.set_local_time("02:30");
              return Compose(HeaderFrom("mx-fgr", "us-atf"), record, "mx-fgr")
                  .SerializeAsString();
            },
            "FIELD_INVALID"},
        RefusalRow{"ReusedMessageId", ReusedMessageId, "MESSAGE_ID_REUSED"}),
    [](const testing::TestParamInfo<RefusalRow>& row) {
      return row.param.name;
    });

}  // namespace
}  // namespace enlace
