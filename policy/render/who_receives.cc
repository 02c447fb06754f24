#include "policy/render/who_receives.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policy/engine/document.h"
#include "policy/engine/explain.h"
#include "policy/engine/limit.h"
#include "policy/facts/extract.h"
#include "policy/render/field_names.h"
#include "policy/render/html.h"
#include "policy/render/rule_sentence.h"

namespace enlace::policy {
namespace {

using RuleList = std::vector<const Rule*>;

bool IsAbout(const Rule& rule, const std::string& type, Direction direction) {
  return rule.direction == direction &&
         std::binary_search(rule.types.begin(), rule.types.end(), type);
}

class Section {
 public:
  Section(const Book& book, Language language)
      : book_(book), language_(language) {}

  std::string Html() const {
    std::string out;
    for (const std::string& name : book_.schema().TypeNames()) {
      const RecordType* type = book_.schema().Find(name);
      for (const Direction direction :
           {Direction::kOutgoing, Direction::kIncoming}) {
        const std::vector<FieldRow> rows =
            FieldRows(book_, *type, direction, language_);
        if (!rows.empty()) out += Table(*type, direction, rows);
      }
    }
    return out;
  }

 private:
  std::string Say(absl::string_view en, absl::string_view es) const {
    return std::string(language_ == Language::kEnglish ? en : es);
  }

  std::string Table(const RecordType& type, Direction direction,
                    const std::vector<FieldRow>& rows) const {
    std::string body = Element(
        "tr",
        absl::StrCat(
            Element("th", Say("Fields", "Campos")),
            Element("th", Say("May be received by, for what, under which law",
                              "Quién puede recibirlos, para qué y con qué "
                              "fundamento")),
            Element("th", Say("Removed or made coarser by",
                              "Suprimidos o generalizados por"))));
    for (const FieldRow& row : rows) {
      body +=
          Element("tr", absl::StrCat(Element("td", policy::Html(row.fields)),
                                     Element("td", Permits(row.released_by)),
                                     Element("td", Restrictions(type, row))));
    }
    const std::string heading = absl::StrCat(
        RecordName(type, language_), ", ",
        direction == Direction::kOutgoing ? Say("outgoing", "de salida")
                                          : Say("incoming", "de entrada"));
    return absl::StrCat(Element("h3", policy::Html(heading)),
                        Element("table", body), Bars(type, direction));
  }

  // What stops a record whatever permits it.
  std::string Bars(const RecordType& type, Direction direction) const {
    std::string list;
    for (const Rule& rule : book_.rules()) {
      const bool holds = rule.effect == Effect::kHold;
      if (!IsAbout(rule, type.name(), direction) ||
          (!holds && rule.effect != Effect::kForbid)) {
        continue;
      }
      std::string text = Element(
          "strong", holds ? Say("waits", "espera") : Say("refused", "negado"));
      AppendParties(text, rule);
      Append(text, Say("if ", "si "), WhenText(rule, book_, language_));
      Append(text, Say("unless ", "salvo que "),
             UnlessText(rule, book_, language_));
      if (rule.limit.has_value()) {
        Append(text, Say("over ", "a más de "),
               LimitText(*rule.limit, language_));
      }
      text += Exceptions(rule);
      absl::StrAppend(&text, ": ", policy::Html(rule.because.In(language_)));
      if (holds) {
        absl::StrAppend(&text, Say(" Decided by ", " Decide "),
                        policy::Html(ReviewersText(rule, book_, language_)),
                        ".");
      }
      absl::StrAppend(&text, " ", LinkTo(Anchor("rule", rule.id), rule.id));
      list += Element("li", text);
    }
    if (list.empty()) return "";
    return absl::StrCat(Element("p", Say("All the same:", "Con todo:")),
                        Element("ul", list));
  }

  std::string Permits(const RuleList& rules) const {
    if (rules.empty()) {
      return policy::Html(Say("nobody", "nadie"));
    }
    std::string out;
    for (const Rule* rule : rules) {
      const std::string to =
          PartiesText(*rule, kFactRecipient, book_, language_);
      std::string text =
          Element("strong",
                  policy::Html(to.empty() ? Say("anyone", "cualquiera") : to));
      Append(text, Say("if ", "si "), WhenText(*rule, book_, language_));
      Append(text, Say("unless ", "salvo que "),
             UnlessText(*rule, book_, language_));
      absl::StrAppend(&text, "; ", Law(*rule), " ",
                      LinkTo(Anchor("rule", rule->id), rule->id));
      out += Element("p", text);
    }
    return out;
  }

