import enlace.agent.v1.Agent.SendRequest;
import enlace.agent.v1.Agent.SendState;
import enlace.agent.v1.Agent.SentRecord;
import enlace.client.Agent;
import enlace.client.EnlaceException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Java package through an agent: AgentTest PORT TOKEN_FILE RECORDS. */
public final class AgentTest {
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    String token = Files.readString(Path.of(arguments[1])).strip();
    String json = Files.readString(Path.of(arguments[2], "trace_request.json"));
    Agent agent = new Agent(port, token, "es-MX");

    SendRequest request = Agent.request("FirearmTraceRequest", "us-atf", json, "java/1%26+?");
    SentRecord sent = agent.send(request);
    check(sent.getState() == SendState.SEND_STATE_DECIDED, "a record is sent");
    check(agent.send(request).equals(sent), "once under its key");
    check(agent.sent("java/1%26+?").equals(sent), "and found by it");
    check(agent.status(sent.getRecordId()).getType().equals("FirearmTraceRequest"), "status");
    check(agent.health().getNodeAnswers(), "health");
    check(agent.inbox(0).getNext() >= 0, "inbox");
    try {
      agent.sent("never");
      throw new AssertionError("found what was never sent");
    } catch (EnlaceException.NotFound error) {
      check(!error.text().isEmpty(), "what was never sent is not found");
    }
    try {
      String bad = json.replace("TEST50A00123", "secret*value");
      agent.send(Agent.request("FirearmTraceRequest", "us-atf", bad, "java/bad"));
      throw new AssertionError("a faulty record was taken");
    } catch (EnlaceException.InvalidRecord error) {
      check(
          error.faults().stream().anyMatch(f -> f.field().equals("firearm.serial_number"))
              && !error.faults().toString().contains("secret"),
          "a faulty field is named, without its value");
    }
    try {
      new Agent(port, token + "0", "en").health();
      throw new AssertionError("answered without the token");
    } catch (EnlaceException.NotEntitled error) {
      check(!error.again(), "another token does not open");
    }
    try {
      new Agent(1, token, "en").health();
      throw new AssertionError("nobody listens there");
    } catch (EnlaceException.TryAgain error) {
      check(error.reason().equals("AGENT_UNREACHABLE"), "no agent, another try");
    }
    System.out.println("done");
  }

  private static void check(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
    System.out.println("ok " + what);
  }
}
