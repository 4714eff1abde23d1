package io.chatcluster.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `docs/names.json`: names that people and providers give, and what is no name.
public final class NameTable {

  private static final JsonNode TABLE = read();

  private NameTable() {}

  private static JsonNode read() {
    try {
      return new ObjectMapper().readTree(Path.of("../docs/names.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<String> accepted() {
    return names("accepted");
  }

  public static List<String> refused() {
    return names("refused");
  }

  private static List<String> names(String kind) {
    List<String> names = new ArrayList<>();
    for (JsonNode row : TABLE.get(kind)) {
      JsonNode name = row.get("name");
      names.add(name.isTextual() ? name.asText() : whole(name));
    }
    return names;
  }

  private static String whole(JsonNode pieces) {
    StringBuilder whole = new StringBuilder();
    for (JsonNode piece : pieces) {
      whole.append(
          piece.isTextual()
              ? piece.asText()
              : piece.get("repeat").asText().repeat(piece.get("times").asInt()));
    }
    return whole.toString();
  }
}
