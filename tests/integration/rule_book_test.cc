// Which rule book a node executes: what it adopts and what it refuses, and that
// a book decides from its instant on and not before.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/encoding.h"
#include "base/file.h"
#include "policy/governance/adoption.h"
#include "tests/integration/shared_nodes.h"

namespace enlace {
namespace {

using Standing = v1::BookStatus::Standing;

policy::BookFiles SampleFiles() {
  return policy::Book::ReadFiles("policy/us").value();
}

// The sample book, and a forbid that bars one agency's requests.
policy::BookFiles TighterFiles() {
  policy::BookFiles files = SampleFiles();
  files["bar.md"] =
      "# A bar\n\n```rule US-BAR-1\nforbid outgoing FirearmTraceRequest\n"
      "  implements US-TRACE/923-note\n  from us-cbp\n  reason B05\n"
      "  because \"Barred.\" / \"Vedado.\"\n```\n";
  return files;
}

// A folder beside those of the nodes, which goes with them.
std::string OwnFolder(const std::string& name) {
  return Nodes().config("mx").store_directory + "." + name;
}

v1::BookStatus BookOf(uint64_t version) {
  for (const v1::BookStatus& book : Nodes().BooksOf("us")) {
    if (book.book_version() == version) return book;
  }
  return {};
}

bool StandsAs(uint64_t version, Standing standing) {
  return Eventually([&] { return BookOf(version).standing() == standing; });
}

v1::Outcome Ask() {
  return OutcomeOf(SubmitBytes(
      "us-cbp",
      Compose(HeaderFrom("us-cbp", "mx-fgr"), ExampleTraceRequest(), "us-cbp")
          .SerializeAsString()));
}

bool IsBarred() {
  const v1::Outcome outcome = Ask();
  return outcome.decision() == v1::DECISION_OUTCOME_DENY &&
         outcome.rule_ids_size() == 1 && outcome.rule_ids(0) == "US-BAR-1";
}

// One after the other, since versions follow one another.
TEST(RuleBookTest, BooksComeIntoForceAsTheyWereSignedAndNoOthers) {
  BookOffice& office = Nodes().office("us");
  ASSERT_TRUE(StandsAs(1, v1::BookStatus::STANDING_IN_FORCE));
  ASSERT_FALSE(IsBarred());

  // Nobody signed: nothing comes of it.
  PublishedBook second{.files = TighterFiles(),
                       .version = 2,
                       .previous = Nodes().first_book("us"),
                       .effective_from = absl::Now() + absl::Seconds(3),
                       .signers = {}};
  office.Publish(second);
  ASSERT_TRUE(StandsAs(2, v1::BookStatus::STANDING_NOT_ADOPTED));
  EXPECT_EQ(BookOf(2).problem().reason(), policy::kBookNotApproved);

  // It only tightens, so one who may do that alone suffices; it waits for its
  // instant, over a restart too.
  second.signers = {"legal"};
  second.effective_from = absl::Now() + absl::Seconds(6);
  const std::string tighter = office.Publish(second);
  const uint64_t log_before = Nodes().LogSize("us");
  // Where the machine is slow, its instant may come before we look.
  ASSERT_TRUE(Eventually([&] {
    return BookOf(2).standing() == v1::BookStatus::STANDING_WAITING ||
           absl::Now() >= second.effective_from;
  }));
  EXPECT_TRUE(!IsBarred() || absl::Now() >= second.effective_from);
  EXPECT_GT(Nodes().LogSize("us"), log_before) << "its adoption is logged";
  Nodes().StopNode("us");
  Nodes().StartNode("us");
  ASSERT_TRUE(StandsAs(2, v1::BookStatus::STANDING_IN_FORCE));
  EXPECT_GE(absl::Now(), second.effective_from);
  EXPECT_EQ(BookOf(1).standing(), v1::BookStatus::STANDING_UNSPECIFIED);
  EXPECT_TRUE(IsBarred());

  // The old book is still there, signed by both, and does not come back.
  Nodes().StopNode("us");
  Nodes().StartNode("us");
  EXPECT_TRUE(IsBarred());

  // To loosen takes both.
  PublishedBook third{.files = SampleFiles(),
                      .version = 3,
                      .previous = tighter,
                      .effective_from = second.effective_from,
                      .signers = {"legal"}};
  office.Publish(third);
  ASSERT_TRUE(StandsAs(3, v1::BookStatus::STANDING_NOT_ADOPTED));
  EXPECT_EQ(BookOf(3).problem().reason(), policy::kBookNotApproved);
  EXPECT_TRUE(IsBarred());
  third.signers = {"counsel", "legal"};
  office.Publish(third);
  ASSERT_TRUE(StandsAs(3, v1::BookStatus::STANDING_IN_FORCE));
  EXPECT_FALSE(IsBarred());
}

TEST(RuleBookTest, NodeKeepsTheBookThatItAdopted) {
  ASSERT_TRUE(StandsAs(3, v1::BookStatus::STANDING_IN_FORCE));
  const std::string library = Nodes().office("us").library();
  ASSERT_EQ(rename(library.c_str(), (library + ".away").c_str()), 0);
  Nodes().StopNode("us");
  Nodes().StartNode("us");
  EXPECT_TRUE(StandsAs(3, v1::BookStatus::STANDING_IN_FORCE));
  ASSERT_EQ(rename((library + ".away").c_str(), library.c_str()), 0);
}

// Whoever can write into the store does not make the law either.
TEST(RuleBookTest, NodeRefusesABookInItsStoreThatItDidNotAdopt) {
  ASSERT_TRUE(StandsAs(3, v1::BookStatus::STANDING_IN_FORCE));
  const std::string kept = Nodes().config("us").store_directory + "/books/" +
                           HexEncode(BookOf(3).manifest_digest()) + ".book";
  const auto adopted = ReadFile(kept);
  const auto other = ReadFile(Nodes().office("us").library() + "/1.book");
  ASSERT_TRUE(adopted.ok() && other.ok());
  Nodes().StopNode("us");
  ASSERT_TRUE(ReplaceFileDurably(kept, *other).ok());
  const absl::Status status = TwoNodes::WhyNotStarted(Nodes().config("us"));
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  ASSERT_TRUE(ReplaceFileDurably(kept, *adopted).ok());
  Nodes().StartNode("us");
  EXPECT_TRUE(StandsAs(3, v1::BookStatus::STANDING_IN_FORCE));
}

// Who was taken from the charter does not come back with an old file of it.
TEST(RuleBookTest, AnOlderCharterBringsNoBookIntoForce) {
  ASSERT_TRUE(StandsAs(3, v1::BookStatus::STANDING_IN_FORCE));
  BookOffice& office = Nodes().office("us");
  PublishedBook next{.files = SampleFiles(),
                     .version = 4,
                     .previous = BookOf(3).manifest_digest(),
                     .effective_from = absl::Now()};
  office.SignCharter(Nodes().pki("us"), 2);
  next.previous = office.Publish(next);
  next.version = 5;
  ASSERT_TRUE(StandsAs(4, v1::BookStatus::STANDING_IN_FORCE));

  office.SignCharter(Nodes().pki("us"), 1);
  office.Publish(next);
  ASSERT_TRUE(StandsAs(5, v1::BookStatus::STANDING_NOT_ADOPTED));
  EXPECT_EQ(BookOf(5).problem().reason(), policy::kBookCharterRolledBack);
  Nodes().StopNode("us");
  Nodes().StartNode("us");
  ASSERT_TRUE(StandsAs(5, v1::BookStatus::STANDING_NOT_ADOPTED));
  EXPECT_EQ(BookOf(5).problem().reason(), policy::kBookCharterRolledBack);

  office.SignCharter(Nodes().pki("us"), 2);
  EXPECT_TRUE(StandsAs(5, v1::BookStatus::STANDING_IN_FORCE));
}

TEST(RuleBookTest, NodeWithoutASignedBookDoesNotStart) {
  const std::string home = OwnFolder("no_signed_book");
  app::Config config = Nodes().config("mx");
  config.store_directory = home + "/store";
  config.audit_directory = home + "/audit";
  config.annex_directory = home + "/annex";
  config.key_directory = home + "/keys";
  config.anchor_directory = home + "/anchor";
  config.book_library = home + "/books";
  ASSERT_TRUE(MakeDirectories(config.book_library).ok());
  absl::Status status = TwoNodes::WhyNotStarted(config);
  EXPECT_NE(status.message().find("book.library"), std::string::npos) << status;

  // A bundle that nobody signed is no better, and the reason is told.
  const auto bytes = ReadFile(Nodes().office("mx").library() + "/1.book");
  ASSERT_TRUE(bytes.ok());
  ASSERT_TRUE(ReplaceFileDurably(config.book_library + "/1.book", *bytes).ok());
  status = TwoNodes::WhyNotStarted(config);
  EXPECT_NE(status.message().find("0 of 2 reviewers"), std::string::npos)
      << status;
}

// The same is said at the first start, which adopts it, and at the next.
TEST(RuleBookTest, NodeWhoseFirstBookWaitsSaysSoAtEachStart) {
  const std::string home = OwnFolder("first_book_waits");
  BookOffice office(Nodes().pki("mx"), home);
  office.Publish({.files = policy::Book::ReadFiles("policy/mx").value(),
                  .effective_from = absl::Now() + absl::Hours(1)});
  app::Config config = Nodes().config("mx");
  config.store_directory = home + "/store";
  config.audit_directory = home + "/audit";
  config.annex_directory = home + "/annex";
  config.key_directory = home + "/keys";
  config.anchor_directory = home + "/anchor";
  config.book_library = office.library();
  config.book_charter_path = office.charter();
  for (int start = 0; start < 2; ++start) {
    const absl::Status status = TwoNodes::WhyNotStarted(config);
    EXPECT_NE(status.message().find("its instant has not come"),
              std::string::npos)
        << status;
  }
}

}  // namespace
}  // namespace enlace
