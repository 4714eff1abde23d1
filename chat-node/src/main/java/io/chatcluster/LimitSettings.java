package io.chatcluster;

import io.chatcluster.config.Configuration;
import io.chatcluster.config.Variable;
import io.chatcluster.limits.Limit;
import io.chatcluster.limits.Limits;
import io.chatcluster.limits.Rate;
import java.util.Map;

/// Makes what the limits of users, rooms and addresses need to know.
final class LimitSettings {

  private LimitSettings() {}

  static Limits.Settings of(Configuration values) {
    return new Limits.Settings(
        Map.ofEntries(
            Map.entry(Limit.USER_MESSAGES, userMessages(values)),
            Map.entry(Limit.USER_BYTES, rate(values, Variable.USER_BYTES)),
            Map.entry(Limit.USER_SIGNALS, rate(values, Variable.USER_SIGNALS)),
            Map.entry(Limit.USER_ROOMS, rate(values, Variable.USER_ROOMS)),
            Map.entry(Limit.USER_READS, rate(values, Variable.USER_READS)),
            Map.entry(Limit.ROOM_MESSAGES, rate(values, Variable.ROOM_MESSAGES)),
            Map.entry(Limit.ROOM_BYTES, rate(values, Variable.ROOM_BYTES)),
            Map.entry(Limit.ADDRESS_HANDSHAKES, rate(values, Variable.ADDRESS_HANDSHAKES)),
            Map.entry(Limit.ADDRESS_GUESTS, rate(values, Variable.ADDRESS_GUESTS)),
            Map.entry(Limit.GUEST_MESSAGES, rate(values, Variable.GUEST_MESSAGES)),
            Map.entry(Limit.GUEST_BYTES, rate(values, Variable.GUEST_BYTES)),
            Map.entry(Limit.GUEST_SIGNALS, rate(values, Variable.GUEST_SIGNALS)),
            Map.entry(Limit.GUEST_ROOMS, rate(values, Variable.GUEST_ROOMS)),
            Map.entry(Limit.GUEST_READS, rate(values, Variable.GUEST_READS)),
            Map.entry(Limit.NODE_GUESTS, nodeGuests(values))),
        values.number(Variable.ADDRESS_CONNECTIONS),
        values.number(Variable.MAX_ACCOUNTS));
  }

  private static Rate userMessages(Configuration values) {
    int perSecond = values.number(Variable.RATE_PER_SECOND);
    return perSecond == 0 ? Rate.NONE : new Rate(perSecond, values.number(Variable.RATE_BURST));
  }

  private static Rate nodeGuests(Configuration values) {
    int perSecond = values.number(Variable.GUESTS_PER_SECOND);
    return new Rate(perSecond, perSecond);
  }

  private static Rate rate(Configuration values, Variable variable) {
    return new Rate(values.perSecond(variable), values.atOnce(variable));
  }
}
