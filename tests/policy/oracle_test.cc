// The engine against a reference that knows nothing of it: books are drawn at
// random as plain structures, written out as text for the engine, and decided
// by the semantics of docs/policy-language.md, taken literally: three-valued
// logic over the whole condition, resolved once at the end by the kind of rule.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <random>
#include <set>

#include "absl/strings/str_join.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "policy/engine/limit.h"
#include "policy/engine/schema.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

using Kleene = std::optional<bool>;  // empty = unknown

Kleene Not(Kleene a) { return a.has_value() ? Kleene(!*a) : a; }

Kleene And(Kleene a, Kleene b) {
  if ((a.has_value() && !*a) || (b.has_value() && !*b)) return false;
  if (!a.has_value() || !b.has_value()) return std::nullopt;
  return true;
}

Kleene Or(Kleene a, Kleene b) { return Not(And(Not(a), Not(b))); }

constexpr char kPurpose[] = "context.purpose_code";
constexpr char kObliterated[] = "firearm.serial_obliterated";
constexpr char kWeapons[] = "recovery.weapon_count";
constexpr char kClaimed[] = "context.legal_basis.basis_id";
constexpr char kRecovered[] = "recovery.date";
constexpr char kExpiry[] = "context.legal_basis.expires_on";

// A test the engine's language offers, and its meaning on a known value.
struct OracleTest {
  const char* text;
  const char* path;
  bool presence;  // about absence itself
  bool (*holds)(const Value& value, absl::CivilDay today);
};

bool IsText(const Value& value, const char* text) {
  return std::get<std::string>(value) == text;
}
bool HasText(const Value& value, const char* text) {
  return std::get<StringSet>(value).count(text) > 0;
}

absl::CivilDay DayOf(const Date& date) {
  return absl::CivilDay(date.year, date.month, date.day);
}
bool AnyBefore(const Value& value, absl::CivilDay today) {
  for (const std::string& text : std::get<StringSet>(value)) {
    absl::CivilDay day;
    EXPECT_TRUE(absl::ParseCivilTime(text, &day)) << text;
    if (day < today) return true;
  }
  return false;
}

const std::vector<OracleTest>& OracleTests() {
  static const auto* const kTests = new std::vector<OracleTest>{
      {"purpose is PREVENTION", kPurpose, false,
       [](const Value& v, absl::CivilDay) { return IsText(v, "PREVENTION"); }},
      {"purpose is not PREVENTION", kPurpose, false,
       [](const Value& v, absl::CivilDay) { return !IsText(v, "PREVENTION"); }},
      {"purpose is under justice", kPurpose, false,
       [](const Value& v, absl::CivilDay) {
         return IsText(v, "CRIM_INVESTIGATION") || IsText(v, "PROSECUTION");
       }},
      {"purpose is in PREVENTION, PROSECUTION", kPurpose, false,
       [](const Value& v, absl::CivilDay) {
         return IsText(v, "PREVENTION") || IsText(v, "PROSECUTION");
       }},
      {"purpose is present", kPurpose, true,
       [](const Value&, absl::CivilDay) { return true; }},
      {"purpose is absent", kPurpose, true,
       [](const Value&, absl::CivilDay) { return false; }},
      {"obliterated is yes", kObliterated, false,
       [](const Value& v, absl::CivilDay) { return std::get<bool>(v); }},
      {"obliterated is not yes", kObliterated, false,
       [](const Value& v, absl::CivilDay) { return !std::get<bool>(v); }},
      {"obliterated is no", kObliterated, false,
       [](const Value& v, absl::CivilDay) { return !std::get<bool>(v); }},
      {"weapons is at most 3", kWeapons, false,
       [](const Value& v, absl::CivilDay) {
         return std::get<int64_t>(v) <= 3;
       }},
      {"weapons is at least 3", kWeapons, false,
       [](const Value& v, absl::CivilDay) {
         return std::get<int64_t>(v) >= 3;
       }},
      {"weapons is under 3", kWeapons, false,
       [](const Value& v, absl::CivilDay) { return std::get<int64_t>(v) < 3; }},
      {"claimed includes LAW", kClaimed, false,
       [](const Value& v, absl::CivilDay) { return HasText(v, "LAW"); }},
      {"claimed does not include LAW", kClaimed, false,
       [](const Value& v, absl::CivilDay) { return !HasText(v, "LAW"); }},
      {"recovered is past", kRecovered, false,
       [](const Value& v, absl::CivilDay today) {
         return DayOf(std::get<Date>(v)) < today;
       }},
      {"recovered is not future", kRecovered, false,
       [](const Value& v, absl::CivilDay today) {
         return DayOf(std::get<Date>(v)) <= today;
       }},
      {"expiry is past", kExpiry, false, AnyBefore},
      {"expiry is not past", kExpiry, false,
       [](const Value& v, absl::CivilDay today) {
         return !AnyBefore(v, today);
       }},
  };
  return *kTests;
}

