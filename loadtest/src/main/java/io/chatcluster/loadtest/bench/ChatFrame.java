package io.chatcluster.loadtest.bench;

import io.chatcluster.loadtest.client.MessageIds;
import java.nio.charset.StandardCharsets;

/// The `chat` command of one publisher: the same bytes each time, with other digits.
///
/// Owned by one lane. Its `ref` is the run and the sequence number.
final class ChatFrame {
  private static final int REF_DIGITS = 18;
  private static final long RUN_UNIT = 1_000_000_000_000L;
  private static final String START = "{\"type\":\"chat\",\"ref\":\"";
  private static final String ROOM = "\",\"room\":\"";
  private static final String ID = "\",\"id\":\"";
  private static final String MESSAGE = "\",\"message\":\"";

  private final byte[] payload;
  private final int idAt;
  private final int textAt;
  private final int textBytes;

  ChatFrame(String room, int textBytes) {
    var beforeId = START + "0".repeat(REF_DIGITS) + ROOM + room + ID;
    var beforeText = beforeId + " ".repeat(MessageIds.LENGTH) + MESSAGE;
    this.textBytes = textBytes;
    idAt = beforeId.length();
    textAt = beforeText.length();
    payload = (beforeText + " ".repeat(textBytes) + "\"}").getBytes(StandardCharsets.US_ASCII);
  }

  /// The payload for one message; good until the next call.
  byte[] fill(int run, long sequence, MessageIds ids, long millis) {
    long ref = run * RUN_UNIT + sequence;
    for (int i = START.length() + REF_DIGITS - 1; i >= START.length(); i--) {
      payload[i] = (byte) ('0' + ref % 10);
      ref /= 10;
    }
    ids.write(payload, idAt, millis);
    MessageText.write(payload, textAt, textBytes, run, sequence);
    return payload;
  }

  /// The run in such a `ref`.
  static long run(long ref) {
    return ref / RUN_UNIT;
  }

  /// The sequence number in such a `ref`.
  static long sequence(long ref) {
    return ref % RUN_UNIT;
  }
}
