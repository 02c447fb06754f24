#include "policy/analysis/situation.h"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policy/engine/keyword.h"
#include "policy/engine/rule.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/date_text.h"
#include "policy/facts/element_fact.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

std::string Said(Keyword keyword) {
  return std::string(Phrase(keyword, Language::kEnglish));
}

// The host of an identity: spiffe://us.enlace.example/agency/us-atf.
absl::string_view HostOf(absl::string_view identity) {
  const size_t begin = identity.find("://");
  if (begin == absl::string_view::npos) return identity;
  const absl::string_view rest = identity.substr(begin + 3);
  return rest.substr(0, rest.find('/'));
}

// How many approvals of `role` the rules ask for.
void Approve(const Book& book, const std::string& role, Facts& facts) {
  for (const Rule& rule : book.rules()) {
    for (const Review& review : rule.reviews) {
      if (review.role == role) {
        facts.Set(ApprovalFact(rule.id, role), Value(int64_t{review.count}));
      }
    }
  }
}

// How many of `role` the rules ask for to be set aside.
void Override(const Book& book, const std::string& role, Facts& facts) {
  for (const Rule& rule : book.rules()) {
    if (rule.urgent_override && rule.urgent_override->role == role) {
      facts.Set(OverrideFact(rule.id, role),
                Value(int64_t{rule.urgent_override->count}));
    }
  }
}

// "approved by A, B", a line; nothing for no roles that `book` names.
std::string RolesText(Keyword clause, const std::set<std::string>& roles,
                      const Book& book) {
  std::vector<std::string> named;
  for (const std::string& role : roles) {
    if (book.vocabulary().roles.count(role) > 0) named.push_back(role);
  }
  if (named.empty()) return "";
  return absl::StrCat(Said(clause), " ", absl::StrJoin(named, ", "), "\n");
}

const std::pair<const std::string, FactName>* NameOf(const Book& book,
                                                     const std::string& path,
                                                     const std::string& type) {
  for (const auto& named : book.vocabulary().facts) {
    if (IsStatedAt(named.second.path, path) &&
        named.second.types.count(type) > 0) {
      return &named;
    }
  }
  return nullptr;
}

std::string Quoted(const std::string& text) {
  return absl::StrCat("\"", text, "\"");
}

// "is 3", "includes A, B": what a case states of a known value; nothing if it
// cannot.
std::optional<std::string> Stated(const Value& value, const Book& book) {
  const auto text = [&](const std::string& word) {
    const std::string* agency = book.vocabulary().AgencyOf(word);
    return agency != nullptr ? *agency : word;
  };
  if (const auto* set = std::get_if<StringSet>(&value)) {
    if (set->empty()) return std::nullopt;
    return absl::StrCat(
        Said(Keyword::kIncludes), " ",
        absl::StrJoin(*set, ", ",
                      [&](std::string* out, const std::string& word) {
                        out->append(text(word));
                      }));
  }
  std::string what;
  if (const auto* truth = std::get_if<bool>(&value)) {
    what = Said(*truth ? Keyword::kYes : Keyword::kNo);
  } else if (const auto* number = std::get_if<int64_t>(&value)) {
    what = absl::StrCat(*number);
  } else if (const auto* date = std::get_if<Date>(&value)) {
    what = date->ToString();
  } else {
    const std::string& word = std::get<std::string>(value);
    if (word == "-") return Said(Keyword::kIsPresent);
    what = text(word);
    if (absl::StrContains(what, ' ')) what = Quoted(what);
  }
  return absl::StrCat(Said(Keyword::kIs), " ", what);
}

}  // namespace

bool IsStatedAt(absl::string_view fact, absl::string_view path) {
  return fact == path ||
         (!ListOf(fact).empty() && ElementFact(fact, 0) == path);
}

Situation Situation::Of(const Case& a_case, const Book& book,
                        const Partition& partition,
                        const std::set<std::string>& facts) {
  Situation situation;
  situation.partition = partition;
  situation.sender = std::string(a_case.facts.StringOrEmpty(kFactSender));
  situation.recipient = std::string(a_case.facts.StringOrEmpty(kFactRecipient));
  situation.day = absl::ToCivilDay(a_case.instant, book.vocabulary().zone);
  const Facts plain = situation.FactsFor(book);
  for (const std::string& path : facts) {
    FactValue value{a_case.facts.state(path), {}};
    if (const Value* known = a_case.facts.Find(path)) value.value = *known;
    const Value* before = plain.Find(path);
    const bool same = plain.state(path) == value.state &&
                      (before == nullptr || *before == value.value);
    if (!same) situation.given[path] = std::move(value);
  }
  for (const auto& [role, label] : book.vocabulary().roles) {
    for (const Rule& rule : book.rules()) {
      if (a_case.facts.state(ApprovalFact(rule.id, role)) ==
          FactState::kKnown) {
        situation.approved_by.insert(role);
      }
      if (a_case.facts.state(OverrideFact(rule.id, role)) ==
          FactState::kKnown) {
        situation.overridden_by.insert(role);
      }
    }
  }
  for (const Rule& rule : book.rules()) {
    const Value* used_up = a_case.facts.Find(LimitFact(rule.id));
    if (used_up != nullptr && *used_up == Value(true)) {
      situation.used_up.insert(rule.id);
    }
  }
  return situation;
}

