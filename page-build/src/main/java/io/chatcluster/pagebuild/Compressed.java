package io.chatcluster.pagebuild;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// A file in the forms that browsers accept, as small as they get, since this is done only once.
///
/// The same input gives the same bytes.
final class Compressed {
  /// Below the size of a packet there is nothing to gain.
  private static final int LEAST_BYTES = 1_000;

  private static final int BROTLI_QUALITY = 11;

  private Compressed() {}

  /// Whether there is a Brotli for this machine; if not, gzip has to do.
  static boolean brotli() {
    return Brotli4jLoader.isAvailable();
  }

  /// The compressed forms of a text, by the endings of their files; those that are worth it.
  static Map<String, byte[]> of(byte[] text) throws IOException {
    Map<String, byte[]> forms = new LinkedHashMap<>();
    if (text.length < LEAST_BYTES) {
      return forms;
    }
    if (brotli()) {
      forms.put(".br", Encoder.compress(text, Encoder.Parameters.create(BROTLI_QUALITY)));
    }
    forms.put(".gz", gzip(text));
    forms.values().removeIf(form -> form.length >= text.length);
    return forms;
  }

  private static byte[] gzip(byte[] text) throws IOException {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    try (OutputStream out = new Best(form)) {
      out.write(text);
    }
    return form.toByteArray();
  }

  private static final class Best extends GZIPOutputStream {
    Best(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
