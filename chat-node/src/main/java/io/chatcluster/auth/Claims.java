package io.chatcluster.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The members of a JOSE header or a claims set: strings, times and lists of strings. Of anything
/// else only the name is kept, so that it does not pass for what is required, and does not go
/// unnoticed where it is forbidden.
final class Claims {

  private static final int MAX_DEPTH = 16;
  private static final int MAX_NUMBER = 64;

  /// Seconds since 1970 beyond which a number cannot be a time (the year 5138).
  private static final double MAX_SECONDS = 1e11;

  private static final int MILLIS = 1_000;

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
  private final Map<String, Long> times = new HashMap<>();
  private final Map<String, List<String>> lists = new HashMap<>();
  private final Set<String> members = new HashSet<>();

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
    members.add(name);
    switch (parser.nextToken()) {
      case VALUE_STRING -> texts.put(name, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> time(name, parser.getDoubleValue());
      case VALUE_NULL -> members.remove(name);
      case START_ARRAY -> lists.put(name, list(parser));
      case null, default -> parser.skipChildren();
    }
  }

  /// Issuers write fractions of a second, which RFC 7519 (section 2) allows.
  private void time(String name, double seconds) {
    if (Math.abs(seconds) <= MAX_SECONDS) {
      times.put(name, Math.round(seconds * MILLIS));
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

  /// A NumericDate (RFC 7519, section 2) in milliseconds since 1970.
  @Nullable Long millis(String name) {
    return times.get(name);
  }

  /// Whether there is such a member, of any kind but `null`.
  boolean has(String name) {
    return members.contains(name);
  }

  /// Whether the member is this text, or a list that contains it.
  boolean names(String name, String value) {
    return value.equals(texts.get(name)) || lists.getOrDefault(name, List.of()).contains(value);
  }
}
