package enlace.client;

import java.util.List;
import java.util.Map;

/**
 * An error of the agent, of a node, or of what came from one.
 *
 * <p>Catch the nested class for what can be done about it; branch on {@link #reason()} for more.
 * docs/errors.md lists the reasons.
 */
public class EnlaceException extends RuntimeException {
  /** What is wrong with one field; no text holds its value. */
  public record Fault(String field, String description, String descriptionEs, String reason) {}

  /** The request or its record is not well-formed; nothing was kept. */
  public static final class InvalidRecord extends EnlaceException {
    InvalidRecord(Told told) {
      super(told);
    }
  }

  /** The agency, or the agent's caller, may not ask for this. */
  public static final class NotEntitled extends EnlaceException {
    NotEntitled(Told told) {
      super(told);
    }
  }

  /** There is no such record, key or path. */
  public static final class NotFound extends EnlaceException {
    NotFound(Told told) {
      super(told);
    }
  }

  /** No answer came, or the node cannot take it now: the same bytes may go out again. */
  public static final class TryAgain extends EnlaceException {
    TryAgain(Told told) {
      super(told);
    }
  }

  /** What is told of an error; absent texts are empty. */
  record Told(
      String code,
      String reason,
      String message,
      String text,
      String hint,
      String requestId,
      List<Fault> faults) {
    Told(String code, String reason, String message) {
      this(code, reason, message, "", "", "", List.of());
    }
  }

  private static final Map<String, String> KIND =
      Map.of(
          "INVALID_ARGUMENT", "invalid",
          "UNAUTHENTICATED", "entitled",
          "PERMISSION_DENIED", "entitled",
          "NOT_FOUND", "found",
          "UNAVAILABLE", "again",
          "DEADLINE_EXCEEDED", "again",
          "RESOURCE_EXHAUSTED", "again",
          "ABORTED", "again");

  private final Told told;

  EnlaceException(Told told) {
    super(told.message() + " (" + told.reason() + ")");
    this.told = told;
  }

  /** The exception of an error; text and hint are in `language` where the error brings none. */
  static EnlaceException of(Told told, String language) {
    // One without a reason of its own has the name of its code.
    String reason = told.reason().isEmpty() ? told.code() : told.reason();
    Told whole =
        new Told(
            told.code(),
            reason,
            told.message(),
            told.text().isEmpty() ? Reasons.text(reason, language) : told.text(),
            told.hint().isEmpty() ? Reasons.hint(reason, language) : told.hint(),
            told.requestId(),
            told.faults());
    return switch (KIND.getOrDefault(told.code(), "")) {
      case "invalid" -> new InvalidRecord(whole);
      case "entitled" -> new NotEntitled(whole);
      case "found" -> new NotFound(whole);
      case "again" -> new TryAgain(whole);
      default -> new EnlaceException(whole);
    };
  }

  /** An error found on this side of the wire. */
  static EnlaceException refusal(String reason, String message) {
    return of(new Told("INVALID_ARGUMENT", reason, message), "en");
  }

  /** FIELD_INVALID about one field. */
  static EnlaceException invalid(String field, String problem) {
    return of(
        new Told(
            "INVALID_ARGUMENT", "FIELD_INVALID", field + " " + problem, "", "", "",
            List.of(new Fault(field, problem, "", ""))),
        "en");
  }

  static void require(boolean condition, String reason, String message) {
    if (!condition) {
      throw refusal(reason, message);
    }
  }

  /** Name of a gRPC code, such as "UNAVAILABLE". */
  public String code() {
    return told.code();
  }

  /** Stable, UPPER_SNAKE, never translated. */
  public String reason() {
    return told.reason();
  }

  /** For the user, in the language asked for. */
  public String text() {
    return told.text();
  }

  /** What to do, in the same language. */
  public String hint() {
    return told.hint();
  }

  /** Names the call in the node's log; empty if none was made. */
  public String requestId() {
    return told.requestId();
  }

  /** Whether the very same call may succeed later, and does no harm. */
  public boolean again() {
    return this instanceof TryAgain;
  }

  /** What is wrong with each field. */
  public List<Fault> faults() {
    return told.faults();
  }
}
