package enlace.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import enlace.v1.OutcomeOuterClass.FieldViolation;
import enlace.v1.OutcomeOuterClass.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Unary calls of gRPC over the JDK's own HTTP/2.
 *
 * <p>A call is a POST of one message behind five bytes. The JDK shows no trailers, and none are
 * needed: a node that refuses sends no message, and its status stands in the only headers; one that
 * answers sends the whole message, and its status can be nothing but OK. What is cut is no answer.
 * Thread-safe.
 */
final class Wire {
  static final Duration DEADLINE = Duration.ofSeconds(30);
  static final int ATTEMPTS_MAX = 4;
  private static final int FRAME = 5;
  private static final String DOMAIN = "enlace";
  private static final String[] CODES = {
    "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
    "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED",
    "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"
  };

  private final HttpClient http;
  private final String endpoint;
  private final String language;

  Wire(HttpClient http, String endpoint, String language) {
    this.http = http;
    this.endpoint = endpoint;
    this.language = language;
  }

  static String newRequestId() {
    return Hex.of(Envelope.secure(8));
  }

  /**
   * The answer to `request`, of `empty`'s type; repeated up to `attempts` times where the node does
   * not answer.
   */
  <T extends Message> T call(
      String method, Message request, T empty, int attempts, String requestId) {
    for (int attempt = 1; ; ++attempt) {
      EnlaceException failed;
      try {
        return once(method, request, empty, requestId);
      } catch (EnlaceException.TryAgain error) {
        failed = error;
      }
      if (attempt >= attempts || !failed.code().equals("UNAVAILABLE")) {
        throw failed;
      }
      pause(attempt, requestId);
    }
  }

  private void pause(int attempt, String requestId) {
    long whole = 100L << attempt;
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(whole / 2, whole + 1));
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
      throw failure("CANCELLED", "the thread was interrupted", requestId);
    }
  }

  @SuppressWarnings("unchecked")
  private <T extends Message> T once(String method, Message request, T empty, String requestId) {
    byte[] message = request.toByteArray();
    byte[] framed =
        ByteBuffer.allocate(FRAME + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array();
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("https://" + endpoint + "/enlace.v1." + method))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .header("grpc-timeout", DEADLINE.toSeconds() + "S")
            .header("accept-language", language)
            .header("x-request-id", requestId)
            .POST(HttpRequest.BodyPublishers.ofByteArray(framed))
            .build();
    HttpResponse<byte[]> answer;
    try {
      answer = HttpCall.send(http, post, HttpResponse.BodyHandlers.ofByteArray(), DEADLINE);
    } catch (HttpTimeoutException error) {
      throw failure("DEADLINE_EXCEEDED", "the node did not answer in time", requestId);
    } catch (IOException error) {
      throw failure("UNAVAILABLE", "the node does not answer: " + error.getMessage(), requestId);
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
      throw failure("CANCELLED", "the thread was interrupted", requestId);
    }
    String status = answer.headers().firstValue("grpc-status").orElse("0");
    if (!status.equals("0")) {
      throw refused(answer, status, requestId);
    }
    byte[] body = answer.body();
    if (answer.statusCode() != 200
        || body.length < FRAME
        || body[0] != 0
        || ByteBuffer.wrap(body, 1, 4).getInt() != body.length - FRAME) {
      throw failure("UNAVAILABLE", "the node's answer is cut", requestId);
    }
    try {
      return (T) empty.getParserForType().parseFrom(body, FRAME, body.length - FRAME);
    } catch (InvalidProtocolBufferException error) {
      throw failure("INTERNAL", "the node's answer cannot be read", requestId);
    }
  }

  private EnlaceException failure(String code, String message, String requestId) {
    return EnlaceException.of(
        new EnlaceException.Told(code, "", message, "", "", requestId, List.of()), language);
  }

  static String codeName(int code) {
    return code >= 0 && code < CODES.length ? CODES[code] : "UNKNOWN";
  }

  private EnlaceException refused(HttpResponse<byte[]> answer, String status, String requestId) {
    String code = status.matches("[0-9]{1,2}") ? codeName(Integer.parseInt(status)) : "UNKNOWN";
    String message =
        answer
            .headers()
            .firstValue("grpc-message")
            .map(text -> URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8))
            .orElse("");
    String reason = "";
    String text = "";
    List<EnlaceException.Fault> faults = new ArrayList<>();
    List<FieldViolation> more = List.of();
    String details = answer.headers().firstValue("grpc-status-details-bin").orElse("");
    try {
      // google.rpc.Status has its details, each an Any, in field 3.
      byte[] packed = Base64.getMimeDecoder().decode(details);
      for (ByteString any : parts(ByteString.copyFrom(packed), 3)) {
        String type = text(any, 1);
        ByteString value = parts(any, 2).stream().findFirst().orElse(ByteString.EMPTY);
        if (type.endsWith("/google.rpc.ErrorInfo") && text(value, 2).equals(DOMAIN)) {
          reason = text(value, 1);
        } else if (type.endsWith("/google.rpc.LocalizedMessage")) {
          text = text(value, 2);
        } else if (type.endsWith("/google.rpc.BadRequest")) {
          for (ByteString violation : parts(value, 1)) {
            faults.add(
                new EnlaceException.Fault(text(violation, 1), text(violation, 2), "", ""));
          }
        } else if (type.endsWith("/enlace.v1.Problem")) {
          more = Problem.parseFrom(value).getViolationsList();
        }
      }
    } catch (InvalidProtocolBufferException | IllegalArgumentException error) {
      reason = "";
    }
    for (int i = 0; i < Math.min(faults.size(), more.size()); ++i) {
      // What BadRequest has no place for, in its order.
      EnlaceException.Fault fault = faults.get(i);
      faults.set(
          i,
          new EnlaceException.Fault(
              fault.field(), fault.description(), more.get(i).getDescriptionEs(),
              more.get(i).getReason()));
    }
    return EnlaceException.of(
        new EnlaceException.Told(code, reason, message, text, "", requestId, List.copyOf(faults)),
        language);
  }

  private static List<ByteString> parts(ByteString message, int field)
      throws InvalidProtocolBufferException {
    return UnknownFieldSet.parseFrom(message).getField(field).getLengthDelimitedList();
  }

  private static String text(ByteString message, int field)
      throws InvalidProtocolBufferException {
    return parts(message, field).stream().findFirst().orElse(ByteString.EMPTY).toStringUtf8();
  }

  /** The exception that the problem of one record is. */
  EnlaceException problem(Problem problem, String requestId) {
    List<EnlaceException.Fault> faults =
        problem.getViolationsList().stream()
            .map(
                v ->
                    new EnlaceException.Fault(
                        v.getField(), v.getDescription(), v.getDescriptionEs(), v.getReason()))
            .toList();
    return EnlaceException.of(
        new EnlaceException.Told(
            codeName(problem.getCode()), problem.getReason(), problem.getMessage(),
            problem.getLocalizedMessage(), "", requestId, faults),
        language);
  }
}
