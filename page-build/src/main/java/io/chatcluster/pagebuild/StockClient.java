package io.chatcluster.pagebuild;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Puts the JavaScript client of Socket.IO among the files of a node: `StockClient VERSION DIGEST
/// DOWNLOADS TARGET`.
///
/// It comes from npm, with the digest that stands in the pom, and is not part of this repository.
/// Without npm or a network the node is built without it, and pages must load it from elsewhere.
public final class StockClient {

  private static final String PACKAGE = "socket.io-client";
  private static final Pattern WANTED = Pattern.compile("package/dist/(socket\\.io[a-z.]*)");
  private static final long PATIENCE_SECONDS = 120;

  private StockClient() {}

  /// Ends with 1, and says why, if what came is not what was meant.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 4) {
      System.err.println("usage: StockClient VERSION DIGEST DOWNLOADS TARGET");
      System.exit(2);
    }
    try {
      put(arguments[0], arguments[1], Path.of(arguments[2]), Path.of(arguments[3]));
    } catch (PageException e) {
      System.err.println("no client of Socket.IO: " + e.getMessage());
      System.exit(1);
    }
  }

  static void put(String version, String digest, Path downloads, Path target)
      throws IOException, InterruptedException {
    String spec = PACKAGE + "@" + version;
    Path archive = downloads.resolve(PACKAGE + "-" + version + ".tgz");
    if (!Files.exists(archive) && !packed(spec, downloads)) {
      System.err.println("npm has no " + spec + " for this build: nodes will not hand it out");
      return;
    }
    byte[] bytes = Files.readAllBytes(archive);
    if (!digest(bytes).equals(digest)) {
      Files.delete(archive);
      throw new PageException(archive + " has another digest than the pom");
    }
    Files.createDirectories(target);
    for (Map.Entry<String, byte[]> file : Tarball.files(bytes, WANTED).entrySet()) {
      Files.write(target.resolve(file.getKey()), file.getValue());
    }
  }

  private static boolean packed(String spec, Path downloads)
      throws IOException, InterruptedException {
    Files.createDirectories(downloads);
    Process npm;
    try {
      npm =
          new ProcessBuilder(
                  "npm", "pack", spec, "--silent", "--prefer-offline", "--pack-destination", ".")
              .directory(downloads.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException _) {
      // There is no npm.
      return false;
    }
    if (!npm.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      npm.destroyForcibly();
      return false;
    }
    return npm.exitValue() == 0;
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-512").digest(bytes);
      return "sha512-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }
}
