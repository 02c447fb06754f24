package enlace.client;

import com.google.protobuf.ByteString;

/**
 * A record as it is handed to the node.
 *
 * <p>`data` (a serialized Submission) holds the whole record and its seed: keep it as carefully as
 * the record itself, and hand in these very bytes again after a failure.
 *
 * @param recordId 32 bytes, the record's name for ever
 */
public record SignedRecord(ByteString recordId, ByteString data) {
  /** Holds no value of the record. */
  @Override
  public String toString() {
    return "signed record " + Hex.of(recordId);
  }
}
