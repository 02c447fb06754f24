// The other nation took a record and denies it afterwards.  Its node decided,
// answered, handed the record over and reported that it was collected; what it
// publishes later says otherwise.  What finds it, offline and with the tools
// that an auditor has: the checkpoint that the honest nation's witness
// cosigned, the entries that the honest log names, and a joint receipt that was
// drawn in time.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/random.h"
#include "base/sha256.h"
#include "certs/tls_dial.h"
#include "client/cli/command_line.h"
#include "client/library/joint_receipt.h"
#include "client/library/node.h"
#include "tests/integration/exchange_steps.h"
#include "tests/integration/rewritten_log.h"
#include "tests/integration/two_nodes.h"

namespace enlace {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Ran {
  std::string out;
  std::string err;
  int code = 0;
};

// A whole command line, with no context and no node to ask.
Ran Enlace(const std::vector<std::string>& words) {
  std::ostringstream out;
  std::ostringstream err;
  const client::ExitCode code = client::RunCommandLine(
      words, {.out = out,
              .err = err,
              .clock = RealClock(),
              .random = SystemRandom(),
              .variable = [](const std::string&) { return std::string(); },
              .connect = [](const client::Context&, absl::string_view)
                  -> absl::StatusOr<std::unique_ptr<client::Node>> {
                return absl::UnavailableError("no node is asked");
              },
              .dial = [](const std::string&, const certs::DialOptions&)
                  -> absl::StatusOr<certs::DialResult> {
                return absl::UnavailableError("nobody is dialled");
              }});
  return {out.str(), err.str(), static_cast<int>(code)};
}

// What the agency mx-fgr and the nation mx have, after us-atf has collected a
// record of theirs.
class PeerThatDeniesReceiptIsFound : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    nodes_ = new TwoNodes();
    outcome_ = new v1::Outcome(SendPermitted(*nodes_, ExampleTraceRequest()));
    Collect();
    std::string name =
        (std::filesystem::temp_directory_path() / "enlace-denied-XXXXXX")
            .string();
    CHECK(mkdtemp(name.data()) != nullptr) << "no temporary folder";
    folder_ = new std::string(name);
    KeepReceipt();
    KeepWitnessed();
    for (const std::string nation : {"us", "mx"}) {
      nodes_->StopNode(nation);
      WriteLogKey(nodes_->config(nation), In(nation + ".vkey"));
      RewrittenLog(nodes_->config(nation)).Publish(In(nation));
    }
    log_ = new RewrittenLog(nodes_->config("us"));
  }

  static void TearDownTestSuite() {
    std::filesystem::remove_all(*folder_);
    delete log_;
    delete folder_;
    delete outcome_;
    delete nodes_;
  }

  static std::string In(const std::string& name) {
    return absl::StrCat(*folder_, "/", name);
  }

  // The log of us as its journal has it, to be rewritten.
  static RewrittenLog LogOfUs() { return *log_; }

  // What mx makes of a log of us in `folder`.
  static Ran Reconcile(const std::string& folder,
                       const std::vector<std::string>& more) {
    std::vector<std::string> words = {
        "audit",          "reconcile",    In("mx/audit"), folder + "/audit",
        "--annex",        In("mx/annex"), "--annex",      folder + "/annex",
        "--log-vkey",     In("mx.vkey"),  "--log-vkey",   In("us.vkey"),
        "--root",         In("mx.pem"),   "--root",       In("us.pem"),
        "--partial-annex"};
    words.insert(words.end(), more.begin(), more.end());
    return Enlace(words);
  }

  // Holds it against what the witness of mx has cosigned.
  static Ran VerifyAgainstWitnessed(const std::string& folder) {
    return Enlace({"audit", "verify", folder + "/audit", "--annex",
                   folder + "/annex", "--partial-annex", "--log-vkey",
                   In("us.vkey"), "--kept", In("witnessed")});
  }

  static std::vector<std::string> WithReceipt() {
    return {"--receipt", In("trace.receipt")};
  }

  static std::string ShortTransfer() {
    return HexEncode(outcome_->transfer_id()).substr(0, 12);
  }

  // The index of the entry by which us decided, as mx was answered.
  static uint64_t DecidedAt() { return decided_at_; }

 private:
  static void Collect() {
    const auto confirmed = [] {
      // Else what arrives in between would be confirmed and never handed over.
      if (!InboxOfAtf(*nodes_).contains(outcome_->transfer_id())) return false;
      grpc::ClientContext confirming;
      v1::ConfirmRequest confirm;
      confirm.add_transfer_ids(outcome_->transfer_id());
      v1::ConfirmResponse answer;
      return nodes_->agency("us-atf")
                 .exchange->Confirm(&confirming, confirm, &answer)
                 .ok() &&
             answer.confirmed() == 1;
    };
    CHECK(Eventually(confirmed)) << "it does not arrive";
    CHECK(Eventually([] {
      grpc::ClientContext context;
      v1::GetStatusRequest request;
      request.set_record_id(outcome_->record_id());
      v1::GetStatusResponse response;
      (void)nodes_->agency("mx-fgr").exchange->GetStatus(&context, request,
                                                         &response);
      return response.state() == v1::RECORD_STATE_COLLECTED;
    })) << "it is not reported";
  }

  static void KeepReceipt() {
    v1::GetReceiptResponse response;
    CHECK(Eventually([&] {
      grpc::ClientContext context;
      v1::GetReceiptRequest request;
      request.set_record_id(outcome_->record_id());
      request.set_level(v1::RECEIPT_LEVEL_L2);
      return nodes_->agency("mx-fgr")
                 .exchange->GetReceipt(&context, request, &response)
                 .ok() &&
             !response.has_missing();
    })) << "there is no receipt";
    client::WriteLogFile(In("trace.receipt"),
                         client::FormatReceipt(response.receipt()));
    decided_at_ =
        client::ClaimsOf(response.receipt()).nodes[1].decision.entry_index();
    for (const std::string nation : {"us", "mx"}) {
      client::WriteLogFile(In(nation + ".pem"), nodes_->pki(nation).root_pem());
    }
  }

  // The checkpoint of us that the node of mx has cosigned and copied, once it
  // covers all that us has logged.
  static void KeepWitnessed() {
    const std::string origin =
        absl::StrCat(nodes_->config("us").node.trust_domain, "/audit");
    const std::string path =
        absl::StrCat(nodes_->config("mx").witnessed_directory, "/",
                     HexEncode(ToBytes(Sha256(origin))), "/checkpoint");
    CHECK(Eventually([&] {
      const uint64_t size = nodes_->LogSize("us");
      const auto note = ReadFile(path);
      return note.ok() &&
             absl::StartsWith(*note, absl::StrCat(origin, "\n", size, "\n"));
    })) << "nothing is witnessed";
    client::WriteLogFile(In("witnessed"), *ReadFile(path));
  }

  static TwoNodes* nodes_;
  static v1::Outcome* outcome_;
  static std::string* folder_;
  static RewrittenLog* log_;
  static uint64_t decided_at_;

 protected:
  static std::set<uint64_t> Told() {
    return log_->EntriesAbout(outcome_->transfer_id());
  }
};