struct OracleCondition {
  bool all = true;
  std::vector<const OracleTest*> tests;
};

struct OracleRule {
  std::string id;
  std::string effect;
  std::set<std::string> from;  // empty = anyone
  std::vector<OracleCondition> when, unless;
  std::string reason;
  std::set<std::string> released, dropped;  // leaf paths
  bool caveat = false;
  int days = 0;
  int answer = 0;     // minutes; 0 = none asked for
  int extension = 0;  // likewise
  int approvals = 1;
  bool over = false;  // no longer in force
  int from_day = 0;   // in force from that day after the first instant's on
  std::set<std::string> excepts;  // ids of the rules that it lifts
  bool limited = false;           // applies beyond a limit
};

const std::vector<std::string>& LeafNames() {
  static const auto* const kNames = new std::vector<std::string>{
      "firearm.model", "firearm.caliber", "crime_code"};
  return *kNames;
}

absl::TimeZone OracleZone() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("America/Mexico_City", &zone));
  return zone;
}
absl::CivilDay OracleDay(absl::Time instant) {
  return absl::ToCivilDay(instant, OracleZone());
}
Date DateAfter(int days) {
  const absl::CivilDay day = OracleDay(TestInstant()) + days;
  return {static_cast<int>(day.year()), day.month(), day.day()};
}

class BookMaker {
 public:
  explicit BookMaker(uint32_t seed) : random_(seed) {}

  std::vector<OracleRule> Rules() {
    std::vector<OracleRule> rules;
    const int count = 1 + Below(6);
    for (int i = 0; i < count; ++i) rules.push_back(Rule(i));
    if (Below(2) == 0) AddException(rules);
    return rules;
  }

  Facts SomeFacts() {
    Facts facts = RequestFacts();
    Draw(facts, kPurpose,
         {Value(std::string("PREVENTION")), Value(std::string("PROSECUTION")),
          Value(std::string("STATISTICS"))});
    Draw(facts, kObliterated, {Value(true), Value(false)});
    Draw(facts, kWeapons,
         {Value(int64_t{2}), Value(int64_t{3}), Value(int64_t{4})});
    Draw(facts, kRecovered,
         {Value(DateAfter(0)), Value(DateAfter(1)), Value(DateAfter(-1))});
    Draw(facts, kExpiry,
         {Value(StringSet{DateAfter(0).ToString(), DateAfter(2).ToString()}),
          Value(StringSet{DateAfter(1).ToString()}),
          Value(StringSet{DateAfter(3).ToString()})});
    Draw(facts, kClaimed,
         {Value(StringSet{"LAW"}), Value(StringSet{"OTHER"}),
          Value(StringSet{"LAW", "OTHER"}), Value(StringSet{"LAW"})});
    Draw(facts, kFactSender,
         {Value(std::string(kPoliceOfA)), Value(std::string(kTraceOfB)),
          Value(std::string(kPoliceOfA))});
    for (int i = 0; i < 6; ++i) {
      if (Below(4) == 0) {
        facts.Set(ApprovalFact(absl::StrCat("R-", i), "lawyer"),
                  Value(int64_t{Below(3)}));
      }
      const std::string limit = LimitFact(absl::StrCat("R-", i));
      const int state = Below(4);
      if (state == 0) facts.SetError(limit);
      if (state > 1) facts.Set(limit, state == 2);
    }
    return facts;
  }

