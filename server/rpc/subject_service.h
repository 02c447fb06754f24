// SubjectService: what data-protection officers ask.  One search at a time, on
// a thread of its own, since it reads the whole journal.  Thread-safe.

#ifndef ENLACE_SERVER_RPC_SUBJECT_SERVICE_H_
#define ENLACE_SERVER_RPC_SUBJECT_SERVICE_H_

#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "enlace/v1/subject_service.grpc.pb.h"
#include "server/gate/subject_desk.h"
#include "server/rpc/admission_call.h"

namespace enlace::rpc {

class SubjectService final : public v1::SubjectService::CallbackService {
 public:
  // Both must outlive the service.
  SubjectService(const gate::SubjectDesk& desk,
                 AdmissionCall::Environment environment);
  ~SubjectService() override;

  // RESOURCE_EXHAUSTED, OVERLOADED, while another search is under way.
  grpc::ServerUnaryReactor* FindSubject(
      grpc::CallbackServerContext* context,
      const v1::FindSubjectRequest* request,
      v1::FindSubjectResponse* response) override;

 private:
  // Does `search` on a thread, and tells `done` how it ended once another may
  // begin; false if one is under way.
  bool Start(std::function<absl::Status()> search,
             std::function<void(const absl::Status&)> done);

  const gate::SubjectDesk& desk_;
  const AdmissionCall::Environment environment_;
  absl::Mutex mutex_;
  bool searching_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread searcher_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_SUBJECT_SERVICE_H_
