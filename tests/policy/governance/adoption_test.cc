#include "policy/governance/adoption.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "policy/analysis/rule_change.h"
#include "proto/wire/problem.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

std::string PersonOf(absl::string_view id) {
  return absl::StrCat("spiffe://b.example/person/", id);
}

constexpr char kPermit[] =
    "```rule P-1\npermit outgoing FirearmTraceRequest\n"
    "  implements LAW/1\n  release context\n```\n";
constexpr char kForbid[] =
    "```rule F-1\nforbid outgoing FirearmTraceRequest\n"
    "  implements LAW/1\n  when purpose is PROSECUTION\n  reason B06\n"
    "  because \"no\" / \"no\"\n```\n";
constexpr char kSecondPermit[] =
    "```rule P-2\npermit outgoing FirearmTraceRequest\n"
    "  implements LAW/1\n  release firearm\n```\n";

// Version `number` of a book of these rules, in place of `before` if that is
// not null; written by `eva`.
TrueBook Version(uint64_t number, const std::string& rules,
                 const TrueBook* before) {
  BundleOrder order;
  order.trust_domain = "b.example";
  order.book_version = number;
  if (before != nullptr) order.previous = before->bundle.digest;
  order.effective_from = TestInstant() + absl::Hours(number);
  order.authors = {PersonOf("eva")};
  for (const char* language : {"en", "es"}) {
    v1::BookPage& page = order.pages.emplace_back();
    page.set_language(language);
    page.set_digest(std::string(kHashSize, 'e'));
  }
  const auto bytes = MakeBundle(
      {{"vocabulary.md", TestVocabulary()}, {"rules.md", rules}}, order);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return OpenBundle(*bytes).value();
}

// Ana reads English, Ben Spanish, Cid both; Eva too, and wrote the book.  Cid
// may tighten alone.
v1::BookCharter Charter() {
  v1::BookCharter charter;
  charter.set_version(1);
  charter.set_trust_domain("b.example");
  charter.set_serial(1);
  charter.set_valid_from_ms(1);
  charter.set_valid_until_ms(absl::ToUnixMillis(TestInstant()) + 1);
  charter.set_approvals_needed(2);
  const auto add = [&](absl::string_view id, std::vector<std::string> read) {
    v1::BookReviewer& reviewer = *charter.add_reviewers();
    reviewer.set_person(PersonOf(id));
    for (std::string& language : read) reviewer.add_languages(language);
    reviewer.set_may_tighten(id == "cid");
  };
  add("ana", {"en"});
  add("ben", {"es"});
  add("cid", {"en", "es"});
  add("eva", {"en", "es"});
  return charter;
}

v1::BookReview Word(const TrueBook& book, absl::string_view person,
                    int64_t at_ms = 1) {
  v1::BookReview review;
  review.set_version(1);
  review.set_manifest_digest(book.bundle.digest);
  review.set_person(PersonOf(person));
  review.set_verdict(v1::BookReview::VERDICT_APPROVE);
  review.add_languages("en");
  review.add_languages("es");
  review.set_stated_at_ms(at_ms);
  return review;
}

v1::BookReview Objection(const TrueBook& book, absl::string_view person,
                         int64_t at_ms = 1) {
  v1::BookReview review = Word(book, person, at_ms);
  review.set_verdict(v1::BookReview::VERDICT_OBJECT);
  review.add_remarks()->set_kind(v1::BookRemark::KIND_OBJECTION);
  review.mutable_remarks(0)->set_rule_id("P-1");
  return review;
}

absl::StatusOr<Approval> Adopt(const TrueBook& book,
                               const std::vector<v1::BookReview>& reviews,
                               const TrueBook* in_force = nullptr,
                               const TrueBook* waiting = nullptr) {
  return CheckAdoption(Charter(), book, reviews, {in_force, waiting},
                       TestInstant());
}

std::string ReasonFor(const absl::StatusOr<Approval>& approval) {
  return wire::ReasonOf(approval.status());
}

TEST(Adoption, TwoWhoReadBothLanguagesBringABookIntoForce) {
  const TrueBook book = Version(1, kPermit, nullptr);
  const auto approval = Adopt(book, {Word(book, "ana"), Word(book, "ben")});
  ASSERT_TRUE(approval.ok()) << approval.status();
  EXPECT_EQ(approval->persons,
            (std::vector<std::string>{PersonOf("ana"), PersonOf("ben")}));
  EXPECT_FALSE(approval->by_one);
}

