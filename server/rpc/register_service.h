// RegisterService: what persons ask who keep the register.  Thread-safe.

#ifndef ENLACE_SERVER_RPC_REGISTER_SERVICE_H_
#define ENLACE_SERVER_RPC_REGISTER_SERVICE_H_

#include "enlace/v1/register_service.grpc.pb.h"
#include "server/gate/register_desk.h"
#include "server/rpc/admission_call.h"

namespace enlace::rpc {

class RegisterService final : public v1::RegisterService::CallbackService {
 public:
  // Both must outlive the service.
  RegisterService(const gate::RegisterDesk& desk,
                  AdmissionCall::Environment environment);

  grpc::ServerUnaryReactor* ListRegister(
      grpc::CallbackServerContext* context,
      const v1::ListRegisterRequest* request,
      v1::ListRegisterResponse* response) override;
  grpc::ServerUnaryReactor* ChangeRegister(
      grpc::CallbackServerContext* context,
      const v1::ChangeRegisterRequest* request,
      v1::ChangeRegisterResponse* response) override;

 private:
  const gate::RegisterDesk& desk_;
  const AdmissionCall::Environment environment_;
};

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_REGISTER_SERVICE_H_
