package enlace.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import enlace.agent.v1.Agent.AcknowledgeRequest;
import enlace.agent.v1.Agent.Health;
import enlace.agent.v1.Agent.Inbox;
import enlace.agent.v1.Agent.RecordStatus;
import enlace.agent.v1.Agent.RevokeRequest;
import enlace.agent.v1.Agent.SendRequest;
import enlace.agent.v1.Agent.SentRecord;
import enlace.v1.ExchangeServiceOuterClass.TryResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * `enlace agent` on a port of this machine (docs/agent.md): it holds the keys, signs, keeps and
 * repeats. Thread-safe.
 *
 * <p>Messages are those of enlace/agent/v1/agent.proto. Every method throws {@link
 * EnlaceException}; a request that gets no answer is repeated where that sends nothing twice.
 */
public final class Agent {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int ATTEMPTS_MAX = 3;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final int port;
  private final String token;
  private final String language;

  /** `token` is what stands in the agent's --token-file. */
  public Agent(int port, String token, String language) {
    this.port = port;
    this.token = token;
    this.language = language;
  }

  /** The request for a record that `json` (proto3 JSON) holds, under the caller's own `key`. */
  public static SendRequest request(String type, String to, String json, String key) {
    SendRequest.Builder request =
        SendRequest.newBuilder().setType(type).setTo(to).setKey(key);
    try {
      JsonFormat.parser().merge(json, request.getRecordBuilder());
    } catch (InvalidProtocolBufferException error) {
      throw EnlaceException.invalid("record", "is not a JSON object");
    }
    return request.build();
  }

  /** Sends once under the request's key; waits up to ten seconds for the node's decision. */
  public SentRecord send(SendRequest request) {
    return ask(
        "POST", "/v1/records", request, SentRecord.newBuilder(), !request.getKey().isEmpty());
  }

  /** What the own node would decide. Nothing is sent. */
  public TryResponse tryRecord(SendRequest request) {
    return ask("POST", "/v1/try", request, TryResponse.newBuilder(), false);
  }

  /** What became of the record that was sent under `key`. */
  public SentRecord sent(String key) {
    String query = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    return ask("GET", "/v1/records?key=" + query, null, SentRecord.newBuilder(), true);
  }

  /** Where a record of the agency stands; ids are lower-case hexadecimal. */
  public RecordStatus status(String recordId) {
    return ask("GET", "/v1/records/" + recordId, null, RecordStatus.newBuilder(), true);
  }

  /** Takes back a record that was not handed over yet. */
  public RecordStatus revoke(String recordId, String reason) {
    return ask(
        "POST", "/v1/records/" + recordId + "/revoke",
        RevokeRequest.newBuilder().setReason(reason).build(), RecordStatus.newBuilder(), true);
  }

  /** A page of the records behind `after`. One with an error does not verify: do not use it. */
  public Inbox inbox(long after) {
    return ask(
        "GET", "/v1/inbox?after=" + Long.toUnsignedString(after), null, Inbox.newBuilder(), true);
  }

  /** Tells the node that the record at `cursor` was taken. */
  public void confirm(long cursor) {
    ask("POST", place(cursor) + "confirm", RevokeRequest.getDefaultInstance(),
        Health.newBuilder(), true);
  }

  /** Confirms, and tells the sender; once for each status. */
  public SentRecord acknowledge(long cursor, AcknowledgeRequest request) {
    return ask("POST", place(cursor) + "acknowledge", request, SentRecord.newBuilder(), true);
  }

  /** Answers the record at `cursor`; the request has no recipient. */
  public SentRecord reply(long cursor, SendRequest request) {
    return ask(
        "POST", place(cursor) + "reply", request, SentRecord.newBuilder(),
        !request.getKey().isEmpty());
  }

  /** How the agent and its node are. */
  public Health health() {
    return ask("GET", "/v1/health", null, Health.newBuilder(), true);
  }

  private static String place(long cursor) {
    return "/v1/inbox/" + Long.toUnsignedString(cursor) + "/";
  }

  private <T extends Message> T ask(
      String method, String path, Message body, Message.Builder answer, boolean repeat) {
    for (int attempt = 1; ; ++attempt) {
      try {
        return once(method, path, body, answer.clear());
      } catch (EnlaceException.TryAgain error) {
        if (!repeat || attempt >= ATTEMPTS_MAX) {
          throw error;
        }
      }
      try {
        Thread.sleep(200L << attempt);
      } catch (InterruptedException error) {
        Thread.currentThread().interrupt();
        throw unreachable("interrupted");
      }
    }
  }

  private EnlaceException unreachable(String why) {
    return EnlaceException.of(
        new EnlaceException.Told(
            "UNAVAILABLE", "AGENT_UNREACHABLE", "the agent does not answer: " + why, "",
            "start `enlace agent` on this machine", "", List.of()),
        language);
  }

  @SuppressWarnings("unchecked")
  private <T extends Message> T once(
      String method, String path, Message body, Message.Builder answer) {
    try {
      HttpRequest.BodyPublisher publisher =
          body == null
              ? HttpRequest.BodyPublishers.noBody()
              : HttpRequest.BodyPublishers.ofString(JsonFormat.printer().print(body));
      HttpResponse<String> response =
          HttpCall.send(
              http,
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                  .header("Authorization", "Bearer " + token)
                  .header("Accept-Language", language)
                  .header("Content-Type", "application/json")
                  .method(method, publisher)
                  .build(),
              HttpResponse.BodyHandlers.ofString(),
              DEADLINE);
      if (response.statusCode() != 200 && response.statusCode() != 202) {
        throw AgentErrors.of(response.statusCode(), response.body(), language);
      }
      // A newer agent may say more.
      JsonFormat.parser().ignoringUnknownFields().merge(response.body(), answer);
      return (T) answer.build();
    } catch (InvalidProtocolBufferException error) {
      throw EnlaceException.of(
          new EnlaceException.Told("INTERNAL", "", "the agent's answer cannot be read"), language);
    } catch (IOException error) {
      throw unreachable(error.getClass().getSimpleName());
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted");
    }
  }
}
