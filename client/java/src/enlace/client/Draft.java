package enlace.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import enlace.v1.HeaderOuterClass.Channel;
import enlace.v1.HeaderOuterClass.Urgency;
import java.time.Duration;

/**
 * A record and how it is to travel. Each `with` gives another draft.
 *
 * @param recipient a URI
 * @param parent id of the record that it answers; empty if none
 * @param messageId empty: one is drawn
 * @param validFor zero: the usual time of its type
 */
public record Draft(
    Message record,
    String recipient,
    Channel channel,
    Urgency urgency,
    ByteString parent,
    ByteString messageId,
    Duration validFor) {
  public Draft(Message record, String recipient) {
    this(
        record, recipient, Channel.CHANNEL_ADMIN, Urgency.URGENCY_ROUTINE, ByteString.EMPTY,
        ByteString.EMPTY, Duration.ZERO);
  }

  /** Holds no value of the record. */
  @Override
  public String toString() {
    return "draft of a " + record.getDescriptorForType().getName();
  }

  public Draft withChannel(Channel value) {
    return new Draft(record, recipient, value, urgency, parent, messageId, validFor);
  }

  public Draft withUrgency(Urgency value) {
    return new Draft(record, recipient, channel, value, parent, messageId, validFor);
  }

  public Draft withParent(ByteString value) {
    return new Draft(record, recipient, channel, urgency, value, messageId, validFor);
  }

  public Draft withMessageId(ByteString value) {
    return new Draft(record, recipient, channel, urgency, parent, value, validFor);
  }

  public Draft withValidFor(Duration value) {
    return new Draft(record, recipient, channel, urgency, parent, messageId, value);
  }
}
