package io.chatcluster.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The members of a JOSE header or a claims set: strings, whole numbers and lists of strings;
/// anything else is left out, and so is missed where it is required.
final class Claims {

  private static final int MAX_DEPTH = 4;
  private static final int MAX_NUMBER = 16;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<String, List<String>> lists = new HashMap<>();

  private Claims() {}

  /// @throws IOException if it is not one JSON object
  static Claims parse(byte[] json) throws IOException {
    Claims claims = new Claims();
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not an object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        claims.member(parser, parser.currentName());
      }
      if (parser.nextToken() != null) {
        throw new IOException("more than one object");
      }
    }
    return claims;
  }

  private void member(JsonParser parser, String name) throws IOException {
    switch (parser.nextToken()) {
      case VALUE_STRING -> texts.put(name, parser.getText());
      case VALUE_NUMBER_INT -> numbers.put(name, parser.getLongValue());
      case START_ARRAY -> lists.put(name, list(parser));
      case null, default -> parser.skipChildren();
    }
  }

  private static List<String> list(JsonParser parser) throws IOException {
    List<String> found = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        found.add(parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    return found;
  }

  @Nullable String text(String name) {
    return texts.get(name);
  }

  @Nullable Long number(String name) {
    return numbers.get(name);
  }

  boolean has(String name) {
    return texts.containsKey(name) || numbers.containsKey(name) || lists.containsKey(name);
  }

  /// Whether the member is this text or a list that holds it.
  boolean names(String name, String value) {
    return value.equals(texts.get(name)) || lists.getOrDefault(name, List.of()).contains(value);
  }
}
