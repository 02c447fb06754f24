// Signed notes and verifier keys: published examples, strictness, forgeries.

#include "proto/wire/note.h"

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/encoding.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/wire/log_text.h"
#include "tests/proto/wire/tlog_vectors.h"

namespace enlace::wire {
namespace {

// c2sp.org/signed-note, "Example".
constexpr absl::string_view kSpecKey =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr absl::string_view kSpecNote =
    "This is an example message.\n\n"
    "\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7"
    "Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

// golang.org/x/mod/sumdb/note, package documentation.
constexpr absl::string_view kGoKey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr absl::string_view kGoNote =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1F"
    "FYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    "\u2014 EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1a"
    "GrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

// FiloSottile/sunlight, cmd/skylight/testdata/witness/mirror.
constexpr absl::string_view kMirrorKey =
    "mirror.example.org+3fb148ef+BAAjjch9GyYz0sJsJx7ALhbdAtz2ov0unbzSl1vMp94O";
constexpr absl::string_view kMirrorNote =
    "rome2026h1.example.org\n300\n"
    "gw31yQrqZZCcEOPrzX+bpy3nJ6QgngTKn8G1m0i62uU=\n\n"
    "\u2014 mirror.example.org "
    "P7FI7wAAAABpVGeAjA1S4pJm6MbcXjX7UUImu4azZtrfcVW2u"
    "yr/LXIYlwEJzXC0N0EiZkbqfLdXt/4gVEEuGmxJjAfXKMCISpsJAg==\n";

VerifierKey NoteKey(absl::string_view vkey) {
  auto key = VerifierKey::Parse(vkey);
  EXPECT_TRUE(key.ok()) << key.status();
  return *std::move(key);
}

Note NoteOf(absl::string_view bytes) {
  auto note = ParseNote(bytes);
  EXPECT_TRUE(note.ok()) << note.status();
  return note.value_or(Note());
}

TEST(VerifierKeyTest, ParsesAndFormatsPublishedKeys) {
  for (const absl::string_view vkey : {kSpecKey, kGoKey, kMirrorKey}) {
    EXPECT_EQ(NoteKey(vkey).Format(), vkey);
  }
  EXPECT_EQ(NoteKey(kSpecKey).name(), "example.com/foo");
  EXPECT_EQ(NoteKey(kSpecKey).id(), 0x530d903aU);
  EXPECT_EQ(NoteKey(kMirrorKey).type(), NoteKeyType::kCosignatureV1);
}

TEST(VerifierKeyTest, KeysAndIdsEqualTheVectors) {
  for (const auto& [name, record] :
       TlogVector({"keys"}).struct_value().fields()) {
    const auto& fields = record.struct_value().fields();
    const auto parsed = NoteKey(fields.at("vkey").string_value());
    const auto type = absl::EndsWith(name, "/alg4")
                          ? NoteKeyType::kCosignatureV1
                          : NoteKeyType::kEd25519;
    EXPECT_EQ(parsed.type(), type);
    const auto raw = HexDecode(fields.at("pub_hex").string_value());
    ASSERT_TRUE(raw.ok());
    EXPECT_EQ(parsed.public_key().raw_ed25519(), *raw);
    const auto made =
        VerifierKey::Create(parsed.name(), type, parsed.public_key());
    ASSERT_TRUE(made.ok());
    EXPECT_EQ(made->Format(), fields.at("vkey").string_value());
    const auto signer = certs::PrivateKey::FromEd25519Seed(
        *HexDecode(fields.at("seed_hex").string_value()));
    ASSERT_TRUE(signer.ok());
    EXPECT_EQ(signer->public_key(), parsed.public_key());
  }
}

TEST(VerifierKeyTest, RefusesEveryMutationOfAKey) {
  const std::string vkey(kSpecKey);
  for (size_t i = 0; i < vkey.size(); ++i) {
    for (const char c : {'A', 'b', '7', '+', ' ', '=', '\n', '\xff'}) {
      if (vkey[i] == c) continue;
      std::string mutated = vkey;
      mutated[i] = c;
      EXPECT_FALSE(VerifierKey::Parse(mutated).ok()) << i << " " << c;
    }
    EXPECT_FALSE(VerifierKey::Parse(vkey.substr(0, i)).ok()) << i;
  }
  EXPECT_FALSE(VerifierKey::Parse(vkey + "\n").ok());
  EXPECT_FALSE(
      VerifierKey::Parse(absl::StrReplaceAll(vkey, {{"530d", "530D"}})).ok());
}

TEST(VerifierKeyTest, RefusesOtherKeyTypes) {
  const auto p256 = certs::PrivateKey::Generate(certs::KeyType::kEcdsaP256);
  ASSERT_TRUE(p256.ok());
  EXPECT_TRUE(absl::IsInvalidArgument(
      VerifierKey::Create("a", NoteKeyType::kEd25519, p256->public_key())
          .status()));
  for (const int type : {0, 2, 3, 5, 6, 255}) {
    std::string typed(1, static_cast<char>(type));
    typed += NoteKey(kSpecKey).public_key().raw_ed25519();
    const Hash hash = Sha256({"a\n", typed});
    EXPECT_FALSE(VerifierKey::Parse(
                     absl::StrCat("a+", HexEncode(AsBytes(hash).substr(0, 4)),
                                  "+", Base64Encode(typed)))
                     .ok())
        << type;
  }
}

TEST(VerifierKeyTest, NamesHaveNoSpaceNoPlusAndAreUtf8) {
  for (const absl::string_view name :
       {"a", "us.enlace.example/audit", "m\u00e9xico", "\U0001f600",
        "a-b_c:d"}) {
    EXPECT_TRUE(IsValidKeyName(name)) << name;
  }
  for (const absl::string_view name : {"",
                                       "a b",
                                       "a+b",
                                       "a\tb",
                                       "a\nb",
                                       "a\x7f\x80",
                                       "\u0085",
                                       "a\u00a0",
                                       "\u1680",
                                       "\u2003x",
                                       "\u2028",
                                       "\u202f",
                                       "\u205f",
                                       "\u3000",
                                       "\xc0\x80",
                                       "\xed\xa0\x80",
                                       "\xf4\x90\x80\x80",
                                       "\xe2\x82",
                                       "\xff",
                                       "\x01"}) {
    EXPECT_FALSE(IsValidKeyName(name)) << HexEncode(name);
  }
}

TEST(NoteTest, VerifiesPublishedNotes) {
  for (const auto& [note, vkey] :
       {std::pair(kSpecNote, kSpecKey), std::pair(kGoNote, kGoKey),
        std::pair(kMirrorNote, kMirrorKey)}) {
    EXPECT_EQ(FormatNote(NoteOf(note)), note);
    const auto verified = VerifyNote(NoteOf(note), {NoteKey(vkey)});
    ASSERT_TRUE(verified.ok()) << verified.status();
    EXPECT_THAT(verified->keys, testing::ElementsAre(0));
    EXPECT_EQ(verified->note.signatures.size(), 1U);
  }
}

TEST(NoteTest, SignsAsGoDoes) {
  // The private key of the package documentation.
  const auto seed =
      Base64Decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz");
  ASSERT_TRUE(seed.ok());
  const auto signer = certs::PrivateKey::FromEd25519Seed(seed->substr(1));
  ASSERT_TRUE(signer.ok());
  Note note = NoteOf(kGoNote);
  const auto signature = SignNote(note.text, NoteKey(kGoKey), *signer);
  ASSERT_TRUE(signature.ok()) << signature.status();
  EXPECT_EQ(*signature, note.signatures[0]);
}

TEST(NoteTest, EveryFlippedBitIsRefused) {
  const std::string bytes(kSpecNote);
  const std::vector<VerifierKey> keys = {NoteKey(kSpecKey)};
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string mutated = bytes;
    mutated[bit / 8] = static_cast<char>(mutated[bit / 8] ^ (1 << bit % 8));
    const auto note = ParseNote(mutated);
    EXPECT_FALSE(note.ok() && VerifyNote(*note, keys).ok()) << bit;
  }
}

TEST(NoteTest, SplitsAtTheLastBlankLine) {
  const auto note = NoteOf("a\n\nb\n\n\u2014 k AAAAAAA=\n");
  EXPECT_EQ(note.text, "a\n\nb\n");
  EXPECT_EQ(note.signatures.size(), 1U);
}

TEST(NoteTest, RefusesEveryOtherForm) {
  const std::string line = "\u2014 k AAAAAAA=\n";
  ASSERT_TRUE(ParseNote("a\n\n" + line).ok());
  for (const std::string& bytes : {
           std::string(),
           std::string("\n"),
           std::string("a\n"),
           std::string("a\n\n"),
           "a\n" + line,
           line,
           "\n" + line,
           "a\n\n" + line + "\n",
           "a\n\n" + line.substr(0, line.size() - 1),
           "a\n\n" + line + "x\n",
           "a\r\n\r\n" + line,
           "a\t\n\n" + line,
           std::string("a\0\n\n", 4) + line,
           "a\x80\n\n" + line,
           std::string("a\n\n- k AAAAAAA=\n"),
           std::string("a\n\n\u2014k AAAAAAA=\n"),
           std::string("a\n\n\u2014  k AAAAAAA=\n"),
           std::string("a\n\n\u2014 k  AAAAAAA=\n"),
           std::string("a\n\n\u2014 k\n"),
           std::string("a\n\n\u2014 k \n"),
           std::string("a\n\n\u2014 k AAAAAAA= \n"),
           std::string("a\n\n\u2014 k AAAAAAA\n"),   // no padding
           std::string("a\n\n\u2014 k AAAAAAB=\n"),  // trailing bits
           std::string("a\n\n\u2014 k AAAAAA==\n"),  // id alone
           std::string("a\n\n\u2014 k AAAA-AA=\n"),  // other alphabet
           std::string("a\n\n\u2014 k+ AAAAAAA=\n"),
           std::string("a\n\n\u2014 k\u00a0x AAAAAAA=\n"),
       }) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseNote(bytes).status())) << bytes;
  }
}

