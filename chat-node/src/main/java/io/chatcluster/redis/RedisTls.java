package io.chatcluster.redis;

import io.chatcluster.broker.Reason;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;

/// Whom to trust, and which certificate to present, if Redis speaks TLS. Files are in PEM form and
/// read again for each connection, so that a renewed one is used from the next connection on.
///
/// The server is always checked: its certificate must be from a known authority, valid now, and for
/// the host of the address.
///
/// @param caFile certificates of authorities; empty: those of the JVM
/// @param certificateFile this client's certificate and those above it; empty: none is presented
/// @param keyFile its private key
public record RedisTls(String caFile, String certificateFile, String keyFile) {

  /// The authorities of the JVM, and no certificate of our own.
  public static final RedisTls STANDARD = new RedisTls("", "", "");

  /// @throws IllegalArgumentException with a sentence if a certificate has no key or a key no
  ///     certificate
  public RedisTls {
    if (certificateFile.isEmpty() != keyFile.isEmpty()) {
      throw new IllegalArgumentException("a certificate and its key go together");
    }
  }

  void applyTo(NetClientOptions options) {
    options.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
    if (!caFile.isEmpty()) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(caFile));
    }
    if (!certificateFile.isEmpty()) {
      options.setKeyCertOptions(
          new PemKeyCertOptions().addCertPath(certificateFile).addKeyPath(keyFile));
    }
  }

  /// Why a connection could not be made. If TLS failed, the innermost cause: the outer ones only
  /// say that it failed.
  static String reason(Throwable failure) {
    Throwable at = failure;
    boolean tls = false;
    for (Throwable next = failure; next != null; next = next.getCause()) {
      tls |= next instanceof SSLException || next instanceof GeneralSecurityException;
      at = next.getMessage() == null ? at : next;
    }
    return tls ? "TLS: " + Reason.of(at) : Reason.of(failure);
  }
}
