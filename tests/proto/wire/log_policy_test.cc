// The tlog-policy format and its quorums, over every subset of witnesses.

#include "proto/wire/log_policy.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/wire/merkle.h"
#include "tests/proto/wire/tlog_vectors.h"

namespace enlace::wire {
namespace {

certs::PrivateKey PolicyKey(char fill) {
  auto key = certs::PrivateKey::FromEd25519Seed(std::string(32, fill));
  EXPECT_TRUE(key.ok()) << key.status();
  return *std::move(key);
}

VerifierKey PolicyVerifier(absl::string_view name, NoteKeyType type,
                           char fill) {
  auto key = VerifierKey::Create(name, type, PolicyKey(fill).public_key());
  EXPECT_TRUE(key.ok()) << key.status();
  return *std::move(key);
}

VerifierKey PolicyWitness(char fill) {
  return PolicyVerifier(absl::StrCat("w.example/", std::string(1, fill)),
                        NoteKeyType::kCosignatureV1, fill);
}

// `log`, `L`, and `%a` to `%f` stand for keys.
std::string PolicyText(absl::string_view pattern) {
  std::string text = absl::StrCat(
      "log ", PolicyVerifier("l.example", NoteKeyType::kEd25519, 'L').Format(),
      "\n");
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '%') {
      absl::StrAppend(&text, PolicyWitness(pattern[++i]).Format());
    } else {
      text.push_back(pattern[i]);
    }
  }
  return text;
}

std::string PolicyCheckpoint(absl::string_view witnesses) {
  const Checkpoint checkpoint{
      .origin = "l.example", .size = 1, .root = HashLeaf("a")};
  Note note{.text = FormatCheckpoint(checkpoint)};
  note.signatures.push_back(*SignCheckpoint(
      checkpoint, PolicyVerifier("l.example", NoteKeyType::kEd25519, 'L'),
      PolicyKey('L')));
  for (const char fill : witnesses) {
    note.signatures.push_back(
        *CosignCheckpoint(checkpoint, PolicyWitness(fill), PolicyKey(fill),
                          absl::FromUnixSeconds(1700000000)));
  }
  return FormatNote(note);
}

bool PolicyAccepts(const LogPolicy& policy, absl::string_view witnesses) {
  const auto opened = policy.Open(PolicyCheckpoint(witnesses));
  EXPECT_TRUE(opened.ok() || absl::IsFailedPrecondition(opened.status()))
      << opened.status();
  return opened.ok();
}

TEST(LogPolicyTest, QuorumHoldsForExactlyTheRightSubsets) {
  const auto policy = LogPolicy::Parse(PolicyText(
      "# two of three, and any of the other two\n"
      "witness a %a\n\twitness  b\t%b https://b.example/ \nwitness c %c\n"
      "\n"
      "witness d %d\nwitness e %e\n"
      "group X 2 a b c\n"
      "group Y any d e\n"
      "group both all X Y\n"
      "quorum both\n"));
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(policy->logs().size(), 1U);
  EXPECT_EQ(policy->witnesses().size(), 5U);
  for (unsigned subset = 0; subset < 32; ++subset) {
    std::string witnesses;
    for (unsigned i = 0; i < 5; ++i) {
      if ((subset >> i & 1) != 0) witnesses.push_back("abcde"[i]);
    }
    const int of_x = static_cast<int>(subset & 1) +
                     static_cast<int>(subset >> 1 & 1) +
                     static_cast<int>(subset >> 2 & 1);
    EXPECT_EQ(PolicyAccepts(*policy, witnesses),
              of_x >= 2 && (subset & 24) != 0)
        << witnesses;
  }
}

TEST(LogPolicyTest, RepeatedCosignaturesCountOnce) {
  const auto policy = LogPolicy::Parse(
      PolicyText("witness a %a\nwitness b %b\ngroup g 2 a b\nquorum g\n"));
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_FALSE(PolicyAccepts(*policy, "aa"));
  EXPECT_TRUE(PolicyAccepts(*policy, "aab"));
}

TEST(LogPolicyTest, StrangersDoNotCount) {
  const auto policy = LogPolicy::Parse(PolicyText("witness a %a\nquorum a\n"));
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_FALSE(PolicyAccepts(*policy, "bcd"));
  EXPECT_TRUE(PolicyAccepts(*policy, "bcda"));
}