// Every set of those who might sign, against the rule as it is written down.
TEST(Adoption, CountsPersonsAsTheCharterSays) {
  const TrueBook book = Version(1, kPermit, nullptr);
  const std::vector<std::string> everyone = {"ana", "ben", "cid", "eva",
                                             "stranger"};
  for (unsigned mask = 0; mask < 1U << everyone.size(); ++mask) {
    std::vector<v1::BookReview> reviews;
    std::set<std::string> signers;
    for (size_t i = 0; i < everyone.size(); ++i) {
      if ((mask >> i & 1U) == 0) continue;
      signers.insert(everyone[i]);
      // Twice: signatures do not count.
      reviews.push_back(Word(book, everyone[i], 1));
      reviews.push_back(Word(book, everyone[i], 2));
    }
    signers.erase("eva");       // wrote the book
    signers.erase("stranger");  // is not in the charter
    const bool english = signers.contains("ana") || signers.contains("cid");
    const bool spanish = signers.contains("ben") || signers.contains("cid");
    EXPECT_EQ(Adopt(book, reviews).ok(),
              signers.size() >= 2 && english && spanish)
        << mask;
  }
}

TEST(Adoption, WhatAReviewerDidNotReadDoesNotCount) {
  const TrueBook book = Version(1, kPermit, nullptr);
  v1::BookReview cid = Word(book, "cid");
  cid.clear_languages();
  cid.add_languages("en");
  const auto approval = Adopt(book, {Word(book, "ana"), cid});
  EXPECT_EQ(ReasonFor(approval), kBookNotApproved);
  EXPECT_NE(approval.status().message().find("`es`"), std::string::npos);
}

TEST(Adoption, ReviewOfAnotherVersionDoesNotCount) {
  const TrueBook one = Version(1, kPermit, nullptr);
  const TrueBook two = Version(2, kForbid, &one);
  EXPECT_EQ(ReasonFor(Adopt(two, {Word(one, "ana"), Word(one, "ben")}, &one)),
            kBookNotApproved);
}

TEST(Adoption, AnObjectionStopsABookUntilThatPersonSignsOtherwise) {
  const TrueBook book = Version(1, kPermit, nullptr);
  const std::vector<v1::BookReview> approvals = {Word(book, "ana"),
                                                 Word(book, "ben")};
  auto reviews = approvals;
  reviews.push_back(Objection(book, "cid", 5));
  const auto stopped = Adopt(book, reviews);
  EXPECT_EQ(ReasonFor(stopped), kBookObjected);
  EXPECT_NE(stopped.status().message().find("P-1"), std::string::npos);
  // An earlier approval, or one of the same instant, does not take it back.
  reviews.push_back(Word(book, "cid", 5));
  EXPECT_EQ(ReasonFor(Adopt(book, reviews)), kBookObjected);
  reviews.push_back(Word(book, "cid", 6));
  EXPECT_TRUE(Adopt(book, reviews).ok());
}

TEST(Adoption, ObjectionOfAStrangerStopsNothing) {
  const TrueBook book = Version(1, kPermit, nullptr);
  EXPECT_TRUE(Adopt(book, {Word(book, "ana"), Word(book, "ben"),
                           Objection(book, "stranger")})
                  .ok());
}

TEST(Adoption, ATighterBookTakesOneWhoMayTighten) {
  const TrueBook one = Version(1, kPermit, nullptr);
  const TrueBook tighter = Version(2, std::string(kPermit) + kForbid, &one);
  const auto by_cid = Adopt(tighter, {Word(tighter, "cid")}, &one);
  ASSERT_TRUE(by_cid.ok()) << by_cid.status();
  EXPECT_TRUE(by_cid->by_one);
  EXPECT_EQ(ReasonFor(Adopt(tighter, {Word(tighter, "ana")}, &one)),
            kBookNotApproved);
}

