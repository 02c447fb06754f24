#include "tests/simulation/sample_book.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace enlace::simulation {
namespace {

constexpr absl::string_view kCommon = R"(# A book for tests

> **Test act, section 1** {#ACT/1 en authentic verified}
> What the tests need.
> Source: this file.
>
> **Ley de prueba, artículo 1** {#ACT/1 es authentic verified}
> Lo que piden las pruebas.
> Fuente: este archivo.

```vocabulary
book simulation "Book of the simulation" / "Libro de la simulación"
basis ACT "Test act" / "Ley de prueba"
fact claimed context.legal_basis.basis_id "claimed basis" / "fundamento"
claims claimed
fact basis-end context.legal_basis.expires_on "end of a basis" / "vencimiento"
fact channel header.channel "channel" / "canal"
fact urgency header.urgency "urgency" / "urgencia"
fact parent-state header.parent.state "state of the parent" / "estado"
fact reply header.parent.reply "is a reply" / "es respuesta"
fact parent-type header.parent.type "type of the parent" / "tipo"
fact parties header.parent.parties "between the parties" / "entre las partes"
fact consent header.parent.consent "leave" / "consentimiento"
fact domestic header.domestic "stays here" / "no sale"
fact repeated header.repeated "sent before" / "enviado antes"
fact silent header.denied.silently "denied silently" / "negado en silencio"
fact barred-to register.recipient.vetting "vetting" / "verificación"
fact barred-from register.sender.vetting "vetting" / "verificación"
role duty-officer "duty officer" / "oficial de guardia"
role legal-officer "legal officer" / "responsable jurídico"
```

```rule OUT-1
permit outgoing FirearmTraceRequest
  implements ACT/1
  when channel is in INTEL, ADMIN, JUDICIAL
```

```rule OUT-2
forbid outgoing FirearmTraceRequest, FirearmTraceResult
  implements ACT/1
  when channel is JUDICIAL
  reason V01
  because "No judicial channel here." / "Aquí no hay canal judicial."
  disclose
```

```rule OUT-15
forbid outgoing FirearmTraceRequest
  implements ACT/1
  when barred-to includes barred
  reason V07
  because "Barred." / "Excluida."
```

```rule OUT-17
forbid outgoing FirearmTraceRequest
  implements ACT/1
  when all of
    - channel is INTEL
    - urgency is PRIORITY
  over 2 per hour by sender and recipient
  reason B07
  because "Enough for an hour." / "Basta por una hora."
  disclose
```

```rule OUT-22
permit outgoing FirearmTraceRequest
  implements ACT/1
  when parent-type is LinkTest
  receipt L1 before release
```

```rule OUT-23
permit outgoing FirearmTraceRequest
  implements ACT/1
  when parent-type is Recall
  receipt L2 before release
```

```rule IN-15
forbid incoming FirearmTraceRequest
  implements ACT/1
  when barred-from includes barred
  reason V07
  because "Barred." / "Excluida."
```

```rule OUT-10
permit outgoing SafetyNotice
  implements ACT/1
  from node
```

```rule OUT-11
forbid outgoing SafetyNotice
  implements ACT/1
  unless silent is no
  reason S04
  because "It would tell." / "Delataría."
```

```rule OUT-12
forbid outgoing SafetyNotice
  implements ACT/1
  when repeated is yes
  reason T02
  because "Warned before." / "Ya se avisó."
```

```rule IN-10
permit incoming SafetyNotice
  implements ACT/1
  from node
```

```rule OUT-3
hold outgoing FirearmTraceRequest
  implements ACT/1
  when all of
    - channel is ADMIN
    - urgency is URGENT
  until approved by 1 of duty-officer, 1 of legal-officer within 24 hours
  override by 2 of duty-officer when urgent
  reason B06
  because "A person looks first." / "Primero lo ve una persona."
  disclose
```

```rule OUT-4
permit outgoing FirearmTraceResult
  implements ACT/1
  when all of
    - parent-state is OPEN
    - reply is yes
```

```rule OUT-6
forbid outgoing FirearmTraceRequest
  implements ACT/1
  when all of
    - basis-end is present
    - basis-end is past
  reason B03
  because "The basis is over." / "El fundamento venció."
```

```rule IN-6
forbid incoming FirearmTraceRequest
  implements ACT/1
  when all of
    - basis-end is present
    - basis-end is past
  reason B03
  because "The basis is over." / "El fundamento venció."
```

```rule OUT-7
hold outgoing FirearmTraceRequest
  implements ACT/1
  when repeated is yes
  until approved by 1 of duty-officer within 24 hours
  override by 2 of duty-officer when urgent
  reason T02
  because "Sent before." / "Ya se envió."
```

```rule OUT-16
hold outgoing FirearmTraceRequest
  implements ACT/1
  when all of
    - channel is INTEL
    - urgency is URGENT
  unless barred-to includes cleared
  until approved by 1 of duty-officer within 24 hours
  reason V07
  because "The recipient must be cleared." / "El destinatario requiere visto."
  disclose
```

```rule IN-16
hold incoming FirearmTraceRequest
  implements ACT/1
  when all of
    - channel is ADMIN
    - urgency is URGENT
  unless barred-from includes cleared
  until approved by 1 of duty-officer within 24 hours
  reason V07
  because "The sender must be cleared." / "El remitente requiere visto."
```

```rule OUT-8
forbid outgoing FirearmTraceRequest
  implements ACT/1
  when all of
    - domestic is yes
    - parent-type is present
    - consent is no
  reason V08
  because "Needs a leave." / "Requiere consentimiento."
```

```rule OUT-9
permit outgoing UseConsentRequest, UseConsentGrant
  implements ACT/1
  when channel is in INTEL, ADMIN
```

```rule IN-9
permit incoming UseConsentRequest, UseConsentGrant
  implements ACT/1
  when channel is in INTEL, ADMIN
```

```rule OUT-13
require outgoing FirearmTraceRequest
  implements ACT/1
  when urgency is PRIORITY
  answer within 1 minutes extendable by 2 minutes
```

```rule IN-13
require incoming FirearmTraceRequest
  implements ACT/1
  when urgency is PRIORITY
  answer within 2 minutes extendable by 1 minutes
```

```rule OUT-14
permit outgoing DelayNotice
  implements ACT/1
  when reply is yes
```

```rule IN-14
permit incoming DelayNotice
  implements ACT/1
  when reply is yes
```

```rule IN-1
permit incoming FirearmTraceRequest
  implements ACT/1
  when channel is in INTEL, ADMIN
```

```rule IN-2
forbid incoming FirearmTraceRequest
  implements ACT/1
  when all of
    - channel is ADMIN
    - urgency is PRIORITY
  reason V04
  because "Not accepted." / "No se acepta."
  disclose
```

```rule IN-4
permit incoming FirearmTraceResult
  implements ACT/1
  when all of
    - parent-state is OPEN
    - reply is yes
```
)";

constexpr absl::string_view kOnlyVersion1 = R"(
```rule IN-3
hold incoming FirearmTraceRequest
  implements ACT/1
  when all of
    - channel is INTEL
    - urgency is URGENT
  until approved by 1 of duty-officer within 24 hours
  override by 2 of duty-officer when urgent
  reason B06
  because "A person looks first." / "Primero lo ve una persona."
```
)";

constexpr absl::string_view kOnlyVersion2 = R"(
```rule OUT-5
forbid outgoing FirearmTraceRequest
  implements ACT/1
  when all of
    - channel is ADMIN
    - urgency is ROUTINE
  reason B07
  because "Suspended." / "Suspendido."
```
)";

