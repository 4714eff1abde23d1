package io.chatcluster.checks;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// A value of a parsed YAML document, and where it stands, for messages.
record Tree(String where, @Nullable Object value) {

  /// All documents of a text.
  ///
  /// @throws org.yaml.snakeyaml.error.YAMLException for what is no YAML, or has a key twice
  static List<Tree> documents(String where, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(200);
    Iterable<Object> all = new Yaml(new SafeConstructor(options)).loadAll(text);
    return StreamSupport.stream(all.spliterator(), false)
        .map(document -> new Tree(where, document))
        .toList();
  }

  static Tree document(String path) {
    return documents(path, Checkout.text(path)).getFirst();
  }

  /// The value at `a/b/c`; where there is none, a tree that does not exist.
  Tree at(String path) {
    Tree at = this;
    for (String key : path.split("/", -1)) {
      Object next = at.value instanceof Map<?, ?> map ? map.get(key) : null;
      at = new Tree(at.where + "/" + key, next);
    }
    return at;
  }

  boolean exists() {
    return value != null;
  }

  String text() {
    if (value == null || value instanceof Map || value instanceof List) {
      throw new AssertionError(where + " is missing or no text");
    }
    return String.valueOf(value);
  }

  String textOr(String standard) {
    return exists() ? text() : standard;
  }

  int number() {
    if (value instanceof Integer number) {
      return number;
    }
    throw new AssertionError(where + " is no number but " + value);
  }

  boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  boolean isFalse() {
    return Boolean.FALSE.equals(value);
  }

  /// The elements of a list; none where it is missing.
  List<Tree> items() {
    List<Tree> items = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        items.add(new Tree(where + "/" + i, list.get(i)));
      }
    }
    return items;
  }

  List<String> texts() {
    return items().stream().map(Tree::text).toList();
  }

  /// The fields of an object in their order; none where it is missing.
  Map<String, Tree> fields() {
    Map<String, Tree> fields = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, field) -> fields.put(String.valueOf(key), new Tree(where + "/" + key, field)));
    }
    return fields;
  }

  JsonElement json() {
    return new Gson().toJsonTree(value);
  }

  String kind() {
    return at("kind").text();
  }

  String name() {
    return at("metadata/name").text();
  }
}
