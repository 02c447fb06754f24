import com.google.protobuf.ByteString;
import enlace.client.EnlaceException;
import enlace.client.Node;
import enlace.client.SignedRecord;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Sends one record without an agent, once, whoever dies in between: SendDirectly CONTEXT TYPE
 * RECIPIENT KEPT &lt; record.json.
 *
 * <p>What is signed is kept in the file KEPT first; run again with the same file, the very same
 * bytes go out and the first outcome comes back.
 */
public final class SendDirectly {
  private static final int ID_SIZE = 32;

  public static void main(String[] arguments) throws Exception {
    Path kept = Path.of(arguments[3]);
    try {
      Node node = Node.open(Path.of(arguments[0]));
      if (!Files.exists(kept)) {
        String json = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        keep(node.sign(node.draft(arguments[1], json, arguments[2])), kept);
      }
      ByteString data = ByteString.copyFrom(Files.readAllBytes(kept));
      SignedRecord signed = new SignedRecord(data.substring(0, ID_SIZE), data.substring(ID_SIZE));
      Node.Result result = node.submit(List.of(signed)).get(0);
      if (result.error() != null) {
        throw result.error();
      }
      System.out.println(result.outcome().getDecision() + " " + result.outcome().getReason());
    } catch (EnlaceException error) {
      System.err.println(error.getMessage() + "\n" + error.hint());
      error.faults().forEach(System.err::println);
      System.exit(1);
    }
  }

  private static void keep(SignedRecord signed, Path kept) throws Exception {
    Path part = kept.resolveSibling(kept.getFileName() + ".part");
    Files.deleteIfExists(part);
    Files.createFile(
        part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel file = FileChannel.open(part, Set.of(StandardOpenOption.WRITE))) {
      file.write(signed.recordId().concat(signed.data()).asReadOnlyByteBuffer());
      file.force(true);
    }
    Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE);
  }
}