TEST(NoteTest, AcceptsSixteenSignaturesAndStopsAtAHundred) {
  std::string bytes = "a\n\n";
  for (size_t i = 0; i < kNoteSignaturesMax; ++i) {
    absl::StrAppend(&bytes, "\u2014 k AAAAAAA=\n");
    EXPECT_TRUE(ParseNote(bytes).ok()) << i;
  }
  absl::StrAppend(&bytes, "\u2014 k AAAAAAA=\n");
  EXPECT_FALSE(ParseNote(bytes).ok());
}

TEST(NoteTest, SkipsUnknownKeysEvenThoseThatShareNameOrId) {
  const VerifierKey key = NoteKey(kSpecKey);
  Note note = NoteOf(kSpecNote);
  const NoteSignature good = note.signatures[0];
  // A post-quantum line is long, and is somebody else's affair.
  note.signatures = {
      {.key_name = good.key_name, .key_id = good.key_id ^ 1, .bytes = "x"},
      {.key_name = "other", .key_id = good.key_id, .bytes = "x"},
      {.key_name = "pq", .key_id = 6, .bytes = std::string(2428, 'x')},
      good};
  const auto verified = VerifyNote(NoteOf(FormatNote(note)), {key});
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_THAT(verified->note.signatures, testing::ElementsAre(good));
}

