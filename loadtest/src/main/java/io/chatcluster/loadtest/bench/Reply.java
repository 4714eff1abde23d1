package io.chatcluster.loadtest.bench;

/// A reply other than `ok`: rare enough to be a string that is searched.
public record Reply(String json) {

  /// The value of a string field; empty where there is none.
  public String text(String field) {
    var start = "\"" + field + "\":\"";
    int at = json.indexOf(start);
    if (at < 0) {
      return "";
    }
    int from = at + start.length();
    return json.substring(from, json.indexOf('"', from));
  }

  /// The value of a field with a whole number; 0 where there is none.
  public long number(String field) {
    var start = "\"" + field + "\":";
    int at = json.indexOf(start);
    if (at < 0) {
      return 0;
    }
    long value = 0;
    for (int i = at + start.length(); i < json.length() && isDigit(json.charAt(i)); i++) {
      value = value * 10 + (json.charAt(i) - '0');
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// The epoch of a position.
  long epoch(String field) {
    var position = text(field);
    return Long.parseLong(position.substring(0, position.indexOf('-')));
  }

  /// The offset of a position.
  long offset(String field) {
    var position = text(field);
    return Long.parseLong(position.substring(position.indexOf('-') + 1));
  }
}