TEST(LogPolicyTest, QuorumNoneAsksForTheLogAlone) {
  const auto policy =
      LogPolicy::Parse(PolicyText("witness a %a\nquorum none\n"));
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_TRUE(PolicyAccepts(*policy, ""));
}

TEST(LogPolicyTest, CreateAsksForEveryWitness) {
  const auto log = PolicyVerifier("l.example", NoteKeyType::kEd25519, 'L');
  const auto alone = LogPolicy::Create(log, {});
  ASSERT_TRUE(alone.ok()) << alone.status();
  EXPECT_TRUE(PolicyAccepts(*alone, ""));
  const auto two =
      LogPolicy::Create(log, {PolicyWitness('a'), PolicyWitness('b')});
  ASSERT_TRUE(two.ok()) << two.status();
  EXPECT_FALSE(PolicyAccepts(*two, ""));
  EXPECT_FALSE(PolicyAccepts(*two, "a"));
  EXPECT_FALSE(PolicyAccepts(*two, "b"));
  EXPECT_TRUE(PolicyAccepts(*two, "ba"));
}

TEST(LogPolicyTest, ALogCannotBeItsOwnWitness) {
  const auto log = PolicyVerifier("l.example", NoteKeyType::kEd25519, 'a');
  EXPECT_FALSE(LogPolicy::Create(log, {PolicyWitness('a')}).ok());
  EXPECT_FALSE(
      LogPolicy::Create(log, {PolicyWitness('b'), PolicyWitness('b')}).ok());
  EXPECT_FALSE(LogPolicy::Create(log, {log}).ok());
  EXPECT_FALSE(LogPolicy::Create(PolicyWitness('a'), {}).ok());
}

TEST(LogPolicyTest, OtherLogsAreRefused) {
  const auto policy = LogPolicy::Create(TlogVerifierKey(TlogKey::kLogA), {});
  ASSERT_TRUE(policy.ok());
  EXPECT_TRUE(
      absl::IsUnauthenticated(policy->Open(PolicyCheckpoint("")).status()));
  EXPECT_TRUE(policy->Open(ReadTlogVector("log8/checkpoint")).ok());
  EXPECT_FALSE(policy->Open("").ok());
}

TEST(LogPolicyTest, RefusesEveryMalformedPolicy) {
  ASSERT_TRUE(LogPolicy::Parse("quorum none\n").ok());
  for (const std::string& text : {
           std::string(),
           PolicyText(""),
           PolicyText("quorum none"),
           PolicyText("quorum none\nquorum none\n"),
           PolicyText("quorum a\n"),
           PolicyText("quorum\n"),
           PolicyText("quorum none none\n"),
           PolicyText("quorum a\nwitness a %a\n"),
           PolicyText("witness a %a\nwitness a %b\nquorum a\n"),
           PolicyText("witness a %a\nwitness b %a\nquorum a\n"),
           PolicyText("witness none %a\nquorum none\n"),
           PolicyText("witness a\nquorum none\n"),
           PolicyText("witness a %a url more\nquorum none\n"),
           PolicyText("witness a %a\ngroup g 0 a\nquorum g\n"),
           PolicyText("witness a %a\ngroup g 2 a\nquorum g\n"),
           PolicyText("witness a %a\ngroup g 01 a\nquorum g\n"),
           PolicyText("witness a %a\ngroup g some a\nquorum g\n"),
           PolicyText("witness a %a\ngroup g any\nquorum a\n"),
           PolicyText("witness a %a\ngroup g any none\nquorum a\n"),
           PolicyText("witness a %a\ngroup a any a\nquorum a\n"),
           PolicyText("witness a %a\ngroup g any g\nquorum g\n"),
           PolicyText("witness a %a\ngroup g 2 a a\nquorum g\n"),
           PolicyText("witness a %a\ngroup g any a\ngroup h any a\nquorum h\n"),
           PolicyText("log nonsense\nquorum none\n"),
           PolicyText("log %a\nquorum none\n"),
           PolicyText("log\nquorum none\n"),
           PolicyText("LOG x\nquorum none\n"),
           PolicyText("quorum none\r\n"),
           PolicyText("quorum none\n\x01\n"),
           PolicyText("#\x7f\nquorum none\n"),
           PolicyText("") + PolicyText("quorum none\n"),  // the log twice
       }) {
    EXPECT_TRUE(absl::IsInvalidArgument(LogPolicy::Parse(text).status()))
        << text;
  }
}

}  // namespace
}  // namespace enlace::wire