  int Below(int n) {
    return static_cast<int>(random_() % static_cast<uint32_t>(n));
  }

 private:
  void Draw(Facts& facts, absl::string_view path,
            const std::vector<Value>& values) {
    const int kind = Below(6);
    if (kind == 0) {
      facts.Clear(path);
    } else if (kind == 1) {
      facts.SetError(path);
    } else {
      facts.Set(
          path,
          values[static_cast<size_t>(Below(static_cast<int>(values.size())))]);
    }
  }

  std::vector<OracleCondition> Conditions() {
    std::vector<OracleCondition> out;
    for (int i = Below(3); i > 0; --i) {
      OracleCondition condition;
      condition.all = Below(2) == 0;
      for (int k = 1 + Below(3); k > 0; --k) {
        const auto& tests = OracleTests();
        condition.tests.push_back(
            &tests[static_cast<size_t>(Below(static_cast<int>(tests.size())))]);
      }
      out.push_back(condition);
    }
    return out;
  }

  OracleRule Rule(int index) {
    constexpr std::array<const char*, 6> kEffects = {
        "permit", "permit", "permit", "forbid", "hold", "require"};
    constexpr std::array<const char*, 3> kReasons = {"B04", "S10", "V03"};
    OracleRule rule;
    rule.id = absl::StrCat("R-", index);
    rule.effect = kEffects[static_cast<size_t>(Below(6))];
    if (Below(3) == 0) rule.from = {kPoliceOfA};
    if (Below(6) == 0) rule.from = {kPoliceOfA, kTraceOfB};
    rule.when = Conditions();
    if (Below(2) == 0) rule.unless = Conditions();
    rule.reason = kReasons[static_cast<size_t>(Below(3))];
    for (const std::string& leaf : LeafNames()) {
      if (Below(3) > 0) rule.released.insert(leaf);
      if (Below(4) == 0) rule.dropped.insert(leaf);
    }
    rule.caveat = Below(3) == 0;
    rule.days = Below(2) == 0 ? 0 : 10 * (1 + Below(5));
    rule.answer = Below(2) == 0 ? 0 : 1 + Below(90);
    rule.extension = Below(2) == 0 ? 0 : 1 + Below(90);
    rule.approvals = 1 + Below(2);
    rule.limited = Below(4) == 0;
    rule.over = Below(8) == 0;
    if (!rule.over && Below(8) == 0) rule.from_day = 1 + Below(3);
    return rule;
  }

  // Lifts one or more of the rules, if there is one that can be lifted.
  void AddException(std::vector<OracleRule>& rules) {
    OracleRule exception = Rule(static_cast<int>(rules.size()));
    exception.effect = "except";
    for (const OracleRule& rule : rules) {
      const bool liftable = rule.effect != "permit" && rule.effect != "except";
      if (liftable && (exception.excepts.empty() || Below(2) == 0)) {
        exception.excepts.insert(rule.id);
      }
    }
    if (!exception.excepts.empty()) rules.push_back(exception);
  }

  std::mt19937 random_;
};

std::string TextOf(const char* word,
                   const std::vector<OracleCondition>& conditions) {
  std::string out;
  for (const OracleCondition& condition : conditions) {
    absl::StrAppend(&out, "  ", word,
                    condition.all ? " all of\n" : " any of\n");
    for (const OracleTest* test : condition.tests) {
      absl::StrAppend(&out, "    - ", test->text, "\n");
    }
  }
  return out;
}

