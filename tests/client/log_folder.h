// Writes the folders of an audit log as a node publishes them, from its entries
// and what opens them.

#ifndef ENLACE_TESTS_CLIENT_LOG_FOLDER_H_
#define ENLACE_TESTS_CLIENT_LOG_FOLDER_H_

#include <functional>
#include <string>
#include <vector>

#include "enlace/v1/audit.pb.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/note.h"

namespace enlace::client {

struct LogContent {
  std::string origin;
  std::vector<std::string> entries;     // of 90 bytes
  std::vector<v1::AnnexEntry> annexes;  // in the order of their indexes
};

using SignLog = std::function<std::vector<wire::NoteSignature>(
    const wire::Checkpoint& checkpoint)>;

// Writes `folder`/audit and `folder`/annex.
void WriteLogFolder(const std::string& folder, const LogContent& content,
                    const SignLog& sign);

// Writes `bytes` to `path`, making its folders.
void WriteLogFile(const std::string& path, const std::string& bytes);

}  // namespace enlace::client

#endif  // ENLACE_TESTS_CLIENT_LOG_FOLDER_H_
