// What the other nation's node may try with its real keys, at a real door: a
// record that lacks a leaf, or holds another than its originator signed.

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/random.h"
#include "base/sha256.h"
#include "certs/key.h"
#include "enlace/v1/envelope.pb.h"
#include "proto/wire/opened_form.h"
#include "proto/wire/problem.h"
#include "proto/wire/release.h"
#include "proto/wire/released_record.h"
#include "tests/integration/shared_nodes.h"

namespace enlace {
namespace {

// Far behind what the node itself will send.
constexpr uint64_t kLinkSequence = 1'000'000;

// A request of us-atf on its way to mx-fgr.
struct Crossing {
  v1::SignedStatement statement;
  v1::OpenedForm form;
  v1::ReleaseStatement release;
};

std::string BytesOf(const v1::OpenedForm& form) {
  return form.SerializeAsString();
}

Crossing Honest() {
  const v1::FirearmTraceRequest record = ExampleTraceRequest();
  const v1::Submission submission =
      Compose(HeaderFrom("us-atf", "mx-fgr"), record, "us-atf");
  Crossing crossing;
  crossing.statement = submission.statement();
  const auto opened = wire::OpenForm(record, submission.seed(), {});
  CHECK_OK(opened.status());
  CHECK(crossing.form.ParseFromString(opened->form));
  const absl::Time now = RealClock().TimeNow();
  v1::ReleaseStatement& release = crossing.release;
  release.set_version(1);
  release.set_node(Nodes().config("us").node.Uri());
  release.set_record_id(
      std::string(AsBytes(Sha256(crossing.statement.statement()))));
  release.set_transfer_id(SystemRandom().Bytes(16));
  release.set_outcome(v1::DECISION_OUTCOME_PERMIT);
  release.add_rule_ids("US-TEST-1");
  release.set_book_digest(std::string(AsBytes(Sha256("book"))));
  release.set_decided_at_ms(absl::ToUnixMillis(now));
  release.set_valid_until_ms(absl::ToUnixMillis(now + absl::Hours(1)));
  release.set_form_digest(std::string(AsBytes(Sha256(BytesOf(crossing.form)))));
  return crossing;
}

// As the node of us would say it: with its statement key.
v1::RelayAnswer Relay(const Crossing& crossing) {
  const auto key = certs::PrivateKey::FromPem(
      *ReadFile(Nodes().config("us").statement_key_path));
  CHECK_OK(key.status());
  const auto release = wire::SignRelease(crossing.release, *key);
  CHECK_OK(release.status());
  v1::RelayItem item;
  item.set_transfer_id(crossing.release.transfer_id());
  item.set_link_sequence(kLinkSequence);
  item.set_record(wire::MakeReleasedRecord(
      crossing.statement, BytesOf(crossing.form), false, {*release}));
  grpc::ClientContext context;
  v1::RelayRequest request;
  request.add_items(item.SerializeAsString());
  v1::RelayResponse response;
  const grpc::Status status =
      UsNodeAtTheDoorOfMx()->Relay(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.answers_size() == 1 ? response.answers(0) : v1::RelayAnswer();
}

// Another form, under a release that names it.
void SetForm(const v1::OpenedForm& form, Crossing& crossing) {
  crossing.form = form;
  crossing.release.set_form_digest(std::string(AsBytes(Sha256(BytesOf(form)))));
}

v1::OpenedForm Without(const Crossing& crossing, const std::string& path) {
  v1::OpenedForm form;
  const auto less = wire::Withhold(BytesOf(crossing.form), {path});
  CHECK(less.removed.size() == 1) << path << " is not there";
  CHECK(form.ParseFromString(less.form));
  return form;
}

// The first leaf that is open.
v1::OpenedLeaf& AnOpenLeaf(v1::OpenedForm& form) {
  for (v1::LeafEntry& leaf : *form.mutable_leaves()) {
    if (leaf.has_opened()) return *leaf.mutable_opened();
  }
  CHECK(false) << "nothing is open";
}

struct Act {
  const char* name;
  absl::string_view reason;
  std::function<void(Crossing&)> act;
};

class DishonestPeerTest : public testing::TestWithParam<Act> {};

TEST_P(DishonestPeerTest, IsRefusedAndLoggedAndNothingArrives) {
  Crossing crossing = Honest();
  GetParam().act(crossing);
  const uint64_t before = RestingLogSize("mx");
  const v1::RelayAnswer answer = Relay(crossing);
  EXPECT_EQ(answer.problem().reason(), std::string(GetParam().reason))
      << answer.ShortDebugString();
  EXPECT_EQ(answer.outcome(), v1::DECISION_OUTCOME_UNSPECIFIED);
  EXPECT_EQ(Nodes().LogSize("mx"), before + 1);
}

INSTANTIATE_TEST_SUITE_P(
    Acts, DishonestPeerTest,
    testing::Values(
        Act{"OmitsALeaf", wire::kCommitmentMismatch,
            [](Crossing& c) {
              v1::OpenedForm form = c.form;
              form.mutable_leaves()->RemoveLast();
              SetForm(form, c);
            }},
        Act{"WithholdsALeafUnannounced", wire::kRedactionMismatch,
            [](Crossing& c) { SetForm(Without(c, "crime_code"), c); }},
        Act{"AnnouncesAnotherLeaf", wire::kRedactionMismatch,
            [](Crossing& c) {
              SetForm(Without(c, "crime_code"), c);
              v1::Redaction& told = *c.release.add_redactions();
              told.set_path("firearm.model");
              told.set_rule_id("US-TEST-2");
              told.set_reason("S10");
              told.set_nation("us.enlace.example");
            }},
        Act{"ChangesAValue", wire::kCommitmentMismatch,
            [](Crossing& c) {
              v1::OpenedForm form = c.form;
              AnOpenLeaf(form).mutable_value()->append("x");
              SetForm(form, c);
            }},
        Act{"ChangesASalt", wire::kCommitmentMismatch,
            [](Crossing& c) {
              v1::OpenedForm form = c.form;
              AnOpenLeaf(form).mutable_salt()->back() ^= 1;
              SetForm(form, c);
            }},
        Act{"SignsAnotherForm", wire::kReleaseInvalid,
            [](Crossing& c) { c.form = Without(c, "crime_code"); }},
        Act{"SignsAnotherRecord", wire::kReleaseInvalid,
            [](Crossing& c) { c.release.mutable_record_id()->back() ^= 1; }}),
    [](const testing::TestParamInfo<Act>& act) { return act.param.name; });

// Without an act the same words are decided about: what is refused above is
// refused for the act.
TEST(HonestPeerTest, IsDecidedAbout) {
  const v1::RelayAnswer answer = Relay(Honest());
  EXPECT_EQ(answer.problem().reason(), "") << answer.ShortDebugString();
  EXPECT_NE(answer.outcome(), v1::DECISION_OUTCOME_UNSPECIFIED);
}

}  // namespace
}  // namespace enlace
