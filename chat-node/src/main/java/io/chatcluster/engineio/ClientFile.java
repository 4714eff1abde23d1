package io.chatcluster.engineio;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// One file in both of its forms.
record ClientFile(Form plain, Form packed) {

  /// What is sent. Each form has a tag of its own, or one would be taken for the other.
  record Form(String type, boolean gzip, Buffer body, String tag) {}

  static ClientFile of(String type, byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    String digest = digest(bytes);
    return new ClientFile(
        new Form(type, false, Buffer.buffer(bytes), '"' + digest + '"'),
        new Form(type, true, Buffer.buffer(packed.toByteArray()), '"' + digest + "-gzip\""));
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// The form for a client that takes these encodings.
  Form in(@Nullable String encodings) {
    if (encodings != null) {
      for (String each : encodings.toLowerCase(Locale.ROOT).split(",", -1)) {
        String bare = each.replace(" ", "");
        if (bare.equals("gzip")
            || (bare.startsWith("gzip;q=") && !bare.matches("gzip;q=0(\\.0*)?"))) {
          return packed;
        }
      }
    }
    return plain;
  }
}
