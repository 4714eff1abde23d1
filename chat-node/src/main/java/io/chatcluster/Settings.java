package io.chatcluster;

import io.chatcluster.config.Configuration;
import io.chatcluster.config.ConfigurationException;
import io.chatcluster.config.Variable;
import io.chatcluster.node.NodeSettings;
import io.chatcluster.postgres.PostgresSettings;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// What each part of a node needs to know, made once from the variables.
///
/// @param shown all variables as one line for the log, without secrets
/// @param process the process itself: name, loops and ports
/// @param stores where rooms are kept
/// @param node what connects clients and stores
/// @param edge what clients meet
/// @param peers what other nodes meet
record Settings(
    String shown,
    ProcessSettings process,
    StoreSettings stores,
    NodeSettings node,
    EdgeSettings edge,
    PeerSideSettings peers) {

  /// @throws ConfigurationException with a sentence that names what does not go together
  static Settings of(Configuration values) {
    ProcessSettings process = ProcessSettings.of(values);
    Settings settings =
        new Settings(
            values.toString(),
            process,
            StoreSettings.of(values, process.nodeId()),
            CoreSettings.node(values, process.nodeId()),
            EdgeSettings.of(values, process.nodeId()),
            PeerSideSettings.of(values, process.nodeId()));
    SettingsRules.check(values);
    return settings;
  }

  /// What is needed to bring the schema up to date: the database, and its owner.
  ///
  /// @throws ConfigurationException with a sentence for each bad variable
  static PostgresSettings migration(Map<String, String> environment) {
    Set<Variable> needed = EnumSet.of(Variable.DATABASE_URL, Variable.DATABASE_USER);
    return StoreSettings.postgres(Configuration.read(environment, needed), "migration");
  }
}
