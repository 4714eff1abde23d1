package io.chatcluster;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.config.ConfigurationException;
import io.chatcluster.postgres.PostgresSettings;
import io.chatcluster.postgres.Schema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `java -jar chat-node.jar migrate`: brings the schema up to date as its owner, gives the nodes'
/// role its rights, and ends. That way no node needs the owner's password.
final class Migration {

  private static final Logger LOG = LoggerFactory.getLogger(Migration.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private Migration() {}

  /// Whether the command line asks for this and not for a node.
  ///
  /// @throws ConfigurationException if the command line asks for something unknown
  static boolean asked(String... arguments) {
    if (arguments.length == 0) {
      return false;
    }
    if (List.of(arguments).equals(List.of("migrate"))) {
      return true;
    }
    throw new ConfigurationException(
        "there is one command, migrate; a node takes none, and reads variables only");
  }

  /// Blocks until it is done.
  static void run(Map<String, String> environment) {
    PostgresSettings settings = Settings.migration(environment);
    retry(new Schema(settings)::prepare);
    LOG.info("the schema is up to date; the role {} may use it", settings.role().user());
  }

  /// The database may come up later than those who need it.
  static void retry(Runnable prepare) {
    while (true) {
      try {
        prepare.run();
        return;
      } catch (BrokerException e) {
        LOG.warn("{}; trying again", e.getMessage());
        LockSupport.parkNanos(RETRY.toNanos());
      }
    }
  }
}
