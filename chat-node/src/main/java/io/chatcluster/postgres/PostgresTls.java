package io.chatcluster.postgres;

import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// Whose certificates the driver trusts.
///
/// By itself it wants a file in the home directory as soon as it is to check anything, which no
/// container has. Here `sslmode=verify-full` alone means the authorities of the JVM, and a file of
/// authorities alone means `verify-full`. What the address says itself stands.
final class PostgresTls {

  /// Names, not the driver's own classes for them: those are annotated with what no build has.
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
