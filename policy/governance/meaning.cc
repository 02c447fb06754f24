#include "policy/governance/meaning.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policy/engine/rule.h"
#include "policy/engine/schema.h"

namespace enlace::policy {
namespace {

constexpr int kFirstYear = 2000;
constexpr int kEndYear = 2100;

void AddType(const Schema& schema, const RecordType& type, std::string& text) {
  absl::StrAppend(&text, "type ", type.name(), "\n");
  for (const Leaf& leaf : type.leaves()) {
    absl::StrAppend(&text, "leaf ", leaf.path, " ", leaf.category,
                    leaf.silent ? " silent" : "");
    // Where each element is one: `drop each` can be written, for so many.
    if (leaf.elements_max > 0) absl::StrAppend(&text, " ", leaf.elements_max);
    text += '\n';
  }
  for (const std::string& path : type.paths()) {
    absl::StrAppend(&text, "path ", path);
    if (const auto fact = type.FactAt(path)) {
      absl::StrAppend(&text, " ", static_cast<int>(fact->kind),
                      fact->set ? " set " : " one ",
                      absl::StrJoin(fact->values, ","));
    }
    for (const std::string& level : type.Levels(path)) {
      absl::StrAppend(&text, " to ", level);
      for (const CoarserLeaf& leaf : type.Generalise(path, level)) {
        absl::StrAppend(&text, " ", leaf.leaf, "=", leaf.level);
      }
    }
    text += '\n';
  }
  for (const auto& [name, other] : schema.types()) {
    if (type.Answers(other)) absl::StrAppend(&text, "answers ", name, "\n");
  }
}

}  // namespace

Hash SchemaDigest(const Book& book) {
  std::set<std::string> names;
  for (const Rule& rule : book.rules()) {
    names.insert(rule.types.begin(), rule.types.end());
  }
  std::string text = "enlace.schema.v1\n";
  for (const std::string& name : names) {
    AddType(book.schema(), *book.schema().Find(name), text);
  }
  return Sha256(text);
}

Hash ZoneDigest(const absl::TimeZone& zone) {
  std::string text = absl::StrCat("enlace.zone.v1\n", zone.name(), "\n");
  const absl::CivilDay end(kEndYear, 1, 1);
  // Only days of another length than the one before need to be told.
  absl::Duration length;
  absl::Time start = absl::FromCivil(absl::CivilDay(kFirstYear, 1, 1), zone);
  absl::StrAppend(&text, absl::ToUnixSeconds(start), "\n");
  for (absl::CivilDay day(kFirstYear, 1, 1); day < end; ++day) {
    const absl::Time next = absl::FromCivil(day + 1, zone);
    if (next - start != length) {
      length = next - start;
      absl::StrAppend(&text, absl::FormatCivilTime(day), " ",
                      absl::ToInt64Seconds(length), "\n");
    }
    start = next;
  }
  return Sha256(text);
}

}  // namespace enlace::policy
