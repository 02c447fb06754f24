package enlace.client;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.util.Map;

/** Errors of the agent, which stand in the body of an answer. */
final class AgentErrors {
  private static final Map<Integer, String> CODE =
      Map.of(
          400, "INVALID_ARGUMENT", 401, "UNAUTHENTICATED", 403, "PERMISSION_DENIED",
          404, "NOT_FOUND", 409, "FAILED_PRECONDITION", 413, "INVALID_ARGUMENT",
          429, "RESOURCE_EXHAUSTED", 503, "UNAVAILABLE");

  private AgentErrors() {}

  static EnlaceException of(int status, String body, String language) {
    enlace.agent.v1.Agent.Error.Builder error = enlace.agent.v1.Agent.Error.newBuilder();
    try {
      JsonObject answer = JsonParser.parseString(body).getAsJsonObject();
      JsonFormat.parser()
          .ignoringUnknownFields()
          .merge(answer.getAsJsonObject("error").toString(), error);
    } catch (InvalidProtocolBufferException
        | JsonSyntaxException
        | IllegalStateException
        | NullPointerException unreadable) {
      error.setMessage("the agent answered with status " + status);
    }
    if (error.getCode().isEmpty() || CODE.containsKey(status)) {
      error.setCode(CODE.getOrDefault(status, "UNKNOWN"));
    }
    return EnlaceException.of(
        new EnlaceException.Told(
            error.getCode(), error.getReason(), error.getMessage(), error.getText(),
            error.getHint(), error.getRequestId(),
            error.getFieldsList().stream()
                .map(
                    f ->
                        new EnlaceException.Fault(
                            f.getField(), f.getDescription(), f.getDescriptionEs(),
                            f.getReason()))
                .toList()),
        language);
  }
}
