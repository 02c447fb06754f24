#include "client/library/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "absl/strings/str_replace.h"
#include "tests/client/two_nations.h"

namespace enlace::client {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kSoundContext[] = R"(
agency = "spiffe://us.enlace.example/agency/us-atf"
language = "es"
[node]
endpoint = "node.example:7443"
identity = "spiffe://us.enlace.example/node/1"
[tls]
key = "tls.key"
chain = "/abs/tls.pem"
root = "root.pem"
[signing]
key = "signing.key"
chain = "signing.pem"
[[nation]]
root = "us.pem"
log_vkey = "us.vkey"
witness_vkey = "us-witness.vkey"
)";

TEST(ContextTest, ReadsEveryKeyAndPlacesPathsBesideTheFile) {
  const auto context = ParseContext(kSoundContext, "/etc/enlace");
  ASSERT_TRUE(context.ok()) << context.status();
  EXPECT_EQ(context->agency.Uri(), "spiffe://us.enlace.example/agency/us-atf");
  EXPECT_EQ(context->language, "es");
  EXPECT_EQ(context->endpoint, "node.example:7443");
  EXPECT_EQ(context->node.id, "1");
  EXPECT_EQ(context->tls_key_path, "/etc/enlace/tls.key");
  EXPECT_EQ(context->tls_chain_path, "/abs/tls.pem");
  EXPECT_EQ(context->signing_chain_path, "/etc/enlace/signing.pem");
  ASSERT_THAT(context->nations, SizeIs(1));
  EXPECT_EQ(context->nations[0].witness_vkey_path,
            "/etc/enlace/us-witness.vkey");
}

TEST(ContextTest, APersonsNeedsNeitherSigningKeysNorNations) {
  std::string text = kSoundContext;
  text = text.substr(0, text.find("[signing]"));
  EXPECT_FALSE(ParseContext(text, "/etc").ok());
  text = absl::StrReplaceAll(
      text, {{"agency = \"spiffe://us.enlace.example/agency/us-atf\"",
              "person = \"spiffe://us.enlace.example/person/us-operator-1\""}});
  const auto context = ParseContext(text, "/etc");
  ASSERT_TRUE(context.ok()) << context.status();
  EXPECT_EQ(context->person->Uri(),
            "spiffe://us.enlace.example/person/us-operator-1");
  EXPECT_THAT(LoadSigner(*context).status().message(),
              HasSubstr("persons sign no records"));
  EXPECT_FALSE(
      ParseContext(absl::StrReplaceAll(text, {{"/person/", "/agency/"}}),
                   "/etc")
          .ok());
  EXPECT_FALSE(
      ParseContext("agency = \"spiffe://us.enlace.example/agency/x\"\n" + text,
                   "/etc")
          .ok());
}

TEST(ContextTest, WhatIsWrittenIsReadAgain) {
  std::string person = kSoundContext;
  person = absl::StrReplaceAll(
      person.substr(0, person.find("[signing]")),
      {{"agency = \"spiffe://us.enlace.example/agency/us-atf\"",
        "person = \"spiffe://us.enlace.example/person/us-operator-1\""},
       {"language = \"es\"", ""},
       {"\"tls.key\"", "\"a \\\"b\\\" \\\\ñ.key\""}});
  for (const std::string& text : {std::string(kSoundContext), person}) {
    const auto first = ParseContext(text, "/etc/enlace");
    ASSERT_TRUE(first.ok()) << first.status();
    const auto again = ParseContext(FormatContext(*first), "/elsewhere");
    ASSERT_TRUE(again.ok()) << again.status() << FormatContext(*first);
    EXPECT_EQ(again->Party().Uri(), first->Party().Uri());
    EXPECT_EQ(again->person.has_value(), first->person.has_value());
    EXPECT_EQ(again->language, first->language);
    EXPECT_EQ(again->endpoint, first->endpoint);
    EXPECT_EQ(again->node.Uri(), first->node.Uri());
    EXPECT_EQ(again->tls_key_path, first->tls_key_path);
    EXPECT_EQ(again->tls_chain_path, first->tls_chain_path);
    EXPECT_EQ(again->tls_root_path, first->tls_root_path);
    EXPECT_EQ(again->signing_key_path, first->signing_key_path);
    EXPECT_EQ(again->signing_chain_path, first->signing_chain_path);
    ASSERT_EQ(again->nations.size(), first->nations.size());
    for (size_t i = 0; i < first->nations.size(); ++i) {
      EXPECT_EQ(again->nations[i].root_path, first->nations[i].root_path);
      EXPECT_EQ(again->nations[i].log_vkey_path,
                first->nations[i].log_vkey_path);
      EXPECT_EQ(again->nations[i].witness_vkey_path,
                first->nations[i].witness_vkey_path);
    }
  }
}

