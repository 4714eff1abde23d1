package io.chatcluster.postgres;

import java.util.Objects;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/// Whose certificates the driver trusts.
///
/// By itself it wants a file in the home directory as soon as it is to check anything, which no
/// container has. Here `sslmode=verify-full` alone means the authorities of the JVM, and a file of
/// authorities alone means `verify-full`. What the address says itself stands.
final class PostgresTls {

  private PostgresTls() {}

  /// @param source with its address already
  static void apply(PGSimpleDataSource source, String caFile) {
    if (says(source, PGProperty.SSL_ROOT_CERT) || says(source, PGProperty.SSL_FACTORY)) {
      return;
    }
    String mode = source.getSslMode();
    if (!caFile.isEmpty()) {
      source.setSslRootCert(caFile);
      if (mode == null) {
        source.setSslMode("verify-full");
      }
    } else if (mode != null
        && mode.startsWith("verify-")
        && !says(source, PGProperty.SSL_CERT)
        && !says(source, PGProperty.SSL_KEY)) {
      source.setSslfactory(DefaultJavaSSLFactory.class.getName());
    }
  }

  private static boolean says(PGSimpleDataSource source, PGProperty property) {
    return !Objects.equals(source.getProperty(property), property.getDefaultValue());
  }
}
