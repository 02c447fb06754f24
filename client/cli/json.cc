#include "client/cli/json.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/check.h"
#include "base/log.h"

namespace enlace::client {
namespace {

using Row = std::vector<std::pair<std::string, std::string>>;

std::string Scalar(const Json& value) {
  if (value.kind() == Json::Kind::kNull) return "null";
  if (value.kind() != Json::Kind::kString) return value.text();
  return absl::StrCat("\"", JsonEscape(value.text()), "\"");
}

// `newline` is what separates children: "\n" and blanks, or nothing for the
// form on one line.
void AppendJson(const Json& value, const std::string& newline,
                std::string& out) {
  if (value.scalar()) {
    out += Scalar(value);
    return;
  }
  const bool array = value.kind() == Json::Kind::kArray;
  out += array ? '[' : '{';
  const std::string inner = newline.empty() ? "" : newline + "  ";
  absl::string_view separator = "";
  for (const auto& [name, child] : value.children()) {
    absl::StrAppend(&out, separator, inner);
    if (!array) absl::StrAppend(&out, "\"", JsonEscape(name), "\": ");
    AppendJson(child, inner, out);
    separator = ",";
  }
  if (!value.children().empty()) out += newline;
  out += array ? ']' : '}';
}

void AppendYaml(const Json& value, const std::string& newline,
                std::string& out) {
  absl::string_view separator = "";
  for (const auto& [name, child] : value.children()) {
    absl::StrAppend(&out, separator);
    separator = newline;
    if (value.kind() == Json::Kind::kArray) {
      out += "- ";
    } else {
      absl::StrAppend(&out, name, ":");
    }
    if (child.scalar() || child.children().empty()) {
      if (value.kind() == Json::Kind::kObject) out += ' ';
      AppendJson(child, "", out);
    } else if (value.kind() == Json::Kind::kArray) {
      AppendYaml(child, newline + "  ", out);
    } else {
      absl::StrAppend(&out, newline, "  ");
      AppendYaml(child, newline + "  ", out);
    }
  }
}

// What a cell shows of a value that is no object.
std::string Cell(const Json& value) {
  if (value.scalar()) return value.text();
  const auto& all = value.children();
  if (std::all_of(all.begin(), all.end(),
                  [](const auto& child) { return child.second.scalar(); })) {
    return absl::StrJoin(all, "; ", [](std::string* out, const auto& child) {
      out->append(child.second.text());
    });
  }
  std::string out;
  AppendJson(value, "", out);
  return out;
}

void Flatten(const Json& value, const std::string& prefix, Row& row) {
  if (value.kind() != Json::Kind::kObject) {
    const bool harmless = value.kind() == Json::Kind::kNumber;
    std::string cell = Cell(value);
    if (!cell.empty() && !harmless &&
        absl::StrContains("=+-@\t\r", absl::string_view(cell).substr(0, 1))) {
      cell.insert(0, "'");
    }
    row.emplace_back(prefix.empty() ? "value" : prefix, std::move(cell));
    return;
  }
  for (const auto& [name, child] : value.children()) {
    Flatten(child, prefix.empty() ? name : absl::StrCat(prefix, ".", name),
            row);
  }
}

std::string Quote(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

}  // namespace

Json Json::Bool(bool value) {
  return Json(Kind::kBool, value ? "true" : "false");
}

Json Json::Number(int64_t value) {
  return Json(Kind::kNumber, absl::StrCat(value));
}

Json Json::String(absl::string_view value) {
  return Json(Kind::kString, std::string(value));
}

Json Json::Array() { return Json(Kind::kArray, ""); }

Json Json::Object() { return Json(Kind::kObject, ""); }

Json Json::Strings(const std::vector<std::string>& values) {
  Json array = Array();
  for (const std::string& value : values) array.Append(String(value));
  return array;
}

Json& Json::Add(absl::string_view name, Json value) {
  CHECK(kind_ == Kind::kObject);
  children_.emplace_back(std::string(name), std::move(value));
  return *this;
}

Json& Json::Append(Json value) {
  CHECK(kind_ == Kind::kArray);
  children_.emplace_back("", std::move(value));
  return *this;
}

std::string FormatJson(const Json& value) {
  std::string out;
  AppendJson(value, "\n", out);
  return out + "\n";
}

std::string FormatJsonLine(const Json& value) {
  std::string out;
  AppendJson(value, "", out);
  return out + "\n";
}

std::string FormatYaml(const Json& value) {
  std::string out;
  if (value.scalar() || value.children().empty()) {
    AppendJson(value, "", out);
  } else {
    AppendYaml(value, "\n", out);
  }
  return out + "\n";
}

std::string FormatCsv(const Json& value) {
  std::vector<Row> rows;
  if (value.kind() == Json::Kind::kArray) {
    for (const auto& child : value.children()) {
      Flatten(child.second, "", rows.emplace_back());
    }
  } else {
    Flatten(value, "", rows.emplace_back());
  }
  std::vector<std::string> names;
  for (const Row& row : rows) {
    for (const auto& cell : row) {
      if (std::find(names.begin(), names.end(), cell.first) == names.end()) {
        names.push_back(cell.first);
      }
    }
  }
  if (names.empty()) return "";
  std::string out = absl::StrCat(absl::StrJoin(names, ","), "\r\n");
  for (const Row& row : rows) {
    std::vector<std::string> cells;
    for (const std::string& name : names) {
      const auto it =
          std::find_if(row.begin(), row.end(),
                       [&](const auto& cell) { return cell.first == name; });
      cells.push_back(it == row.end() ? "" : Quote(it->second));
    }
    absl::StrAppend(&out, absl::StrJoin(cells, ","), "\r\n");
  }
  return out;
}

}  // namespace enlace::client
