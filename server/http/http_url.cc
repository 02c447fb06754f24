#include "server/http/http_url.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace enlace::http {
namespace {

constexpr size_t kHostMax = 253;
constexpr size_t kPrefixMax = 200;

bool AllOf(absl::string_view text, absl::string_view others) {
  return std::all_of(text.begin(), text.end(), [others](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
           absl::StrContains(others, c);
  });
}

absl::Status Wrong(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(
      what, "; write http://host:port or http://host:port/prefix"));
}

}  // namespace

bool IsPathPrefix(absl::string_view text) {
  if (text.empty()) return true;
  return text.size() <= kPrefixMax && text.front() == '/' &&
         text.back() != '/' && AllOf(text, "/.-_~");
}

absl::StatusOr<Url> ParseUrl(absl::string_view text) {
  if (absl::StartsWith(text, "https://")) {
    return Wrong("https is not spoken: a witness's answers are signed");
  }
  if (!absl::ConsumePrefix(&text, "http://")) {
    return Wrong("it does not begin with http://");
  }
  Url url;
  const size_t slash = std::min(text.find('/'), text.size());
  absl::string_view place = text.substr(0, slash);
  url.prefix = std::string(text.substr(slash));
  if (!IsPathPrefix(url.prefix)) return Wrong("the path is not plain");
  if (absl::ConsumePrefix(&place, "[")) {
    const size_t end = place.find(']');
    if (end == absl::string_view::npos) return Wrong("`]` is missing");
    url.host = std::string(place.substr(0, end));
    place.remove_prefix(end + 1);
    if (!AllOf(url.host, ":.")) return Wrong("the address is not one");
  } else {
    const size_t colon = std::min(place.find(':'), place.size());
    url.host = std::string(place.substr(0, colon));
    place.remove_prefix(colon);
    if (!AllOf(url.host, ".-")) return Wrong("the host is not a name");
  }
  if (url.host.empty() || url.host.size() > kHostMax) {
    return Wrong("the host is empty or too long");
  }
  if (place.empty()) return url;
  uint32_t port = 0;
  if (!absl::ConsumePrefix(&place, ":") || !absl::SimpleAtoi(place, &port) ||
      absl::StrCat(port) != place || port == 0 || port > 65535) {
    return Wrong("the port is not a number from 1 to 65535");
  }
  url.port = std::string(place);
  return url;
}

std::string HostAndPort(const Url& url) {
  return absl::StrContains(url.host, ':')
             ? absl::StrCat("[", url.host, "]:", url.port)
             : absl::StrCat(url.host, ":", url.port);
}

}  // namespace enlace::http
