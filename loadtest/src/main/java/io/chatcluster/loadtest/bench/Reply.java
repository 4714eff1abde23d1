package io.chatcluster.loadtest.bench;

/// A reply other than `ok`: rare enough to be a string that is searched.
record Reply(String json) {

  /// The value of a string field; empty where there is none.
  String text(String field) {
    var start = "\"" + field + "\":\"";
    int at = json.indexOf(start);
    if (at < 0) {
      return "";
    }
    int from = at + start.length();
    return json.substring(from, json.indexOf('"', from));
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
