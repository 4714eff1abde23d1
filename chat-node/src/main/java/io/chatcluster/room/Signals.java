package io.chatcluster.room;

import io.chatcluster.protocol.Signal;
import java.util.List;

/// Signals that are due at the same time to whoever hears them; never empty.
///
/// They move nobody: one that is refused is gone.
public record Signals(List<Signal> signals) implements Delivery {

  /// What others have sent; it may be empty.
  List<Signal> notFrom(String session) {
    return signals.stream().filter(one -> !one.key().session().equals(session)).toList();
  }
}
