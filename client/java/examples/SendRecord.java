import enlace.agent.v1.Agent.SentRecord;
import enlace.client.Agent;
import enlace.client.EnlaceException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sends one record through an agent: SendRecord PORT TOKEN_FILE TYPE RECIPIENT &lt; record.json. */
public final class SendRecord {
  public static void main(String[] arguments) throws Exception {
    Agent agent =
        new Agent(
            Integer.parseInt(arguments[0]), Files.readString(Path.of(arguments[1])).strip(), "en");
    String json = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    try {
      SentRecord sent = agent.send(Agent.request(arguments[2], arguments[3], json, "example-1"));
      System.out.println(sent.getState() + " " + sent.getDecision().getOutcome());
    } catch (EnlaceException error) {
      System.err.println(error.getMessage() + "\n" + error.hint());
      error.faults().forEach(System.err::println);
      System.exit(1);
    }
  }
}
