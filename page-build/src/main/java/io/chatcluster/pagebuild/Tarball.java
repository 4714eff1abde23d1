package io.chatcluster.pagebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/// The files in an archive of npm, which is a tar in gzip (POSIX.1-1988, ustar).
final class Tarball {

  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE = 12;
  private static final int TYPE_AT = 156;
  private static final int OCTAL = 8;

  private Tarball() {}

  /// The files whose whole names match, by the pattern's first group.
  static Map<String, byte[]> files(byte[] archive, Pattern wanted) throws IOException {
    Map<String, byte[]> found = new LinkedHashMap<>();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(archive))) {
      byte[] header = in.readNBytes(BLOCK);
      while (header.length == BLOCK && header[0] != 0) {
        int size = Integer.parseInt(text(header, SIZE_AT, SIZE).strip(), OCTAL);
        byte[] content = in.readNBytes(size);
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        Matcher name = wanted.matcher(text(header, 0, NAME));
        if (name.matches() && (header[TYPE_AT] == '0' || header[TYPE_AT] == 0)) {
          found.put(name.group(1), content);
        }
        header = in.readNBytes(BLOCK);
      }
    }
    return found;
  }

  /// Text that ends with its first zero.
  private static String text(byte[] header, int from, int length) {
    byte[] field = Arrays.copyOfRange(header, from, from + length);
    int end = 0;
    while (end < field.length && field[end] != 0) {
      end++;
    }
    return new String(field, 0, end, UTF_8);
  }
}
