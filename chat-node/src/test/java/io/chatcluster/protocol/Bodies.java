package io.chatcluster.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/// What stands in the bodies of messages, for tests.
public final class Bodies {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Bodies() {}

  public static JsonNode json(Publication publication) {
    try {
      return JSON.readTree(publication.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The text of a message.
  public static String message(Publication publication) {
    return json(publication).get("message").asText();
  }
}