std::string TextOf(const OracleRule& rule) {
  const bool permit = rule.effect == "permit";
  std::string body = absl::StrCat(
      rule.effect, " outgoing FirearmTraceRequest\n  implements LAW/1\n",
      TextOf("when", rule.when), TextOf("unless", rule.unless));
  if (rule.from.size() == 1) body += "  from a-police\n";
  if (rule.from.size() == 2) body += "  from agency in group everyone\n";
  if (rule.over) body += "  in force through 2020-12-31\n";
  if (!rule.excepts.empty()) {
    absl::StrAppend(&body, "  exception to ", absl::StrJoin(rule.excepts, ", "),
                    "\n");
  }
  if (rule.from_day > 0) {
    absl::StrAppend(&body, "  in force from ",
                    DateAfter(rule.from_day).ToString(), "\n");
  }
  if (rule.effect == "forbid" || rule.effect == "hold") {
    if (rule.limited) body += "  over 5 per hour by sender\n";
    absl::StrAppend(&body, "  reason ", rule.reason,
                    "\n  because \"No.\" / \"No.\"\n");
  }
  if (rule.effect == "hold") {
    absl::StrAppend(&body, "  until approved by ", rule.approvals,
                    " of lawyer\n");
  }
  if (permit || rule.effect == "require") {
    if (permit && !rule.released.empty()) {
      absl::StrAppend(&body, "  release ", absl::StrJoin(rule.released, ", "),
                      "\n");
    }
    if (!rule.dropped.empty()) {
      absl::StrAppend(&body, "  drop ", absl::StrJoin(rule.dropped, ", "),
                      " because S10\n");
    }
    if (rule.caveat) body += "  caveats QUIET\n";
    if (rule.days > 0)
      absl::StrAppend(&body, "  retain ", rule.days, " days\n");
    if (rule.answer > 0) {
      absl::StrAppend(&body, "  answer within ", rule.answer, " minutes");
      if (rule.extension > 0) {
        absl::StrAppend(&body, " extendable by ", rule.extension, " minutes");
      }
      body += '\n';
    }
  }
  return RuleBlock(rule.id, body);
}

// What the reference says of one book and one set of facts.
struct Expected {
  Outcome outcome = Outcome::kDeny;
  std::set<std::string> rules;
  std::set<std::string> reasons;     // of a forbid or a hold
  std::map<std::string, bool> kept;  // leaf to: released?
  bool caveat = false;
  int days = 0;
  std::vector<std::pair<int, int>> answers;  // asked for, and extensions
  std::set<std::string> counts_against;      // of a permit
};

Kleene Meaning(const OracleTest& test, const Facts& facts,
               absl::CivilDay today) {
  switch (facts.state(test.path)) {
    case FactState::kError:
      return std::nullopt;
    case FactState::kAbsent:
      if (!test.presence) return std::nullopt;
      return std::string(test.text).find("absent") != std::string::npos;
    case FactState::kKnown:
      return test.holds(*facts.Find(test.path), today);
  }
  return std::nullopt;
}

Kleene Meaning(const OracleCondition& condition, const Facts& facts,
               absl::CivilDay today) {
  Kleene out = condition.all;
  for (const OracleTest* test : condition.tests) {
    out = condition.all ? And(out, Meaning(*test, facts, today))
                        : Or(out, Meaning(*test, facts, today));
  }
  return out;
}

// Known not to be used up; an unknown count is over the limit.
bool IsWithin(const OracleRule& rule, const Facts& facts) {
  if (!rule.limited || (rule.effect != "forbid" && rule.effect != "hold")) {
    return false;
  }
  const Value* used_up = facts.Find(LimitFact(rule.id));
  return used_up != nullptr && *used_up == Value(false);
}

bool Applies(const OracleRule& rule, const Facts& facts, absl::CivilDay today) {
  if (rule.over || today < DayOf(DateAfter(rule.from_day))) return false;
  Kleene truth = true;
  if (!rule.from.empty()) {
    const Value* sender = facts.Find(kFactSender);
    truth = sender == nullptr
                ? Kleene()
                : Kleene(rule.from.count(std::get<std::string>(*sender)) > 0);
  }
  for (const auto& condition : rule.when) {
    truth = And(truth, Meaning(condition, facts, today));
  }
  for (const auto& condition : rule.unless) {
    truth = And(truth, Not(Meaning(condition, facts, today)));
  }
  return truth.value_or(rule.effect != "permit" && rule.effect != "except");
}

