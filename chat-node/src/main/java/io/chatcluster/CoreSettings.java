package io.chatcluster;

import io.chatcluster.config.Configuration;
import io.chatcluster.config.Variable;
import io.chatcluster.node.FeedSettings;
import io.chatcluster.node.NodeSettings;
import io.chatcluster.node.PublishSettings;
import io.chatcluster.node.SignalSettings;
import io.chatcluster.protocol.AckLevel;
import java.util.Locale;

/// Makes what the core of a node needs to know.
final class CoreSettings {

  private CoreSettings() {}

  static NodeSettings node(Configuration values, String nodeId) {
    return new NodeSettings(
        new PublishSettings(
            level(values),
            values.time(Variable.ACK_TIMEOUT),
            values.time(Variable.ID_WINDOW),
            values.number(Variable.MAX_WAITING)),
        new FeedSettings(
            nodeId, values.time(Variable.SUBSCRIPTION_LINGER), values.time(Variable.WAKE_UP_GRACE)),
        new SignalSettings(
            values.time(Variable.SIGNAL_INTERVAL),
            values.number(Variable.SIGNALS_WAITING),
            values.number(Variable.SIGNALS_AT_ONCE)),
        values.number(Variable.MAX_PAGE),
        values.time(Variable.POSITION_CHECK),
        new NodeSettings.FanOut(
            values.time(Variable.FLUSH_INTERVAL), values.time(Variable.FLUSH_INTERVAL_MAX)));
  }

  static AckLevel level(Configuration values) {
    return AckLevel.valueOf(values.text(Variable.ACK_LEVEL).toUpperCase(Locale.ROOT));
  }
}
