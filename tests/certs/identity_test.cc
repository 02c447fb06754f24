#include "certs/identity.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace enlace::certs {
namespace {

using Kind = Identity::Kind;

TEST(IdentityTest, ReadsEveryKindAndWritesItBack) {
  const struct {
    const char* uri;
    Identity identity;
  } kRows[] = {
      {"spiffe://us.enlace.example/agency/us-atf",
       {"us.enlace.example", Kind::kAgency, "us-atf"}},
      {"spiffe://mx.enlace.example/node/1",
       {"mx.enlace.example", Kind::kNode, "1"}},
      {"spiffe://mx.enlace.example/person/legal-2",
       {"mx.enlace.example", Kind::kPerson, "legal-2"}},
      {"spiffe://a1.b-c/agency/x", {"a1.b-c", Kind::kAgency, "x"}},
  };
  for (const auto& row : kRows) {
    const auto identity = ParseIdentity(row.uri);
    ASSERT_TRUE(identity.ok()) << row.uri << ": " << identity.status();
    EXPECT_EQ(*identity, row.identity) << row.uri;
    EXPECT_EQ(identity->Uri(), row.uri);
  }
}

TEST(IdentityTest, RefusesEveryOtherSpelling) {
  const absl::string_view kRefused[] = {
      "",
      "us-atf",
      "spiffe://",
      "spiffe:///agency/us-atf",
      "https://us.enlace.example/agency/us-atf",
      "SPIFFE://us.enlace.example/agency/us-atf",
      "spiffe:/us.enlace.example/agency/us-atf",
      " spiffe://us.enlace.example/agency/us-atf",
      "spiffe://us.enlace.example/agency/us-atf ",
      "spiffe://us.enlace.example/agency/us-atf\n",
      // User, port, query, fragment, percent.
      "spiffe://user@us.enlace.example/agency/us-atf",
      "spiffe://us.enlace.example@mx.enlace.example/agency/us-atf",
      "spiffe://us.enlace.example:443/agency/us-atf",
      "spiffe://us.enlace.example/agency/us-atf?a=b",
      "spiffe://us.enlace.example/agency/us-atf#f",
      "spiffe://us.enlace.example/agency/us%2datf",
      "spiffe://us%2eenlace.example/agency/us-atf",
      // Segments.
      "spiffe://us.enlace.example/agency/./us-atf",
      "spiffe://us.enlace.example/agency/../agency/us-atf",
      "spiffe://us.enlace.example/agency/..",
      "spiffe://us.enlace.example/agency/.",
      "spiffe://us.enlace.example/agency/us.atf",
      "spiffe://us.enlace.example/agency//us-atf",
      "spiffe://us.enlace.example/agency/us-atf/",
      "spiffe://us.enlace.example/agency/us-atf/x",
      "spiffe://us.enlace.example/agency/",
      "spiffe://us.enlace.example/agency",
      "spiffe://us.enlace.example//us-atf",
      "spiffe://us.enlace.example",
      "spiffe://us.enlace.example/us-atf",
      "spiffe://us.enlace.example\\agency\\us-atf",
      // Kinds.
      "spiffe://us.enlace.example/Agency/us-atf",
      "spiffe://us.enlace.example/agencies/us-atf",
      "spiffe://us.enlace.example/root/us-atf",
      // Case and characters.
      "spiffe://US.enlace.example/agency/us-atf",
      "spiffe://us.enlace.example/agency/US-ATF",
      "spiffe://us.enlace.example/agency/us_atf",
      "spiffe://us.enlace.example/agency/us atf",
      "spiffe://us.enlace.example/agency/*",
      "spiffe://*.enlace.example/agency/us-atf",
      "spiffe://us_x.enlace.example/agency/us-atf",
      // Hyphens and dots at the wrong place.
      "spiffe://us.enlace.example./agency/us-atf",
      "spiffe://.us.enlace.example/agency/us-atf",
      "spiffe://us..example/agency/us-atf",
      "spiffe://-us.enlace.example/agency/us-atf",
      "spiffe://us-.enlace.example/agency/us-atf",
      "spiffe://us.enlace.example/agency/-us",
      "spiffe://us.enlace.example/agency/us-",
      "spiffe://us.enlace.example/agency/us--atf",
      // Internationalised names, encoded and raw.
      "spiffe://xn--s-0ga.enlace.example/agency/us-atf",
      "spiffe://m\xc3\xa9xico.example/agency/us-atf",
      "spiffe://us.enlace.example/agency/se\xc3\xb1or",
      // What a resolver would take for an address, or one label.
      "spiffe://192.0.2.1/agency/us-atf",
      "spiffe://[2001:db8::1]/agency/us-atf",
      "spiffe://us.123/agency/us-atf",
      "spiffe://localhost/agency/us-atf",
  };
  for (const absl::string_view uri : kRefused) {
    EXPECT_EQ(ParseIdentity(uri).status().code(),
              absl::StatusCode::kInvalidArgument)
        << uri;
  }
}

TEST(IdentityTest, RefusesNulAnywhere) {
  const std::string good = "spiffe://us.enlace.example/agency/us-atf";
  for (size_t i = 0; i <= good.size(); ++i) {
    std::string bad = good;
    bad.insert(i, 1, '\0');
    EXPECT_FALSE(ParseIdentity(bad).ok()) << i;
  }
}

// Whatever one byte is changed to: refused, or another identity with exactly
// this spelling.
TEST(IdentityTest, NoTwoSpellingsOfOneIdentity) {
  const std::string good = "spiffe://us.enlace.example/agency/us-atf";
  const Identity original = *ParseIdentity(good);
  for (size_t i = 0; i < good.size(); ++i) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string mutated = good;
      mutated[i] = static_cast<char>(byte);
      if (mutated == good) continue;
      const auto identity = ParseIdentity(mutated);
      if (!identity.ok()) continue;
      EXPECT_FALSE(*identity == original) << mutated;
      EXPECT_EQ(identity->Uri(), mutated);
    }
  }
}

TEST(IdentityTest, LengthIsBounded) {
  const std::string label(63, 'a');
  const std::string domain = absl::StrCat(label, ".", label, ".", label);
  const std::string prefix = absl::StrCat("spiffe://", domain, "/agency/");
  const size_t room = kIdentitySizeMax - prefix.size();
  EXPECT_TRUE(ParseIdentity(prefix + std::string(room, 'b')).ok());
  EXPECT_FALSE(ParseIdentity(prefix + std::string(room + 1, 'b')).ok());
  EXPECT_FALSE(
      ParseIdentity(absl::StrCat("spiffe://us.", label, "a/node/1")).ok());
  EXPECT_FALSE(
      ParseIdentity(absl::StrCat("spiffe://us.example/node/", label, "a"))
          .ok());
}

TEST(IdentityTest, ErrorsDoNotEchoTheInput) {
  const auto status =
      ParseIdentity("spiffe://us.enlace.example/agency/SECRET").status();
  EXPECT_EQ(status.message().find("SECRET"), absl::string_view::npos);
}

}  // namespace
}  // namespace enlace::certs