constexpr absl::string_view kOnlyVersion3 = R"(
```rule OUT-20
hold outgoing FirearmTraceRequest
  implements ACT/1
  when channel is INTEL
  over 2 per day by sender
  until approved by 1 of duty-officer within 24 hours
  reason B06
  because "Enough for today." / "Basta por hoy."
```

```rule IN-20
forbid incoming FirearmTraceRequest
  implements ACT/1
  over 2 per hour by sender and recipient
  reason B06
  because "Too many at once." / "Demasiados a la vez."
  disclose
```

```rule OUT-21
require outgoing FirearmTraceRequest
  implements ACT/1
  when channel is in INTEL, ADMIN
  retain 3 days
```

```rule IN-21
require incoming FirearmTraceRequest
  implements ACT/1
  when channel is in INTEL, ADMIN
  retain 2 days
```
)";

std::shared_ptr<const policy::Book> ParseVersion(int version) {
  const absl::string_view own = version == 1   ? kOnlyVersion1
                                : version == 2 ? kOnlyVersion2
                                               : kOnlyVersion3;
  auto book = policy::Book::Parse({{"book.md", absl::StrCat(kCommon, own)}});
  CHECK_OK(book.status());
  return *std::move(book);
}

v1::DecisionOutcome ExpectedForRequest(int version,
                                       const policy::RecordFacts& record,
                                       bool cleared) {
  const std::string what = record.channel + " " + record.urgency;
  if (record.direction == policy::Direction::kOutgoing) {
    if (record.channel == "JUDICIAL") return v1::DECISION_OUTCOME_DENY;
    if (version == 2 && what == "ADMIN ROUTINE") {
      return v1::DECISION_OUTCOME_DENY;
    }
    if (what == "ADMIN URGENT" || record.repeated.value_or(true) ||
        (what == "INTEL URGENT" && !cleared)) {
      return v1::DECISION_OUTCOME_HOLD;
    }
    return v1::DECISION_OUTCOME_PERMIT;
  }
  if (record.channel == "JUDICIAL" || what == "ADMIN PRIORITY") {
    return v1::DECISION_OUTCOME_DENY;
  }
  if ((version == 1 && what == "INTEL URGENT") ||
      (what == "ADMIN URGENT" && !cleared)) {
    return v1::DECISION_OUTCOME_HOLD;
  }
  return v1::DECISION_OUTCOME_PERMIT;
}

}  // namespace

const policy::Book& SampleBook(int version) {
  static const auto* const kFirst =
      new std::shared_ptr<const policy::Book>(ParseVersion(1));
  static const auto* const kSecond =
      new std::shared_ptr<const policy::Book>(ParseVersion(2));
  static const auto* const kThird =
      new std::shared_ptr<const policy::Book>(ParseVersion(3));
  return version == 1 ? **kFirst : version == 2 ? **kSecond : **kThird;
}

v1::DecisionOutcome ExpectedOutcome(int version,
                                    const policy::RecordFacts& record,
                                    bool cleared) {
  if (record.type == "FirearmTraceRequest") {
    return ExpectedForRequest(version, record, cleared);
  }
  const bool outgoing = record.direction == policy::Direction::kOutgoing;
  if (record.type == "SafetyNotice") {
    return outgoing && (record.denied_silently.value_or(true) ||
                        record.repeated.value_or(true))
               ? v1::DECISION_OUTCOME_DENY
               : v1::DECISION_OUTCOME_PERMIT;
  }
  if (outgoing && record.channel == "JUDICIAL")
    return v1::DECISION_OUTCOME_DENY;
  const bool answers = record.parent.has_value() && record.parent->open &&
                       record.parent->sender == record.recipient &&
                       record.parent->recipient == record.sender;
  return answers ? v1::DECISION_OUTCOME_PERMIT : v1::DECISION_OUTCOME_DENY;
}

}  // namespace enlace::simulation