TEST(NoteTest, ForgedLineUnderAKnownKeySpoilsTheNote) {
  const VerifierKey key = NoteKey(kSpecKey);
  Note note = NoteOf(kSpecNote);
  NoteSignature forged = note.signatures[0];
  forged.bytes = std::string(64, 'x');
  for (const bool first : {true, false}) {
    Note spoiled = note;
    spoiled.signatures.insert(
        first ? spoiled.signatures.begin() : spoiled.signatures.end(), forged);
    EXPECT_TRUE(absl::IsUnauthenticated(VerifyNote(spoiled, {key}).status()));
  }
}

TEST(NoteTest, ForgedLineOfAKeyNotAskedForIsDropped) {
  // Anybody may add a line under our witness's name to a log's note; what is
  // kept must still open with our key later.
  Note note = NoteOf(kSpecNote);
  const VerifierKey ours = NoteKey(kMirrorKey);
  note.signatures.push_back({.key_name = ours.name(),
                             .key_id = ours.id(),
                             .bytes = std::string(72, 'x')});
  const auto verified = VerifyNote(note, {NoteKey(kSpecKey)});
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_TRUE(VerifyNote(verified->note, {NoteKey(kSpecKey), ours}).ok());
}

TEST(NoteTest, NoKnownSignatureIsRefused) {
  EXPECT_TRUE(absl::IsUnauthenticated(
      VerifyNote(NoteOf(kSpecNote), {NoteKey(kGoKey)}).status()));
  EXPECT_TRUE(
      absl::IsUnauthenticated(VerifyNote(NoteOf(kSpecNote), {}).status()));
}

TEST(NoteTest, SigningChecksTextAndKey) {
  const auto signer = TlogSigner(TlogKey::kLogA);
  const auto key = TlogVerifierKey(TlogKey::kLogA);
  EXPECT_TRUE(SignNote("a\n", key, signer).ok());
  for (const absl::string_view text : {"", "a", "a\t\n", "\xff\n"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(SignNote(text, key, signer).status()));
  }
  EXPECT_FALSE(SignNote("a\n", TlogVerifierKey(TlogKey::kLogB), signer).ok());
  EXPECT_FALSE(SignNote("a\n", TlogVerifierKey(TlogKey::kWitnessB),
                        TlogSigner(TlogKey::kWitnessB))
                   .ok());
}

}  // namespace
}  // namespace enlace::wire