  // ", save where US-9 applies"; "" without exceptions.
  std::string Exceptions(const Rule& rule) const {
    std::vector<std::string> links;
    for (const Rule* exception : book_.ExceptionsTo(rule.id)) {
      links.push_back(LinkTo(Anchor("rule", exception->id), exception->id));
    }
    if (links.empty()) return "";
    return absl::StrCat(Say(", save where ", ", excepto donde "),
                        absl::StrJoin(links, ", "),
                        Say(links.size() == 1 ? " applies" : " apply",
                            links.size() == 1 ? " se aplica" : " se aplican"));
  }

  // ", sent by A, to B", of what the rule says.
  void AppendParties(std::string& out, const Rule& rule) const {
    Append(out, Say("sent by ", "enviado por "),
           PartiesText(rule, kFactSender, book_, language_));
    Append(out, Say("sent to ", "enviado a "),
           PartiesText(rule, kFactRecipient, book_, language_));
  }

  void Append(std::string& out, const std::string& word,
              const std::string& text) const {
    if (!text.empty()) absl::StrAppend(&out, ", ", word, policy::Html(text));
  }

  std::string Law(const Rule& rule) const {
    std::vector<std::string> titles;
    for (const std::string& id : rule.implements) {
      const Statute* statute = book_.FindStatute(id, language_);
      if (statute == nullptr) continue;
      titles.push_back(
          absl::StrCat(LinkTo(Anchor("law", id), statute->title), " [",
                       policy::Html(StandingText(*statute, language_)), "]"));
    }
    return absl::StrJoin(titles, ", ");
  }

  // What each rule does to the fields of the row, and when.
  std::string Restrictions(const RecordType& type, const FieldRow& row) const {
    std::vector<std::string> out;
    for (const Rule* rule : row.restricted_by) {
      std::string text = absl::StrCat(
          policy::Html(
              EffectText(*rule, rule->obligations.at(type.name()), row.paths)),
          " ", LinkTo(Anchor("rule", rule->id), rule->id));
      AppendParties(text, *rule);
      Append(text, Say("if ", "si "), WhenText(*rule, book_, language_));
      Append(text, Say("unless ", "salvo que "),
             UnlessText(*rule, book_, language_));
      text += Exceptions(*rule);
      out.push_back(std::move(text));
    }
    return absl::StrJoin(out, "<br>");
  }

  // "removed, made coarser to initials": what is done to any of `paths`.
  std::string EffectText(const Rule& rule, const Obligations& asked,
                         const std::set<std::string>& paths) const {
    std::set<std::string> effects;
    for (const FieldAction& action : asked.fields) {
      if (action.rule_id.empty() || !paths.contains(action.path)) continue;
      if (action.kind == FieldAction::kGeneralise) {
        effects.insert(absl::StrCat(Say("made coarser, to ", "generalizado a "),
                                    action.level));
      } else if (action.kind == FieldAction::kDrop) {
        effects.insert(Say("removed", "suprimido"));
      }
    }
    for (const ElementClause& clause : asked.elements) {
      if (!paths.contains(clause.action.path)) continue;
      effects.insert(
          absl::StrCat(Say("removed one by one ", "suprimidos uno por uno "),
                       EachText(clause, rule, book_, language_)));
    }
    return absl::StrCat(absl::StrJoin(effects, ", "), Say(" by", " por"));
  }

  const Book& book_;
  const Language language_;
};

}  // namespace

std::vector<FieldRow> FieldRows(const Book& book, const RecordType& type,
                                Direction direction, Language language) {
  // Leaf by leaf: what releases it, and what restricts it.
  std::map<std::string, std::pair<RuleList, RuleList>> leaves;
  for (const Rule& rule : book.rules()) {
    if (!IsAbout(rule, type.name(), direction)) continue;
    const auto asked = rule.obligations.find(type.name());
    if (asked == rule.obligations.end()) continue;
    for (const FieldAction& action : asked->second.fields) {
      if (action.rule_id.empty()) continue;
      auto& [released, restricted] = leaves[action.path];
      (action.kind == FieldAction::kRelease ? released : restricted)
          .push_back(&rule);
    }
    for (const ElementClause& clause : asked->second.elements) {
      RuleList& restricted = leaves[clause.action.path].second;
      if (restricted.empty() || restricted.back() != &rule) {
        restricted.push_back(&rule);
      }
    }
  }
  std::map<std::pair<RuleList, RuleList>, std::set<std::string>> groups;
  for (const auto& [path, rules] : leaves) groups[rules].insert(path);
  std::vector<FieldRow> rows;
  for (const auto& [rules, paths] : groups) {
    rows.push_back(
        {FieldNames(type, paths, language), paths, rules.first, rules.second});
  }
  std::sort(rows.begin(), rows.end(), [](const FieldRow& a, const FieldRow& b) {
    return a.fields < b.fields;
  });
  return rows;
}

std::string WhoReceivesHtml(const Book& book, Language language) {
  return Section(book, language).Html();
}

}  // namespace enlace::policy