TwoNodes* PeerThatDeniesReceiptIsFound::nodes_ = nullptr;
v1::Outcome* PeerThatDeniesReceiptIsFound::outcome_ = nullptr;
std::string* PeerThatDeniesReceiptIsFound::folder_ = nullptr;
RewrittenLog* PeerThatDeniesReceiptIsFound::log_ = nullptr;
uint64_t PeerThatDeniesReceiptIsFound::decided_at_ = 0;

// What is found below is found for the denial.
TEST_F(PeerThatDeniesReceiptIsFound, NotIfItTellsTheTruth) {
  const Ran ran = Reconcile(In("us"), WithReceipt());
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("all matched"));
  EXPECT_EQ(VerifyAgainstWitnessed(In("us")).code, 0);
  // Decided, handed over, collected.
  EXPECT_EQ(Told().size(), 3U);
}

TEST_F(PeerThatDeniesReceiptIsFound, IfItsLogIsRebuiltWithoutTheEntry) {
  RewrittenLog log = LogOfUs();
  const uint64_t size = log.size();
  const std::set<uint64_t> told = Told();
  for (auto index = told.rbegin(); index != told.rend(); ++index) {
    log.LeaveOut(*index);
  }
  log.FillUpTo(size + 1);
  log.Publish(In("rebuilt"));

  // What was cosigned is not what it begins with.
  const Ran verified = VerifyAgainstWitnessed(In("rebuilt"));
  EXPECT_EQ(verified.code, 3);
  EXPECT_THAT(verified.out, HasSubstr("it has two histories"));

  // The log of mx alone: a gap, and what stands where the answer pointed.
  const Ran found = Reconcile(In("rebuilt"), {});
  EXPECT_EQ(found.code, 3);
  EXPECT_THAT(found.out,
              AllOf(HasSubstr(ShortTransfer()),
                    HasSubstr("answered, but not in the log of whoever "
                              "answered"),
                    HasSubstr("stands another entry than it named")));

  // With the receipt: what us signed.
  const Ran shown = Reconcile(In("rebuilt"), WithReceipt());
  EXPECT_EQ(shown.code, 3);
  EXPECT_THAT(shown.out,
              AllOf(HasSubstr("us.enlace.example: its node signed PERMIT at "),
                    HasSubstr(absl::StrCat("at ", DecidedAt(),
                                           " of its log stands another entry "
                                           "than it signed"))));
  EXPECT_THAT(shown.err, HasSubstr("shows that it had the record"));
}

