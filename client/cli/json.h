// A JSON value that keeps its fields in order, and its three text forms.
//
//   Json row = Json::Object();
//   row.Add("transferId", Json::String(id)).Add("crossed", Json::Bool(true));
//   out << FormatJson(row);
//
// This is what every verb hands to `-o json`, `-o yaml` and `-o csv`: one
// value, so that the three never differ in what they tell.  Value type.

#ifndef ENLACE_CLIENT_CLI_JSON_H_
#define ENLACE_CLIENT_CLI_JSON_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::client {

class Json {
 public:
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };

  Json() = default;
  static Json Bool(bool value);
  // For values below 2^53; larger ones are strings in proto3 JSON.
  static Json Number(int64_t value);
  static Json String(absl::string_view value);
  static Json Array();
  static Json Object();
  static Json Strings(const std::vector<std::string>& values);

  // REQUIRES: an object; a name that it does not have yet.
  Json& Add(absl::string_view name, Json value);
  // REQUIRES: an array.
  Json& Append(Json value);

  Kind kind() const { return kind_; }
  // The text of a string or number, "true", "false" or "".
  const std::string& text() const { return text_; }
  // The elements of an array, or the fields of an object; names of elements
  // are empty.
  const std::vector<std::pair<std::string, Json>>& children() const {
    return children_;
  }
  bool scalar() const { return kind_ < Kind::kArray; }

 private:
  Json(Kind kind, std::string text) : kind_(kind), text_(std::move(text)) {}

  Kind kind_ = Kind::kNull;
  std::string text_;
  std::vector<std::pair<std::string, Json>> children_;
};

// RFC 8259, indented by two, with a final newline.
std::string FormatJson(const Json& value);

// The same on one line, for a series: JSON Lines.
std::string FormatJsonLine(const Json& value);

// YAML 1.2.  Every string is quoted, so that no value is ever taken for
// another type.
std::string FormatYaml(const Json& value);

// RFC 4180 with a header line.  An array gives a row an element, an object one
// row; nested fields become dotted columns, lists of scalars one cell.  A cell
// that a spreadsheet would run as a formula begins with an apostrophe instead.
std::string FormatCsv(const Json& value);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_JSON_H_
