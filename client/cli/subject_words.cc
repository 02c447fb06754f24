#include "client/cli/subject_words.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "client/cli/label.h"
#include "client/cli/person_file.h"
#include "client/library/node.h"
#include "enlace/v1/context.pb.h"

namespace enlace::client {

void AddSubjectWords(Command verb, SubjectWords& words, Shell& shell) {
  verb.AddOption("REQUEST", words.request,
                 shell.Say({"Entry of the register: the person's request",
                            "Asiento del registro nacional: la solicitud de "
                            "la persona"}))
      .Required();
  verb.AddOption("--person", words.person,
                 shell.Say({"File that says who the person is: `curp: ...`, "
                            "`name: ...`, `born: ...`",
                            "Archivo que dice quién es la persona: `curp: "
                            "...`, `name: ...`, `born: ...`"}))
      .Required()
      .Value("FILE");
}

absl::StatusOr<v1::FindSubjectResponse> FindSubject(const SubjectWords& words,
                                                    Shell& shell) {
  ASSIGN_OR_RETURN(const std::vector<v1::SubjectKey> keys,
                   ReadPerson(words.person));
  v1::FindSubjectRequest request;
  request.set_request(words.request);
  request.mutable_keys()->Assign(keys.begin(), keys.end());
  ASSIGN_OR_RETURN(Node * node, shell.node());
  v1::FindSubjectResponse all;
  do {
    ASSIGN_OR_RETURN(const v1::FindSubjectResponse page,
                     node->FindSubject(request));
    all.MergeFrom(page);
    request.set_after(page.next());
  } while (!request.after().empty());
  all.clear_next();
  return all;
}

std::string PurposeText(const std::string& name, Shell& shell) {
  const auto* const value = v1::PurposeCode_descriptor()->FindValueByName(name);
  return value == nullptr ? name : LabelOf(*value, shell.language());
}

std::string DayText(int64_t unix_ms) {
  return absl::FormatTime("%Y-%m-%d", absl::FromUnixMillis(unix_ms),
                          absl::UTCTimeZone());
}

std::string DueText(int64_t due_ms, Shell& shell) {
  const absl::Duration left =
      absl::FromUnixMillis(due_ms) - shell.clock().TimeNow();
  const int64_t days = absl::ToInt64Hours(left) / 24;
  if (left < absl::ZeroDuration()) {
    return absl::StrCat(DayText(due_ms), shell.Say({", overdue", ", vencida"}));
  }
  return absl::StrCat(DayText(due_ms), shell.Say({", in ", ", en "}), days,
                      shell.Say({" days", " días"}));
}

}  // namespace enlace::client
