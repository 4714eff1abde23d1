package io.chatcluster.local.web;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.chatcluster.local.machine.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// The names of `docs/names.json` that people and providers give.
final class NameTable {
  private NameTable() {}

  static List<String> accepted() {
    try {
      var file = Repository.find().root().resolve("docs/names.json");
      var table = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      List<String> names = new ArrayList<>();
      for (var row : table.getAsJsonArray("accepted")) {
        names.add(whole(row.getAsJsonObject().get("name")));
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A text, or a list of pieces where `{repeat, times}` stands for many of the same.
  private static String whole(JsonElement text) {
    if (text.isJsonPrimitive()) {
      return text.getAsString();
    }
    var whole = new StringBuilder();
    for (var piece : text.getAsJsonArray()) {
      if (piece.isJsonObject()) {
        var run = piece.getAsJsonObject();
        whole.append(run.get("repeat").getAsString().repeat(run.get("times").getAsInt()));
      } else {
        whole.append(piece.getAsString());
      }
    }
    return whole.toString();
  }
}
