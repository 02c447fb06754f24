#include "tests/proto/record_walk.h"

#include <algorithm>

#include "enlace/v1/ballistic_lead.pb.h"
#include "enlace/v1/border_alert.pb.h"
#include "enlace/v1/financial.pb.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "enlace/v1/hit_confirmation.pb.h"
#include "enlace/v1/legal_assistance.pb.h"
#include "enlace/v1/link_test.pb.h"
#include "enlace/v1/progress.pb.h"
#include "enlace/v1/safety.pb.h"
#include "enlace/v1/substance_alert.pb.h"
#include "enlace/v1/thread.pb.h"

namespace enlace::proto_test {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::FileDescriptor;

namespace {

bool IsInstant(const FieldDescriptor& field) {
  return field.message_type() != nullptr &&
         field.message_type()->full_name() == "google.protobuf.Timestamp";
}

void WalkInto(const Descriptor& type, const Step& parent,
              std::vector<Step>& steps, std::vector<std::string>* recursive) {
  for (int i = 0; i < type.field_count(); ++i) {
    Step step = parent;
    step.fields.push_back(type.field(i));
    if (!step.path.empty()) step.path += ".";
    step.path += type.field(i)->name();
    const FieldDescriptor& field = step.field();
    const bool scalar = field.message_type() == nullptr || IsInstant(field);
    step.is_leaf = !parent.under_repeated && (scalar || field.is_repeated());
    steps.push_back(step);
    if (scalar) continue;
    const bool entered = std::any_of(
        step.fields.begin(), step.fields.end(), [&](const FieldDescriptor* f) {
          return f->containing_type() == field.message_type();
        });
    if (entered) {
      if (recursive != nullptr) recursive->push_back(step.path);
      continue;
    }
    step.under_repeated |= field.is_repeated();
    WalkInto(*field.message_type(), step, steps, recursive);
  }
}

}  // namespace

const v1::FieldRules& Step::rules() const {
  return field().options().GetExtension(v1::field);
}

std::string Step::category() const {
  for (auto it = fields.rbegin(); it != fields.rend(); ++it) {
    const auto& rules = (*it)->options().GetExtension(v1::field);
    if (!rules.category().empty()) return rules.category();
  }
  return "";
}

std::vector<v1::Sensitivity> Step::sensitivity() const {
  for (auto it = fields.rbegin(); it != fields.rend(); ++it) {
    const auto& rules = (*it)->options().GetExtension(v1::field);
    std::vector<v1::Sensitivity> found;
    for (const int value : rules.sensitivity()) {
      found.push_back(static_cast<v1::Sensitivity>(value));
    }
    if (!found.empty()) return found;
  }
  return {};
}

std::vector<const Descriptor*> RecordTypes() {
  std::vector<const Descriptor*> types;
  for (const FileDescriptor* file :
       {v1::BallisticLead::descriptor()->file(),
        v1::BorderAlert::descriptor()->file(),
        v1::FinancialLead::descriptor()->file(),
        v1::FirearmTraceRequest::descriptor()->file(),
        v1::HitConfirmationRequest::descriptor()->file(),
        v1::LegalAssistanceRequest::descriptor()->file(),
        v1::LinkTest::descriptor()->file(),
        v1::InterimReply::descriptor()->file(),
        v1::SafetyNotice::descriptor()->file(),
        v1::SubstanceAlert::descriptor()->file(),
        v1::Recall::descriptor()->file()}) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      const Descriptor* type = file->message_type(i);
      if (RulesOf(*type).is_record()) types.push_back(type);
    }
  }
  std::sort(types.begin(), types.end(),
            [](const Descriptor* a, const Descriptor* b) {
              return a->name() < b->name();
            });
  return types;
}

const v1::RecordRules& RulesOf(const Descriptor& type) {
  return type.options().GetExtension(v1::record);
}

std::vector<Step> Walk(const Descriptor& type,
                       std::vector<std::string>* recursive) {
  std::vector<Step> steps;
  WalkInto(type, Step(), steps, recursive);
  return steps;
}

const Step* Find(const std::vector<Step>& steps, absl::string_view path) {
  for (const Step& step : steps) {
    if (step.path == path) return &step;
  }
  return nullptr;
}

bool IsDateOrInstant(const Step& step) {
  const Descriptor* type = step.field().message_type();
  return type != nullptr && (type->full_name() == "enlace.v1.Date" ||
                             type->full_name() == "google.protobuf.Timestamp");
}

}  // namespace enlace::proto_test
