// What callers get from real nodes: the main job, and every refusal.

#include <google/protobuf/io/coded_stream.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "certs/tls_dial.h"
#include "proto/wire/message_id.h"
#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "proto/wire/statement.h"
#include "proto/wire/submission.h"
#include "tests/integration/two_nodes.h"

namespace enlace {
namespace {

using Kind = certs::Identity::Kind;

// Nodes are started once for all tests of this file: each test uses records of
// its own.
std::unique_ptr<TwoNodes>& StartedNodes() {
  static auto& nodes = *new std::unique_ptr<TwoNodes>();
  return nodes;
}

TwoNodes& Nodes() {
  std::unique_ptr<TwoNodes>& nodes = StartedNodes();
  if (nodes == nullptr) nodes = std::make_unique<TwoNodes>();
  return *nodes;
}

// The nodes end before main() does: afterwards the state that a thread keeps is
// gone, and stopping a node hashes its last snapshot.
class NodesEnvironment : public testing::Environment {
 public:
  void TearDown() override { StartedNodes().reset(); }
};

// Owned by GoogleTest.
[[maybe_unused]] testing::Environment* const nodes_environment =
    testing::AddGlobalTestEnvironment(new NodesEnvironment);

v1::Header HeaderFrom(const std::string& sender, const std::string& recipient) {
  const absl::Time now = RealClock().TimeNow();
  v1::Header header;
  header.set_schema("1.0");
  header.set_message_id(wire::MakeMessageId(now, SystemRandom()));
  header.set_sender(Nodes().agency(sender).identity.Uri());
  header.set_recipient(Nodes().agency(recipient).identity.Uri());
  header.set_channel(v1::CHANNEL_ADMIN);
  header.set_urgency(v1::URGENCY_ROUTINE);
  header.set_created_at_ms(absl::ToUnixMillis(now));
  header.set_valid_until_ms(absl::ToUnixMillis(now + absl::Hours(72)));
  return header;
}

v1::Submission Compose(const v1::Header& header,
                       const google::protobuf::Message& record,
                       const std::string& signer) {
  const auto key =
      certs::PrivateKey::FromPem(Nodes().agency(signer).signing_key_pem);
  CHECK_OK(key.status());
  auto submission = wire::MakeSubmission(header, record, *key, SystemRandom());
  CHECK_OK(submission.status());
  return *std::move(submission);
}

v1::SubmitResult SubmitBytes(const std::string& caller,
                             const std::string& bytes) {
  grpc::ClientContext context;
  v1::SubmitRequest request;
  request.add_submissions(bytes);
  v1::SubmitResponse response;
  const grpc::Status status =
      Nodes().agency(caller).exchange->Submit(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.results_size() == 1 ? response.results(0)
                                      : v1::SubmitResult();
}

v1::Outcome OutcomeOf(const v1::SubmitResult& result) {
  v1::Outcome outcome;
  EXPECT_FALSE(result.has_problem()) << result.problem().ShortDebugString();
  EXPECT_TRUE(outcome.ParseFromString(result.outcome()));
  return outcome;
}

// Waits for what the nodes do by themselves.
bool Eventually(const std::function<bool()>& condition) {
  for (int i = 0; i < 200; ++i) {
    if (condition()) return true;
    absl::SleepFor(absl::Milliseconds(50));
  }
  return false;
}

v1::CollectResponse CollectAll(const std::string& agency) {
  grpc::ClientContext context;
  v1::CollectRequest request;
  v1::CollectResponse response;
  const grpc::Status status =
      Nodes().agency(agency).exchange->Collect(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

v1::RecordState StateOf(const std::string& agency, const std::string& record) {
  grpc::ClientContext context;
  v1::GetStatusRequest request;
  request.set_record_id(record);
  v1::GetStatusResponse response;
  (void)Nodes().agency(agency).exchange->GetStatus(&context, request,
                                                   &response);
  return response.state();
}

TEST(ExchangeTest, ARecordCrossesIsCollectedOnceAndTheSenderLearnsOfIt) {
  const v1::Submission submission =
      Compose(HeaderFrom("mx-fgr", "us-atf"), ExampleTraceRequest(), "mx-fgr");
  const v1::Outcome outcome =
      OutcomeOf(SubmitBytes("mx-fgr", submission.SerializeAsString()));
  ASSERT_EQ(outcome.decision(), v1::DECISION_OUTCOME_PERMIT)
      << outcome.ShortDebugString();

  const auto find = [&]() -> std::string {
    const v1::CollectResponse inbox = CollectAll("us-atf");
    for (const v1::Delivery& delivery : inbox.deliveries()) {
      if (delivery.transfer_id() == outcome.transfer_id()) {
        return delivery.record();
      }
    }
    return "";
  };
  ASSERT_TRUE(Eventually([&] { return !find().empty(); }));
  EXPECT_EQ(find(), find()) << "a redelivery must be the same bytes";

  grpc::ClientContext context;
  v1::ConfirmRequest confirm;
  confirm.add_transfer_ids(outcome.transfer_id());
  confirm.add_transfer_ids(outcome.transfer_id());
  v1::ConfirmResponse confirmed;
  ASSERT_TRUE(Nodes()
                  .agency("us-atf")
                  .exchange->Confirm(&context, confirm, &confirmed)
                  .ok());
  EXPECT_EQ(confirmed.confirmed(), 1U);
  EXPECT_TRUE(find().empty());
  EXPECT_TRUE(Eventually([&] {
    return StateOf("mx-fgr", outcome.record_id()) == v1::RECORD_STATE_COLLECTED;
  }));
}

TEST(ExchangeTest, ADuplicateGetsTheOriginalOutcomeByteForByte) {
  const std::string bytes =
      Compose(HeaderFrom("mx-fgr", "us-atf"), ExampleTraceRequest(), "mx-fgr")
          .SerializeAsString();
  const v1::SubmitResult first = SubmitBytes("mx-fgr", bytes);
  const uint64_t sent = Nodes().SentSequence("mx");
  const v1::SubmitResult second = SubmitBytes("mx-fgr", bytes);
  EXPECT_FALSE(first.outcome().empty());
  EXPECT_EQ(first.outcome(), second.outcome());
  EXPECT_EQ(Nodes().SentSequence("mx"), sent);
}

TEST(ExchangeTest, OutcomesSurviveARestart) {
  const std::string bytes =
      Compose(HeaderFrom("us-atf", "mx-fgr"), ExampleTraceRequest(), "us-atf")
          .SerializeAsString();
  const v1::SubmitResult first = SubmitBytes("us-atf", bytes);
  Nodes().StopNode("us");
  Nodes().StartNode("us");
  v1::SubmitResult second;
  EXPECT_TRUE(Eventually([&] {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    v1::SubmitRequest request;
    request.add_submissions(bytes);
    v1::SubmitResponse response;
    const bool ok = Nodes()
                        .agency("us-atf")
                        .exchange->Submit(&context, request, &response)
                        .ok();
    if (ok) second = response.results(0);
    return ok;
  }));
  EXPECT_FALSE(first.outcome().empty());
  EXPECT_EQ(first.outcome(), second.outcome());
}

// Every refusal is typed, logged once, and sends nothing.
struct RefusalRow {
  std::string name;
  std::function<std::string()> make;  // submission bytes, sent by mx-fgr
  std::string reason;
};

class RefusalTest : public testing::TestWithParam<RefusalRow> {};

TEST_P(RefusalTest, IsTypedAndLoggedAndSendsNothing) {
  const std::string bytes = GetParam().make();
  // What earlier tests set going must have come to rest.
  uint64_t before = 0;
  ASSERT_TRUE(Eventually([&] {
    const uint64_t size = Nodes().LogSize("mx");
    const bool resting = size == before;
    before = size;
    return resting;
  }));
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
        RefusalRow{"ReusedMessageId", ReusedMessageId, "MESSAGE_ID_REUSED"}),
    [](const testing::TestParamInfo<RefusalRow>& row) {
      return row.param.name;
    });

// Who may not even talk to a real node's door.  The good row shows that the
// same dial would get in.
enum class Door { kAgencies, kPeers };

struct DoorRow {
  std::string name;
  Door door;
  std::function<certs::DialOptions(const TwoNodes&)> dial;
  bool admitted = false;
};

certs::DialOptions With(absl::StatusOr<certs::IssuedKey> key) {
  CHECK_OK(key.status());
  return {.key_pem = key->key_pem, .chain_pem = key->chain_pem};
}

certs::Identity MxAgency() {
  return {.trust_domain = "mx.enlace.example",
          .kind = Kind::kAgency,
          .id = "mx-fgr"};
}

certs::DialOptions WithSpoilt(
    const TwoNodes& nodes,
    const std::function<void(certs::DevLeafProfile&)>& spoil) {
  certs::DevLeafProfile profile = nodes.pki("mx").TlsProfile(MxAgency());
  spoil(profile);
  return With(nodes.pki("mx").Issue(profile));
}

class DoorTest : public testing::TestWithParam<DoorRow> {};

TEST_P(DoorTest, AdmitsOnlyWhomItShouldAndLogsNothing) {
  TwoNodes& nodes = Nodes();
  uint64_t before = 0;
  ASSERT_TRUE(Eventually([&] {
    const uint64_t size = nodes.LogSize("mx");
    const bool resting = size == before;
    before = size;
    return resting;
  }));
  const auto result = certs::DialTls(GetParam().door == Door::kAgencies
                                         ? nodes.agency_address("mx")
                                         : nodes.peer_address("mx"),
                                     GetParam().dial(nodes));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->admitted, GetParam().admitted);
  EXPECT_EQ(nodes.LogSize("mx"), before);
}

INSTANTIATE_TEST_SUITE_P(
    All, DoorTest,
    testing::Values(
        DoorRow{"AgencyAtItsDoor", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return With(nodes.pki("mx").IssueTls(MxAgency()));
                },
                true},
        DoorRow{"PeerNodeAtItsDoor", Door::kPeers,
                [](const TwoNodes& nodes) {
                  return With(
                      nodes.pki("us").IssueTls(nodes.config("us").node));
                },
                true},
        DoorRow{"NoCertificate", Door::kAgencies,
                [](const TwoNodes&) { return certs::DialOptions(); }},
        DoorRow{"Tls12", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  certs::DialOptions options =
                      With(nodes.pki("mx").IssueTls(MxAgency()));
                  options.tls12_only = true;
                  return options;
                }},
        DoorRow{"NoAlternativeName", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return WithSpoilt(
                      nodes, [](certs::DevLeafProfile& p) { p.uris.clear(); });
                }},
        DoorRow{"TwoAlternativeNames", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return WithSpoilt(nodes, [](certs::DevLeafProfile& p) {
                    p.uris.push_back(
                        "spiffe://mx.enlace.example/agency/mx-anam");
                  });
                }},
        DoorRow{"Expired", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return WithSpoilt(nodes, [](certs::DevLeafProfile& p) {
                    p.not_after = RealClock().TimeNow() - absl::Minutes(1);
                  });
                }},
        DoorRow{"AgencyOfTheOtherNation", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return With(nodes.pki("us").IssueTls(
                      {.trust_domain = "us.enlace.example",
                       .kind = Kind::kAgency,
                       .id = "us-atf"}));
                }},
        DoorRow{"OurNameUnderTheOtherAuthority", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return With(nodes.pki("us").IssueTls(MxAgency()));
                }},
        DoorRow{"NodeAtTheAgencyDoor", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return With(
                      nodes.pki("mx").IssueTls(nodes.config("mx").node));
                }},
        DoorRow{"PersonAtTheAgencyDoor", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return With(nodes.pki("mx").IssueTls(
                      {.trust_domain = "mx.enlace.example",
                       .kind = Kind::kPerson,
                       .id = "p1"}));
                }},
        DoorRow{"NobodyAtThePeerDoor", Door::kPeers,
                [](const TwoNodes&) { return certs::DialOptions(); }},
        DoorRow{"OwnNodeAtThePeerDoor", Door::kPeers,
                [](const TwoNodes& nodes) {
                  return With(
                      nodes.pki("mx").IssueTls(nodes.config("mx").node));
                }},
        DoorRow{"AgencyAtThePeerDoor", Door::kPeers,
                [](const TwoNodes& nodes) {
                  return With(nodes.pki("us").IssueTls(
                      {.trust_domain = "us.enlace.example",
                       .kind = Kind::kAgency,
                       .id = "us-atf"}));
                }}),
    [](const testing::TestParamInfo<DoorRow>& row) { return row.param.name; });

TEST(ExchangeTest, AnotherAgencyLearnsNothingOfARecord) {
  const v1::Outcome outcome =
      OutcomeOf(SubmitBytes("mx-fgr", Compose(HeaderFrom("mx-fgr", "us-atf"),
                                              ExampleTraceRequest(), "mx-fgr")
                                          .SerializeAsString()));
  for (const std::string& record :
       {outcome.record_id(), std::string(32, 'x'), std::string()}) {
    grpc::ClientContext context;
    v1::GetStatusRequest request;
    request.set_record_id(record);
    v1::GetStatusResponse response;
    const grpc::Status status = Nodes().agency("mx-anam").exchange->GetStatus(
        &context, request, &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
    EXPECT_EQ(wire::ReasonOf(wire::FromGrpcStatus(status)), "NOT_ENTITLED");
  }
}

}  // namespace
}  // namespace enlace