Expected Reference(const std::vector<OracleRule>& book, const Facts& facts,
                   absl::CivilDay today) {
  std::map<std::string, std::vector<const OracleRule*>> by;
  Expected out;
  const Value* claimed = facts.Find(kClaimed);
  std::map<std::string, std::set<std::string>> exceptions;  // by what they lift
  for (const OracleRule& rule : book) {
    if (!Applies(rule, facts, today)) continue;
    for (const std::string& id : rule.excepts) exceptions[id].insert(rule.id);
  }
  std::set<std::string> used;
  for (const OracleRule& rule : book) {
    if (rule.effect == "except" || !Applies(rule, facts, today)) continue;
    const bool counts = rule.effect == "forbid" || rule.effect == "hold";
    if (rule.limited && counts && exceptions.count(rule.id) == 0) {
      out.counts_against.insert(rule.id);
    }
    if (IsWithin(rule, facts)) continue;
    if (exceptions.count(rule.id) > 0) {
      used.insert(exceptions[rule.id].begin(), exceptions[rule.id].end());
      continue;
    }
    if (rule.effect == "permit" &&
        (claimed == nullptr || !HasText(*claimed, "LAW"))) {
      continue;
    }
    if (rule.effect == "hold") {
      const Value* approvals = facts.Find(ApprovalFact(rule.id, "lawyer"));
      if (approvals != nullptr &&
          std::get<int64_t>(*approvals) >= rule.approvals) {
        continue;
      }
    }
    by[rule.effect].push_back(&rule);
  }
  const auto name = [&](const std::string& effect) {
    for (const OracleRule* rule : by[effect]) {
      out.rules.insert(rule->id);
      out.reasons.insert(rule->reason);
    }
  };
  for (const std::string& leaf : LeafNames()) out.kept[leaf] = false;
  if (!by["forbid"].empty()) {
    name("forbid");
    return out;
  }
  if (by["permit"].empty()) return out;
  out.outcome = by["hold"].empty() ? Outcome::kPermit : Outcome::kHold;
  if (out.outcome == Outcome::kHold) {
    name("hold");
  } else {
    name("permit");
    name("require");
    out.rules.insert(used.begin(), used.end());
  }
  for (const std::string& leaf : LeafNames()) out.kept[leaf] = true;
  for (const char* effect : {"permit", "require"}) {
    for (const OracleRule* rule : by[effect]) {
      for (const std::string& leaf : LeafNames()) {
        if (rule->dropped.count(leaf) > 0) out.kept[leaf] = false;
        if (rule->effect == "permit" && rule->released.count(leaf) == 0) {
          out.kept[leaf] = false;
        }
      }
      out.caveat |= rule->caveat;
      if (rule->days > 0) {
        out.days = out.days == 0 ? rule->days : std::min(out.days, rule->days);
      }
      if (rule->answer > 0) {
        out.answers.push_back({rule->answer, rule->extension});
      }
    }
  }
  return out;
}

void ExpectSame(const Decision& actual, const Expected& expected) {
  EXPECT_EQ(actual.outcome, expected.outcome);
  EXPECT_EQ(
      std::set<std::string>(actual.rule_ids.begin(), actual.rule_ids.end()),
      expected.rules);
  for (const auto& [leaf, kept] : expected.kept) {
    EXPECT_EQ(ActionOn(actual, leaf).kind == FieldAction::kRelease, kept)
        << leaf;
  }
  EXPECT_EQ(std::set<std::string>(actual.counts_against.begin(),
                                  actual.counts_against.end()),
            actual.outcome == Outcome::kPermit ? expected.counts_against
                                               : std::set<std::string>());
  if (actual.outcome != Outcome::kDeny) {
    EXPECT_EQ(!actual.caveats.empty(), expected.caveat);
    EXPECT_EQ(actual.retention.days, expected.days);
    AnswerTime answer;
    for (const auto& [minutes, extension] : expected.answers) {
      const bool first = answer.minutes == 0;
      answer = {
          first ? minutes : std::min(answer.minutes, minutes),
          first ? extension : std::min(answer.extension_minutes, extension)};
    }
    EXPECT_EQ(actual.answer, answer);
  }
  if (actual.outcome != Outcome::kPermit && !expected.rules.empty()) {
    std::set<std::string> reasons(actual.secondary_reasons.begin(),
                                  actual.secondary_reasons.end());
    reasons.insert(actual.reason);
    EXPECT_EQ(reasons, expected.reasons);
  }
}

