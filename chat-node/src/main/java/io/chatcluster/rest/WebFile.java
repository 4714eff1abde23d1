package io.chatcluster.rest;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One file of the page, in each form in which it is served. Immutable.
///
/// @param caching the value of `Cache-Control`
/// @param policy the content security policy of a page; null for anything else
/// @param forms best first; the last is the file as it is
record WebFile(String type, String caching, @Nullable String policy, List<Form> forms) {

  /// @param encoding as `Accept-Encoding` names it; `identity` for the file as it is
  /// @param etag strong, and different for each form, as their bytes differ
  record Form(String encoding, Buffer content, String etag) {}

  WebFile {
    forms = List.copyOf(forms);
  }

  /// The smallest form that a client accepts.
  ///
  /// @param accepted the header `Accept-Encoding`
  Form formFor(@Nullable String accepted) {
    for (Form form : forms) {
      if (accepts(accepted, form.encoding())) {
        return form;
      }
    }
    // A client that accepts nothing we have can do more with the file than with an error.
    return forms.getLast();
  }

  private static boolean accepts(@Nullable String accepted, String encoding) {
    if (encoding.equals("identity")) {
      return true;
    }
    if (accepted == null) {
      return false;
    }
    boolean any = false;
    for (String item : accepted.split(",", -1)) {
      String[] parts = item.strip().split("\\s*;\\s*", -1);
      boolean wanted = parts.length == 1 || !parts[1].matches("(?i)q=0(\\.0*)?");
      if (parts[0].equalsIgnoreCase(encoding)) {
        return wanted;
      }
      any |= parts[0].equals("*") && wanted;
    }
    return any;
  }

  /// Whether a client already has this file, in any form.
  ///
  /// The comparison is weak: proxies that compress or unpack turn strong tags into weak ones.
  ///
  /// @param known the header `If-None-Match`
  boolean isKnown(@Nullable String known) {
    if (known == null) {
      return false;
    }
    for (String item : known.split(",", -1)) {
      String tag = item.strip();
      String strong = tag.startsWith("W/") ? tag.substring(2) : tag;
      if (tag.equals("*") || forms.stream().anyMatch(form -> form.etag().equals(strong))) {
        return true;
      }
    }
    return false;
  }
}
