package io.chatcluster.loadtest.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the names of errors mean for whoever runs a load test.
final class Hints {
  private Hints() {}

  static List<String> of(Map<String, Long> errors) {
    var hints = new ArrayList<String>();
    if (mentions(errors, " 429")) {
      hints.add(
          "429: the load balancer limits what one address may do (loadbalancer/conf.d/rates.conf);"
              + " raise it for the test, or use more --source-address");
    }
    if (mentions(errors, " 301") || mentions(errors, " 302") || mentions(errors, " 308")) {
      hints.add(
          "301, 302, 308: the address sends clients elsewhere, perhaps to https; use that one");
    }
    if (mentions(errors, " 503")) {
      hints.add("503: no node takes more sockets (CHAT_MAX_CONNECTIONS), or none is up");
    }
    if (mentions(errors, "rate_limited")) {
      hints.add(
          "rate_limited: a user, a room, or all guests at one address may do only so much"
              + " (docs/operations.md, Limits)");
    }
    if (mentions(errors, "bad_token") || mentions(errors, "4501")) {
      hints.add("bad_token: secret, --issuer or --audience are not the cluster's");
    }
    if (mentions(errors, "certification path") || mentions(errors, "subject alternative")) {
      hints.add("the certificate is not believed: --ca-file, or --insecure for a test cluster");
    }
    return hints;
  }

  private static boolean mentions(Map<String, Long> errors, String part) {
    return errors.keySet().stream().anyMatch(error -> error.contains(part));
  }
}