TEST(Adoption, ATighterBookIsStoppedByAnObjectionAndNotPassedByItsAuthor) {
  const TrueBook one = Version(1, kPermit, nullptr);
  const TrueBook tighter = Version(2, std::string(kPermit) + kForbid, &one);
  EXPECT_EQ(
      ReasonFor(Adopt(tighter,
                      {Word(tighter, "cid"), Objection(tighter, "ana")}, &one)),
      kBookObjected);
  v1::BookCharter charter = Charter();
  charter.mutable_reviewers(3)->set_may_tighten(true);  // Eva wrote it
  EXPECT_EQ(ReasonFor(CheckAdoption(charter, tighter, {Word(tighter, "eva")},
                                    {.in_force = &one}, TestInstant())),
            kBookNotApproved);
}

// Else one person could put off or undo what all have signed.
TEST(Adoption, WhatTakesThePlaceOfAWaitingBookIsTighterBesideBoth) {
  const std::string permit = kPermit;
  const TrueBook one = Version(1, permit, nullptr);
  const TrueBook closes = Version(2, kForbid, &one);  // waits
  const TrueBook forbids_more = Version(3, permit + kForbid, &one);
  const auto by_cid = [&](const TrueBook& book, const TrueBook* waiting) {
    return ReasonFor(Adopt(book, {Word(book, "cid")}, &one, waiting));
  };
  EXPECT_EQ(by_cid(forbids_more, &closes), kBookNotApproved);
  const TrueBook sooner = Version(2, permit + kForbid, &one);
  const TrueBook later = Version(3, permit + kForbid, &one);
  EXPECT_EQ(by_cid(sooner, nullptr), "");
  EXPECT_EQ(by_cid(later, &sooner), kBookNotApproved) << "it puts it off";
  EXPECT_EQ(ReasonFor(Adopt(later, {Word(later, "ana"), Word(later, "ben")},
                            &one, &sooner)),
            "");
}

// Numbers leave no gap, so nobody uses them up.
TEST(Adoption, TheNextNumberFollowsTheLast) {
  const TrueBook one = Version(1, kPermit, nullptr);
  const TrueBook two = Version(2, kForbid, &one);
  const TrueBook four = Version(4, kForbid, &one);
  const auto adopt = [&](const TrueBook& book, const TrueBook* waiting) {
    return ReasonFor(
        Adopt(book, {Word(book, "ana"), Word(book, "ben")}, &one, waiting));
  };
  EXPECT_EQ(adopt(four, nullptr), kBookOutOfOrder);
  EXPECT_EQ(adopt(four, &two), kBookOutOfOrder);
  EXPECT_EQ(adopt(Version(3, kForbid, &one), &two), "");
}

// After an upgrade of the program nothing can be compared with the old book.
TEST(Adoption, AfterABookThatMeansOtherwiseHereAllMustSign) {
  TrueBook one = Version(1, kPermit, nullptr);
  const TrueBook two = Version(2, std::string(kPermit) + kForbid, &one);
  one.book = nullptr;
  EXPECT_EQ(ReasonFor(Adopt(two, {Word(two, "cid")}, &one)), kBookNotApproved);
  EXPECT_EQ(ReasonFor(Adopt(two, {Word(two, "ana"), Word(two, "ben")}, &one)),
            "");
}

TEST(Adoption, ALooserBookTakesAllOfThem) {
  const TrueBook one = Version(1, kPermit, nullptr);
  for (const std::string& rules :
       {std::string(kPermit) + kSecondPermit, std::string(kForbid),
        std::string(kSecondPermit)}) {
    const TrueBook looser = Version(2, rules, &one);
    EXPECT_EQ(ReasonFor(Adopt(looser, {Word(looser, "cid")}, &one)),
              kBookNotApproved);
  }
  // The first book loosens what was nothing.
  EXPECT_EQ(ReasonFor(Adopt(one, {Word(one, "cid")})), kBookNotApproved);
}