TEST(ContextTest, EveryMissingKeyIsNamed) {
  for (const char* line :
       {"agency = \"spiffe://us.enlace.example/agency/us-atf\"\n",
        "endpoint = \"node.example:7443\"\n", "key = \"tls.key\"\n",
        "chain = \"signing.pem\"\n", "root = \"us.pem\"\n",
        "log_vkey = \"us.vkey\"\n", "witness_vkey = \"us-witness.vkey\"\n"}) {
    const auto context =
        ParseContext(absl::StrReplaceAll(kSoundContext, {{line, ""}}), "/etc");
    ASSERT_FALSE(context.ok()) << line;
    const std::string key(line, std::string(line).find(' '));
    EXPECT_THAT(context.status().message(), HasSubstr(key));
    EXPECT_THAT(context.status().message(), HasSubstr("is missing"));
  }
}

struct WrongContext {
  const char* from;
  const char* to;
  const char* message;
};

TEST(ContextTest, EveryWrongValueIsRefused) {
  for (const WrongContext& wrong : std::vector<WrongContext>{
           {"language", "langauge", "`langauge` is not a known key"},
           {"\"es\"", "\"fr\"", "must be \"en\" or \"es\""},
           {"\"es\"", "7", "`language` must be a text"},
           {"endpoint =", "endpoint = \"x\"\nport =", "`node.port`"},
           {"agency/us-atf", "node/1", "`agency` must be spiffe://"},
           {"us.enlace.example/node/1", "us.enlace.example/agency/us-atf",
            "`node.identity` must be"},
           {"\"tls.key\"", "3", "`tls.key` must be a text"},
           {"\"tls.key\"", "\"\"", "`tls.key` must be a text"},
           {"[tls]", "[tsl]", "`tls` must be a table"},
           {"[[nation]]", "[nation]", "`nation` must be"},
           {"[[nation]]", "[[nation]]\nother = 1", "`nation.other`"},
           {"[node]", "[node", "is not TOML"}}) {
    const auto context = ParseContext(
        absl::StrReplaceAll(kSoundContext, {{wrong.from, wrong.to}}), "/etc");
    ASSERT_FALSE(context.ok()) << wrong.to;
    EXPECT_EQ(context.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(context.status().message(), HasSubstr(wrong.message));
  }
}

TEST(ContextTest, LoadsTheKeysItNames) {
  const TwoNations nations;
  const Context context = nations.ContextOf("us-atf");
  const auto trust = LoadTrust(context);
  ASSERT_TRUE(trust.ok()) << trust.status();
  ASSERT_THAT(*trust, SizeIs(2));
  EXPECT_EQ((*trust)[0].root.trust_domain(), "us.enlace.example");
  EXPECT_EQ((*trust)[1].witness.name(), "mx.enlace.example/witness");
  const auto signer = LoadSigner(context);
  ASSERT_TRUE(signer.ok()) << signer.status();
  EXPECT_EQ(signer->key_id(), nations.party("us-atf").key.key_id());
}

TEST(ContextTest, KeyThatOthersCanReadIsRefused) {
  const TwoNations nations;
  const Context context = nations.ContextOf("us-atf");
  chmod(context.signing_key_path.c_str(), 0640);
  EXPECT_THAT(LoadSigner(context).status().message(),
              HasSubstr("others can read this key"));
}

TEST(ContextTest, OneNationTwiceIsRefused) {
  const TwoNations nations;
  Context context = nations.ContextOf("us-atf");
  context.nations[1] = context.nations[0];
  EXPECT_THAT(LoadTrust(context).status().message(),
              HasSubstr("a second root of one nation"));
}

TEST(ContextTest, MissingFilesAreNamed) {
  const TwoNations nations;
  Context context = nations.ContextOf("us-atf");
  context.nations[1].log_vkey_path = "/nowhere/audit.vkey";
  EXPECT_THAT(LoadTrust(context).status().message(),
              HasSubstr("/nowhere/audit.vkey"));
  EXPECT_FALSE(LoadContext("/nowhere/us-atf.toml").ok());
}

}  // namespace
}  // namespace enlace::client