// At later instants the reference is right too, and what was decided first
// stands until the instant that it named.
void ExpectSameLater(const std::vector<OracleRule>& rules, const Book& book,
                     const Facts& facts, const Decision& first,
                     BookMaker& maker, int& changed) {
  for (int i = 0; i < 3; ++i) {
    const absl::Time later = TestInstant() + absl::Hours(maker.Below(24 * 5));
    Decision decision = book.Decide(facts, later);
    ExpectSame(decision, Reference(rules, facts, OracleDay(later)));
    decision.deadline = first.deadline;
    if (decision == first) continue;
    ++changed;
    EXPECT_GE(later, first.stable_until);
  }
  if (first.stable_until == absl::InfiniteFuture()) return;
  Decision last = book.Decide(facts, first.stable_until - absl::Nanoseconds(1));
  last.deadline = first.deadline;
  EXPECT_EQ(last, first);
}

TEST(Oracle, TheEngineAgreesWithTheReferenceOnGeneratedBooks) {
  const Schema schema({v1::FirearmTraceRequest::descriptor(),
                       v1::FirearmTraceResult::descriptor()});
  const std::string vocabulary = TestVocabulary();
  std::map<Outcome, int> seen;
  int changed = 0;
  for (uint32_t seed = 0; seed < 450; ++seed) {
    BookMaker maker(seed);
    const std::vector<OracleRule> rules = maker.Rules();
    std::string text;
    for (const OracleRule& rule : rules) text += TextOf(rule);
    const auto book = Book::Parse(
        {{"vocabulary.md", vocabulary}, {"rules.md", text}}, schema);
    ASSERT_TRUE(book.ok()) << book.status().message();
    for (int i = 0; i < 40; ++i) {
      const Facts facts = maker.SomeFacts();
      const Decision decision = (*book)->Decide(facts, TestInstant());
      ExpectSame(decision, Reference(rules, facts, OracleDay(TestInstant())));
      ++seen[decision.outcome];
      ExpectSameLater(rules, **book, facts, decision, maker, changed);
      ASSERT_FALSE(testing::Test::HasFailure())
          << "seed " << seed << " case " << i << "\n"
          << text;
    }
  }
  // The generator must reach every outcome often, and every change.
  EXPECT_GT(changed, 300);
  for (const Outcome outcome :
       {Outcome::kPermit, Outcome::kHold, Outcome::kDeny}) {
    EXPECT_GT(seen[outcome], 300) << OutcomeName(outcome);
  }
}

// Whatever is cut out of a book or written over it, the engine answers with a
// book or with places in the files, and never with a looser book unnoticed by
// the digest.
TEST(Oracle, AnyDamageToABookIsReportedOrChangesItsDigest) {
  const auto text = ReadFile("policy/us/firearm-tracing.md");
  const auto vocabulary = ReadFile("policy/us/vocabulary.md");
  ASSERT_TRUE(text.ok() && vocabulary.ok());
  const auto sound = Book::Parse(
      {{"vocabulary.md", *vocabulary}, {"firearm-tracing.md", *text}});
  ASSERT_TRUE(sound.ok());
  std::mt19937 random(11);
  const std::string marks = "`~>-{}#\"/, \n\xff-";
  for (int i = 0; i < 150; ++i) {
    std::string damaged = *text;
    const size_t at = random() % damaged.size();
    if (i % 2 == 0) {
      damaged.erase(at, 1 + random() % 40);
    } else {
      damaged[at] = marks[random() % marks.size()];
    }
    if (damaged == *text) continue;
    const auto book = Book::Parse(
        {{"vocabulary.md", *vocabulary}, {"firearm-tracing.md", damaged}});
    if (book.ok()) {
      EXPECT_NE((*book)->digest(), (*sound)->digest());
    } else {
      EXPECT_NE(book.status().message().find(".md:"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace enlace::policy
