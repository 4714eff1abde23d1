package io.chatcluster.local.cluster;

import io.chatcluster.local.machine.Ports;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Gives every part of a cluster a port: one near nginx's if that is free, so that people find it
/// again, otherwise any.
///
/// Owned by one thread. With nginx at 8080 the nodes are at 8081, 8082, …, their management ports
/// 1,000, the servers 2,000 and their ports for each other 3,000 above.
final class ClusterPorts {
  private static final int MANAGEMENT = 1_000;
  private static final int SERVERS = 2_000;
  private static final int PEERS = 3_000;

  private final int base;
  private final Set<Integer> given = new HashSet<>();

  /// @param base nginx's port, or 0 if all ports may be anywhere
  ClusterPorts(int base) {
    this.base = base;
  }

  int redis() {
    return near(SERVERS);
  }

  int postgres() {
    return near(SERVERS + 1);
  }

  List<Integer> nodes(int count) {
    return row(1, count);
  }

  List<Integer> management(int count) {
    return row(MANAGEMENT + 1, count);
  }

  List<Integer> peers(int count) {
    return row(PEERS + 1, count);
  }

  private List<Integer> row(int offset, int count) {
    var ports = new ArrayList<Integer>();
    for (int i = 0; i < count; i++) {
      ports.add(near(offset + i));
    }
    return ports;
  }

  private int near(int offset) {
    var wanted = base + offset;
    if (base > 0 && wanted <= Ports.LAST && !given.contains(wanted) && !Ports.taken(wanted)) {
      given.add(wanted);
      return wanted;
    }
    var port = Ports.free();
    while (!given.add(port)) {
      port = Ports.free();
    }
    return port;
  }
}
