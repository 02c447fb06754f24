package enlace.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import enlace.v1.Envelope.Generalization;
import enlace.v1.Envelope.ReleaseStatement;
import enlace.v1.HeaderOuterClass.Header;
import java.util.List;

/**
 * A record as its recipient got it, verified up to its originator.
 *
 * <p>The sender signed every value in `record`; the last node permitted this very form; each
 * withheld leaf was announced by a node or is silent by its type. Whether a permit has lapsed is
 * for whoever has a clock (`releases`).
 *
 * @param opened paths of the leaves in `record`
 * @param withheld paths; silent ones whether they were there or not
 * @param coarser values that a node states on its own word; they are not in `record`
 * @param releases the sender's node first
 */
public record VerifiedRecord(
    Header header,
    Message record,
    ByteString recordId,
    ByteString transferId,
    List<String> opened,
    List<String> withheld,
    List<Generalization> coarser,
    List<ReleaseStatement> releases,
    List<String> caveats) {
  /** Holds no value of the record. */
  @Override
  public String toString() {
    return "verified record " + Hex.of(recordId);
  }
}
