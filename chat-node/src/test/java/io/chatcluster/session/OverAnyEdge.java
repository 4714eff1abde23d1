package io.chatcluster.session;

import io.chatcluster.limits.Limit;
import io.chatcluster.limits.Rate;
import java.util.Map;

/// Tests of sessions that do not mind how their clients' bytes look.
abstract class OverAnyEdge {

  /// The edge of all clients in a test.
  TestEdge edge() {
    return new NativeEdge();
  }

  SessionRig rig() {
    return rig(0, 0);
  }

  /// With a limit on messages of a user and none else.
  SessionRig rig(int perSecond, int atOnce) {
    return rig(
        perSecond == 0 ? Map.of() : Map.of(Limit.USER_MESSAGES, new Rate(perSecond, atOnce)));
  }

  SessionRig rig(Map<Limit, Rate> rates) {
    return new SessionRig(edge(), rates);
  }
}