TEST_F(PeerThatDeniesReceiptIsFound, IfItsLogIsCutOffBeforeTheEntry) {
  RewrittenLog log = LogOfUs();
  while (log.size() > DecidedAt()) log.LeaveOut(log.size() - 1);
  log.Publish(In("cut"));
  const Ran verified = VerifyAgainstWitnessed(In("cut"));
  EXPECT_EQ(verified.code, 3);
  EXPECT_THAT(verified.out, HasSubstr("entries when it signed this"));
  const Ran shown = Reconcile(In("cut"), WithReceipt());
  EXPECT_EQ(shown.code, 3);
  EXPECT_THAT(shown.out,
              AllOf(HasSubstr("its log ends before entry"),
                    HasSubstr(absl::StrCat("its log ends before entry ",
                                           DecidedAt(), ", which it signed"))));
}

TEST_F(PeerThatDeniesReceiptIsFound, IfItsExportLeavesTheOpeningsOut) {
  RewrittenLog log = LogOfUs();
  for (const uint64_t index : Told()) log.Hide(index);
  log.Publish(In("hidden"));

  // Nothing is wrong with the log itself.
  EXPECT_EQ(VerifyAgainstWitnessed(In("hidden")).code, 0);

  // Its own entry names the transfer, whether or not anything opens it.
  const std::string entry =
      absl::StrCat("entry ", DecidedAt(),
                   " of its own log is about this record, and "
                   "nothing opens it");
  const Ran found = Reconcile(In("hidden"), {});
  EXPECT_EQ(found.code, 3);
  EXPECT_THAT(found.out, AllOf(HasSubstr("AGE"), HasSubstr(ShortTransfer()),
                               HasSubstr(entry), Not(HasSubstr("signed"))));
  EXPECT_THAT(found.err, HasSubstr("shows that it had the record"));

  const Ran shown = Reconcile(In("hidden"), WithReceipt());
  EXPECT_EQ(shown.code, 3);
  EXPECT_THAT(shown.out,
              AllOf(HasSubstr("its node signed PERMIT at "), HasSubstr(entry),
                    HasSubstr(absl::StrCat("entry ", DecidedAt(),
                                           ", which it signed, stands in its "
                                           "log and nothing opens it"))));
  std::vector<std::string> in_spanish = WithReceipt();
  in_spanish.insert(in_spanish.end(), {"--lang", "es"});
  EXPECT_THAT(Reconcile(In("hidden"), in_spanish).out,
              HasSubstr("su nodo firmó PERMIT el "));
}

TEST_F(PeerThatDeniesReceiptIsFound, IfItsLogTellsAnotherOutcomeThanItSigned) {
  RewrittenLog log = LogOfUs();
  log.Tell(DecidedAt(), v1::DECISION_OUTCOME_DENY);
  log.Publish(In("refusing"));
  EXPECT_EQ(VerifyAgainstWitnessed(In("refusing")).code, 3);
  const Ran found = Reconcile(In("refusing"), {});
  EXPECT_EQ(found.code, 3);
  EXPECT_THAT(found.out, AllOf(HasSubstr("answer"), HasSubstr("entryHash")));
  const Ran shown = Reconcile(In("refusing"), WithReceipt());
  EXPECT_EQ(shown.code, 3);
  EXPECT_THAT(shown.out, AllOf(HasSubstr("its node signed PERMIT at "),
                               HasSubstr("its log tells DENY")));
}

// An opening that was only changed opens nothing: that needs no other nation.
TEST_F(PeerThatDeniesReceiptIsFound, IfAnOpeningIsChangedAndItsEntryIsNot) {
  RewrittenLog log = LogOfUs();
  log.Tell(DecidedAt(), v1::DECISION_OUTCOME_DENY);
  log.Publish(In("changed"));
  std::filesystem::remove_all(In("changed/audit"));
  std::filesystem::copy(In("us/audit"), In("changed/audit"),
                        std::filesystem::copy_options::recursive);
  const Ran found = Reconcile(In("changed"), {});
  EXPECT_EQ(found.code, 3);
  EXPECT_THAT(found.err, HasSubstr("AUDIT_NOT_VERIFIED"));
}

// A receipt is believed for what the roots vouch for, and nothing else.
TEST_F(PeerThatDeniesReceiptIsFound, NotByAReceiptThatWasChanged) {
  std::string text = *ReadFile(In("trace.receipt"));
  auto receipt = client::ParseReceipt(text);
  ASSERT_TRUE(receipt.ok());
  std::string& statement =
      *receipt->mutable_nodes(1)->mutable_decision()->mutable_statement();
  statement.back() ^= 1;
  client::WriteLogFile(In("forged.receipt"), client::FormatReceipt(*receipt));
  const Ran ran = Reconcile(In("us"), {"--receipt", In("forged.receipt")});
  EXPECT_NE(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("forged.receipt"));
}

}  // namespace
}  // namespace enlace
