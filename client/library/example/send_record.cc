// Sends one record: send_record CONTEXT TYPE RECIPIENT < record.json

#include <iostream>
#include <iterator>

#include "client/library/client.h"
#include "client/library/error.h"

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto fail = [](const absl::Status& status) {
    const auto error = enlace::client::ErrorOf(status, "en");
    std::cerr << error.message << " (" << error.reason << ")\n";
    for (const auto& field : error.fields) {
      std::cerr << "  " << field.field() << ": " << field.description() << "\n";
    }
    std::cerr << "hint: " << error.hint << "\n";
    return 1;
  };
  const std::string json{std::istreambuf_iterator<char>(std::cin), {}};

  const auto client = enlace::client::Client::Connect(argv[1]);
  if (!client.ok()) return fail(client.status());
  const auto draft = (*client)->Draft(argv[2], json, argv[3]);
  if (!draft.ok()) return fail(draft.status());
  const auto outcome = (*client)->Send(*draft);
  if (!outcome.ok()) return fail(outcome.status());
  std::cout << enlace::v1::DecisionOutcome_Name(outcome->decision()) << " "
            << outcome->reason() << "\n";
}
