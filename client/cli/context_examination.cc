#include "client/cli/context_examination.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "certs/certificate.h"
#include "certs/key.h"

namespace enlace::client {
namespace {

constexpr size_t kPemSizeMax = 64 << 10;
constexpr absl::Duration kShortTime = absl::Hours(48);

// A key with its certificate: for TLS, or for signing records.
struct Pair {
  std::string name;  // "tls", "signing"
  std::string key_path;
  std::string chain_path;
  certs::Purpose purpose = certs::Purpose::kTlsClient;
  Phrase key;          // what a person calls the key
  Phrase certificate;  // and its certificate
};

std::vector<Pair> PairsOf(const Context& context) {
  std::vector<Pair> pairs = {{"tls",
                              context.tls_key_path,
                              context.tls_chain_path,
                              certs::Purpose::kTlsClient,
                              {"key for TLS", "clave para TLS"},
                              {"certificate for TLS", "certificado para TLS"}}};
  if (!context.signing_key_path.empty()) {
    pairs.push_back({"signing",
                     context.signing_key_path,
                     context.signing_chain_path,
                     certs::Purpose::kStatementSigning,
                     {"key for signing", "clave para firmar"},
                     {"certificate for signing", "certificado para firmar"}});
  }
  return pairs;
}

absl::StatusOr<certs::PrivateKey> ReadKey(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string pem, ReadFile(path, kPemSizeMax));
  if (ReadableByOthers(path)) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": others can read this key; chmod 600"));
  }
  return certs::PrivateKey::FromPem(pem);
}

absl::StatusOr<std::vector<certs::Certificate>> ReadChain(
    const std::string& path) {
  ASSIGN_OR_RETURN(const std::string pem, ReadFile(path, kPemSizeMax));
  return certs::Certificate::ListFromPem(pem);
}

// Key and chain can be read, belong together and to the context's party.
absl::StatusOr<std::vector<certs::Certificate>> ExaminePair(
    const Pair& pair, const Context& context, Examination& examination) {
  const auto key = ReadKey(pair.key_path);
  examination.AddStatus(absl::StrCat(pair.name, "-key"), key.status(),
                        examination.Say(pair.key));
  auto chain = ReadChain(pair.chain_path);
  absl::Status fits = chain.status();
  if (chain.ok()) {
    const auto identity = chain->front().identity();
    const certs::Identity& party = context.Party();
    if (!identity.ok() || identity->Uri() != party.Uri()) {
      fits = absl::InvalidArgumentError(
          absl::StrCat(pair.chain_path, ": is not that of ", party.Uri()));
    } else if (key.ok() &&
               !(key->public_key() == chain->front().public_key())) {
      fits = absl::InvalidArgumentError(
          absl::StrCat(pair.chain_path, ": is another key's"));
    }
  }
  examination.AddStatus(absl::StrCat(pair.name, "-certificate"), fits,
                        examination.Say(pair.certificate));
  return chain;
}

absl::Status VerifyChain(const Pair& pair, const Context& context,
                         absl::Span<const certs::Certificate> chain,
                         absl::Time now) {
  ASSIGN_OR_RETURN(const std::string pem,
                   ReadFile(context.tls_root_path, kPemSizeMax));
  ASSIGN_OR_RETURN(const certs::TrustAnchor root,
                   certs::TrustAnchor::FromPem(pem));
  return root.Verify(chain.front(), chain.subspan(1), pair.purpose, now);
}

}  // namespace

void ExamineValidity(absl::string_view id, const certs::Certificate& leaf,
                     absl::Time now, const Phrase& whose,
                     Examination& examination) {
  const auto say = [&](Verdict verdict, const Phrase& text, absl::Time when) {
    const absl::Duration apart = absl::AbsDuration(when - now);
    const int64_t hours = absl::ToInt64Hours(apart);
    examination.Add(
        id, verdict,
        absl::StrCat(
            examination.Say(whose), examination.Say(text),
            absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", when, absl::UTCTimeZone()),
            " (",
            apart < kShortTime
                ? absl::StrCat(hours, examination.Say({" hours", " horas"}))
                : absl::StrCat(hours / 24, examination.Say({" days", " días"})),
            ")"));
  };
  const absl::Duration left = leaf.not_after() - now;
  if (now < leaf.not_before()) {
    say(Verdict::kBad, {": is not valid before ", ": no es válido antes de "},
        leaf.not_before());
  } else if (left < absl::ZeroDuration()) {
    say(Verdict::kBad, {": expired on ", ": venció el "}, leaf.not_after());
  } else {
    const bool old = left < (leaf.not_after() - leaf.not_before()) / 3;
    say(old ? Verdict::kDoubtful : Verdict::kGood,
        {": is valid until ", ": es válido hasta "}, leaf.not_after());
  }
}

std::optional<Context> ExamineContext(const std::string& path, absl::Time now,
                                      Examination& examination) {
  examination.Begin("local");
  auto context = LoadContext(path);
  if (!examination.AddStatus(
          "context", context.status(),
          examination.Say({"context file", "archivo del contexto"}))) {
    return std::nullopt;
  }
  const std::vector<Pair> pairs = PairsOf(*context);
  std::vector<absl::StatusOr<std::vector<certs::Certificate>>> chains;
  for (const Pair& pair : pairs) {
    chains.push_back(ExaminePair(pair, *context, examination));
  }
  examination.Begin("time");
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (!chains[i].ok()) continue;
    ExamineValidity(absl::StrCat(pairs[i].name, "-validity"),
                    chains[i]->front(), now, pairs[i].certificate, examination);
  }
  examination.Begin("trust");
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (!chains[i].ok()) continue;
    examination.AddStatus(
        absl::StrCat(pairs[i].name, "-chain"),
        VerifyChain(pairs[i], *context, *chains[i], now),
        absl::StrCat(examination.Say(pairs[i].certificate),
                     examination.Say({": leads to the own nation's root",
                                      ": conduce a la raíz de la nación"})));
  }
  if (!context->nations.empty()) {
    examination.AddStatus(
        "nations", LoadTrust(*context).status(),
        examination.Say({"keys of every nation", "claves de cada nación"}));
  }
  return *std::move(context);
}

}  // namespace enlace::client
