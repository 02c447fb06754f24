#include "client/cli/node_examination.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "certs/certificate.h"
#include "certs/tls_dial.h"
#include "client/cli/context_examination.h"
#include "client/cli/version.h"
#include "client/library/node.h"

namespace enlace::client {
namespace {

constexpr size_t kPemSizeMax = 64 << 10;
constexpr absl::Duration kSlowRoundTrip = absl::Seconds(1);
// A node refuses a record whose maker's clock is 300 s ahead of it
// (docs/errors.md, CLOCK_SKEW); long before, a person should look.
constexpr absl::Duration kClockSkewDoubtful = absl::Seconds(5);
constexpr absl::Duration kClockSkewBad = absl::Seconds(240);
// A neutral witness is asked every few seconds.
constexpr absl::Duration kWitnessLate = absl::Minutes(5);

absl::StatusOr<certs::DialOptions> DialOptionsOf(const Context& context) {
  certs::DialOptions options;
  ASSIGN_OR_RETURN(options.key_pem,
                   ReadFile(context.tls_key_path, kPemSizeMax));
  ASSIGN_OR_RETURN(options.chain_pem,
                   ReadFile(context.tls_chain_path, kPemSizeMax));
  return options;
}

// The other side shows the certificate of the node that the context names.
absl::StatusOr<certs::Certificate> NodeCertificate(
    const Context& context, const certs::DialResult& dialled) {
  ASSIGN_OR_RETURN(certs::Certificate leaf,
                   certs::Certificate::FromPem(dialled.server_leaf_pem));
  ASSIGN_OR_RETURN(const certs::Identity identity, leaf.identity());
  if (identity.Uri() != context.node.Uri()) {
    return absl::UnauthenticatedError(
        absl::StrCat("it is the certificate of ", identity.Uri()));
  }
  return leaf;
}

// Whether a session has any chance.
bool ExamineConnection(const Context& context, Shell& shell,
                       Examination& examination) {
  const auto options = DialOptionsOf(context);
  if (!options.ok()) return false;  // a local finding has told of it
  const auto dialled = shell.Dial(context.endpoint, *options);
  if (!examination.AddStatus(
          "tcp", dialled.status(),
          absl::StrCat(
              examination.Say({"somebody listens at ", "alguien atiende en "}),
              context.endpoint))) {
    return false;
  }
  if (!examination.AddStatus(
          "tls",
          dialled->handshake_done
              ? absl::OkStatus()
              : absl::UnavailableError("the handshake failed"),
          examination.Say({"it speaks TLS 1.3", "habla TLS 1.3"}))) {
    return false;
  }
  const auto node = NodeCertificate(context, *dialled);
  examination.AddStatus(
      "node-identity", node.status(),
      absl::StrCat(examination.Say({"it says that it is ", "dice ser "}),
                   context.node.Uri()));
  if (node.ok()) {
    ExamineValidity("node-validity", *node, shell.clock().TimeNow(),
                    {"the node's certificate", "el certificado del nodo"},
                    examination);
  }
  return examination.AddStatus(
      "admitted",
      dialled->admitted
          ? absl::OkStatus()
          : absl::UnauthenticatedError("it refused the certificate"),
      examination.Say({"it admits the certificate for TLS",
                       "admite el certificado para TLS"}));
}

Verdict GoodIf(bool good, Verdict otherwise) {
  return good ? Verdict::kGood : otherwise;
}

// The node's clock against this machine's; `asked_at` is in the middle of the
// question.  An older node does not tell.
void ExamineClock(const v1::GetNodeStatusResponse& status, absl::Time asked_at,
                  Examination& examination) {
  if (status.clock_ms() == 0) return;
  const absl::Duration ahead =
      absl::FromUnixMillis(status.clock_ms()) - asked_at;
  const absl::Duration skew = absl::AbsDuration(ahead);
  examination.Add(
      "node-clock",
      skew >= kClockSkewBad        ? Verdict::kBad
      : skew >= kClockSkewDoubtful ? Verdict::kDoubtful
                                   : Verdict::kGood,
      absl::StrCat(examination.Say({"the node's clock is ahead of this "
                                    "machine's by ",
                                    "el reloj del nodo adelanta al de esta "
                                    "máquina por "}),
                   absl::ToInt64Milliseconds(ahead), " ms"));
}

void ExamineLink(const v1::LinkStatus& link, Examination& examination) {
  const bool open = link.accepted() && link.accepted_by_peer();
  examination.Add(
      "link-accepted", GoodIf(open, Verdict::kDoubtful),
      absl::StrCat(link.nation(),
                   open ? examination.Say({": both nations accepted the link",
                                           ": ambas naciones aceptaron el "
                                           "enlace"})
                        : examination.Say({": the link is not accepted yet",
                                           ": el enlace aún no se acepta"})));
  examination.Add(
      "link-connected", GoodIf(link.connected(), Verdict::kBad),
      absl::StrCat(
          link.nation(),
          link.connected()
              ? examination.Say({": connected", ": conectada"})
              : examination.Say({": not connected", ": sin conexión"})));
  examination.Add(
      "link-queue", GoodIf(link.queued() == 0, Verdict::kDoubtful),
      absl::StrCat(link.nation(), ": ", link.queued(),
                   examination.Say({" records queue", " registros en cola"})));
}

// Persons alone are told.
void ExamineReviewers(const v1::GetNodeStatusResponse& status,
                      Examination& examination) {
  if (!status.has_reminders()) return;
  std::vector<std::string> rules;
  for (const v1::RoleShortage& each : status.role_shortages()) {
    rules.push_back(each.rule_id());
  }
  examination.Add(
      "reviewers", GoodIf(rules.empty(), Verdict::kDoubtful),
      rules.empty()
          ? examination.Say({"each rule that holds has its reviewers",
                             "cada regla que retiene tiene sus revisores"})
          : absl::StrCat(examination.Say({"too few reviewers for ",
                                          "faltan revisores para "}),
                         absl::StrJoin(rules, ", ")));
}

void ExamineLog(const v1::GetNodeStatusResponse& status,
                Examination& examination) {
  examination.Begin("log");
  examination.Add(
      "log-signed",
      GoodIf(status.checkpoint_size() >= status.log_size(), Verdict::kDoubtful),
      absl::StrCat(examination.Say({"signed: ", "firmados: "}),
                   status.checkpoint_size(), examination.Say({" of ", " de "}),
                   status.log_size()));
  for (const v1::LinkStatus& link : status.links()) {
    const bool open = link.accepted() && link.accepted_by_peer();
    const Verdict behind =
        open && link.cosigned_size() == 0 ? Verdict::kBad : Verdict::kDoubtful;
    examination.Add(
        "log-cosigned",
        GoodIf(link.cosigned_size() >= status.checkpoint_size(), behind),
        absl::StrCat(examination.Say({"cosigned by ", "cofirmados por "}),
                     link.nation(), ": ", link.cosigned_size(),
                     examination.Say({" of ", " de "}),
                     status.checkpoint_size()));
  }
}

// Those of nations are looked at with their links.
void ExamineNeutralWitnesses(const v1::GetNodeStatusResponse& status,
                             Examination& examination) {
  for (const v1::WitnessStatus& witness : status.witnesses()) {
    if (!witness.nation().empty()) continue;
    const bool late =
        witness.waiting_since_ms() != 0 &&
        absl::Milliseconds(status.clock_ms() - witness.waiting_since_ms()) >
            kWitnessLate;
    examination.Add(
        "log-witnessed", GoodIf(!late, Verdict::kDoubtful),
        absl::StrCat(examination.Say({"cosigned by the neutral witness ",
                                      "cofirmados por el testigo neutral "}),
                     witness.name(), ": ", witness.cosigned_size(),
                     examination.Say({" of ", " de "}),
                     status.checkpoint_size()));
  }
}

}  // namespace

void ExamineStatus(const v1::GetNodeStatusResponse& status,
                   Examination& examination) {
  examination.Begin("node");
  examination.Add(
      "node-state", GoodIf(status.state() == "ready", Verdict::kBad),
      absl::StrCat(examination.Say({"state: ", "estado: "}), status.state()));
  examination.Add(
      "node-version", GoodIf(status.version() == kVersion, Verdict::kDoubtful),
      absl::StrCat(examination.Say({"version: the node ", "versión: el nodo "}),
                   status.version(), ", enlace ", kVersion));
  examination.Add(
      "rule-book", GoodIf(!status.book_digest().empty(), Verdict::kBad),
      absl::StrCat(examination.Say({"rule book: ", "libro de reglas: "}),
                   HexEncode(status.book_digest())));
  ExamineReviewers(status, examination);
  if (status.links().empty()) {
    examination.Add(
        "link-accepted", Verdict::kDoubtful,
        examination.Say({"the node has no link", "el nodo no tiene enlaces"}));
  }
  for (const v1::LinkStatus& link : status.links()) {
    ExamineLink(link, examination);
  }
  ExamineLog(status, examination);
  ExamineNeutralWitnesses(status, examination);
}

void ExamineNode(const Context& context, Shell& shell,
                 Examination& examination) {
  examination.Begin("network");
  if (!ExamineConnection(context, shell, examination)) return;
  // Only the session judges the whole chain of the other side.
  const std::string answers = examination.Say(
      {"its certificate leads to the own nation's root, and it answers",
       "su certificado conduce a la raíz de la nación, y responde"});
  const auto node = shell.node();
  if (!node.ok()) {
    examination.AddStatus("answer", node.status(), answers);
    return;
  }
  const absl::Time asked = shell.clock().TimeNow();
  const auto status = (*node)->GetNodeStatus({});
  const absl::Duration took = shell.clock().TimeNow() - asked;
  if (!examination.AddStatus("answer", status.status(), answers)) return;
  examination.Add(
      "round-trip", GoodIf(took < kSlowRoundTrip, Verdict::kDoubtful),
      absl::StrCat(examination.Say({"round trip: ", "ida y vuelta: "}),
                   absl::ToInt64Milliseconds(took), " ms"));
  ExamineClock(*status, asked + took / 2, examination);
  ExamineStatus(*status, examination);
}

}  // namespace enlace::client
