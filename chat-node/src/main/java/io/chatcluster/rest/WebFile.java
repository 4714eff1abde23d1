package io.chatcluster.rest;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One file of the page, in each form in which it can be had. Immutable.
///
/// @param caching the value of `Cache-Control`
/// @param policy the content security policy of a page; null for what is none
/// @param forms best first; the last is the file as it is
record WebFile(String type, String caching, @Nullable String policy, List<Form> forms) {

  /// @param encoding as `Accept-Encoding` names it; `identity` for the file as it is
  /// @param etag strong, and another one for each form: they differ in their bytes
  record Form(String encoding, Buffer content, String etag) {}

  WebFile {
    forms = List.copyOf(forms);
  }

  /// The smallest form that a client takes.
  ///
  /// @param accepted the header `Accept-Encoding`
  Form formFor(@Nullable String accepted) {
    for (Form form : forms) {
      if (accepts(accepted, form.encoding())) {
        return form;
      }
    }
    // Who takes nothing that we have can do more with the file than with an error.
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

  /// Whether a client has this file already, in whichever form.
  ///
  /// The comparison is the weak one: proxies that compress, or unpack, make strong tags weak.
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
