// Requests in, answers out, against the vectors of c2sp.org/tlog-witness.

#include "server/witness/witness_routes.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "base/encoding.h"
#include "base/file.h"
#include "gtest/gtest.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/note.h"
#include "proto/wire/witness_request.h"
#include "tests/server/audit/audit_fixture.h"

namespace enlace::witness {
namespace {

constexpr char kLogSeed[] =
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
constexpr char kLogVkey[] =
    "broker-a.example/audit+04cc324a+"
    "AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
constexpr char kWitnessSeed[] =
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7";
constexpr char kWitnessVkey[] =
    "broker-b.example/witness+14b00f59+"
    "BPxRzY5iGKGjjaR+0AIw8FgIFu0TujMDrF3rkRVIkIAl";
constexpr char kCosignature[] =
    "\xe2\x80\x94 broker-b.example/witness FLAPWQAAAABlU/"
    "EAKauNaO6zKX1mUS5QfhqX6E5Xy5Vx+FwCcslPvTKNHjfoZ/8fgcZlR9oDHYiG1ubZISUSvMNk"
    "Akvsa/NGhhi1AQ==\n";
constexpr char kPath[] =
    "/13b9a2675598df556c4bf96727a93a7992f04315c50c88840a774d8effa26c3a/"
    "checkpoint";
constexpr char kSize[] = "text/x.tlog.size";

std::string Vector(absl::string_view name) {
  const auto bytes = ReadFile(absl::StrCat("tests/vectors/tlog/", name));
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return *bytes;
}

certs::PrivateKey KeyOf(const char* seed) {
  return *certs::PrivateKey::FromEd25519Seed(*HexDecode(seed));
}

// A request for a checkpoint that the log signed, whatever it says.
std::string Signed(uint64_t old_size, const wire::Checkpoint& checkpoint,
                   std::vector<Hash> proof = {}) {
  wire::Note note{.text = wire::FormatCheckpoint(checkpoint), .signatures = {}};
  note.signatures.push_back(*wire::SignCheckpoint(
      checkpoint, *wire::VerifierKey::Parse(kLogVkey), KeyOf(kLogSeed)));
  return wire::FormatWitnessRequest({.old_size = old_size,
                                     .proof = std::move(proof),
                                     .checkpoint = wire::FormatNote(note)});
}

class WitnessRoutesTest : public testing::Test {
 protected:
  void Watch(const std::string& prefix) {
    const std::vector<wire::VerifierKey> logs = {
        *wire::VerifierKey::Parse(kLogVkey)};
    routes_.reset();
    witness_.reset();
    anchor_.reset();
    anchor_ = *audit::SignerAnchor::Open(folder_ / "anchor");
    witness_ = std::make_unique<audit::Witness>(
        audit::Witness::Environment{*wire::VerifierKey::Parse(kWitnessVkey),
                                    &signer_, anchor_.get(), &clock_,
                                    folder_ / "forks"},
        logs);
    routes_ = std::make_unique<WitnessRoutes>(prefix, *witness_, logs);
  }

  http::Response Post(const std::string& body) {
    return routes_->Answer({"POST", "/add-checkpoint", body});
  }