TEST(Adoption, VersionsFollowOneAnother) {
  const TrueBook one = Version(1, kPermit, nullptr);
  const TrueBook two = Version(2, kForbid, &one);
  const TrueBook other = Version(2, kSecondPermit, &one);
  const TrueBook three = Version(3, kPermit, &other);
  const auto adopt = [](const TrueBook& book, const TrueBook* in_force) {
    return ReasonFor(
        Adopt(book, {Word(book, "ana"), Word(book, "ben")}, in_force));
  };
  EXPECT_EQ(adopt(two, &one), "");
  EXPECT_EQ(adopt(two, nullptr), kBookOutOfOrder) << "the first is not first";
  EXPECT_EQ(adopt(one, &two), kBookOutOfOrder) << "rolled back";
  EXPECT_EQ(adopt(one, &one), kBookOutOfOrder);
  EXPECT_EQ(adopt(three, &two), kBookOutOfOrder) << "in place of another";
}

TEST(Adoption, ACharterOutOfItsTimeBacksNothing) {
  const TrueBook book = Version(1, kPermit, nullptr);
  const std::vector<v1::BookReview> reviews = {Word(book, "ana"),
                                               Word(book, "ben")};
  const auto at = [&](absl::Time now) {
    return ReasonFor(CheckAdoption(Charter(), book, reviews, {}, now));
  };
  EXPECT_EQ(at(absl::UnixEpoch()), kBookCharterOutOfTime);
  EXPECT_EQ(at(TestInstant() + absl::Milliseconds(1)), kBookCharterOutOfTime);
  v1::BookCharter foreign = Charter();
  foreign.set_trust_domain("a.example");
  EXPECT_EQ(ReasonFor(CheckAdoption(foreign, book, reviews, {}, TestInstant())),
            kBookOutOfOrder);
}

TEST(Adoption, AnOlderCharterThanOneThatAdoptedABookBacksNothing) {
  const TrueBook book = Version(1, kPermit, nullptr);
  const std::vector<v1::BookReview> reviews = {Word(book, "ana"),
                                               Word(book, "ben")};
  v1::BookCharter charter = Charter();
  for (const auto& [serial, reason] :
       std::map<uint64_t, std::string>{{1, std::string(kBookCharterRolledBack)},
                                       {2, std::string(kBookCharterRolledBack)},
                                       {3, ""},
                                       {4, ""}}) {
    charter.set_serial(serial);
    EXPECT_EQ(ReasonFor(CheckAdoption(charter, book, reviews,
                                      {.charter_serial = 3}, TestInstant())),
              reason)
        << serial;
  }
}

std::shared_ptr<const Book> BookOf(const std::string& vocabulary,
                                   const std::string& rules) {
  const auto book =
      Book::Parse({{"vocabulary.md", vocabulary}, {"rules.md", rules}});
  EXPECT_TRUE(book.ok()) << book.status();
  return *book;
}

TEST(OnlyTightens, IsNotSaidWhereWordsMeanSomethingElse) {
  const std::string words = TestVocabulary();
  const auto before = BookOf(words, kPermit);
  EXPECT_TRUE(OnlyTightens(*before, *BookOf(words, kPermit)));
  const size_t zone = words.find("zone ");
  ASSERT_NE(zone, std::string::npos);
  std::string elsewhere = words;
  elsewhere.replace(zone, words.find('\n', zone) - zone,
                    "zone Pacific/Kiritimati");
  EXPECT_FALSE(OnlyTightens(*before, *BookOf(elsewhere, kPermit)));
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = words;
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return BookOf(text.replace(at, from.size(), to), kPermit);
  };
  // Records that ask for it would pass.
  EXPECT_FALSE(OnlyTightens(*before, *changed("caveat QUIET",
                                              "caveat NEW \"New\" / \"Nueva\"\n"
                                              "caveat QUIET")));
  // Other records would claim a basis.
  EXPECT_FALSE(
      OnlyTightens(*before, *changed("context.legal_basis.basis_id",
                                     "context.legal_basis.instrument_ref")));
}

// To name a rule to the other nation tells it something.
TEST(OnlyTightens, IsNotSaidOfADisclosedForbid) {
  const std::string words = TestVocabulary();
  const std::string permit = kPermit;
  std::string disclosed = kForbid;
  disclosed.insert(disclosed.rfind("```"), "  disclose\n");
  const auto before = BookOf(words, permit);
  EXPECT_TRUE(OnlyTightens(*before, *BookOf(words, permit + kForbid)));
  EXPECT_FALSE(OnlyTightens(*before, *BookOf(words, permit + disclosed)));
}

}  // namespace
}  // namespace enlace::policy