Facts Situation::FactsFor(const Book& book) const {
  RecordFacts header;
  header.direction = partition.direction;
  header.type = partition.type;
  header.sender = sender;
  header.recipient = recipient;
  header.channel = "ADMIN";
  header.urgency = "ROUTINE";
  header.created_at = absl::FromCivil(day, absl::UTCTimeZone());
  header.domestic = HostOf(sender) == HostOf(recipient);
  if (header.direction == Direction::kOutgoing) header.repeated = false;
  Facts facts = HeaderFacts(header);
  for (const auto& [name, fact] : book.vocabulary().facts) {
    if (fact.path == kFactPhrases || fact.path == kFactIdentifiers) {
      facts.Set(fact.path, StringSet());
    }
  }
  bool knows_parent = false;
  for (const auto& [path, value] : given) {
    value.SetIn(facts, path);
    // Whoever speaks of an element says that there is one.
    const std::string list = path.substr(0, path.find("[0]."));
    if (list != path && facts.state(list) == FactState::kAbsent) {
      facts.Set(list, Value(int64_t{1}));
    }
    knows_parent |= value.state != FactState::kAbsent &&
                    absl::StartsWith(path, "header.parent.");
  }
  if (knows_parent && given.count(std::string(kFactParentState)) == 0) {
    facts.Set(kFactParentState, "OPEN");
  }
  for (const std::string& role : approved_by) Approve(book, role, facts);
  for (const std::string& role : overridden_by) Override(book, role, facts);
  for (const Rule& rule : book.rules()) {
    if (rule.limit.has_value()) {
      facts.Set(LimitFact(rule.id), used_up.count(rule.id) > 0);
    }
  }
  return facts;
}

absl::Time Situation::InstantFor(const Book& book) const {
  return absl::FromCivil(
      absl::CivilSecond(day.year(), day.month(), day.day(), 12),
      book.vocabulary().zone);
}

std::optional<std::string> Situation::CaseText(const Book& book) const {
  const std::string* from = book.vocabulary().AgencyOf(sender);
  const std::string* to = book.vocabulary().AgencyOf(recipient);
  const std::string node = Said(Keyword::kNode);
  if (from == nullptr && sender == kSomeNode) from = &node;
  if (from == nullptr || to == nullptr) return std::nullopt;
  std::string text = absl::StrCat(
      Said(partition.direction == Direction::kOutgoing ? Keyword::kOutgoing
                                                       : Keyword::kIncoming),
      " ", partition.type, "\n", Said(Keyword::kFrom), " ", *from, "\n",
      Said(Keyword::kTo), " ", *to, "\n", Said(Keyword::kOn), " ",
      absl::FormatCivilTime(day), "\n");
  std::string items;
  for (const auto& [path, value] : given) {
    const auto* name = NameOf(book, path, partition.type);
    if (name == nullptr) continue;  // no rule of this book looks at it
    std::optional<std::string> stated;
    if (value.state == FactState::kAbsent) stated = Said(Keyword::kIsAbsent);
    if (value.state == FactState::kError) stated = Said(Keyword::kIsUnreadable);
    if (value.state == FactState::kKnown) stated = Stated(value.value, book);
    if (!stated.has_value()) return std::nullopt;
    absl::StrAppend(&items, "- ", name->first,
                    ListOf(name->second.path).empty() ? "" : "[0]", " ",
                    *stated, "\n");
  }
  if (!items.empty()) {
    absl::StrAppend(&text, Said(Keyword::kGiven), "\n", items);
  }
  absl::StrAppend(&text, RolesText(Keyword::kApprovedBy, approved_by, book),
                  RolesText(Keyword::kOverriddenBy, overridden_by, book));
  std::vector<std::string> limited;
  for (const std::string& id : used_up) {
    const Rule* rule = book.FindRule(id);
    if (rule != nullptr && rule->limit.has_value()) limited.push_back(id);
  }
  if (!limited.empty()) {
    absl::StrAppend(&text, Said(Keyword::kOverLimitOf), " ",
                    absl::StrJoin(limited, ", "), "\n");
  }
  return text;
}

}  // namespace enlace::policy