  const audit::AnchorFolder folder_;
  audit::FixedClock clock_;
  const certs::PrivateKey signer_ = KeyOf(kWitnessSeed);
  std::unique_ptr<audit::SignerAnchor> anchor_;
  std::unique_ptr<audit::Witness> witness_;
  std::unique_ptr<WitnessRoutes> routes_;
};

// In this order, each on what those before it left.
TEST_F(WitnessRoutesTest, AnswersByTheTableOfTheProtocol) {
  Watch("");
  const std::string first = Vector("addcp_first_0_to_5");
  const std::string grow = Vector("addcp_grow_5_to_8");
  const std::string same = Vector("addcp_same_8_to_8");
  wire::Checkpoint eight{"broker-a.example/audit", 8, {}};
  wire::Checkpoint nine{"broker-a.example/audit", 9, {}};
  wire::Checkpoint empty{"broker-a.example/audit", 0, {}};
  const std::string zz = absl::StrReplaceAll(
      grow, {{"broker-a.example/audit", "broker-z.example/audit"}});
  std::string forged = grow;
  forged[forged.size() - 10] = forged[forged.size() - 10] == 'A' ? 'B' : 'A';
  const struct {
    const char* name;
    std::string body;
    int status;
    absl::string_view answer = "";
    absl::string_view type = http::kPlainText;
  } rows[] = {
      // Never on trust: what is new begins at 0.
      {"first contact elsewhere", grow, 409, "0\n", kSize},
      {"first contact", first, 200},
      {"first contact again", first, 409, "5\n", kSize},
      {"grows", grow, 200, kCosignature},
      {"the old size is stale", grow, 409, "8\n", kSize},
      {"heartbeat", same, 200, kCosignature},
      {"empty body", "", 400},
      {"no old line", grow.substr(6), 400},
      {"old size is no number", absl::StrCat("old x", grow.substr(5)), 400},
      {"old size has a zero", absl::StrCat("old 0", grow.substr(4)), 400},
      {"torn", grow.substr(0, grow.size() / 2), 400},
      {"proof is no base64", absl::StrReplaceAll(grow, {{"vBoG", "v!oG"}}),
       400},
      {"carriage returns", absl::StrReplaceAll(grow, {{"\n", "\r\n"}}), 400},
      {"old size beyond the checkpoint", Signed(9, eight), 400},
      {"signature is bad", forged, 403},
      {"signed by nobody known",
       absl::StrReplaceAll(same, {{"BMwyS", "BMwyT"}}), 403},
      {"origin unknown", zz, 404},
      {"size 0 with a root", Signed(0, empty), 422},
      {"another root for the size", Signed(8, eight), 422},
      {"no proof", Signed(8, nine), 422},
      {"a proof that is none", Signed(8, nine, {Hash{}}), 422},
      {"largest that is read", std::string(kAddCheckpointMax, 'x'), 400},
      {"too large", std::string(kAddCheckpointMax + 1, 'x'), 413},
      {"still the latest", same, 200, kCosignature},
  };
  for (const auto& row : rows) {
    const http::Response response = Post(row.body);
    EXPECT_EQ(response.status, row.status) << row.name << response.body;
    EXPECT_EQ(response.content_type, row.type) << row.name;
    if (!row.answer.empty()) {
      EXPECT_EQ(response.body, row.answer) << row.name;
    }
  }
}

TEST_F(WitnessRoutesTest, PathsAndMethodsAreExact) {
  for (const std::string prefix : {"", "/tlog/v1"}) {
    Watch(prefix);
    const std::string submit = prefix + "/add-checkpoint";
    const std::string latest = prefix + kPath;
    const std::string body = Vector("addcp_first_0_to_5");
    const struct {
      const char* method;
      std::string target;
      int status;
      const char* allow = "";
    } rows[] = {
        {"GET", submit, 405, "POST"},
        {"HEAD", submit, 405, "POST"},
        {"POST", latest, 405, "GET"},
        {"DELETE", latest, 405, "GET"},
        {"POST", submit + "/", 404},
        {"POST", submit + "?a=b", 404},
        {"POST", "/add-checkpoints", 404},
        {"GET", "/", 404},
        {"GET", absl::StrReplaceAll(latest, {{"13b9", "13B9"}}), 404},
        {"GET", absl::StrReplaceAll(latest, {{"13b9", "13b8"}}), 404},
        {"GET", latest + "?", 404},
        {"GET", "http://w.example" + latest, 404},
        {"GET", prefix + "/../anchor", 404},
    };
    for (const auto& row : rows) {
      const http::Response response =
          routes_->Answer({row.method, row.target, body});
      EXPECT_EQ(response.status, row.status) << row.method << row.target;
      EXPECT_EQ(response.allow, row.allow) << row.method << row.target;
    }
    EXPECT_EQ(routes_->Answer({"POST", submit, body}).status,
              prefix.empty() ? 200 : 409);
  }
}

TEST_F(WitnessRoutesTest, ServesTheLatestWithBothSignaturesAlsoAfterARestart) {
  Watch("");
  EXPECT_EQ(routes_->Answer({"GET", kPath, ""}).status, 404);
  ASSERT_EQ(Post(Vector("addcp_first_0_to_5")).status, 200);
  ASSERT_EQ(Post(Vector("addcp_grow_5_to_8")).status, 200);
  for (int i = 0; i < 2; ++i) {
    const http::Response response = routes_->Answer({"GET", kPath, ""});
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, Vector("log8/checkpoint"));
    Watch("");
  }
  EXPECT_EQ(Post(Vector("addcp_grow_5_to_8")).body, "8\n");
}

TEST_F(WitnessRoutesTest, WhatCannotBeMadeDurableIsNotCosigned) {
  Watch("");
  std::filesystem::create_directory(folder_ / "anchor.new");
  const http::Response response = Post(Vector("addcp_first_0_to_5"));
  EXPECT_EQ(response.status, 500);
  EXPECT_FALSE(absl::StrContains(response.body, "broker-b"));
  std::filesystem::remove(folder_ / "anchor.new");
  EXPECT_EQ(Post(Vector("addcp_first_0_to_5")).status, 200);
}

}  // namespace
}  // namespace enlace::witness
