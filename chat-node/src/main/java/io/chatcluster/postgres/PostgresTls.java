package io.chatcluster.postgres;

import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// Whose certificates the driver trusts.
///
/// Left to itself, it looks for a file in the home directory as soon as there is anything to
/// verify, and no container has one. Here `sslmode=verify-full` alone means the JVM's authorities,
/// and a file of authorities alone means `verify-full`. Whatever the address says explicitly
/// stands.
final class PostgresTls {

  /// Names instead of the driver's own classes: those carry annotations that are on nobody's class
  /// path.
  private static final String DRIVER_FACTORY = "org.postgresql.ssl.LibPQFactory";

  private static final String JVM_FACTORY = "org.postgresql.ssl.DefaultJavaSSLFactory";

  private PostgresTls() {}

  /// @param source with its address already
  static void apply(PGSimpleDataSource source, String caFile) {
    if (source.getSslRootCert() != null || !isDefault(source.getSslfactory())) {
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
        && source.getSslCert() == null
        && source.getSslKey() == null) {
      source.setSslfactory(JVM_FACTORY);
    }
  }

  private static boolean isDefault(@Nullable String factory) {
    return factory == null || factory.equals(DRIVER_FACTORY);
  }
}
