package io.chatcluster.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/// A private certificate authority, made for one test, with its certificates as files.
public final class Authority {

  private final Instant now = Instant.now();
  private static final AtomicInteger MADE = new AtomicInteger();

  private final Path directory;
  private final X509Bundle root;

  /// @param directory gets the files
  public Authority(Path directory) {
    this.directory = directory;
    try {
      root =
          builder("CN=Authority " + MADE.incrementAndGet())
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// A certificate with its key.
  public record Identity(Path certificate, Path key) {}

  /// The authority's own certificate.
  public Path file() {
    return write("ca-" + root.hashCode() + ".pem", root.getRootCertificatePEM());
  }

  /// For a server of that name.
  public Identity issue(String name) {
    return issue(name, now.plus(Duration.ofDays(1)));
  }

  /// For a server of that name, and over since yesterday.
  public Identity issueExpired(String name) {
    return issue(name, now.minus(Duration.ofDays(1)));
  }

  private Identity issue(String name, Instant until) {
    try {
      X509Bundle made =
          builder("CN=" + name)
              .notAfter(until)
              .addSanDnsName(name)
              .addExtendedKeyUsageServerAuth()
              .addExtendedKeyUsageClientAuth()
              .buildIssuedBy(root);
      String file = name + "-" + made.hashCode();
      return new Identity(
          write(file + ".crt", made.getCertificatePathPEM()),
          write(file + ".key", made.getPrivateKeyPEM()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private CertificateBuilder builder(String subject) {
    return new CertificateBuilder()
        .ecp256()
        .subject(subject)
        .notBefore(now.minus(Duration.ofDays(2)))
        .notAfter(now.plus(Duration.ofDays(2)));
  }

  /// PostgreSQL takes no key that others can read.
  private Path write(String name, String text) {
    Path file = directory.resolve(name);
    try {
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }
}
